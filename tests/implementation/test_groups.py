"""Planning for groups of allies and dividing what they get: the same optimum as with every ally alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from benchmarks.plan_growth_inputs import grown_case
from benchmarks.plan_inputs import planning_instance
from tests.random_cases import random_case
from tests.recheck import violations

import sinews
from sinews import open_case
from sinews.engines import disaggregation as engine
from sinews.engines.aggregation import aggregate, certify, unlike
from sinews.engines.basis import no_basis
from sinews.engines.lp import IterationLimitError, LpArrays, LpError, LpModel
from sinews.engines.lp_methods import SpeedUps, solve_model
from sinews.implementation import disaggregation, groups
from sinews.implementation.blocks import build_model
from sinews.implementation.disaggregation import (
    divide,
    divided,
    money_binds,
    split_among_members,
)
from sinews.implementation.groups import (
    first_groups,
    solve_fixed,
    solve_groups,
    solve_repriced,
)
from sinews.implementation.steps import decided


@pytest.mark.parametrize("seed", [0, 1, 4, 5, 6, 7])
def test_groups_find_the_optimum_of_the_whole_model(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    instance = planning_instance(grown_case(5, 8, 20, seed=seed))
    allies = np.arange(instance.target.shape[0])
    alone = solve_groups(instance, allies).solution
    monkeypatch.setattr(groups, "SMALL", 0)
    group = first_groups(instance)
    assert np.unique(group).size < allies.size, "a case without a group shows nothing"
    assert not solve_groups(instance, group).all_alone
    bound = -np.inf
    while True:
        plan = solve_groups(instance, group)
        # what a group is told apart by can only raise the bound
        assert plan.solution.objective >= bound - 1e-6 * abs(alone.objective)
        bound = plan.solution.objective
        solution, group, _ = divide(plan)
        if solution is not None:
            break
    assert solution.objective == pytest.approx(alone.objective, rel=1e-6)
    assert solution.gap <= 1e-6
    assert certify(plan.arrays, solution.x, solution.row_dual).violation <= 1e-6


@pytest.mark.parametrize("seed", range(8))
def test_where_the_groups_money_binds_all_members_together_find_the_optimum(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    instance = planning_instance(grown_case(5, 8, 20, seed=seed))
    poorer = replace(instance.funding, equipment_budget=0.6 * instance.funding.equipment_budget)
    instance = replace(instance, funding=poorer)
    alone = solve_groups(instance, np.arange(5)).solution
    monkeypatch.setattr(groups, "SMALL", 0)
    plan, solution = divided(solve_groups(instance, np.zeros(5, np.int64)))
    assert solution.objective == pytest.approx(alone.objective, rel=1e-6)
    assert solution.gap <= 1e-6
    assert certify(plan.arrays, solution.x, solution.row_dual).violation <= 1e-6


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("part", [0.0, 0.05])
def test_without_money_groups_come_apart_and_presolve_finds_the_optimum_of_the_plain_way(
    seed: int, part: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    instance = planning_instance(grown_case(5, 8, 20, seed=seed))
    funding = replace(
        instance.funding,
        equipment_budget=part * instance.funding.equipment_budget,
        operating_headroom=part * instance.funding.operating_headroom,
    )
    instance = replace(instance, funding=funding)
    plainly = SpeedUps(groups=False, starts=False, presolve=False)
    slow = solve_groups(instance, np.arange(5), speed_ups=plainly).solution
    monkeypatch.setattr(groups, "SMALL", 0)
    together = solve_groups(instance, np.zeros(5, np.int64))
    starts = []

    def spied(model: LpArrays, start: object, **how: Any) -> Any:
        starts.append(start)
        return solve_model(model, start, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(groups, "solve_model", spied)
    apart = solve_groups(instance, np.arange(5), start=together)
    assert starts == [None]
    assert apart.solution.objective == pytest.approx(slow.objective, rel=1e-9)
    # where the simplex has stalled, it starts from the groups' basis as before
    again = solve_groups(instance, np.arange(5), start=replace(together, stalled=True))
    assert starts[1] is not None
    assert again.solution.objective == pytest.approx(slow.objective, rel=1e-9)


@pytest.mark.parametrize(("group", "scarce"), [([0, 1, 2, 3, 3], True), ([0, 1, 2, 2, 2], False)])
def test_where_most_stand_alone_beside_a_group_the_simplex_is_not_tried_from_nothing(
    group: list[int], scarce: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    instance = planning_instance(grown_case(5, 8, 20, seed=1))
    monkeypatch.setattr(groups, "SMALL", 0)
    told = []

    def spied(model: LpArrays, start: object, **how: Any) -> Any:
        told.append(how["stalled"])
        return solve_model(model, start, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(groups, "solve_model", spied)
    plan = solve_groups(instance, np.array(group))
    assert told == [scarce]
    by_simplex = solve_model(plan.aggregate.arrays, None, plain=True, stalled=False)[0]
    assert plan.solution.objective == pytest.approx(by_simplex.objective, rel=1e-9)


def test_a_division_that_ended_nowhere_is_no_start(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = solve_groups(planning_instance(open_case()), np.zeros(32, np.int64))
    anew = split_among_members(plan, no_basis())
    monkeypatch.delattr(engine, "served_in_turn")
    from_there = split_among_members(plan, anew.basis)
    assert from_there.overrun.sum() == pytest.approx(anew.overrun.sum(), rel=1e-6)
    with pytest.raises(NameError):
        split_among_members(plan, no_basis())


def test_members_whose_money_binds_together_stay_one_group(monkeypatch: pytest.MonkeyPatch) -> None:
    # the same proportions of lines for all would leave some of them without the money for it
    instance = planning_instance(grown_case(6, 6, 30, seed=5))
    monkeypatch.setattr(groups, "SMALL", 0)
    plan = solve_groups(instance, np.zeros(6, np.int64))
    assert money_binds(plan)
    same_lines = split_among_members(plan, no_basis())
    assert same_lines.overrun.sum() > 1.0
    last, solution = divided(plan)
    assert last.group.tolist() == [0] * 6
    assert certify(plan.arrays, solution.x, solution.row_dual).violation <= 1e-6


def test_where_interior_point_gets_stuck_members_get_the_same_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    def stuck(*_: object) -> None:
        raise LpError("for a test")

    instance = planning_instance(grown_case(5, 8, 20, seed=0))
    alone = solve_groups(instance, np.arange(5)).solution
    monkeypatch.setattr(groups, "SMALL", 0)
    monkeypatch.setattr(disaggregation, "solve_face", stuck)
    _, solution = divided(solve_groups(instance, np.zeros(5, np.int64)))
    assert solution.objective == pytest.approx(alone.objective, rel=1e-6)


def test_who_overruns_the_largest_part_of_its_money_leaves_first(monkeypatch: pytest.MonkeyPatch) -> None:
    instance = planning_instance(grown_case(8, 8, 20, seed=1))
    money = np.array([10.0, 1, 1, 4, 1, 1, 1, 0])[:, None]
    monkeypatch.setattr(groups, "available_budgets", lambda _: (money, money))
    monkeypatch.setattr(groups, "SMALL", 0)
    monkeypatch.setattr(groups, "MOST_LEAVING", 3)
    plan = solve_groups(instance, np.zeros(8, np.int64))
    overrun = np.array([2.0, 0, 0.3, 1.0, 0, 0, 0, 1.0])
    # 7 has no money at all; 2 lacks three tenths of it, 3 a quarter, and 0, which lacks most, a fifth
    found = groups.without_the_poorest(plan, overrun)
    assert found.tolist() == [0, 0, 1, 2, 0, 0, 0, 3]
    monkeypatch.setattr(groups, "MOST_ALONE", 3)
    assert np.unique(groups.without_the_poorest(plan, overrun)).size == 8


@pytest.mark.parametrize(("group", "short"), [([0, 0, 0, 1, 2], True), ([0, 0, 0, 0, 1], False)])
def test_where_many_stood_alone_before_groups_came_apart_interior_point_finds_the_optimum(
    group: list[int], short: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    instance = planning_instance(grown_case(5, 8, 20, seed=2))
    poorer = replace(instance.funding, equipment_budget=0.5 * instance.funding.equipment_budget)
    instance = replace(instance, funding=poorer)
    by_simplex = solve_groups(instance, np.arange(5)).solution
    monkeypatch.setattr(groups, "SMALL", 0)
    together = solve_groups(instance, np.array(group))
    told = []

    def spied(model: LpArrays, start: object, **how: Any) -> Any:
        told.append((start, how["stalled"]))
        return solve_model(model, start, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(groups, "solve_model", spied)
    apart = solve_groups(instance, np.arange(5), start=together)
    assert told == [(None, short)]
    assert ("ipx" in apart.solution.solver) is short
    assert apart.solution.objective == pytest.approx(by_simplex.objective, rel=1e-9)


def same_programme(one: LpArrays, other: LpArrays) -> None:
    for name in ("cost", "lower", "upper", "row_lower", "row_upper"):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=1e-12)
    assert abs(one.matrix - other.matrix).max() <= 1e-12 * abs(other.matrix).max()


@pytest.mark.parametrize("seed", range(5))
def test_other_prices_and_decided_steps_give_the_model_that_would_be_built(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(groups, "SMALL", 0)
    instance = planning_instance(random_case(seed))
    plan = solve_groups(instance, np.zeros(3, np.int64))
    prices = instance.price_path * np.random.default_rng(seed).uniform(0.5, 2.0, instance.price_path.shape)
    repriced = solve_repriced(plan, prices)
    same_programme(repriced.arrays, build_model(replace(instance, price_path=prices))[0].arrays())
    anew = solve_groups(repriced.instance, np.zeros(3, np.int64))
    assert repriced.solution.objective == pytest.approx(anew.solution.objective, rel=1e-7)

    none = np.zeros_like(instance.industry.expansion_limit)
    fixed = solve_fixed(plan, decided(instance, none), plan.blocks.expansion, none)
    same_programme(fixed.arrays, build_model(decided(instance, none))[0].arrays())
    anew = solve_groups(fixed.instance, np.zeros(3, np.int64))
    assert fixed.solution.objective == pytest.approx(anew.solution.objective, rel=1e-7)


def test_where_no_division_is_found_every_ally_is_planned_for_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def gives_up(*_: object) -> None:
        raise IterationLimitError("for a test")

    instance = planning_instance(random_case(0))
    alone = solve_groups(instance, np.arange(3)).solution
    monkeypatch.setattr(groups, "SMALL", 0)
    monkeypatch.setattr(engine, "solve_elastic", gives_up)
    plan, solution = divided(solve_groups(instance, np.zeros(3, np.int64)))
    assert plan.all_alone
    assert solution.objective == pytest.approx(alone.objective, rel=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_a_plan_made_by_groups_breaks_no_constraint(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(groups, "SMALL", 0)
    assert violations(sinews.plan(random_case(seed))) == []


def test_the_aggregate_bounds_the_programme_and_its_duals_prove_it() -> None:
    # three buyers of one good, 5 of it for all; each pays 1 a unit and has money for 1, 2 and 4;
    # what a buyer lacks of 3 units costs 10 a unit
    model = LpModel()
    buyers = np.arange(3)
    bought = model.add_columns(3, agent=buyers)
    lacking = model.add_columns(3, cost=10.0, agent=buyers)
    supply = model.add_rows(1, upper=5.0)
    model.add_entries(supply, bought, 1.0)
    need = model.add_rows(3, lower=3.0, agent=buyers)
    model.add_entries(need, bought, 1.0)
    model.add_entries(need, lacking, 1.0)
    money = model.add_rows(3, upper=[1.0, 2.0, 4.0], agent=buyers)
    model.add_entries(money, bought, 1.0)
    arrays = model.arrays()

    merged = aggregate(model, arrays, np.zeros(3, np.int64))
    assert merged.arrays.matrix.shape == (3, 2)
    solution = merged.arrays.solve(algorithm="simplex")
    assert solution.objective == pytest.approx(40.0)
    x = np.array([1.0, 2.0, 2.0, 2.0, 1.0, 1.0])
    proof = certify(arrays, x, solution.row_dual[merged.row_class])
    assert (proof.objective, proof.bound, proof.violation) == pytest.approx((40.0, 40.0, 0.0))
    # a buyer who overspends is found out, and so is a worse division
    assert certify(arrays, np.array([2.0, 2, 1, 1, 1, 2]), solution.row_dual[merged.row_class]).violation == 1
    worse = certify(arrays, np.array([0.0, 2, 2, 3, 1, 1]), solution.row_dual[merged.row_class])
    assert worse.gap == pytest.approx(0.2)


def test_agents_that_are_not_alike_bound_nothing() -> None:
    model = LpModel()
    column = model.add_columns(2, cost=[1.0, 0.5], agent=np.arange(2))
    row = model.add_rows(1, lower=1.0)
    model.add_entries(row, column, 1.0)
    arrays = model.arrays()
    merged = aggregate(model, arrays, np.zeros(2, np.int64))
    dual = merged.arrays.solve(algorithm="simplex").row_dual[merged.row_class]
    assert certify(arrays, np.array([0.0, 1.0]), dual).bound == -np.inf


@pytest.mark.parametrize("odd", range(4))
@pytest.mark.parametrize("by", ["nothing", "cost", "coefficient", "row of its own"])
def test_the_matrix_is_asked_who_is_unlike_the_others(odd: int, by: str) -> None:
    model = LpModel()
    agents = np.arange(4)
    is_odd = agents == odd
    cost = np.where(is_odd & (by == "cost"), 1.0 + 1e-6, 1.0)
    bought = model.add_columns(4, cost=cost, upper=[1.0, 2.0, 3.0, 4.0], agent=agents)
    shared = model.add_rows(1, upper=5.0)
    model.add_entries(shared, bought, 1.0)
    own = model.add_rows(4, upper=[4.0, 3.0, 2.0, 1.0], agent=agents)
    model.add_entries(own, bought, np.where(is_odd & (by == "coefficient"), 2.0, 3.0))
    if by == "row of its own":
        model.add_entries(model.add_rows(1, upper=1.0, agent=[odd]), bought[odd], 1.0)
    arrays = model.arrays()
    found = unlike(model, arrays, np.zeros(4, np.int64))
    assert np.flatnonzero(found).tolist() == ([] if by == "nothing" else [odd])
    # alone it is like all others of its group
    assert not unlike(model, arrays, is_odd.astype(np.int64)).any()
