"""The page that `sinews readings` writes."""

from __future__ import annotations

from sinews.case import Case
from sinews.present.report.content import Draft
from sinews.present.report.page import document
from sinews.present.report.readings import KEY, TITLE, each_reading
from sinews.readings import Readings


def render_readings(case: Case, found: Readings) -> str:
    """Return the page as HTML text."""
    draft = Draft(KEY, TITLE)
    draft.add(*each_reading(case, found))
    settings = case.settings
    subtitle = (
        f"Case “{settings.name}” · {settings.base_year}–{settings.horizon} · money in {settings.currency} at "
        f"constant {settings.price_year} prices and exchange rates"
    )
    return document(TITLE, subtitle, [draft.finished()], case)
