"""The hindcast as JSON, as tables on a console, as a page of the documentation, and its errors as CSV."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from textwrap import fill
from typing import TYPE_CHECKING

from sinews.verify.hindcast.compare import NOT_COMPARED, Row
from sinews.verify.hindcast.errors import Distribution

if TYPE_CHECKING:
    from rich.console import Console

PAGE_WIDTH = 120
"""Characters in a line of the page."""

COLUMNS = ("2022", "known", "happened", "ratio")
"""Columns of figures: as seen in 2022, with the need known, what happened, the first over the third."""

OPENING = (
    "This page is made by `tools/hindcast.py` from what `sinews verify --hindcast` finds; with `--json` it "
    "has all figures in full, with spending by every ally. Both cases are overlays of the baseline and lie "
    "in `src/sinews/verify/data/`, with what happened in `hindcast_outcomes.csv` and the errors in "
    "`hindcast_errors.csv`."
)
READING = (
    "“2022” is the plan as things were seen on 1 January 2022, “known” that of the same industry with a need "
    "that outgrows it; “ratio” is the first over what happened. What lies between the two plans is the error "
    "of knowledge, between “known” and what happened the error of the model: of the limits of industry and "
    "of the paths of spending that it assumes. Of lines it is told what they can make; what a plan closes "
    "for want of orders is left out, as buyers outside the Alliance keep lines going. For spending, the "
    "words below a figure say how far ours is off in each factor. “Known” has 3.5 % of GDP by 2035 instead "
    "of 2 % by 2024; both plans have the pledge of 20 % for equipment."
)
LIMITS = (
    "Holdings, formations, prices, other lines and all assumed limits of industry are those of the baseline, "
    "as no set of 2021 is at hand; of the orders of that time only a few are there. Shares for equipment are "
    "of NATO's edition of 2024, all else of spending is of that of 2025. All errors come from one past with "
    "one war, so they are not independent, and the limits were chosen by people who knew that past."
)


def as_json(rows: Sequence[Row], errors: Sequence[Distribution]) -> dict[str, object]:
    """Return all rows and distributions in a form that JSON can hold."""
    return {
        "rows": [_as_dict(row) for row in rows],
        "distributions": [asdict(error) for error in errors],
        "not_compared": [{"what": what, "why": why} for what, why in NOT_COMPARED.items()],
        "limits": LIMITS,
    }


def _as_dict(row: Row) -> dict[str, object]:
    """Return a row by names, with its errors."""
    return asdict(row) | {
        "ratio": row.ratio,
        "log_error": row.log_error,
        "knowledge_error": row.knowledge_error,
        "model_error": row.model_error,
    }


def as_csv(errors: Sequence[Distribution]) -> str:
    """Return the distributions as a table of text, to three digits behind the point."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["quantity", "error", "ahead", "points", "mean", "spread"])
    for of in errors:
        spread = "" if of.spread is None else f"{of.spread:.3f}"
        writer.writerow([of.quantity, of.error, of.ahead, of.points, f"{of.mean:.3f}", spread])
    return text.getvalue()


def print_rows(console: Console, rows: Sequence[Row], errors: Sequence[Distribution]) -> None:
    """Print what is shown of the rows by class, the distributions, and what is not compared."""
    from rich.box import SIMPLE
    from rich.markup import escape
    from rich.table import Table

    for quantity, of in _by_quantity(rows):
        table = Table(title=_titled(quantity, of), title_justify="left", box=SIMPLE)
        table.add_column("what", ratio=1)
        for name in ("year", *COLUMNS):
            table.add_column(name, justify="right", no_wrap=True)
        for row in of:
            what = f"{escape(_what(row, of))}\n[dim]{escape(row.why)}[/dim]"
            table.add_row(what, str(row.year), *_figures(row))
        console.print(table)
    table = Table(title="How the errors spread", title_justify="left", box=SIMPLE)
    table.add_column("quantity", ratio=1)
    for name in ("error", "ahead", "points", "mean", "spread", "times"):
        table.add_column(name, justify="right", no_wrap=True)
    for error in errors:
        table.add_row(*_cells(error))
    console.print(table)
    console.print("“ahead” in years; mean and spread of ln(ours / happened); “times” is e to the mean.\n")
    console.print(READING, "\n")
    console.print("Not compared:")
    for what, why in NOT_COMPARED.items():
        console.print(f"- {what}: {why}", markup=False)
    console.print("\n" + LIMITS)


def as_markdown(rows: Sequence[Row], errors: Sequence[Distribution]) -> str:
    """Return the page of the documentation."""
    return "\n".join(_page(rows, errors))


def _page(rows: Sequence[Row], errors: Sequence[Distribution]) -> Iterator[str]:
    """Yield the lines of the page."""
    yield "# A hindcast: the plan of 2022 beside what happened\n"
    for paragraph in (OPENING, READING, LIMITS):
        yield f"{fill(paragraph, PAGE_WIDTH)}\n"
    for quantity, of in _by_quantity(rows):
        yield f"## {_titled(quantity, of)}\n"
        yield "| what | year | " + " | ".join(COLUMNS) + " | why |"
        yield "| --- | ---: |" + " ---: |" * len(COLUMNS) + " --- |"
        for row in of:
            cells = [_what(row, of), str(row.year), *_figures(row), row.why]
            yield "| " + " | ".join(cells) + " |"
        yield ""
    yield "## How the errors spread\n"
    yield "Mean and standard deviation of ln(ours / happened); `ahead` in years; `times` is e to the mean.\n"
    yield "| quantity | error | ahead | points | mean | spread | times |"
    yield "| --- | --- | ---: | ---: | ---: | ---: | ---: |"
    for error in errors:
        yield "| " + " | ".join(_cells(error)) + " |"
    yield "\n## Not compared\n"
    for what, why in NOT_COMPARED.items():
        yield f"- {what}: {why}."
    yield "\n## Sources of what happened\n"
    for source in dict.fromkeys(row.source for row in rows):
        yield f"- {source}"
    yield ""


def _by_quantity(rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    """Return the rows that are shown, by class."""
    shown = [row for row in rows if row.shown]
    order = dict.fromkeys(row.quantity for row in shown)
    return [(quantity, [row for row in shown if row.quantity == quantity]) for quantity in order]


def _titled(quantity: str, rows: Sequence[Row]) -> str:
    """Return the heading of a class, with the unit where all rows have one."""
    units = {row.unit for row in rows}
    return quantity[0].upper() + quantity[1:] + (f", {units.pop()}" if len(units) == 1 else "")


def _what(row: Row, rows: Sequence[Row]) -> str:
    """Return what a row is about, with its unit where the heading has none, and if it was only planned."""
    unit = f", {row.unit}" if len({other.unit for other in rows}) > 1 else ""
    return row.what + unit + (" (planned)" if row.basis == "planned" else "")


def _figures(row: Row) -> list[str]:
    """Return the figures of a row as text."""
    known = "-" if row.known is None else _number(row.known)
    return [_number(row.seen), known, _number(row.happened), f"{row.ratio:.2f}"]


def _number(value: float) -> str:
    """Return a figure to three digits, without decimals from 100 on."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _cells(of: Distribution) -> list[str]:
    """Return a distribution as text."""
    spread = "-" if of.spread is None else f"{of.spread:.2f}"
    return [
        of.quantity, of.error, str(of.ahead), str(of.points), f"{of.mean:+.2f}", spread,
        f"{math.exp(of.mean):.2f}",
    ]  # fmt: skip
