"""States of money beside HiGHS' engines: what they are, and when an engine's answer fits a plan."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from benchmarks.plan_growth_inputs import grown_case
from benchmarks.plan_inputs import planning_instance
from benchmarks.scarce import in_a_process, inside, keep, kept, slipping, with_costs, with_money

from sinews import open_case
from sinews.case import programme_shares, unit_prices
from sinews.implementation.blocks import build_model


def test_money_is_scaled_by_ally() -> None:
    baseline = open_case()
    before = dict(programme_shares(baseline).iter_rows())
    after = dict(programme_shares(with_money(baseline, 0.7)).iter_rows())
    assert after == pytest.approx({ally: 0.7 * share for ally, share in before.items()})
    drawn = dict(programme_shares(slipping(baseline, 1)).iter_rows())
    part = np.array([drawn[ally] / share for ally, share in before.items() if share])
    assert part.min() >= 0.6
    assert part.max() <= 1.0
    assert part.std() > 0.05


def test_costs_are_those_of_procurement() -> None:
    baseline = open_case()
    before, after = unit_prices(baseline), unit_prices(with_costs(baseline, 1.5))
    np.testing.assert_allclose(after["procurement"].to_numpy(), 1.5 * before["procurement"].to_numpy())


def test_a_programme_is_read_as_it_was_written(tmp_path: Path) -> None:
    arrays = build_model(planning_instance(grown_case(3, 4, 8, seed=0)))[0].arrays()
    file = tmp_path / "programme.npz"
    keep(arrays, file)
    again = kept(file)
    assert again.solve(algorithm="simplex").objective == arrays.solve(algorithm="simplex").objective


@pytest.mark.parametrize(
    ("optimum", "held"), [(99.0, True), (98.0, False), (100.1, False), (100.00005, True)]
)
def test_an_optimum_is_to_lie_in_the_interval(optimum: float, held: bool) -> None:
    assert inside(optimum, 98.5, 100.0) is held


def test_what_takes_too_long_is_given_up(tmp_path: Path) -> None:
    assert in_a_process("baseline", "", tmp_path / "programme.npz", 1) is None
