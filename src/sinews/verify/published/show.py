"""Published figures beside ours: the document of `sinews verify --published`, and a page of the docs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from sinews.document import Column, Document, Fact, Section, Table, said
from sinews.verify.published.comparison import Row, agreement, stands
from sinews.verify.published.table import Published

HEADINGS = {
    "compared": "Compared with ours",
    "input": "Taken by the case from the same source",
    "not comparable": "Not comparable",
}
"""The heading of each kind, in the order in which they are shown."""

OPENING = """\
# What others have published, beside our figures

This page is made by `tools/cross_checks.py` from what `sinews verify --published` finds for the plan of the
baseline case. Our figures are rounded to two digits; with `--json` the command has them in full, and a test
fails where one here is a tenth off. At least three quarters of the figures that are compared agree
within a quarter, counted from the ends of a range where a range was published. Each says why ours may
differ, which stays true on whichever side the figure falls. An *input* is no check: the case took it from
there."""


def page(rows: Sequence[Row]) -> Document:
    """Return the rows by kind, with the reasons, and how many agree, as a document."""
    agree, compared = agreement(rows)
    counts = {"agree": Fact(agree, "day"), "compared": Fact(compared, "day")}
    return Document(
        "published",
        "Do others publish the same figures?",
        "The plan of the baseline",
        None,
        stands(rows),
        [
            said("{agree} of {compared} figures that are compared agree within a quarter.", **counts),
            "Others are marked “far”.",
        ],
        tuple(
            Section(f"kind-{place}", HEADINGS[kind], (_table(place, kind, _of_kind(rows, kind)),))
            for place, kind in enumerate(HEADINGS, 1)
        ),
        {
            "stands": stands(rows),
            "compared": compared,
            "within": agree,
            "rows": [_as_dict(row) for row in rows],
        },
    )


def _table(place: int, kind: str, rows: Sequence[Row]) -> Table:
    """Return the rows of a kind, each with what it is, what was published, ours and why they differ."""
    told = [
        {
            "id": row.published.id,
            "what": f"{row.published.what}; {row.published.scope}, {row.published.years}; "
            f"{row.published.unit}",
            "published": figure_of(row.published),
            "ours": row.ours,
            "ratio": row.ratio,
            "far": "far" if row.within is False else "",
            "why": " ".join(text for text in (row.published.beside, row.published.reason) if text),
        }
        for row in rows
    ]
    ours = (
        Column("ours", "Ours", "count", status="estimated"),
        Column("ratio", "Ratio", "times"),
        Column("far", "Far"),
    )
    numbers = {"ours": pl.Float64, "ratio": pl.Float64}
    return Table(
        f"rows-{place}",
        HEADINGS[kind],
        pl.DataFrame(told, schema_overrides=numbers),
        (
            Column("id", "Id", "key"),
            Column("what", "What"),
            Column("published", "Published"),
            *(ours if kind == "compared" else ()),
            Column("why", "Why"),
        ),
        empty=f"{HEADINGS[kind]}: none.",
    )


def _as_dict(row: Row) -> dict[str, object]:
    """Return a row by names."""
    of = row.published
    return {
        "id": of.id,
        "kind": of.kind,
        "subject": of.subject,
        "what": of.what,
        "published": of.figure,
        "low": of.low,
        "high": of.high,
        "ours": row.ours,
        "unit": of.unit,
        "years": of.years,
        "scope": of.scope,
        "ratio": row.ratio,
        "within": row.within,
        "beside": of.beside,
        "reason": of.reason,
        "source": f"{of.source.publisher}, {of.source.title}, {of.source.date}",
    }


def as_markdown(rows: Sequence[Row]) -> str:
    """Return the page of the documentation: our figures rounded to two digits, the rest as published."""
    sections = (line for kind in HEADINGS for line in _section(rows, kind))
    return "\n".join([OPENING, *sections, *_sources(rows)])


def _section(rows: Sequence[Row], kind: str) -> Iterator[str]:
    """Yield the table of one kind."""
    compared = kind == "compared"
    yield ""
    yield f"## {HEADINGS[kind]}"
    yield ""
    yield "| id | what | published | " + ("ours | ratio | what of ours | " if compared else "") + "why |"
    yield "| --- | --- | ---: | " + ("---: | ---: | --- | " if compared else "") + "--- |"
    for row in _of_kind(rows, kind):
        of = row.published
        cells = [of.id, f"{of.what}; {of.scope}, {of.years}", f"{figure_of(of)} {of.unit}"]
        if row.ours is not None and row.ratio is not None:
            cells += [rounded(row.ours), rounded(row.ratio), of.beside]
        yield "| " + " | ".join([*cells, of.reason]) + " |"


def _sources(rows: Sequence[Row]) -> Iterator[str]:
    """Yield where each figure was read."""
    yield ""
    yield "## Sources"
    yield ""
    yield "Single figures, quoted. Where one was read in a copy, the publisher named is that of the copy."
    yield ""
    yield "| publication | figures |"
    yield "| --- | --- |"
    read_in: dict[str, list[str]] = {}
    for row in rows:
        source = row.published.source
        read_in.setdefault(f"{source.publisher}: *{source.title}*, {source.date}", []).append(
            row.published.id
        )
    for publication, ids in sorted(read_in.items()):
        yield f"| {publication} | {', '.join(ids)} |"
    yield ""


def _of_kind(rows: Sequence[Row], kind: str) -> list[Row]:
    """Return the rows of a kind by subject, subjects and rows in the order of the table."""
    subjects = list(dict.fromkeys(row.published.subject for row in rows))
    chosen = (row for row in rows if row.published.kind == kind)
    return sorted(chosen, key=lambda row: subjects.index(row.published.subject))


def figure_of(of: Published) -> str:
    """Return a published figure as text, its range where it has one."""
    if isinstance(of.figure, str):
        return of.figure
    if of.low is None or of.high is None:
        return f"{of.figure:,.6g}"
    return f"{of.low:,.6g} to {of.high:,.6g}"


def rounded(value: float) -> str:
    """Return a figure of ours to two digits."""
    return f"{float(f'{value:.2g}'):,.10g}"
