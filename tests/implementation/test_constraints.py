"""Families of constraints of a user's own: in the model, in words, in the check and in the plan folder."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from benchmarks.plan_growth_inputs import grown_case
from benchmarks.plan_inputs import planning_instance
from scipy.optimize import linprog
from scipy.sparse import csr_array, vstack
from tests.families.least_share import LeastShare
from tests.families.others import AtLeast, EachByYear, MostSpent
from tests.recheck import violations
from tests.small_case import small_case_with_terms

import sinews
from sinews.case import Case, CaseError
from sinews.engines.aggregation import aggregate, certify, unlike
from sinews.implementation import groups
from sinews.implementation.blocks import build_model
from sinews.implementation.disaggregation import divided
from sinews.implementation.groups import first_groups, solve_groups
from sinews.implementation.instance import Instance
from sinews.pipeline import widen
from sinews.verify.plan import violations as by_check

SHARE = LeastShare("gbad_short", ("LVA",), 0.8)


def test_a_rule_holds_in_the_plan_and_all_else_does() -> None:
    case = small_case_with_terms()
    without, plan = sinews.plan(case), sinews.plan(case, constraints=[SHARE])
    assert SHARE.check(without) != []
    assert by_check(plan)["least_share"] == []
    assert violations(plan) == []
    assert plan.solution.objective > without.solution.objective


def test_its_dual_is_named_and_it_is_explained() -> None:
    plan = sinews.plan(small_case_with_terms(), constraints=[SHARE])
    row = plan.bottlenecks.filter(kind="least_share", key="DEU").row(0, named=True)
    assert (row["first_year"], row["last_year"]) == (2026, 2032)
    assert row["statement"].startswith(
        "least_share, DEU: no more may come from others from 2026 to 2032. 1 less"
    )
    told = str(sinews.explain(plan, ally="DEU", capability="gbad_short"))
    assert "least_share (capability gbad_short, countries LVA, share 0.8; of least_share.py SHA-256" in told
    assert row["statement"] in told
    # it says nothing of how it could be widened
    assert widen(plan, "least_share", "DEU", more=1.0, first_year=2026) is None


def by_hand(instance: Instance) -> float:
    """Solve the model with the share written row by row, by another solver's interior point."""
    model, blocks = build_model(replace(instance, constraints=()))
    arrays, chosen = model.arrays(), blocks.deliveries
    rows = np.zeros((len(instance.allies), arrays.columns))
    for column, ally, line in zip(chosen.column, chosen.ally, chosen.line, strict=True):
        if instance.lines[line] in {"short_line", "drone_line"}:
            rows[ally, column] = (instance.lines[line] == "drone_line") - 0.8
    upper, lower = np.isfinite(arrays.row_upper), np.isfinite(arrays.row_lower)
    matrix = csr_array(arrays.matrix)
    found = linprog(
        arrays.cost,
        A_ub=vstack([matrix[upper], -matrix[lower], -csr_array(rows)]),
        b_ub=np.concatenate([arrays.row_upper[upper], -arrays.row_lower[lower], np.zeros(len(rows))]),
        bounds=np.stack([arrays.lower, arrays.upper], axis=1),
        method="highs-ipm",
    )
    assert found.status == 0
    return float(found.fun)


def test_the_optimum_is_that_of_the_programme_put_together_by_hand() -> None:
    instance = replace(planning_instance(small_case_with_terms()), constraints=(SHARE,))
    objective = solve_groups(instance, first_groups(instance)).solution.objective
    assert objective == pytest.approx(by_hand(instance), rel=1e-9)
    free = solve_groups(replace(instance, constraints=()), first_groups(instance)).solution.objective
    assert objective > free * (1 + 1e-6)


def test_a_rule_that_cannot_be_kept_is_named_with_what_it_clashes_with() -> None:
    with pytest.raises(CaseError) as raised:
        sinews.plan(small_case_with_terms(), constraints=[AtLeast("short_line", 2029, 500.0)])
    cells = {(each.table, each.column, each.value) for each in raised.value.problems}
    assert cells == {
        ("at_least", "amount", "short_line"),
        ("lines", "rate", "short_line"),
        ("lines", "ceiling", "short_line"),
    }
    assert "(in 2029; lower the amount)" in str(raised.value)


def test_money_in_priced_rows_is_counted_at_the_prices_that_settle() -> None:
    case = small_case_with_terms()
    free = sinews.plan(case)
    spent = float(free.orders.filter(ally="DEU")["value"].sum())
    plan = sinews.plan(case, constraints=[MostSpent(("DEU",), 0.7 * spent)])
    assert plan.solution.rounds > 1
    after = float(plan.orders.filter(ally="DEU")["value"].sum())
    assert after == pytest.approx(0.7 * spent, rel=1e-6)
    assert violations(plan) == []


def test_on_the_baseline_a_rule_holds_where_many_allies_broke_it(baseline_plan: sinews.Plan) -> None:
    case = baseline_plan.case
    tanks = LeastShare("tank", ("DEU", "POL"), 0.6)
    # rules on suppliers keep most from shopping around for tanks already
    assert len(tanks.check(baseline_plan)) > 3
    plan = sinews.plan(case, constraints=[tanks])
    assert violations(plan) == []
    # allies stay together: the rule is the same for all
    assert "allies grouped" in plan.solution.solver
    assert not plan.bottlenecks.filter(kind="least_share").is_empty()


