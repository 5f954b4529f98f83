"""The main job on the public baseline: from the pledges to a plan that holds together."""

from __future__ import annotations

import polars as pl
import pytest
from tests.recheck import violations

import sinews
from sinews.assessment.trade_shares import trade_shares
from sinews.present.topics.explain.material import use_of
from sinews.present.topics.explain.yearly import people_at_work


@pytest.fixture(scope="module")
def plan(baseline_plan: sinews.Plan) -> sinews.Plan:
    return baseline_plan


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
    # what growth from year to year does not leave room for comes later: little of it, and none in the end
    later = plan.tables["unassigned"].join(plan.requirements, on=["capability", "year"])
    assert later.filter(pl.col("year") == plan.case.settings.horizon).is_empty()
    assert (later["quantity"] <= 0.005 * later["required"]).all()
    assert set(later["reason"]) <= {"targets grow by 40 % a year at most, so that it comes later"}


def test_the_saved_plan_opens_as_the_same_plan(plan: sinews.Plan, tmp_path: object) -> None:
    folder = f"{tmp_path}/plan"
    plan.save(folder)
    opened = sinews.open_plan(folder)
    assert opened.case.hash == plan.case.hash
    assert opened.solution == plan.solution
    assert all(opened.tables[name].equals(frame) for name, frame in plan.tables.items())


def test_submarine_yards_and_their_forge_are_busy_from_their_own_programmes(plan: sinews.Plan) -> None:
    """Barrow, Sheffield's press and their people work in every year to 2040, without any new order."""
    contracted = (
        plan.deliveries.filter(pl.col("year") <= 2040)
        .group_by("line", "year")
        .agg(pl.col("contracted").sum())
    )
    at_barrow = contracted.filter(
        pl.col("line").is_in(["barrow_gb", "dreadnought_gb"]), pl.col("contracted") > 0
    )
    years = set(plan.case.years) & set(range(2041))
    assert set(at_barrow.filter(pl.col("line") == "barrow_gb")["year"]) == years
    sets = plan.case["bills_of_materials"].filter(pl.col("material") == "nuclear_forging_gb")
    made = plan.case["lines"].join(sets, on="product").select("line", each="quantity")
    forged = (
        at_barrow.join(made, on="line")
        .group_by("year")
        .agg(sets=(pl.col("contracted") * pl.col("each")).sum())
    )
    press = plan.tables["materials"].filter(
        pl.col("material") == "nuclear_forging_gb", pl.col("year") <= 2040
    )
    together = press.join(forged, on="year")
    assert together.height == len(years)
    assert (together["sets"] >= 0.4 * together["base"]).all()
    for trade in ("submarine_building", "nuclear_forging"):
        people = plan.tables["workforce"].filter(
            pl.col("country") == "GBR", pl.col("trade") == trade, pl.col("year") <= 2040
        )
        # more of them are hired for new orders than their own programmes need after the last Dreadnought
        assert (people["needed"] > people["workers"] / 3.0).all()
        assert (people["apprentices"] > 0).all()


def test_explanations_say_with_what_the_yards_and_their_forge_are_busy(plan: sinews.Plan) -> None:
    """Boats of their own programmes, in every year to 2040."""
    years = set(plan.case.years) & set(range(2041))
    for trade, sites in (
        ("submarine_building", {"Barrow", "Dreadnought class"}),
        ("nuclear_forging", {"Nuclear-grade forgings, Sheffield (13,000-tonne press)"}),
    ):
        busy = people_at_work(plan, "GBR", trade).filter(pl.col("amount") > 0)
        assert set(busy["name"]) == sites
        assert set(busy["year"]) >= years
    boats = use_of(plan, "nuclear_forging_gb").filter(pl.col("used") > 0)
    assert set(boats["product"]) == {"ssn_gb", "dreadnought"}
    assert set(boats["year"]) >= years


def test_the_last_years_are_like_those_before_as_far_as_pledges_need_it(plan: sinews.Plan) -> None:
    """What no pledge raises is kept up to the last year; the rest falls to what keeps the force level."""
    horizon = plan.case.settings.horizon
    target = plan.targets.group_by("capability", "year").agg(pl.col("target").sum())
    first, last = (target.filter(year=year) for year in (plan.case.settings.base_year, horizon))
    both = first.join(last, on="capability", suffix="_last")
    raised = both.filter(pl.col("target_last") > 1.02 * pl.col("target"))["capability"]
    made = plan.case["products"].select("product", "capability")
    output = (
        plan.tables["lines"]
        .join(made, on="product")
        .with_columns(
            value=pl.col("output") * pl.col("unit_price"), raised=pl.col("capability").is_in(raised.implode())
        )
    )
    paid = plan.payments.filter(pl.col("element").is_in(["procurement", "contracted", "follow_on"]))

    def kept(rows: pl.DataFrame, column: str) -> float:
        """Return what is left in the last three years of the three before them."""
        last = pl.col("year") > horizon - 3
        before = pl.col("year").is_between(horizon - 5, horizon - 3)
        return float(
            rows.select(pl.col(column).filter(last).sum() / pl.col(column).filter(before).sum()).item()
        )

    assert kept(output.filter(~pl.col("raised")), "value") > 0.85
    assert kept(output, "value") > 0.75
    assert kept(paid, "amount") > 0.7
    # without orders for later the last years would be an end and no peace
    assert kept(paid.filter(pl.col("element") != "follow_on"), "amount") < 0.6
    met = plan.stock.filter(pl.col("year") == horizon, pl.col("target") > 0)
    assert met.select((pl.col("shortfall") / pl.col("target")).mean()).item() < 0.01


def test_published_shares_of_who_buys_from_whom_have_a_reason_where_they_lie_apart(plan: sinews.Plan) -> None:
    shares = trade_shares(plan)
    assert set(shares["who"]) == {"FRA", "DEU", "POL", "TUR", "GBR", "europe"}
    far = shares.filter(~pl.col("near"))
    assert all(far["reason"].to_list())


def test_boats_of_the_deterrent_come_when_their_programmes_say(plan: sinews.Plan) -> None:
    """Columbia in 2028 and 2030, SNLE 3G in 2035 (published); no navy has fewer boats on the way."""
    boats = plan.tables["stock"].filter(pl.col("capability") == "ssbn")
    first = boats.filter(pl.col("delivered") > 0).group_by("ally").agg(pl.col("year").min())
    assert {"USA": 2028, "FRA": 2035}.items() <= dict(first.iter_rows()).items()
    assert boats.filter(pl.col("closing") < pl.col("opening")).is_empty()
    assert boats["shortfall"].sum() == 0.0
