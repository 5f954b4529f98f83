"""The document of `sinews rules`: what each rule on suppliers costs, and who buys from whom."""

from __future__ import annotations

import polars as pl

from sinews.case import Case
from sinews.document import Column, Document, Fact, Note, Section, Sentence, Table, said
from sinews.readings import PricedRules

SHOWN = 12
"""Capabilities that are shown where there is little room."""

MEASURES = {
    "usa_of_imports": "US part of imports",
    "europe_of_imports": "European part of imports",
    "european": "European part of all",
    "usa": "US part of all",
}
PARTS = {"home": "Home", "europe": "Europe", "usa": "United States", "others": "Others"}
ESTIMATED = "estimated"


def page(case: Case, found: PricedRules, bought: pl.DataFrame, shares: pl.DataFrame) -> Document:
    """Return the answer as a document.

    Parameters
    ----------
    case
        The case of the plan.
    found
        What each rule costs.
    bought
        Columns as `sinews.assessment.origins.origins` has them.
    shares
        Columns as `sinews.assessment.trade_shares.trade_shares` has them.
    """
    acts = pl.any_horizontal(pl.col("shortfall", "money", "months", "jobs").abs() > 0)
    acting, allies = found.prices.filter(acts), dict(case["allies"].select("ally", "name").iter_rows())
    beside, settings = shares.filter(pl.col("planned").is_finite()), case.settings
    return Document(
        "rules",
        "What do rules on suppliers cost?",
        f"Case “{settings.name}” · money in {settings.currency} at {settings.price_year} prices",
        case,
        None,
        _lead(found.prices, acting, bought, beside),
        (
            Section("prices", "What each rule costs", (_prices(case, acting), *_notes(found.prices, acting))),
            Section("capabilities", "What all rules cost together", tuple(_capabilities(found))),
            Section("origins", "Who buys from whom", (origins_table(case, bought, allies),)),
            Section("shares", "Beside what was published", (shares_table(beside, allies),)),
        ),
        {
            "rules": found.prices,
            "capabilities": found.capabilities,
            "origins": bought,
            "trade_shares": shares,
        },
    )


def _lead(
    prices: pl.DataFrame, acting: pl.DataFrame, bought: pl.DataFrame, beside: pl.DataFrame
) -> list[Sentence]:
    value = max(float(bought["value"].sum()), 1e-9)
    parts = {part: Fact(float(bought[part].sum()) / value, "share", status=ESTIMATED) for part in PARTS}
    counts = {"cost": Fact(acting.height, "day"), "all": Fact(prices.height, "day")}
    return [
        said("Rules that cost something: {cost} of {all} that were priced.", **counts),
        said(
            "Of the money for new orders {home} is for work at home, {europe} goes to the rest of Europe, "
            "{usa} to the United States and {others} elsewhere.",
            **parts,
        ),
        said(
            "{near} of {all} published shares of who buys from whom lie within ten percentage points of the "
            "plan's.",
            near=Fact(int(beside["near"].sum()), "day"),
            all=Fact(beside.height, "day"),
        ),
    ]


def _prices(case: Case, acting: pl.DataFrame) -> Table:
    names = dict(case["capabilities"].select("capability", "name").iter_rows())
    delayed = pl.col("capability").replace_strict(names, default=None, return_dtype=pl.String)
    return Table(
        "prices",
        "The plan less the plan without the rule",
        acting.with_columns(delayed=delayed, rise=100.0 * pl.col("shortfall")),
        (
            Column("rule", "Rule", "key"),
            Column("delayed", "Delayed most"),
            Column("rise", "Shortfall, %", "change", term="weighted_shortfall", status=ESTIMATED),
            Column("money", f"Money, {case.settings.currency} m", "change", status=ESTIMATED),
            Column("months", "Months", "days", hint="by which what is late of it comes later on average"),
            Column("jobs", "Jobs", "change", hint="years of work, suppliers included", status=ESTIMATED),
        ),
        empty="None of the rules costs anything.",
    )


def _notes(prices: pl.DataFrame, acting: pl.DataFrame) -> list[Note]:
    idle = prices.filter(~pl.col("rule").is_in(acting["rule"].implode()))["rule"].to_list()
    without = [Note(f"Without these alone the plan would be no better: {', '.join(idle)}.")] if idle else []
    return [
        *without,
        Note(
            "Both plans are made again from the same start. A rule without which the optimum is no better "
            "costs nothing. Prices do not add up: another rule may hold all the same. A few hundredths of a "
            "percent are no more than how prices settle and whole units fall.",
            "note",
        ),
    ]


def _capabilities(found: PricedRules) -> list[Table | Note]:
    if found.capabilities.is_empty():
        return [Note("Only some rules were priced; without “--rule” all are, and what all cost is told.")]
    table = Table(
        "capabilities",
        "Weighted shortfall by capability",
        found.capabilities,
        (
            Column("name", "Capability"),
            Column("free", "No rule", "count", term="weighted_shortfall"),
            Column("ruled", "All rules", "count"),
            Column("change", "Change", "change"),
        ),
        SHOWN,
    )
    return [table]


def origins_table(case: Case, bought: pl.DataFrame, allies: dict[str, str]) -> Table:
    """Return where each ally's new orders come from; columns of `bought` as of `origins`."""
    value = pl.col("value").clip(1e-9)
    return Table(
        "origins",
        "Where new orders come from",
        bought.sort("value", "ally", descending=[True, False]).with_columns(
            *(pl.col(part) / value for part in PARTS), name=pl.col("ally").replace_strict(allies)
        ),
        (
            Column("name", "Ally"),
            Column("value", f"Orders, {case.settings.currency} bn", "bn", status=ESTIMATED),
            *(Column(part, title, "share", status=ESTIMATED) for part, title in PARTS.items()),
        ),
        empty="The plan orders nothing.",
    )


def shares_table(beside: pl.DataFrame, allies: dict[str, str]) -> Table:
    """Return published shares beside the plan's; columns of `beside` as of `trade_shares`."""
    who = allies | {"europe": "European allies"}
    return Table(
        "shares",
        "Arms ordered and on contract beside published shares, %",
        beside.with_columns(
            name=pl.col("who").replace_strict(who, default=pl.col("who")),
            what=pl.col("measure").replace_strict(MEASURES, return_dtype=pl.String),
            why=pl.when(~pl.col("near")).then("reason").fill_null(""),
            off=pl.when("near").then(pl.lit("no")).otherwise(pl.lit("yes")),
        ),
        (
            Column("name", "Who"),
            Column("what", "What"),
            Column("period", "Period", "key"),
            Column("publisher", "Publisher", wide_only=True),
            Column("published", "Published", "day"),
            Column("planned", "Plan", "day"),
            Column("off", "More than ten points off", short="Off"),
            Column("why", "Why they lie apart", wide_only=True),
        ),
        empty="No published share is about anything that the plan orders.",
    )
