"""A plan against what has happened, as it is printed and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl
    from rich.console import Console

    from sinews.assessment import Tracking

SHOWN = 15
"""Rows of each table that are printed; JSON has all."""


def as_json(found: Tracking) -> dict[str, object]:
    """Return the tables of a comparison as lists of objects."""
    return {name: getattr(found, name).to_dicts() for name in ("reported", "spending", "holdings", "people")}


def print_tracking(console: Console, found: Tracking) -> None:
    """Print what is behind the plan: spending, holdings with what they do to the dates, people."""
    if all(getattr(found, name).is_empty() for name in ("spending", "holdings", "people")):
        console.print("The case has no figure of a planning year: nothing has happened yet that it knows of.")
        return
    _print(console, "Expenditure as reported, million USD of the year", found.reported, found.reported.height)
    behind = found.spending.filter(found.spending["difference"] < 0).sort("difference")
    _print(console, "Spending behind the plan", behind, found.spending.height)
    late = found.late.select(
        "ally", "capability", "year", "planned", "happened", "late", "met_planned", "met"
    )
    _print(console, "Holdings behind the plan, and when targets are met", late, found.holdings.height)
    fewer = found.people.filter(found.people["difference"] < 0).sort("difference")
    _print(console, "Fewer soldiers than the plan counts on (thousands)", fewer, found.people.height)


def _print(console: Console, title: str, frame: pl.DataFrame, of: int) -> None:
    """Print the first rows of a table under a title that counts them."""
    from rich.table import Table

    if not of:
        return
    table = Table(
        title=f"{title}: {frame.height:,} of {of:,}", title_justify="left", box=None, header_style="bold"
    )
    for name, dtype in frame.schema.items():
        table.add_column(name, justify="right" if dtype.is_numeric() else "left")
    for row in frame.head(SHOWN).iter_rows(named=True):
        table.add_row(*(_shown(name, value) for name, value in row.items()))
    console.print(table)


def _shown(name: str, value: object) -> str:
    """Return a cell as it is printed; a target that is not met within the horizon has no year."""
    if value is None:
        return "beyond" if name.startswith("met") else ""
    return f"{value:,.2f}" if isinstance(value, float) else str(value)
