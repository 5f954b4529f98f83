"""A document as Markdown: tables in GitHub's form, figures as what they find."""

from __future__ import annotations

import re

from sinews.case import inert
from sinews.document import Block, Document, Figure, Heading, Items, KeyFacts, Table

SPECIAL = re.compile(r"([\\`*_\[\]<>|#~$&])")
FIRST = re.compile(r"^(\d*)([.)+-])(?= )")
"""What would begin a list, where it stands first."""


def render(document: Document) -> str:
    """Return a document as Markdown text; whatever its texts hold stays text."""
    parts = [f"# {_text(document.title)}", _text(document.subtitle)]
    parts.append("\n".join(f"- {_text(sentence)}" for sentence in document.sentences))
    for section in document.sections:
        parts.append(f"## {_text(section.title)}")
        parts += [_block(block) for block in section.blocks]
    parts.append(document.foot)
    return "\n\n".join(part for part in parts if part) + "\n"


def _text(text: str) -> str:
    """Return text in which no character is a mark, on one line."""
    return FIRST.sub(r"\1\\\2", SPECIAL.sub(r"\\\1", inert(" ".join(text.split()))))


def _block(block: Block) -> str:
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Figure):
        return _text(block.nothing) or f"**{_text(block.says)}.** {_text(block.caption)}"
    if isinstance(block, Items):
        marks = (f"{place}." if block.ordered else "-" for place in range(1, len(block.texts) + 1))
        return "\n".join(f"{mark} {_text(text)}" for mark, text in zip(marks, block.texts, strict=True))
    if isinstance(block, KeyFacts):
        return "\n".join(f"- **{_text(figure)}** {_text(label)}" for label, figure in block.pairs)
    return f"### {_text(block.title)}" if isinstance(block, Heading) else _text(block.text)


def _table(table: Table) -> str:
    if table.nothing:
        return _text(table.nothing)
    rows = [[column.title for column in table.columns], *table.cells()]
    lines = ["| " + " | ".join(_text(cell) or " " for cell in row) + " |" for row in rows]
    lines.insert(1, "|" + "|".join(" ---: " if column.numeric else " --- " for column in table.columns) + "|")
    return "\n".join([f"**{_text(table.caption)}**", "", *lines])
