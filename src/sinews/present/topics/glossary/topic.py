"""The document of `sinews glossary`: each term, what it means here, and where the word is from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from sinews.document import Document, Items, Section
from sinews.document.glossary import Term


def page(terms: Sequence[Term]) -> Document:
    """Return terms as a document; it says no where there are none."""
    told = tuple(f"{term.name}: {term.meaning} ({term.source})" for term in terms)
    return Document(
        "glossary",
        "What do the terms mean?",
        "",
        None,
        bool(terms),
        (),
        (Section("terms", "Terms", (Items(told),)),),
        {"terms": [asdict(term) for term in terms]},
    )
