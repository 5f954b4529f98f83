"""What is shown, before anybody lays it out: documents of sections, tables, figures, facts and notes."""

from sinews.document.content import (
    Block,
    Column,
    Document,
    Fact,
    Figure,
    Heading,
    Items,
    KeyFacts,
    Note,
    Plot,
    Section,
    Sentence,
    Table,
    said,
)

__all__ = [
    "Block",
    "Column",
    "Document",
    "Fact",
    "Figure",
    "Heading",
    "Items",
    "KeyFacts",
    "Note",
    "Plot",
    "Section",
    "Sentence",
    "Table",
    "said",
]
