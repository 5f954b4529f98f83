"""The summary against sums made by hand over the rows of the plan's own tables."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from dataclasses import replace

import polars as pl
import pytest
from tests.documents import records

import sinews
from sinews.assessment import Review
from sinews.case import Case
from sinews.implementation import Plan
from sinews.present.attribution import UNATTRIBUTED, group_cost
from sinews.present.figures import capability_results, price_foundation, provenance
from sinews.present.headline import headline
from sinews.present.summary import Summary, as_json, summarise
from sinews.present.writers.json import plain

ELEMENTS = (
    "contracted",
    "support",
    "procurement",
    "introduction",
    "follow_on",
    "expansion",
    "inputs",
    "sustaining",
    "interest",
    "operating",
)


def with_table(plan: Plan, name: str, frame: pl.DataFrame) -> Plan:
    return replace(plan, tables={**plan.tables, name: frame})


def test_cost_per_year_is_the_sum_over_the_allies(plan: Plan, summary: Summary) -> None:
    expected: dict[int, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row in plan.spending.to_dicts():
        for element in (*ELEMENTS, "gdp"):
            expected[row["year"]][element] += row[element]
    assert [cost.year for cost in records(summary.cost)] == sorted(expected) == list(plan.case.years)
    for cost in records(summary.cost):
        sums = expected[cost.year]
        total = sum(sums[element] for element in ELEMENTS)
        for element in ELEMENTS:
            assert getattr(cost, element) == pytest.approx(sums[element], rel=1e-12)
        assert cost.total == pytest.approx(total, rel=1e-12)
        assert cost.gdp_share == pytest.approx(100 * total / sums["gdp"], rel=1e-12)
    assert summary.total_cost == pytest.approx(sum(cost.total for cost in records(summary.cost)), rel=1e-12)
    assert summary.total_cost > 0


def test_what_the_allies_carry_adds_up_to_the_whole(plan: Plan, summary: Summary) -> None:
    assert sum(ally.total for ally in records(summary.allies)) == pytest.approx(summary.total_cost, rel=1e-12)
    assert sum(ally.share for ally in records(summary.allies)) == pytest.approx(1)
    assert sum(ally.gdp_part for ally in records(summary.allies)) == pytest.approx(1)
    assert [ally.total for ally in records(summary.allies)] == sorted(
        (a.total for a in records(summary.allies)), reverse=True
    )
    for ally in records(summary.allies):
        rows = plan.spending.filter(pl.col("ally") == ally.ally).to_dicts()
        total = sum(row[element] for row in rows for element in ELEMENTS)
        assert ally.total == pytest.approx(total, rel=1e-12)
        assert ally.gdp_share == pytest.approx(100 * total / sum(row["gdp"] for row in rows), rel=1e-12)


def test_pledge_groups_add_up_to_the_cost_of_every_year_and_element(plan: Plan) -> None:
    groups = group_cost(plan)
    for element in ELEMENTS:
        by_year = groups.group_by("year").agg(pl.col(element).sum()).sort("year")[element].to_list()
        spent = plan.spending.group_by("year").agg(pl.col(element).sum()).sort("year")[element].to_list()
        assert by_year == pytest.approx(spent, abs=1e-6)


def test_pledge_groups_cost_what_their_own_lines_and_products_cost(plan: Plan) -> None:
    """Rebuild the cost of logistics, whose only line stands in Germany, instalment by instalment."""
    groups = group_cost(plan).filter(pl.col("pledge_group") == "logistics").to_dicts()
    # what new types and deliveries after the horizon cost has tests of its own
    rebuilt = [each for each in ELEMENTS if each not in {"introduction", "follow_on"}]
    got = {(row["year"], element): row[element] for row in groups for element in rebuilt}
    expected: dict[tuple[int, str], float] = defaultdict(float)
    for row in plan.deliveries.filter(pl.col("product") == "lorry").to_dicts():
        for year in (row["year"] - 1, row["year"]):
            expected[year, "contracted"] += row["contracted"] * 0.4 / 2
    for row in plan.orders.filter(pl.col("product") == "lorry").to_dicts():
        for year in (row["delivery_year"] - 1, row["delivery_year"]):
            expected[year, "procurement"] += row["quantity"] * row["unit_price"] / 2
    before = 0.0
    for row in plan.tables["lines"].filter(pl.col("line") == "lorry_line").sort("year").to_dicts():
        added, before = row["expansion"] - before, row["expansion"]
        for year in (row["year"] - 1, row["year"]):
            expected[year, "expansion"] += added * 0.05 / 2
    held = {"DEU": 60.0, "CZE": 15.0, "LVA": 5.0}
    for row in plan.stock.filter(pl.col("capability") == "truck").to_dicts():
        expected[row["year"], "operating"] += (row["closing"] - held[row["ally"]]) * 0.01 / 0.01
    for key, amount in got.items():
        assert amount == pytest.approx(expected[key], abs=1e-6), key
    assert sum(value for (_, element), value in got.items() if element == "procurement") > 100


def test_cost_without_a_capability_or_a_group_is_shown_as_such(plan: Plan) -> None:
    nameless = pl.when(pl.col("element") != "procurement").then("capability")
    groups = group_cost(with_table(plan, "ledger", plan.tables["ledger"].with_columns(capability=nameless)))
    unattributed = groups.filter(pl.col("pledge_group") == UNATTRIBUTED)["procurement"].sum()
    assert unattributed == pytest.approx(plan.spending["procurement"].sum())


def test_a_capability_is_met_when_its_final_requirement_stands_and_is_held(
    plan: Plan, summary: Summary
) -> None:
    assert {result.capability for result in records(summary.capabilities)} == set(
        plan.fulfilment["capability"]
    )
    for result in records(summary.capabilities):
        rows = plan.fulfilment.filter(pl.col("capability") == result.capability).sort("year").to_dicts()
        final = rows[-1]["required"]
        years = [row["year"] for row in rows if row["required"] >= 0.995 * final and row["met"] >= 0.995]
        assert result.met_year == (years[0] if years else None)
        assert (result.required, result.stock, result.met) == (final, rows[-1]["stock"], rows[-1]["met"])
        assert result.lowest_met == min(row["met"] for row in rows)
        assert result.lowest_year == min(
            row["year"] for row in rows if row["met"] == min(row["met"] for row in rows)
        )


def test_an_early_year_of_a_rising_path_does_not_count_as_met(plan: Plan) -> None:
    path = pl.DataFrame(
        {
            "capability": ["truck"] * 4,
            "aggregate": [False] * 4,
            "year": [2026, 2027, 2028, 2029],
            "baseline": [82.0] * 4,
            "required": [82.0, 120.0, 164.0, 164.0],
            "stock": [82.0, 120.0, 163.0, 164.0],
            "met": [1.0, 1.0, 0.9939, 0.9951],
        }
    )
    (row,) = capability_results(with_table(plan, "fulfilment", path)).to_dicts()
    assert row["met_year"] == 2029
    never = path.with_columns(met=pl.Series([1.0, 1.0, 0.9, 0.99]))
    (row,) = capability_results(with_table(plan, "fulfilment", never)).to_dicts()
    assert row["met_year"] is None
    assert (row["lowest_met"], row["lowest_year"]) == (0.9, 2028)


def test_aggregates_come_first_and_name_what_drives_their_members(summary: Summary) -> None:
    assert [result.capability for result in records(summary.capabilities)] == [
        "gbad",
        "gbad_long",
        "gbad_short",
        "truck",
    ]
    first, *_, last = records(summary.capabilities)
    assert first.aggregate
    assert first.reason in {"air and missile defence +400 %", "air defence units"}
    assert (last.driver, last.reason) == ("pledge", "twice the logistics")
    assert (last.baseline, last.required) == (82.0, 164.0)


def test_core_spending_is_that_of_the_path(plan: Plan, summary: Summary) -> None:
    for spending in records(summary.core):
        rows = plan.tables["spending_path"].filter(pl.col("year") == spending.year).to_dicts()
        core, gdp = sum(row["core"] for row in rows), sum(row["gdp"] for row in rows)
        assert spending.core == pytest.approx(core)
        assert spending.gdp == pytest.approx(gdp)
        assert spending.gdp_share == pytest.approx(100 * core / gdp)


def test_bottlenecks_are_the_first_five_in_rank(plan: Plan, summary: Summary) -> None:
    ranked = sorted(plan.bottlenecks.to_dicts(), key=lambda row: row["rank"])[:5]
    assert [(b.rank, b.key, b.relief) for b in records(summary.bottlenecks)] == [
        (row["rank"], row["key"], row["relief"]) for row in ranked
    ]
    assert ranked


def test_provenance_tells_the_share_of_each_status(case: Case) -> None:
    mixed = case.with_value("allies", "DEU", population=84_000_000, status="published")
    rows = {row["table"]: row for row in provenance(mixed).to_dicts()}
    assert rows["allies"] == {
        "table": "allies",
        "rows": 3,
        "published": pytest.approx(1 / 3),
        "derived": 0.0,
        "estimated": 0.0,
        "assumed": pytest.approx(2 / 3),
    }
    assert "sources" not in rows


def test_value_ordered_is_divided_by_the_status_of_prices(plan: Plan) -> None:
    key = ("sam_long", "procurement")
    case = plan.case.with_value("costs", key, amount=900, status="published")
    shares = dict(price_foundation(sinews.plan(case)).iter_rows())
    orders = plan.orders.to_dicts()
    long_range = sum(row["value"] for row in orders if row["product"] == "sam_long")
    assert shares["published"] == pytest.approx(long_range / sum(row["value"] for row in orders))
    assert sum(shares.values()) == pytest.approx(1)
    assert list(shares) == ["published", "derived", "estimated", "assumed"]


def test_summary_survives_json(summary: Summary) -> None:
    unfinished = replace(summary, solution=replace(summary.solution, gap=math.nan, objective=math.inf))
    read = json.loads(json.dumps(plain(as_json(unfinished)), allow_nan=False))
    assert read["solution"]["gap"] is None
    assert read["solution"]["objective"] is None
    assert read["case_hash"] == summary.case_hash
    assert [row["total"] for row in read["cost"]] == [cost.total for cost in records(summary.cost)]
    assert len(read["allies"]) == summary.allies.height


def test_headline_says_cost_fulfilment_carriers_and_bottleneck(summary: Summary) -> None:
    cost, asked, others, fulfilment, carriers, bottleneck = headline(summary)
    peak = max(records(summary.cost), key=lambda each: each.total)
    assert f"at its peak in {peak.year}" in cost
    growing = [r for r in records(summary.capabilities) if r.required > r.baseline and not r.aggregate]
    met = sum(result.met_year is not None for result in growing)
    # the case counts 16 units, asks for 80, and takes its figure of 2021 for a requirement
    assert asked == "To be added by 2032: 64 ground-based air defence (16 held, 80 required)."
    assert "if the figure of 2021 is what was held, 64 ground-based air defence" in others
    assert fulfilment.startswith(f"{met} of {len(growing)} ")
    assert records(summary.allies)[0].name in carriers
    assert records(summary.bottlenecks)[0].statement in bottleneck


def test_a_plan_that_buys_nothing_still_has_a_summary(plan: Plan, review: Review) -> None:
    idle = with_table(plan, "ledger", plan.tables["ledger"].clear())
    idle = with_table(idle, "bottlenecks", plan.bottlenecks.clear())
    idle = with_table(idle, "orders", plan.orders.clear())
    # nothing is missed either: what is missed before anything can be delivered has a reason of its own
    idle = with_table(idle, "stock", plan.stock.with_columns(shortfall=pl.lit(0.0)))
    summary = summarise(idle, review)
    assert summary.total_cost == 0
    assert summary.pledge_groups.is_empty()
    assert {ally.share for ally in records(summary.allies)} == {0.0}
    assert set(summary.price_foundation.values()) == {0.0}
    assert headline(summary)[-2] == "No ally carries any cost."
    assert headline(summary)[-1] == "No limit of industry or money holds the plan back."


def test_a_plan_that_adds_nothing_of_what_is_asked_says_so_first(summary: Summary) -> None:
    row = summary.additions.filter("planned").head(1)
    idle = replace(summary, additions=row.with_columns(required="counted", added=pl.lit(0.0)))
    assert headline(idle)[0].startswith("To be added by 2032: no ground-based air defence (")
    assert headline(summary)[0].startswith("The plan costs")
