"""Plans, reviews and comparisons as a notebook shows them: text, tables and drawn charts, from no network."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from sinews.assessment import Review
from sinews.case import CaseError, Problem, replace_file
from sinews.case.problems import did_you_mean
from sinews.document import Document, Figure, Section, Table, wording
from sinews.document.charts.specification import as_svg
from sinews.implementation import Plan
from sinews.pipeline import review

SHOWN = 12
"""Rows of a table that a notebook shows."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page that needs nothing else, as HTML text."""

    title: str
    html: str = field(repr=False)

    def save(self, path: str | Path) -> None:
        """Write the page to a file, which appears complete or not at all."""
        with replace_file(Path(path)) as new:
            new.write_text(self.html, encoding="utf-8")

    def _repr_html_(self) -> str:
        """Return the page in a frame of its own, so that its styles stay its own."""
        frame = '<iframe title="{}" srcdoc="{}" width="100%" height="800"></iframe>'
        return Markup(frame).format(self.title, self.html)


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart that is drawn here, and not by a browser with what it fetches."""

    says: str
    caption: str
    figure: Figure = field(repr=False)

    @property
    def chart(self) -> Any:
        """The chart of Altair, to change it or to save it."""
        return self.figure.draw()

    def _repr_svg_(self) -> str:
        """Return the drawing."""
        return as_svg(self.figure.draw())


def report(plan: Plan, path: str | Path | None = None) -> Page:
    """Return the report of a plan, and write it to a file if one is given."""
    from sinews.present.writers.html import render

    document = _report(plan)
    page = Page(document.title, render(document))
    if path is not None:
        page.save(path)
    return page


def chart(plan: Plan, name: str) -> Picture:
    """Return a chart of a plan or of its review.

    Raises
    ------
    CaseError
        If there is no such chart; it names those that there are.
    """
    from sinews.present.topics import review as reviews

    last = [plan.case.settings.horizon]
    pages = _report(plan), reviews.page(reviews.Answer(plan, review(plan, last), last, None))
    figures = {figure.key: figure for page in pages for figure in page.figures if not figure.nothing}
    if name not in figures:
        known = (did_you_mean(name, list(figures)), f"known are {', '.join(figures)}")
        expected = "a chart of the plan or of its review"
        raise CaseError([Problem("plan", None, "chart", name, expected, ", ".join(filter(None, known)))])
    return Picture(figures[name].says, figures[name].caption, figures[name])


def in_html(thing: Any) -> str:
    """Return a plan, a review or a comparison as a notebook shows it: its answer, and its tables."""
    from sinews.present.compare import Comparison
    from sinews.present.topics import compare

    if isinstance(thing, Review):
        return _fragment(_scoreboard(thing))
    return _fragment(compare.page(thing) if isinstance(thing, Comparison) else _headline(thing))


def _report(plan: Plan) -> Document:
    from sinews.present.summary import summarise
    from sinews.present.topics.plan import report

    reviewed = review(plan)
    return report(plan, reviewed, summarise(plan, reviewed))


def _headline(plan: Plan) -> Document:
    from sinews.present.summary import summarise
    from sinews.present.topics.plan import page

    return page(plan, summarise(plan, review(plan, [plan.case.settings.horizon])))


def _scoreboard(reviewed: Review) -> Document:
    from sinews.present.topics.review.scoreboard import scoreboard_table

    years = wording.milestones(reviewed.scoreboard["year"].unique().to_list())
    table = scoreboard_table(reviewed.scoreboard, years)
    return Document("review", "Scoreboard", "", None, None, (), (Section("board", "Scoreboard", (table,)),))


def _fragment(document: Document) -> str:
    """Return title, sentences and tables of a document as HTML that may stand in another page."""
    said = Markup("").join(Markup("<li>{}</li>").format(sentence) for sentence in document.sentences)
    tables = Markup("").join(_table(table) for table in document.tables if not table.aside)
    return Markup("<div><b>{}</b><ul>{}</ul>{}</div>").format(document.title, said, tables)


def _table(table: Table) -> Markup:
    if table.nothing:
        return Markup("<p>{}</p>").format(table.nothing)
    heads = Markup("").join(Markup("<th>{}</th>").format(column.title) for column in table.columns)
    rows = Markup("").join(
        Markup("<tr>{}</tr>").format(Markup("").join(Markup("<td>{}</td>").format(cell) for cell in row))
        for row in table.cells(SHOWN)
    )
    more = table.frame.height - SHOWN
    rest = Markup("<p>and {} more rows</p>").format(wording.number(more)) if more > 0 else escape("")
    head = Markup("<table><caption>{}</caption><thead><tr>{}</tr></thead>").format(table.caption, heads)
    return head + Markup("<tbody>{}</tbody></table>{}").format(rows, rest)
