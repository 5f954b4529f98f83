"""Inventory theory against brute force, simulation and identities that must hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sinews.engines import inventory, inventory_echelons, inventory_orders
from sinews.engines.inventory_echelons import DepotAndBases, Method, SerialSystem

COST = st.floats(0.1, 20.0)


@given(holding=COST, stockout=COST, mean=st.floats(0.5, 40.0))
@settings(max_examples=40, deadline=None)
def test_newsvendor_for_poisson_demand_is_that_of_brute_force(
    holding: float, stockout: float, mean: float
) -> None:
    units = np.arange(400)
    chance = stats.poisson.pmf(units, mean)
    costs = [
        chance @ (holding * np.maximum(y - units, 0) + stockout * np.maximum(units - y, 0))
        for y in range(120)
    ]
    assert inventory.newsvendor_poisson(holding, stockout, mean).cost == pytest.approx(min(costs))


def test_loss_functions_are_expected_shortages() -> None:
    random = np.random.default_rng(1)
    normal, poisson = random.normal(size=400_000), random.poisson(7.0, 400_000)
    assert inventory.normal_loss(0.7) == pytest.approx(np.maximum(normal - 0.7, 0).mean(), abs=2e-3)
    assert inventory.poisson_loss(9, 7.0) == pytest.approx(np.maximum(poisson - 9, 0).mean(), abs=6e-3)
    assert inventory.poisson_loss(-2, 7.0) == 9.0


@pytest.mark.parametrize("fill_rate", [0.8, 0.95, 0.999])
def test_base_stock_for_a_fill_rate_reaches_it(fill_rate: float) -> None:
    level = inventory.base_stock_for_fill_rate(fill_rate, 12.0, 9.0, 5)
    assert inventory.fill_rate_of_base_stock(level, 12.0, 9.0, 5) == pytest.approx(fill_rate, abs=1e-9)


def test_service_is_the_inverse_of_base_stock() -> None:
    level = inventory.base_stock_for_service(0.97, 12.0, 9.0, 5)
    assert inventory.service_of_base_stock(level, 12.0, 9.0, 5) == pytest.approx(0.97)


@pytest.mark.parametrize(("service", "closure"), [(1.0, 0.0), (1.2, 0.0), (1.0 - 1e-15, 0.3)])
def test_a_service_that_no_stock_reaches_is_refused(service: float, closure: float) -> None:
    with pytest.raises(ValueError, match="no finite stock"):
        inventory.base_stock_for_service(service, 12.0, 9.0, 5, closure)


def test_safety_stock_covers_demand_and_lead_time() -> None:
    random = np.random.default_rng(2)
    lead_time = random.normal(20.0, 2.0, 200_000)
    demand = random.normal(10.0 * lead_time, 4.0 * np.sqrt(lead_time))
    safety = inventory.safety_stock(0.9, 10.0, 4.0, 20.0, 2.0)
    assert np.mean(demand <= 200.0 + safety) == pytest.approx(0.9, abs=0.005)


@given(
    holding=st.floats(0.05, 2.0),
    stockout=st.floats(2.0, 30.0),
    fixed=st.floats(1.0, 60.0),
    deviation=st.floats(10.0, 300.0),
)
@settings(max_examples=15, deadline=None)
def test_no_neighbour_of_the_best_policy_is_cheaper(
    holding: float, stockout: float, fixed: float, deviation: float
) -> None:
    figures = (holding, stockout, fixed, (1000.0, deviation), 0.1)
    best = inventory_orders.order_policy_normal(*figures)
    for change in (-1.0, 1.0):
        for policy in (
            (best.reorder_point + change, best.quantity),
            (best.reorder_point, best.quantity + change),
        ):
            assert inventory_orders.order_cost_normal(policy, *figures) >= best.cost * (1 - 1e-9)


@pytest.mark.parametrize(
    ("holding", "stockout", "fixed", "rate"), [(1, 9, 20, 5.0), (3, 4, 2, 1.2), (1, 40, 64, 9.0)]
)
def test_best_lots_for_poisson_demand_are_those_of_brute_force(
    holding: float, stockout: float, fixed: float, rate: float
) -> None:
    lots = inventory_orders.order_policy_poisson(holding, stockout, fixed, rate, 1.0)
    costs = [
        inventory_orders.order_cost_poisson((r, q), holding, stockout, fixed, rate, 1.0)
        for r in range(-12, 25)
        for q in range(1, 45)
    ]
    assert lots.cost == pytest.approx(min(costs))
    levels = inventory_orders.periodic_policy_poisson(holding, stockout, fixed, rate)
    costs = [
        inventory_orders.periodic_cost_poisson((s, s + gap), holding, stockout, fixed, rate)
        for s in range(-12, 25)
        for gap in range(1, 50)
    ]
    assert levels.cost == pytest.approx(min(costs))


def test_economic_order_quantity_is_the_limit_without_uncertainty() -> None:
    certain = inventory_orders.order_policy_normal(0.2, 1e4, 8.0, (1300.0, 1e-3), 0.1)
    assert certain.quantity == pytest.approx(
        inventory_orders.economic_order_quantity(8.0, 0.2, 1300.0), rel=1e-2
    )


def test_cost_of_a_serial_system_is_that_of_simulation() -> None:
    """Stage by stage, from the top down: what each stage has is what the one above let through."""
    system = SerialSystem((1.0, 2.0), (2.0, 3.0), 15.0, 100.0, 15.0)
    found = inventory_echelons.best_echelon_levels(system)
    random = np.random.default_rng(3)
    upper = random.normal(300.0, 15.0 * np.sqrt(3.0), 400_000)
    lower = random.normal(200.0, 15.0 * np.sqrt(2.0), 400_000)
    above = found.levels[1] - upper
    below = np.minimum(above, found.levels[0]) - lower
    cost = 2.0 * above + 1.0 * below + (15.0 + 3.0) * np.maximum(-below, 0.0)
    assert found.cost == pytest.approx(cost.mean(), rel=5e-3)
    for change in ((3.0, 0.0), (-3.0, 0.0), (0.0, 3.0), (0.0, -3.0)):
        levels = [level + by for level, by in zip(found.levels, change, strict=True)]
        assert inventory_echelons.cost_of_echelon_levels(system, levels) > found.cost
    assert sum(found.local) == pytest.approx(found.levels[-1])


def test_service_of_bases_is_that_of_simulation() -> None:
    """Orders outstanding at a base: its part of those that wait at the depot, and those on the way."""
    system = DepotAndBases((1.0, 2.0), (1.0, 2.0), 3.0, 8, (3, 6))
    random = np.random.default_rng(4)
    waiting = np.maximum(random.poisson(9.0, 400_000) - 8, 0)
    outstanding = random.binomial(waiting, 2 / 3) + random.poisson(4.0, 400_000)
    found = inventory_echelons.service_of_bases(system)
    assert found.backorders[1] == pytest.approx(np.maximum(outstanding - 6, 0).mean(), abs=6e-3)
    assert found.fill_rate[1] == pytest.approx(np.mean(outstanding < 6), abs=3e-3)
    assert system.depot_backorders == pytest.approx(waiting.mean(), abs=1e-2)


def test_two_moments_come_nearer_than_one() -> None:
    system = DepotAndBases((0.5,) * 6, (1.0,) * 6, 5.0, 12, (3,) * 6)
    methods: tuple[Method, ...] = ("exact", "graves", "metric")
    exact, graves, metric = (
        inventory_echelons.service_of_bases(system, method).backorders[0] for method in methods
    )
    assert abs(graves - exact) < abs(metric - exact)
    assert metric < exact
