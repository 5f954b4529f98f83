"""What holds in every test."""

from __future__ import annotations

import os

import pytest

import sinews
from sinews.engines.aggregation import Aggregate, aggregate, unlike
from sinews.engines.arrays import Indices
from sinews.engines.lp import LpArrays, LpModel
from sinews.implementation import groups, reach
from sinews.kept.folder import OFF, SETTING
from tests.shipped import planned

# what an earlier run has kept must not stand for what is tested, nor what tests make fill the home folder
os.environ[SETTING] = OFF


@pytest.fixture(scope="session")
def baseline_plan() -> sinews.Plan:
    """The plan of the baseline, made once for all tests that read it."""
    return planned("baseline")


@pytest.fixture(autouse=True)
def _members_of_groups_are_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask the matrix, wherever allies are planned for in groups, whether they are what their labels say."""

    def asked(model: LpModel, arrays: LpArrays, group: Indices) -> Aggregate:
        assert not unlike(model, arrays, group).any()
        return aggregate(model, arrays, group)

    for stage in (groups, reach):
        monkeypatch.setattr(stage, "aggregate", asked)
