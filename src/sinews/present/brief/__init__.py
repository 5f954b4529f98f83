"""Summit pages: one page for each ally and one for the Alliance, as content, as HTML and as PDF."""

from __future__ import annotations

from sinews.implementation import Plan
from sinews.present.brief.alliance import alliance_brief
from sinews.present.brief.ally import ally_brief
from sinews.present.brief.book import Book
from sinews.present.brief.content import ALLIANCE, Brief, as_json
from sinews.present.explain.facts import known, names_of

__all__ = ["ALLIANCE", "Book", "Brief", "as_json", "brief_of", "subject_of", "subjects"]


def subjects(plan: Plan) -> list[str]:
    """Return whom there is a page of: the Alliance, then all allies by name."""
    return [ALLIANCE, *plan.case["allies"].sort("name")["ally"]]


def subject_of(plan: Plan, ally: str) -> str:
    """Return the key of the ally that is meant by a key or by a name.

    Raises
    ------
    CaseError
        If no ally is called so; it names those that are spelt most alike.
    """
    return known("allies", "ally", ally, names_of(plan.case, "allies", "ally"), "an ally")


def brief_of(book: Book, subject: str) -> Brief:
    """Return the summit page of an ally, by its key, or of the `ALLIANCE`.

    Examples
    --------
    >>> import sinews
    >>> from sinews.present.brief import Book, brief_of
    >>> book = Book.of(sinews.open_plan("sinews-plan"))  # doctest: +SKIP
    >>> print(*brief_of(book, "LVA").headline)  # doctest: +SKIP
    """
    return alliance_brief(book) if subject == ALLIANCE else ally_brief(book, subject)