def test_two_of_one_family_have_names_of_their_own() -> None:
    other = MostSpent(("LVA",), 50.0)
    plan = sinews.plan(small_case_with_terms(), constraints=[MostSpent(("DEU",), 1000.0), other])
    assert [taken.name for taken in plan.constraints] == ["most_spent", "most_spent.2"]
    assert {"most_spent", "most_spent.2"} <= by_check(plan).keys()
    assert violations(plan) == []
    assert set(plan.bottlenecks.filter(pl.col("kind").str.starts_with("most_spent"))["kind"]) <= {
        "most_spent",
        "most_spent.2",
    }


def test_a_family_may_be_called_as_one_that_comes_along() -> None:
    class Mine(MostSpent):
        name = "budgets"

    plan = sinews.plan(small_case_with_terms(), constraints=[Mine(("DEU",), 1.0)])
    assert [taken.name for taken in plan.constraints] == ["budgets.2"]
    assert {"budgets", "budgets.2"} <= by_check(plan).keys()
    assert violations(plan) == []


def of_many(family: object) -> Instance:
    """Return a problem of six allies, large enough for groups to matter, with a family of constraints."""
    return replace(planning_instance(grown_case(6, 6, 12, seed=3)), constraints=(family,))


@pytest.mark.parametrize("together", [False, True])
def test_one_that_binds_a_single_ally_keeps_the_plan_right(
    together: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = of_many(MostSpent((), 0.0))
    everyone = np.zeros(len(free.allies), np.int64)
    alone = solve_groups(free, np.arange(len(free.allies)))
    chosen = alone.blocks.deliveries
    spent = alone.solution.x[chosen.column] * free.price_path[chosen.line, chosen.year]
    most = float(spent[chosen.ally == 2].sum())
    instance = of_many(MostSpent((free.allies[2],), 0.6 * most))
    right = solve_groups(instance, np.arange(len(free.allies))).solution.objective
    assert right > alone.solution.objective * (1 + 1e-6)

    monkeypatch.setattr(groups, "SMALL", 0)
    if together:
        # by labels alone the division fails, and is seen to fail
        monkeypatch.setattr(groups, "aggregate", aggregate)
        monkeypatch.setattr(groups, "told_apart", lambda _blocks, _arrays, group: group)
    plan, solution = divided(solve_groups(instance, everyone))
    assert np.flatnonzero(unlike(plan.model, plan.arrays, everyone)).tolist() == [2]
    assert solution.objective == pytest.approx(right, rel=1e-6)
    proof = certify(plan.arrays, solution.x, solution.row_dual)
    assert proof.violation <= 1e-6
    assert proof.gap <= 1e-6
    # it stands alone: at once, or once its share of what the group gets is more than it may spend
    assert np.count_nonzero(plan.group == plan.group[2]) == 1
    assert not plan.all_alone


def together(case: Case, family: object, monkeypatch: pytest.MonkeyPatch) -> tuple[float, float]:
    """Plan for all allies in one group; return what a rule costs, and how far off that is."""
    instance = replace(planning_instance(case), constraints=(family,))
    alone = np.arange(len(instance.allies))
    right = solve_groups(instance, alone).solution.objective
    free = solve_groups(replace(instance, constraints=()), alone).solution.objective
    monkeypatch.setattr(groups, "SMALL", 0)
    plan, solution = divided(solve_groups(instance, np.zeros_like(alone)))
    assert not plan.all_alone
    assert certify(plan.arrays, solution.x, solution.row_dual).violation <= 1e-6
    return right / free - 1.0, abs(solution.objective / right - 1.0)


@pytest.mark.parametrize("seed", [3, 5])
def test_a_share_for_all_allies_holds_for_each_member_of_a_group(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = grown_case(6, 6, 12, seed=seed)
    lines = case["lines"].join(case["products"], on="product").filter(pl.len().over("capability") > 1)
    share = LeastShare(lines["capability"][0], (lines["country"][0],), 0.7)
    cost, distance = together(case, share, monkeypatch)
    assert cost > 0.1
    assert distance < 1e-6


@pytest.mark.parametrize(("capability", "part"), [("c002", 0.47), ("c000", 0.52)])
def test_members_of_a_group_get_what_a_rule_says_they_get_at_least(
    capability: str, part: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = grown_case(6, 6, 12, seed=4)
    family = EachByYear(capability, case.settings.base_year + 4, part)
    cost, distance = together(case, family, monkeypatch)
    assert cost > 1e-9
    assert distance < 1e-8


def test_a_plan_with_other_families_is_no_start() -> None:
    case = small_case_with_terms()
    last = sinews.plan(case)
    plan = sinews.plan(case, after=last, constraints=[SHARE])
    assert plan.solution.start == "from nothing: the last plan does not fit, it has other families"
    again = sinews.plan(case, after=plan, constraints=[SHARE])
    assert again.solution.start == "from the last plan"


def test_what_is_no_family_is_refused() -> None:
    with pytest.raises(CaseError, match="a family of constraints"):
        sinews.plan(small_case_with_terms(), constraints=["a share of a half"])
