"""Every scenario that comes along can be planned and shared out by every rule, and its plan holds."""

from __future__ import annotations

from typing import get_args

import polars as pl
import pytest
from tests.recheck import violations

import sinews
from sinews import apportionment, guidance, requirements
from sinews.case import scenarios
from sinews.case.settings import Rule

SCENARIOS = [name for name in scenarios() if name != "baseline"]
RULES = get_args(Rule)


def test_there_are_scenarios() -> None:
    assert len(SCENARIOS) >= 5


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_scenarios_plan_holds(name: str) -> None:
    plan = sinews.plan(sinews.open_case(name))
    assert violations(plan) == []
    assert plan.solution.converged
    assert abs(plan.solution.whole_units_gap) <= 0.01


@pytest.mark.parametrize("name", ["baseline", *SCENARIOS])
def test_every_rule_accounts_for_every_lot(name: str) -> None:
    case = sinews.open_case(name)
    needs = requirements.determine(case, guidance.establish(case))
    pooled = case["pooled"].group_by("capability").agg(pl.col("quantity").sum())
    required = needs.needs.filter(pl.col("year") == 2040).join(pooled, on="capability", how="left")
    for rule in RULES:
        targets = apportionment.set_targets(case, needs, rule=rule)
        last = targets.targets.filter(pl.col("year") == 2040)
        given = last.group_by("capability").agg(pl.col("target").sum())
        left = targets.unassigned.filter(pl.col("year") == 2040).select("capability", left="quantity")
        sums = (
            required.join(given, on="capability", how="left")
            .join(left, on="capability", how="left")
            .select("required", total=pl.sum_horizontal("target", "left", "quantity"))
        )
        assert sums["total"].to_list() == pytest.approx(sums["required"].to_list(), rel=1e-9), rule
