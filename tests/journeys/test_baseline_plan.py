"""The main job on the public baseline: from the pledges to a plan that holds together."""

from __future__ import annotations

import polars as pl
import pytest
from tests.recheck import violations

import sinews


@pytest.fixture(scope="module")
def plan() -> sinews.Plan:
    return sinews.plan(sinews.open_case())


def test_every_constraint_holds(plan: sinews.Plan) -> None:
    assert violations(plan) == []
    assert plan.solution.status == "optimal"
    assert plan.solution.gap < 1e-6
    assert abs(plan.solution.whole_units_gap) <= 0.01


def test_the_published_air_defence_requirement_is_asked_of_all(plan: sinews.Plan) -> None:
    gbad = plan.fulfilment.filter(capability="gbad", year=plan.case.settings.horizon)
    assert gbad["required"].to_list() == [1467.0]
    assert gbad["baseline"][0] < 1467.0
    needs = plan.requirements.filter(pl.col("capability") == "sam_long")
    assert needs["scope"].null_count() == needs.height


def test_all_allies_have_a_path_and_spain_keeps_out_of_it(plan: sinews.Plan) -> None:
    shares = plan.tables["spending_path"].filter(pl.col("year") == 2035)
    assert shares.height == 32
    below = shares.filter(pl.col("gdp_share") < 3.5 - 1e-9)["ally"].to_list()
    assert sorted(below) == ["ESP", "ISL"]


def test_nobody_adds_more_than_half_of_what_is_added(plan: sinews.Plan) -> None:
    last = plan.targets.filter(pl.col("year") == plan.case.settings.horizon)
    last = last.with_columns(added=pl.col("target") - pl.col("held"))
    sums = last.group_by("capability").agg(all_added=pl.col("added").sum())
    over = last.join(sums, on="capability").filter(
        pl.col("added") > pl.max_horizontal(0.5 * pl.col("all_added"), 1.0)
    )
    # a single lot is no smaller for being more than half
    lots = plan.case["capabilities"].select("capability", "lot")
    assert over.join(lots, on="capability").filter(pl.col("added") > pl.col("lot")).is_empty()
    assert plan.tables["unassigned"].is_empty()


def test_the_saved_plan_opens_as_the_same_plan(plan: sinews.Plan, tmp_path: object) -> None:
    folder = f"{tmp_path}/plan"
    plan.save(folder)
    opened = sinews.open_plan(folder)
    assert opened.case.hash == plan.case.hash
    assert opened.solution == plan.solution
    assert all(opened.tables[name].equals(frame) for name, frame in plan.tables.items())
