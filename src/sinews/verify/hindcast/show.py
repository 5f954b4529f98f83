"""The hindcast: the document of `sinews verify --hindcast`, a page of the docs, and its errors as CSV."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from textwrap import fill

import polars as pl

from sinews.document import Column, Document, Items, Note, Section, Table
from sinews.verify.hindcast.compare import NOT_COMPARED, Row
from sinews.verify.hindcast.errors import Distribution

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


def page(rows: Sequence[Row], errors: Sequence[Distribution]) -> Document:
    """Return what is shown of the rows by class, the distributions, and what is not compared."""
    classes = _by_quantity(rows)
    sections = [
        Section(f"class-{place}", _titled(quantity, of), (_class(place, _titled(quantity, of), of),))
        for place, (quantity, of) in enumerate(classes, 1)
    ]
    none = [f"{what}: {why}" for what, why in NOT_COMPARED.items()]
    return Document(
        "hindcast",
        "Would the plan of 2022 have told what happened?",
        "Planned as of 1 January 2022, beside what happened to 2025",
        None,
        None,
        [f"{sum(len(of) for _, of in classes)} figures stand beside what happened."],
        (
            *sections,
            Section("spread", "How the errors spread", (_spread(errors), Note(READING))),
            Section("not-compared", "Not compared", (Items(tuple(none)), Note(LIMITS, "note"))),
        ),
        {
            "rows": [_as_dict(row) for row in rows],
            "distributions": [asdict(error) for error in errors],
            "not_compared": [{"what": what, "why": why} for what, why in NOT_COMPARED.items()],
            "limits": LIMITS,
        },
    )


def _class(place: int, title: str, rows: Sequence[Row]) -> Table:
    told = [
        {"what": _what(row, rows), "year": row.year, "seen": row.seen, "known": row.known}
        | {"happened": row.happened, "ratio": row.ratio, "why": row.why}
        for row in rows
    ]
    return Table(
        f"class-{place}",
        title,
        pl.DataFrame(told, schema_overrides={"known": pl.Float64}),
        (
            Column("what", "What"),
            Column("year", "Year", "year"),
            Column("seen", "2022", "number", hint="as seen in 2022"),
            Column("known", "Known", "number", hint="with the need known"),
            Column("happened", "Happened", "number", status="published"),
            Column("ratio", "Ratio", "times", hint="as seen in 2022, over what happened"),
            Column("why", "Why"),
        ),
    )


def _spread(errors: Sequence[Distribution]) -> Table:
    frame = pl.DataFrame(
        [asdict(error) | {"times": math.exp(error.mean)} for error in errors],
        schema_overrides={"spread": pl.Float64},
    )
    return Table(
        "spread",
        "Errors: mean and spread of ln(ours / happened); “times” is e to the mean",
        frame,
        (
            Column("quantity", "Quantity"),
            Column("error", "Error"),
            Column("ahead", "Years ahead", "day"),
            Column("points", "Points", "day"),
            Column("mean", "Mean", "number"),
            Column("spread", "Spread", "number"),
            Column("times", "Times", "times"),
        ),
    )


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
