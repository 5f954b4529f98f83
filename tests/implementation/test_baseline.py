"""The public baseline's plan: its figures worked out again from its tables."""

from __future__ import annotations

import os

import polars as pl
import pytest
from benchmarks.plan_inputs import planning_instance

import sinews
from sinews.engines.aggregation import aggregate
from sinews.implementation.blocks import build_model
from sinews.implementation.settle import settle
from sinews.implementation.units_model import add_whole_units


def test_the_weighted_shortfall_in_whole_units_is_what_the_tables_say(baseline_plan: sinews.Plan) -> None:
    plan = baseline_plan
    settings = plan.case.settings
    last = plan.requirements.filter(pl.col("year") == settings.horizon).select(
        "capability", pl.max_horizontal("required", pl.lit(1.0))
    )
    weight = pl.col("priority") * (1.0 + settings.discount_rate) ** (settings.base_year - pl.col("year"))
    missing = (
        plan.stock.join(last, on="capability")
        .join(plan.case["capabilities"].select("capability", "priority"), on="capability")
        .select((weight * 1000.0 * pl.col("shortfall") / pl.col("required")).sum())
        .item()
    )
    # the objective has the cost as well, which weighs little, and is that of the model in parts of units
    solution = plan.solution
    assert missing == pytest.approx(solution.objective * (1.0 + solution.whole_units_gap), rel=1e-3)


@pytest.mark.skipif(not os.environ.get("SINEWS_TEST_ALL"), reason="minutes: see --all")
@pytest.mark.parametrize(("name", "part"), [("alliance_wide", 0.01), ("baseline", 0.02)])
def test_no_plan_in_whole_units_is_much_better(name: str, part: float) -> None:
    case = sinews.open_case(name)
    solved = settle(case, planning_instance(case))
    model, blocks = build_model(solved.instance)
    add_whole_units(model, blocks, solved.instance)
    # units in parts, and money that members of a group share, allow more than there is: a bound
    bound = aggregate(model, model.arrays(), solved.ending.group).arrays.solve().objective
    assert solved.summary.objective * (1.0 + solved.summary.whole_units_gap) <= (1.0 + part) * bound
