"""What hangs on our readings, on a terminal, as JSON and in sentences."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import polars as pl
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sinews.case import Case, scope_name
from sinews.document import wording
from sinews.present.titled import titled_table
from sinews.readings import Readings, standing


def as_json(case: Case, found: Readings) -> dict[str, object]:
    """Return the readings in a form that JSON can hold: `rows`, and what stands in all of them."""
    return {
        "scope": found.scope,
        "rows": [row | {"added": added} for row, added in _rows(found)],
        "standing": standing(found),
        "sentences": sentences(case, found),
    }


def sentences(case: Case, found: Readings) -> list[str]:
    """Return what stands under all readings and what hangs on them, in sentences."""
    rows, names = found.headlines, dict(case["capabilities"].select("capability", "name").iter_rows())
    own = rows.filter("planned")["cost"][0]
    apart = rows.with_columns(apart=(pl.col("cost").max() - pl.col("cost").min()).over("question")).sort(
        "apart", "question", descending=[True, False]
    )
    widest = apart.filter(pl.col("question") == apart["question"][0])
    stands = standing(found)
    prices = wording.Prices(case.settings.currency, case.settings.price_year)
    told = [
        f"Under our readings the plan costs {prices.amount(own)}; under the others between "
        f"{prices.amount(rows['cost'].min())} and {prices.amount(rows['cost'].max())}.",  # type: ignore[arg-type]
        f"Most hangs on the question “{widest['question'][0]}”: "
        + wording.listed(
            [
                f"{reading} {prices.amount(cost)}"
                for reading, cost in widest.select("reading", "cost").iter_rows()
            ]
        )
        + ".",
        f"{len(stands['always'])} capabilities that must grow are met under every reading"
        + (
            f"; never met is {wording.listed([wording.lower(names[each]) for each in stands['never']])}."
            if stands["never"]
            else "."
        ),
    ]
    first = rows["bottleneck"].mode(maintain_order=True)[0]
    held = int((rows["bottleneck"] == first).sum())
    if first:
        told.append(f"The tightest bottleneck is {first} under {held} of {rows.height} readings.")
    return told


def print_readings(console: Console, case: Case, found: Readings) -> None:
    """Print the headline of the plan under each reading, question by question, and what stands in all."""
    for sentence in sentences(case, found):
        console.print(Text(f"• {sentence}"))
    console.print(_added(case, found))
    console.print(_costs(case, found))
    note = (
        "A star marks the case's own reading; each changes one thing alone. Others' part: what allies whom "
        "most pledges do not bind bear of the life-cycle cost of all that is added. Met: of the capabilities "
        "that must grow."
    )
    console.print(Text(note, style="dim"))


def heading(case: Case, found: Readings) -> list[str]:
    """Return the headings of the columns of `cells`."""
    names = dict(case["capabilities"].select("capability", "name").iter_rows())
    added = [f"{names[each]} added" for each in _capabilities(found)]
    bound = [f"of it {scope_name(case, found.scope)}", "Others' part of what is added"] if found.scope else []
    return ["Reading", *added, "Cost, bn", *bound, "Met", "Tightest bottleneck"]


def cells(found: Readings) -> list[tuple[str, list[str]]]:
    """Return the question and the cells of each reading as text."""
    return [
        (
            row["question"],
            [
                _marked(row).strip(),
                *(wording.number(added[each]) for each in _capabilities(found)),
                *_cost_cells(row, found),
                row["bottleneck"] or wording.NOTHING,
            ],
        )
        for row, added in _rows(found)
    ]


def _capabilities(found: Readings) -> list[str]:
    return found.added["capability"].unique(maintain_order=True).to_list()


def _rows(found: Readings) -> list[tuple[dict[str, Any], dict[str, float]]]:
    """Return each headline with what is added under it, by capability."""
    keys = ("question", "reading")
    added: dict[tuple[str, str], dict[str, float]] = {}
    for row in found.added.iter_rows(named=True):
        added.setdefault((row["question"], row["reading"]), {})[row["capability"]] = row["added"]
    return [
        (row, added.get((row[keys[0]], row[keys[1]]), {})) for row in found.headlines.iter_rows(named=True)
    ]


def _added(case: Case, found: Readings) -> Table:
    """Return what is to be added, for the questions on which it hangs."""
    names = dict(case["capabilities"].select("capability", "name").iter_rows())
    capabilities = _capabilities(found)
    table = titled_table("To be added under each reading")
    table.add_column("Reading", overflow="fold")
    for each in capabilities:
        table.add_column("\n".join(names[each].split()), justify="right", no_wrap=True)
    for question, rows in groupby(_rows(found), key=lambda row: row[0]["question"]):
        readings = list(rows)
        if len({tuple(added.values()) for _, added in readings}) > 1:
            table.add_row(Text(question, style="bold"))
            for row, added in readings:
                table.add_row(_marked(row), *(wording.number(added[each]) for each in capabilities))
    return table


def _costs(case: Case, found: Readings) -> Table:
    """Return the cost under each reading, and who bears it."""
    table = titled_table(f"Cost of the plan under each reading, bn {case.settings.currency}")
    table.add_column("Reading", overflow="fold")
    bound = ["\n".join(scope_name(case, found.scope).split(" ", 1)), "Others'\npart"] if found.scope else []
    for name in ("All\nallies", *bound, "Met"):
        table.add_column(name, justify="right", no_wrap=True)
    for question, rows in groupby(_rows(found), key=lambda row: row[0]["question"]):
        table.add_row(Text(question, style="bold"))
        for row, _ in rows:
            table.add_row(_marked(row), *_cost_cells(row, found))
    return table


def _cost_cells(row: dict[str, Any], found: Readings) -> list[str]:
    """Return cost, that of the allies bound, the others' part of what is added, and how many are met."""
    bound = [wording.number(row["scope_cost"] / 1000), wording.share(row["outside_share"])]
    return [
        wording.number(row["cost"] / 1000),
        *(bound if found.scope else []),
        f"{row['met']} of {row['growing']}",
    ]


def _marked(row: dict[str, Any]) -> str:
    return f"* {row['reading']}" if row["planned"] else f"  {row['reading']}"
