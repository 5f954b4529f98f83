"""A document as PDF: A4, typeset by Typst with the fonts that it brings along."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from sinews.case import OutputError
from sinews.document import Block, Document, Figure, Heading, Items, KeyFacts, Note, Table
from sinews.document.charts.specification import specification

INSTALL = "python -m pip install 'sinews[pdf]'"


@cache
def compiler() -> Any:
    """Return Typst with its own fonts, and none of the machine's: one content, one file, everywhere.

    Raises
    ------
    OutputError
        If the package typst is not there.
    """
    try:
        import typst
    except ImportError:
        raise OutputError(f"PDF files need the package typst, which is not installed: {INSTALL}.") from None
    return typst.Compiler(ignore_system_fonts=True)


def typeset(document: Document) -> bytes:
    """Return a document as PDF."""
    template = files(__package__).joinpath("page.typ").read_bytes()
    made = compiler().compile(input=template, sys_inputs={"page": _content(document)}, format="pdf")
    assert isinstance(made, bytes)
    return made


def _content(document: Document) -> str:
    """Return what the template reads, as JSON: texts stay texts, whatever they hold."""
    return json.dumps(
        {
            "title": document.title,
            "subtitle": document.subtitle,
            "lead": document.sentences,
            "sections": [
                {"title": section.title, "blocks": [_block(block) for block in section.blocks]}
                for section in document.sections
            ],
            "foot": document.foot,
        }
    )


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Table | Figure) and block.nothing:
        return {"is": "note", "text": block.nothing}
    if isinstance(block, Table):
        cells = block.cells()
        longest = [max(map(len, column)) for column in zip(*cells, strict=True)]
        columns = [
            {
                "title": column.short or column.title,
                "numeric": column.numeric,
                "parts": min(length, 60) if column.kind == "text" and length > 14 else 0,
            }
            for column, length in zip(block.columns, longest, strict=True)
        ]
        return {"is": "table", "caption": block.caption, "columns": columns, "rows": cells}
    if isinstance(block, Figure):
        return {"is": "figure", "svg": drawn(block), "says": block.says, "caption": block.caption}
    if isinstance(block, Items):
        return {"is": "items", "texts": block.texts, "ordered": block.ordered}
    if isinstance(block, KeyFacts):
        return {"is": "items", "texts": [f"{told} {label}" for label, told in block.pairs], "ordered": False}
    assert isinstance(block, Heading | Note)
    return (
        {"is": "heading", "text": block.title}
        if isinstance(block, Heading)
        else {"is": "note", "text": block.text}
    )


def drawn(figure: Figure) -> str:
    """Return a figure as SVG, drawn here with the fonts and the charts that come along."""
    import vl_convert

    made: str = vl_convert.vegalite_to_svg(specification(figure.draw()))
    return made
