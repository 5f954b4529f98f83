"""The weight that each ally pulls, on the terminal: measures side by side, with marks."""

from __future__ import annotations

import polars as pl
from rich.table import Table

from sinews.document import wording
from sinews.present.titled import titled_table

MARKS = {"above": "▲", "below": "▼", "within": "", None: ""}
"""Where an ally's value lies beside the middle half of all allies."""

HEADS = {
    "gdp_share": "Core\n% GDP",
    "equipment_share": "Equip.\n% core",
    "target_fulfilment": "Targets\n%",
    "added_share": "Added\n% GDP",
    "ukraine_share": "Ukraine\n% GDP",
}
"""Short headings; soldiers ready by a day are headed by the day."""


def measures_of(weight: pl.DataFrame) -> dict[str, tuple[str, str]]:
    """Return title and unit of each measure of `sinews.assessment.weight`, in order."""
    first = weight.unique("measure", keep="first", maintain_order=True)
    return {key: (title, unit) for key, title, unit in first.select("measure", "title", "unit").iter_rows()}


def wide(weight: pl.DataFrame) -> pl.DataFrame:
    """Return ally, and for each measure its value and its place (column with ``_place``); of one year."""
    values = weight.pivot(on="measure", index="ally", values="value", maintain_order=True)
    places = weight.pivot(on="measure", index="ally", values="place", maintain_order=True)
    return values.join(places, on="ally", suffix="_place", maintain_order="left").sort("ally")


def weight_table(weight: pl.DataFrame, year: int) -> Table:
    """Return measures side by side, an ally a row, and the median of each below."""
    own = weight.filter(pl.col("year") == year)
    measures = measures_of(own)
    table = titled_table(f"Who carries it in {year}: ▲ above, ▼ below the middle half of allies", "Ally")
    table.padding = (0, 1, 0, 0)
    table.caption = "Ready: soldiers of formations by a million inhabitants. Ukraine: all aid so far."
    table.caption_justify = "left"
    for key in measures:
        day = key.removeprefix("ready_")
        # a measure of money is told in its unit, whose currency is the case's
        head = measures[key][1].replace(" ", "\n", 1) if key == "per_head" else f"Ready\n{day} d"
        table.add_column(HEADS.get(key, head), justify="right", no_wrap=True)
    for row in wide(own).iter_rows(named=True):
        cells = (f"{MARKS[row[f'{key}_place']]}{_short(row[key])}" for key in measures)
        table.add_row(row["ally"], *cells)
    medians = own.unique("measure", keep="first", maintain_order=True)["median"]
    table.add_section()
    table.add_row("median", *(_short(value) for value in medians))
    return table


def _short(value: float | None) -> str:
    """Return a figure in as few characters as a narrow column has."""
    return wording.number(value, 1) if value is not None and 10 <= abs(value) < 100 else wording.figure(value)
