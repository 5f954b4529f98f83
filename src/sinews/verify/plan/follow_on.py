"""Checks what is ordered within a plan's years for after them: how much, from whom, for what money."""

from __future__ import annotations

from collections import defaultdict

import polars as pl

from sinews.case import entry_into_service, payment_parts
from sinews.implementation import Plan
from sinews.verify.plan.findings import Findings, compared
from sinews.verify.plan.money import room
from sinews.verify.plan.peacetime import parts_used
from sinews.verify.plan.promised import retirements_until
from sinews.verify.plan.suppliers import book_of
from sinews.verify.plan.tolerance import TOLERANCE

KEYS = ["ally", "line", "delivery_year"]

LEAST = 1e-7
"""Products up to which nothing is ordered."""

SCALED = 1e-6
"""Part by which what an ally orders may differ from the same part of all that is due."""


def follow_on(plan: Plan) -> Findings:
    """Check orders for after the horizon: all that leaves then, or the part that an ally can pay."""
    found = plan.tables["follow_on"]
    due = _within_output(plan, _due(plan)).filter(pl.col("quantity") > LEAST)
    made, asked = (
        dict(rows.group_by("ally", maintain_order=True).agg(pl.col("quantity").sum()).iter_rows())
        for rows in (found, due)
    )
    part = {ally: made.get(ally, 0.0) / total for ally, total in asked.items()}
    parts = pl.DataFrame(
        {"ally": list(part), "part": list(part.values())}, schema={"ally": pl.String, "part": pl.Float64}
    )
    priced = _priced(plan, due.join(parts, on="ally", how="left", maintain_order="left"))
    kept = priced.filter(pl.col("quantity") > 0.0)
    findings = compared(
        "follow_on", found, kept, KEYS,
        least=dict.fromkeys(("quantity", "paid"), 1e-3), within=dict.fromkeys(("quantity", "paid"), SCALED),
    )  # fmt: skip
    return findings + _paid_in_full(plan, part)


def _paid_in_full(plan: Plan, part: dict[str, float]) -> list[str]:
    """Return allies that order more than is due, or less though there is money for more."""
    left = room(plan)
    wrong = []
    for ally, share in part.items():
        budgets = plan.spending.filter(ally=ally)["equipment_budget"].to_list()
        slack = 10.0 * TOLERANCE * max([1000.0, *budgets])
        tight = min(left.get((ally, year), 0.0) for year in plan.case.years) <= slack
        if share > 1.0 + SCALED or (share < 1.0 - SCALED and not tight):
            wrong.append(
                f"follow_on, ally {ally}: {share:.6g} of what is due is ordered, where there is money for all"
            )
    return wrong


def _due(plan: Plan) -> pl.DataFrame:
    """Return ally, line, delivery_year, quantity: what replaces what leaves, wherever it comes from."""
    case = plan.case
    book = book_of(case)
    horizon, base = case.settings.horizon, case.settings.base_year
    made = dict(case["products"].select("product", "capability").iter_rows())
    worth = dict(case["products"].select("product", "yield").iter_rows())
    first = dict(entry_into_service(case).select("product", "order_from").iter_rows())
    lines = {row["line"]: row for row in case["lines"].iter_rows(named=True)}
    bought: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    sums = plan.deliveries.group_by("ally", "line", maintain_order=True).agg(pl.col("ordered").sum())
    for ally, line, ordered in sums.iter_rows():
        product = lines[line]["product"]
        bought[ally, made[product]][line] = ordered * worth[product]
    rows = []
    for pair, yearly in _leaving(plan).items():
        total = sum(bought[pair].values())
        if total <= LEAST:
            continue
        for line, units in bought[pair].items():
            product, lead = lines[line]["product"], lines[line]["lead_time"]
            for n, needed in enumerate(yearly):
                year = horizon + 1 + n - lead
                if not max(base, first[product]) <= year <= horizon:
                    continue
                if not book.against({"ally": pair[0], "line": line, "order_year": year}):
                    rows.append((pair[0], line, horizon + 1 + n, needed * units / total / worth[product]))
    schema = {"ally": pl.String, "line": pl.String, "delivery_year": pl.Int64, "quantity": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _leaving(plan: Plan) -> dict[tuple[str, str], list[float]]:
    """Return what is to be replaced in each year after the horizon, up to the longest lead time, units."""
    case = plan.case
    later, horizon = max([1, *case["lines"]["lead_time"].to_list()]), case.settings.horizon
    retired = retirements_until(case, later)
    found = {}
    last = plan.stock.filter(pl.col("year") == horizon, pl.col("target") > 0)
    for ally, capability, closing, target in last.select(
        "ally", "capability", "closing", "target"
    ).iter_rows():
        renewed, lost = parts_used(plan, capability)
        spare, before, yearly = max(closing - target, 0.0), 0.0, []
        gone_so_far = 0.0
        for gone in retired.get((ally, capability), [0.0] * later)[-later:]:
            gone_so_far += gone + max(renewed * target - gone, 0.0) + lost * target
            lacking = max(gone_so_far - spare, 0.0)
            yearly.append(lacking - before)
            before = lacking
        found[ally, capability] = yearly
    return found


def _within_output(plan: Plan, due: pl.DataFrame) -> pl.DataFrame:
    """Return orders that lines can deliver with the capacity that they have in the last year."""
    last = plan.tables["lines"].filter(pl.col("year") == plan.case.settings.horizon)
    limit = last.select("line", "capacity").unique("line", keep="last")
    total = pl.col("quantity").sum().over("line", "delivery_year")
    fits = pl.when(total > pl.col("capacity")).then(pl.col("capacity").clip(0.0) / total).otherwise(1.0)
    return due.join(limit, on="line", how="left", maintain_order="left").with_columns(
        quantity=pl.col("quantity") * fits
    )


def _priced(plan: Plan, due: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of the table that follow, with what of them falls due within the plan's years."""
    case, horizon = plan.case, plan.case.settings.horizon
    last = plan.tables["lines"].filter(pl.col("year") == horizon)
    price = last.select("line", "unit_price").unique("line", keep="last")
    facts = (
        case["lines"]
        .select("line", "product", "lead_time")
        .join(case["products"].select("product", "capability"), on="product")
        .join(price, on="line", how="left")
    )
    parts = payment_parts(case).rename({"part": "instalment"})
    rows = due.with_columns(quantity=pl.col("quantity") * pl.col("part")).join(facts, on="line", how="left")
    falls = (pl.col("delivery_year") - pl.col("ahead")).is_between(case.settings.base_year, horizon)
    paid = (
        rows.select(*KEYS)
        .join(parts, on="line", how="left")
        .group_by(KEYS, maintain_order=True)
        .agg(pl.col("instalment").filter(falls).sum())
    )
    return rows.join(paid, on=KEYS, how="left").select(
        *KEYS, "capability", "product", "quantity", "unit_price",
        order_year=(pl.col("delivery_year") - pl.col("lead_time")).cast(pl.Int64),
        paid=pl.col("quantity") * pl.col("unit_price") * pl.col("instalment"),
    )  # fmt: skip
