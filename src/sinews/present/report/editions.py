"""The foot of a page: which case, in which edition, and what earlier editions had wrong."""

from __future__ import annotations

from html import escape

from sinews.case import Case


def foot(case: Case) -> str:
    """Return the foot of a page on a case as HTML: hash, edition, and its errata, folded.

    Parameters
    ----------
    case
        The case that the page rests on.
    """
    edition = f", edition {escape(case.settings.edition)}" if case.settings.edition else ""
    return f"<p>Made by Sinews from public figures{edition}. Case {escape(case.hash)}.</p>{_errata(case)}"


def _errata(case: Case) -> str:
    errata = case["errata"]
    if errata.is_empty():
        return ""
    items = "".join(
        f"<li>{escape(' '.join(filter(None, (row['table'], row['rows']))))} "
        f"(edition {escape(row['edition'])}): {escape(row['was'])} "
        f"<b>Now:</b> {escape(row['now'])}</li>"
        for row in errata.iter_rows(named=True)
    )
    number = "1 erratum" if errata.height == 1 else f"{errata.height} errata"
    return f"<details><summary>{number} of earlier editions</summary><ul>{items}</ul></details>"
