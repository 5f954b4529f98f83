"""Few types: how many an ally has, what a new one takes, and how close to the best the choice of them is."""

from __future__ import annotations

import itertools
import os
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import polars as pl
import pytest
from benchmarks.plan_inputs import planning_instance
from tests.scoped_case import with_rows
from tests.small_case import small_case_with_terms

import sinews
from sinews.case import Case
from sinews.implementation import Plan, few_types
from sinews.implementation.instance import Instance
from sinews.implementation.settle import Solved, settle
from sinews.implementation.types import Introduced
from sinews.implementation.widen import solve_once
from sinews.verify.plan import beyond, ledger, reached
from sinews.verify.plan.types import types

SEEDS = range(24 if os.environ.get("SINEWS_TEST_ALL") else 3)

NEW = ("drone", "sam_mid", "sam_short")
"""The types of short-range units; Latvia has the last on contract, all others none."""

LIMIT: dict[str, Any] = {
    "who": "all",
    "capability": "gbad_short",
    "more": 1,
    "minimum_fleet": 2.0,
    "introduction_cost": 0.5,
    "introduction_years": 2,
}


def typed(*limits: dict[str, Any], **tables: list[dict[str, Any]]) -> Case:
    """Return the small case with three types of short-range units, and limits of types."""
    made = {"capability": "gbad_short", "yield": 1.0, "available_from": 2026, "learning_class": "missile"}
    line = {"product": "sam_mid", "producer": "Firm G", "country": "CZE", "rate": 3.0, "ceiling": 9.0}
    line |= {"ramp": 20.0, "build_time": 1, "expansion_cost": 20.0, "lead_time": 1}
    cost = {"currency": "USD", "price_year": 2024, "basis": "unit", "product": "sam_mid"}
    return with_rows(
        small_case_with_terms(),
        products=[made | {"product": "sam_mid", "name": "a middling unit", "prior_quantity": 20.0}],
        lines=[line | {"line": "mid_line", "name": "mid line"}],
        costs=[
            cost | {"element": "procurement", "amount": 70.0},
            cost | {"element": "operating", "amount": 6.0},
        ],
        type_limits=list(limits),
        **tables,
    )


def drawn(seed: int) -> Case:
    """Return such a case with other lines and money."""
    random = np.random.default_rng([seed, 3])
    case = typed(LIMIT)
    for line, rate in (("short_line", 6.0), ("mid_line", 3.0), ("drone_line", 3.0)):
        case = case.with_value("lines", line, rate=float(rate * random.uniform(0.3, 1.5)))
    for ally in ("DEU", "CZE", "LVA"):
        case = case.with_value("budgets", ally, programme_share=float(random.uniform(20.0, 60.0)))
    return case


@cache
def plan_of(more: int = 1) -> Plan:
    """Return a plan of the case in which allies may introduce so many types."""
    return sinews.plan(typed(LIMIT | {"more": more}))


def solved(case: Case) -> tuple[Instance, Solved]:
    """Return a planning problem, and how it was solved."""
    instance = planning_instance(case)
    return instance, settle(case, instance)


def best_of_all(instance: Instance) -> float:
    """Return the least objective of all choices of at most one new type for each ally, at given prices."""
    types = instance.types
    place = [types.products.index(each) for each in NEW]
    choices = [
        [p for p in place if types.slots[ally, instance.capabilities.index("gbad_short")] and not known[p]]
        for ally, known in enumerate(types.known)
    ]
    found = []
    for chosen in itertools.product(*choices):
        rows = [
            (a, p, int(np.flatnonzero(types.product_of == p)[0]), int(LIMIT["introduction_years"]))
            for a, p in enumerate(chosen)
        ]
        new = Introduced(*np.array(rows, np.int64).T)
        problem = few_types.decided(instance, types.known.copy(), new)
        side = solve_once(problem)
        work = np.zeros(types.shut.shape)
        chosen_work = side.blocks.deliveries
        work[chosen_work.ally, chosen_work.line, chosen_work.year] = side.solution.x[chosen_work.column]
        fleet = few_types.fleets(problem, work)
        if ((fleet > 1e-6) & (fleet < LIMIT["minimum_fleet"] - 1e-6)).any():
            continue
        paid = problem.types.money(problem.capability_of).sum(axis=0) @ problem.discount
        found.append(side.solution.objective + problem.cost_weight * float(paid))
    return min(found)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_choice_is_within_a_hundredth_of_the_best_of_all_choices(seed: int) -> None:
    instance, found = solved(drawn(seed))
    at_its_prices = replace(instance, price_path=found.instance.price_path)
    best = best_of_all(at_its_prices)
    paid = found.instance.types.money(instance.capability_of).sum(axis=0) @ instance.discount
    reached = found.solution.objective + instance.cost_weight * float(paid)
    assert reached <= 1.01 * best
    # what is certified is so: no choice is better than the bound
    assert reached / (1.0 + found.summary.few_types_gap) <= best * (1.0 + 1e-6)


