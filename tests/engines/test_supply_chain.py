"""Simulation of chains of stocks: the books balance, and closed forms hold."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from tests.engines.supply_chains import chain, random_chain

from sinews.engines.inventory import (
    base_stock_for_service,
    fill_rate_of_base_stock,
    service_of_base_stock,
)
from sinews.engines.supply_chain import Record, record, simulate
from sinews.verify.supply_balance import violations


@given(seed=st.integers(0, 2**31))
@settings(max_examples=150, deadline=None)
def test_books_balance_on_random_chains(seed: int) -> None:
    made = random_chain(seed)
    found = violations(made, record(made, 3, seed))
    assert {rule: broken for rule, broken in found.items() if broken} == {}


@pytest.mark.parametrize("flow", ["stock", "met", "arrived", "shipped", "backlog", "drawn"])
def test_the_books_find_a_wrong_figure(flow: str) -> None:
    made = random_chain(7)
    kept = record(made, 2, 1)
    wrong = getattr(kept, flow).copy()
    wrong[1, 0, made.days // 2] += 0.1
    figures = {name: getattr(kept, name) for name in Record.__dataclass_fields__}
    assert any(violations(made, Record(**figures | {flow: wrong})).values())


def test_order_and_processors_change_nothing() -> None:
    made = random_chain(3)
    many = simulate(made, 40, 5, processors=1)
    few = simulate(made, 11, 5, processors=2)
    assert np.array_equal(many.met[:11], few.met)
    assert np.array_equal(many.first_short[:11], few.first_short)
    kept = record(made, 3, 5, first=8)
    short = (kept.demand.sum(axis=2) > 0) & (few.short_days[8:11] == 0)
    assert np.allclose((kept.met + kept.replaced).sum(axis=2)[short], kept.demand.sum(axis=2)[short])


@pytest.mark.parametrize(
    ("lead_time", "variation", "service"), [(1, 0.5, 0.9), (4, 0.3, 0.95), (7, 1.0, 0.98)]
)
def test_service_of_base_stock_is_that_of_the_closed_form(
    lead_time: int, variation: float, service: float
) -> None:
    mean = 20.0
    level = base_stock_for_service(service, mean, variation * mean, lead_time)
    made = chain(
        1,
        400,
        lead_time=np.array([lead_time]),
        level=np.array([level]),
        opening=np.array([level]),
        demand=np.full((1, 400), mean),
        variation=np.array([variation]),
    )
    found = simulate(made, 2000, 1)
    after_start = record(made, 200, 1).backlog[:, 0, lead_time:]
    assert np.mean(after_start == 0) == pytest.approx(service, abs=0.005)
    assert found.short_days.mean() / 400 == pytest.approx(1 - service, abs=0.005)
    expected = fill_rate_of_base_stock(level, mean, variation * mean, lead_time)
    assert found.met.mean() == pytest.approx(expected, abs=0.005)


def test_service_of_two_echelons_is_that_of_the_convolution() -> None:
    """Backlog of a serial system: what the depot lacks, and demand over the last leg, by convolution."""
    mean, cv, depot, base, days = 10.0, 0.6, 32.0, 28.0, 300
    made = chain(
        2,
        days,
        supplier=np.array([-1, 0]),
        lead_time=np.array([3, 2]),
        level=np.array([depot, base]),
        opening=np.array([depot, base]),
        demand=np.array([[0.0], [mean]]) * np.ones((2, days)),
        variation=np.array([0.0, cv]),
    )
    short = simulate(made, 4000, 2).short_days[:, 1].mean() / days
    step = 0.02
    x = (np.arange(12000) + 0.5) * step
    shape, scale = 1 / cv**2, mean * cv**2
    late = stats.gamma.pdf(x, 3 * shape, scale=scale) * step
    # net stock at the base is base - (D3 - depot)+ - D2
    chance_of_service = late @ stats.gamma.cdf(base - np.maximum(x - depot, 0), 2 * shape, scale=scale)
    assert 1 - short == pytest.approx(chance_of_service, abs=0.005)


def test_rates_of_a_group_are_triangular() -> None:
    made = chain(
        2,
        1,
        demand=np.ones((2, 1)),
        kept=np.zeros(2),
        rate_low=np.array([0.4]),
        rate_high=np.array([2.5]),
    )
    demand = record(made, 5000, 3).demand[:, :, 0]
    assert np.array_equal(demand[:, 0], demand[:, 1])
    # SciPy takes the mode as a part of the width
    assert stats.kstest(demand[:, 0], stats.triang(0.6 / 2.1, 0.4, 2.1).cdf).pvalue > 0.01


def test_a_substitute_serves_only_where_one_is_named() -> None:
    made = chain(2, 10, opening=np.array([5.0, 100.0]), demand=np.array([[1.0], [0.0]]) * np.ones((2, 10)))
    assert simulate(made, 1, 1).first_short[0, 0] == 5
    with_one = replace(made, substitute=np.array([1, -1]), substitute_rate=np.array([3.0, 1.0]))
    kept = record(with_one, 1, 1)
    assert simulate(with_one, 1, 1).first_short[0, 0] == 10
    assert kept.stock[0, 1, -1] == pytest.approx(100 - 5 * 3)


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        ({"supplier": np.array([1, 0])}, "before its client"),
        ({"lead_time": np.array([0, 1])}, "at least a day"),
        ({"opening": np.array([-1.0, 0.0])}, "not negative"),
        ({"substitute": np.array([0, -1])}, "stands in for itself"),
        ({"variation": np.array([0.0, 2.0])}, "variation"),
        ({"loss": np.array([1.0, 0.0])}, "share"),
    ],
)
def test_an_impossible_chain_is_refused(figures: dict[str, np.ndarray], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        chain(2, 3, **figures)


@pytest.mark.parametrize(("variation", "closure"), [(0.0, 0.1), (0.4, 0.3)])
def test_service_over_a_way_that_closes_is_that_of_the_closed_form(variation: float, closure: float) -> None:
    level = 110.0
    made = chain(
        1,
        400,
        lead_time=np.array([3]),
        level=np.array([level]),
        opening=np.array([level]),
        closure=np.array([closure]),
        demand=np.full((1, 400), 20.0),
        variation=np.array([variation]),
    )
    expected = service_of_base_stock(level, 20.0, 20.0 * variation, 3, closure)
    assert 1 - simulate(made, 2000, 4).short_days.mean() / 400 == pytest.approx(expected, abs=0.005)
