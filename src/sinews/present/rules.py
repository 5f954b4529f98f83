"""What rules on suppliers cost and who buys from whom, on a terminal and as JSON."""

from __future__ import annotations

import polars as pl
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sinews.case import Case
from sinews.document import wording
from sinews.present.titled import titled_table
from sinews.readings import PricedRules

SHOWN = 12
"""Capabilities that are shown."""

MEASURES = {
    "usa_of_imports": "US part of imports",
    "europe_of_imports": "European part of imports",
    "european": "European part of all",
    "usa": "US part of all",
}


def as_json(found: PricedRules, bought: pl.DataFrame, shares: pl.DataFrame) -> dict[str, object]:
    """Return the prices, what is bought from where, and published shares in a form that JSON can hold."""
    return {
        "rules": found.prices.to_dicts(),
        "capabilities": found.capabilities.to_dicts(),
        "origins": bought.to_dicts(),
        "trade_shares": shares.to_dicts(),
    }


def print_rules(
    console: Console, case: Case, found: PricedRules, bought: pl.DataFrame, shares: pl.DataFrame
) -> None:
    """Print what each rule costs, by capability what all cost, and who buys from whom."""
    acts = pl.any_horizontal(pl.col("shortfall", "money", "months", "jobs").abs() > 0)
    console.print(_prices(case, found.prices.filter(acts)))
    idle = found.prices.filter(~acts)["rule"].to_list()
    if idle:
        console.print(Text(f"Without these alone the plan would be no better: {', '.join(idle)}."))
    note = (
        "Each row is the plan less the plan without the rule, both made again from the same start: weighted "
        "shortfall, all money spent, months by which what is late of the capability delayed most is later on "
        "average, years of work. A rule without which the optimum is no better costs nothing. Prices do not "
        "add up: another rule may hold all the same. A few hundredths of a percent are no more than how "
        "prices settle and whole units fall."
    )
    console.print(Text(note, style="dim"))
    if not found.capabilities.is_empty():
        console.print(_capabilities(found.capabilities))
    console.print(_origins(case, bought))
    console.print(_shares(case, shares))


def _prices(case: Case, prices: pl.DataFrame) -> Table:
    names = dict(case["capabilities"].select("capability", "name").iter_rows())
    numbers = ("Shortfall", f"Money, {case.settings.currency} m", "Months", "Jobs, years")
    table = titled_table("What each rule costs", "Rule", "Delayed most", numbers=numbers)
    for column in table.columns:
        column.overflow = "fold"
    for row in prices.iter_rows(named=True):
        table.add_row(
            row["rule"],
            names.get(row["capability"], wording.NOTHING),
            f"{100 * row['shortfall']:+.2f} %",
            _signed(row["money"]),
            f"{row['months']:.1f}",
            _signed(row["jobs"]),
        )
    return table


def _signed(value: float) -> str:
    """Return a change with its sign, to three significant digits."""
    return ("+" if value > 0 else "") + wording.significant(value, 3, 0)


def _capabilities(found: pl.DataFrame) -> Table:
    table = titled_table(
        "Weighted shortfall by capability", "Capability", numbers=("No rule", "All rules", "Change")
    )
    for row in found.head(SHOWN).iter_rows(named=True):
        table.add_row(row["name"], *(f"{row[key]:,.0f}" for key in ("free", "ruled", "change")))
    return table


def _origins(case: Case, bought: pl.DataFrame) -> Table:
    names = dict(case["allies"].select("ally", "name").iter_rows())
    parts = ("home", "europe", "usa", "others")
    numbers = (f"Orders, {case.settings.currency} bn", "Home", "Europe", "United States", "Others")
    table = titled_table("Where new orders come from", "Ally", numbers=numbers)
    for row in bought.sort("value", "ally", descending=[True, False]).iter_rows(named=True):
        value = max(row["value"], 1e-9)
        cells = [f"{row['value'] / 1000:,.1f}", *(f"{100 * row[part] / value:.0f} %" for part in parts)]
        table.add_row(names[row["ally"]], *cells)
    return table


def _shares(case: Case, shares: pl.DataFrame) -> Table:
    names = dict(case["allies"].select("ally", "name").iter_rows()) | {"europe": "European allies"}
    table = titled_table(
        "Arms ordered and on contract beside what was published (* more than ten points off)",
        "Who", "What", "Period", "Publisher",
        numbers=("Published, %", "Plan, %"),
    )  # fmt: skip
    for row in shares.drop_nulls("planned").iter_rows(named=True):
        near = "" if row["near"] else " *"
        table.add_row(
            names.get(row["who"], row["who"]),
            MEASURES[row["measure"]],
            row["period"],
            row["publisher"],
            f"{row['published']:.0f}",
            f"{row['planned']:.0f}{near}",
        )
    return table
