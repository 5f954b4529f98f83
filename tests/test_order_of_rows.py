"""No figure hangs on the order in which the rows of a case stand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

import sinews
from sinews.case import Case, canonical
from sinews.case.catalogue import TABLES
from tests.random_cases import random_case
from tests.small_case import small_case


def shuffled(case: Case, seed: int) -> Case:
    """Return a case with the rows of every table in another order."""
    random = np.random.default_rng(seed)
    tables = {
        name: frame[random.permutation(frame.height)] if frame.height else frame
        for name, frame in case.tables.items()
    }
    return Case(case.settings, tables, case.notes)


def assert_same_tables(one: Any, other: Any) -> None:
    """Assert that two plans have the same tables, to the last bit and in the same order of rows."""
    assert one.tables.keys() == other.tables.keys()
    for name, frame in one.tables.items():
        assert_frame_equal(frame, other.tables[name], check_exact=True)


@pytest.mark.parametrize("seed", range(8))
def test_a_plan_is_the_same_in_any_order_of_rows(seed: int) -> None:
    case = random_case(seed)
    assert_same_tables(sinews.plan(case), sinews.plan(shuffled(case, seed)))


def test_the_baselines_plan_and_review_are_the_same_in_any_order_of_rows() -> None:
    one, other = (sinews.plan(case) for case in (sinews.open_case(), shuffled(sinews.open_case(), 1)))
    assert_same_tables(one, other)
    year = one.case.years[-1]
    first, second = (sinews.review(plan, [year]) for plan in (one, other))
    assert_frame_equal(first.scoreboard, second.scoreboard, check_exact=True)
    assert_frame_equal(first.burden, second.burden, check_exact=True)


def test_a_case_keeps_its_own_order_of_rows(tmp_path: Path) -> None:
    case = small_case()
    plan = sinews.plan(case)
    assert plan.case["allies"]["ally"].to_list() == ["DEU", "CZE", "LVA"]
    plan.save(tmp_path / "plan")
    assert sinews.open_plan(tmp_path / "plan").case["allies"].equals(case["allies"])


def test_canonical_order_follows_from_the_rows() -> None:
    case = sinews.open_case()
    one, other = canonical(case), canonical(shuffled(case, 2))
    assert one.hash == case.hash
    for table in TABLES:
        assert one.tables[table.name].equals(other.tables[table.name]), table.name
    assert canonical(one) is one
    # what makes up an aggregate stands after it
    part = one["capabilities"].with_row_index()
    place = dict(part.select("capability", "index").iter_rows())
    made_up = part.filter(pl.col("aggregate").is_not_null())
    assert all(place[whole] < index for whole, index in made_up.select("aggregate", "index").iter_rows())
