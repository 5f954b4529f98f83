"""The page: sections, charts, styles and scripts put together into one file that needs nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sinews.assessment import Review
from sinews.case import Case, replace_file
from sinews.implementation import Plan
from sinews.present.report import sections
from sinews.present.report.content import Content, Part
from sinews.present.report.readings import readings_section
from sinews.present.report.rounds import rounds_section
from sinews.present.summary import Summary, summarise
from sinews.present.writers.html import page
from sinews.readings import Readings


def write_report(plan: Plan, review: Review, path: Path, found: Readings | None = None) -> None:
    """Write the report of a plan as one self-contained HTML file.

    Parameters
    ----------
    plan
        A solved plan.
    review
        The review of that plan.
    path
        The file to write. It appears complete or not at all.
    found
        The plan under each reading of the public texts, where it was made.
    """
    write_page(render(plan, review, summarise(plan, review), found), path)


def write_page(text: str, path: Path) -> None:
    """Write a page to a file, which appears complete or not at all."""
    with replace_file(path) as new:
        new.write_text(text, encoding="utf-8")


def render(plan: Plan, review: Review, summary: Summary, found: Readings | None = None) -> str:
    """Return the report as HTML text."""
    content = Content.of(plan, review, summary)
    subtitle = (
        f"Case “{summary.name}” · {summary.base_year}–{summary.horizon} · money in {summary.currency} at "
        f"constant {summary.price_year} prices and exchange rates"
    )
    parts = [section(content) for section in sections.ALL]
    if summary.additions:
        parts.insert(1, readings_section(content, found))
    if summary.rounds:
        parts.insert(1, rounds_section(content))
    return document(summary.title or summary.name, subtitle, parts, plan.case)


def document(title: str, subtitle: str, parts: Sequence[Part], case: Case) -> str:
    """Return a self-contained page of sections as HTML text.

    Parameters
    ----------
    title, subtitle
        What the page is about, and of which case.
    parts
        Its sections, with their charts.
    case
        The case, for the foot of the page.
    """
    charts = {key: chart for part in parts for key, chart in part.charts.items()}
    return page(title, subtitle, parts, charts, case)