def test_nobody_has_more_types_than_the_limit_and_each_new_one_is_a_fleet_in_time_and_paid() -> None:
    plan = plan_of()
    assert types(plan) == []
    assert ledger.payments(plan) == []
    assert reached.solution(plan) == []
    kinds = plan.orders.filter(pl.col("product").is_in(NEW)).group_by("ally", "product").agg(pl.len())
    assert kinds.filter(pl.col("product") != "sam_short").group_by("ally").len()["len"].max() == 1
    paid = plan.payments.filter(element="introduction")
    assert paid.height
    price = dict(sinews.case.unit_prices(plan.case).select("product", "procurement").iter_rows())
    total = paid.group_by("payer", "product").agg(pl.col("amount").sum())
    for _, product, amount in total.iter_rows():
        assert amount == pytest.approx(0.5 * price[product])
    assert plan.spending["introduction"].sum() == pytest.approx(paid["amount"].sum())


def test_without_limits_types_are_free() -> None:
    free, many = sinews.plan(typed()), plan_of(more=3)
    assert free.solution.few_types_gap == 0.0
    assert free.payments.filter(element="introduction").is_empty()
    assert plan_of().solution.objective >= many.solution.objective * (1.0 - 1e-3)


def forged(plan: Plan, name: str, frame: pl.DataFrame) -> Plan:
    """Return a plan with another table."""
    return replace(plan, tables={**plan.tables, name: frame})


def test_a_planted_violation_of_each_kind_is_found() -> None:
    plan = plan_of()
    new = plan.payments.filter(element="introduction").row(0, named=True)
    ally, product = new["payer"], new["product"]
    other = next(each for each in NEW if each not in (product, "sam_short"))
    order = plan.orders.filter(ally=ally, product=product)[0]
    more = pl.concat([plan.orders, order.with_columns(product=pl.lit(other))])
    assert any("types at the horizon" in each for each in types(forged(plan, "orders", more)))
    of = (pl.col("ally") == ally) & (pl.col("product") == product)
    few = plan.deliveries.with_columns(
        ordered=pl.when(of).then(pl.col("ordered") * 1e-3).otherwise("ordered")
    )
    assert any("asks for 2" in each for each in types(forged(plan, "deliveries", few)))
    soon = plan.deliveries.with_columns(year=pl.when(of).then(pl.lit(2026)).otherwise("year"))
    assert any("lets it come from 2028 on" in each for each in types(forged(plan, "deliveries", soon)))
    unpaid = forged(plan, "ledger", plan.tables["ledger"].filter(pl.col("element") != "introduction"))
    assert any("is not paid" in each for each in types(unpaid))
    assert any("introduction" in each for each in ledger.payments(unpaid))


@pytest.mark.parametrize(
    ("change", "column", "mend"),
    [
        ({"minimum_fleet": 1e4}, "minimum_fleet", "Lower minimum_fleet"),
        ({"most": 0}, "more", "Raise more or most"),
        ({"introduction_years": 20}, "introduction_years", "Lower introduction_years"),
    ],
)
def test_a_limit_that_leaves_nothing_is_told_by_its_row(
    change: dict[str, Any], column: str, mend: str
) -> None:
    plan = sinews.plan(typed(LIMIT | {"who": "DEU"} | change))
    (told,) = plan.tables["contradictions"].filter(table="type_limits").iter_rows(named=True)
    assert (told["key"], told["column"]) == ("DEU/gbad_short/DEU", column)
    assert mend in told["statement"]
    assert plan.orders.filter(pl.col("ally") == "DEU", pl.col("product").is_in(NEW)).is_empty()
    assert beyond.contradictions(plan) == []


def test_an_explanation_says_which_types_are_shut() -> None:
    plan = plan_of()
    new = plan.payments.filter(element="introduction").row(0, named=True)
    told = str(sinews.explain(plan, ally=new["payer"], capability="gbad_short"))
    assert "type_limits, all/gbad_short" in told
    assert "is introduced from" in told
    assert "one type too many" in told


def test_a_limit_for_nobody_is_refused() -> None:
    with pytest.raises(sinews.CaseError, match="type_limits"):
        typed(LIMIT | {"who": "DUE"})
