"""The baseline's order books: what is booked is in stock, given or gone, and what it rests on."""

from __future__ import annotations

import polars as pl
import pytest

import sinews
from sinews.case import Case, unit_prices
from sinews.case.order_books import unlisted
from sinews.case.where import where
from sinews.engines.path import evenly
from sinews.implementation import Plan


@pytest.fixture(scope="module")
def plan(baseline_plan: Plan) -> Plan:
    return baseline_plan


def due(case: Case, table: str) -> dict[str, float]:
    """What of the rows of a table is due by line until the horizon, in equal parts over their years."""
    sums: dict[str, float] = {}
    for row in case[table].drop_nulls("line").iter_rows(named=True):
        part = evenly(row["quantity"], row["first_year"], row["last_year"], list(case.years)).sum()
        sums[row["line"]] = sums.get(row["line"], 0.0) + float(part)
    return sums


def test_units_booked_are_in_stock_given_or_gone(plan: Plan) -> None:
    """By line: products of all rows that are due, as they stand in the tables of the plan."""
    booked: dict[str, float] = {}
    for table in ("contracts", "order_books", "support_deliveries"):
        for line, quantity in due(plan.case, table).items():
            booked[line] = booked.get(line, 0.0) + quantity
    for line, quantity in unlisted(plan.case).select("line", "quantity").iter_rows():
        booked[line] = booked.get(line, 0.0) + quantity
    handed = plan.deliveries.group_by("line").agg(pl.col("contracted").sum())
    support = plan.tables["support"].filter(origin="line")
    given = support.group_by(line="key").agg(given=pl.col("quantity").sum())
    gone = plan.tables["lines"].group_by("line").agg(gone=pl.col("others").sum())
    found = (
        gone.join(handed, on="line", how="left")
        .join(given, on="line", how="left")
        .select("line", total=pl.sum_horizontal("contracted", "given", "gone"))
    )
    totals = dict(found.iter_rows())
    for line, quantity in booked.items():
        assert totals[line] == pytest.approx(quantity), line
    assert len(booked) > 90


def test_capacity_carries_what_is_booked(plan: Plan) -> None:
    """What a line builds in a year is what it delivers to allies, to Ukraine and to others."""
    made = plan.deliveries.group_by("line", "year").agg(
        to_allies=(pl.col("ordered") + pl.col("contracted")).sum()
    )
    support = plan.tables["support"].filter(origin="line")
    given = support.group_by("year", line="key").agg(given=pl.col("quantity").sum())
    lines = (
        plan.tables["lines"]
        .join(made, on=["line", "year"], how="left")
        .join(given, on=["line", "year"], how="left")
        .with_columns(total=pl.sum_horizontal("to_allies", "given", "others"))
    )
    assert lines.filter((pl.col("output") - pl.col("total")).abs() > 1e-6 * (1 + pl.col("total"))).is_empty()
    assert lines.filter(pl.col("output") > pl.col("capacity") * (1 + 1e-6) + 1e-6).is_empty()


def test_no_line_that_runs_in_the_world_stands_still(plan: Plan) -> None:
    """What is idle in the first year is raised at home, not open yet, or built for known buyers alone."""
    lines = plan.tables["lines"].filter(year=plan.case.settings.base_year)
    idle = lines.filter(pl.col("output") < 1e-6)["line"].to_list()
    running = plan.case["lines"].filter(pl.col("country").is_not_null(), pl.col("rate") >= 1)
    assert running.height > 120
    assert set(idle) & set(running["line"]) == set()


def test_no_trade_is_overcommitted_by_orders_that_no_list_names(plan: Plan) -> None:
    """Without them the same trades would be told, or none."""
    told = set(plan.tables["contradictions"].filter(table="workforce")["key"])
    listed = sinews.plan(sinews.open_case().with_settings(unlisted_orders="none"))
    assert unlisted(plan.case)["quantity"].sum() > 0
    assert told == set(listed.tables["contradictions"].filter(table="workforce")["key"])


def test_most_of_the_value_ordered_rests_on_published_figures(plan: Plan) -> None:
    """By the status of the price behind each order, as the plan is."""
    costs = plan.case["costs"].filter(element="procurement").select("product", "status")
    ordered = plan.orders.join(costs, on="product")
    good = ordered.filter(pl.col("status").is_in(["published", "derived"]))["value"].sum()
    assert float(good) >= 0.6 * float(ordered["value"].sum())


def test_thirty_orders_drawn_by_their_value_follow_their_source(plan: Plan) -> None:
    """The price behind each, as `sinews case where` tells it: publisher, title and year."""
    drawn = by_value(plan.orders.sort("product"), 30)
    for product in drawn["product"]:
        told = where(plan.case, "costs", f"{product}/procurement")
        assert told.status in ("published", "derived", "estimated", "assumed")
        assert all(told.source[column] for column in ("publisher", "title", "year")), product
        if told.status in ("published", "derived"):
            assert told.source["publisher"] != "Sinews", product


def test_thirty_contracts_drawn_by_their_value_follow_their_source(plan: Plan) -> None:
    case = plan.case
    prices = unit_prices(case).select("product", price="procurement")
    rows = (
        case["contracts"].join(case["lines"].select("line", "product"), on="line").join(prices, on="product")
    )
    drawn = by_value(rows.with_columns(value=pl.col("quantity") * pl.col("price")), 30)
    for ally, line in drawn.select("ally", "line").iter_rows():
        told = where(case, "contracts", f"{ally}/{line}")
        assert all(told.source[column] for column in ("publisher", "title", "year")), (ally, line)
        if told.status in ("published", "derived"):
            assert told.source["publisher"] != "Sinews", (ally, line)


def by_value(rows: pl.DataFrame, number: int) -> pl.DataFrame:
    """Draw rows at equal distances along the sum of their values: the larger, the likelier."""
    sums = rows["value"].cum_sum()
    return rows[[int((sums < (n + 0.5) / number * sums[-1]).sum()) for n in range(number)]]
