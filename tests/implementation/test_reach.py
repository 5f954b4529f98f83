from __future__ import annotations

import polars as pl
import pytest
from tests.small_case import small_case

import sinews
from sinews.implementation.reach import Model, missing_together, reach


@pytest.fixture(scope="module")
def model() -> Model:
    plan = sinews.plan(small_case())
    return Model.of(plan, plan.apportioned)


def test_no_plan_holds_more_than_the_bound(model: Model) -> None:
    pooled = {"truck": 2.0}
    held = model.plan.stock.group_by("capability", "year", maintain_order=True).agg(pl.col("closing").sum())
    for capability, year, closing in held.iter_rows():
        most = reach(model, capability, year).most
        assert closing + pooled.get(capability, 0.0) <= most * (1 + 1e-9)


def test_a_plan_for_one_capability_alone_comes_up_to_the_bound() -> None:
    pledges = small_case()["pledges"].filter(pl.col("kind").is_in(["gdp_share", "spending_share"]))
    asked = small_case()["published_requirements"]
    row = dict.fromkeys(asked.columns) | {
        "requirement": "all", "title": "more than there can be", "capability": "gbad_long", "basis": "level",
        "quantity": 400.0, "start_year": 2025, "target_year": 2026, "adopted": True, "source": "test",
        "status": "assumed",
    }  # fmt: skip
    published = pl.DataFrame([row], schema=asked.schema)
    case = small_case().with_tables({"pledges": pledges, "published_requirements": published})
    plan = sinews.plan(case)
    model = Model.of(plan, plan.apportioned)
    held = plan.stock.filter(pl.col("capability") == "gbad_long", pl.col("year") == 2032)["closing"].sum()
    found = reach(model, "gbad_long", 2032)
    assert held == pytest.approx(found.most, rel=1e-6)
    assert {limit.key for limit in found.binding} == {"long_line"}


def test_what_can_be_held_by_itself_may_not_be_held_together(model: Model) -> None:
    most = {each: reach(model, each, 2032).most for each in ("gbad_long", "gbad_short")}
    alone = [missing_together(model, [(each, 2032, need)]) for each, need in most.items()]
    assert all(sum(missing) < 1e-3 for missing in alone)
    half = [(each, 2032, need / 2) for each, need in most.items()]
    assert missing_together(model, half) == [0.0, 0.0]
    more = missing_together(model, [(each, 2032, 2 * need) for each, need in most.items()])
    for missing, need in zip(more, most.values(), strict=True):
        assert missing >= need * (1 - 1e-6)


def test_needs_of_one_capability_are_told_apart(model: Model) -> None:
    """Of two enablers, say: what holds the larger need holds the smaller one too."""
    most = reach(model, "gbad_long", 2032).most
    missing = missing_together(model, [("gbad_long", 2032, part * most) for part in (0.5, 2.0, 1.5)])
    assert missing == pytest.approx([0.0, most, most / 2], rel=1e-6, abs=1e-3)
