"""A summit page as PDF: one sheet of A4, typeset by Typst with the fonts that it brings along."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files

from sinews.case import OutputError
from sinews.present.brief.content import Brief, Facts, Section
from sinews.present.brief.page import CAPTIONS, FOOT

INSTALL = "python -m pip install 'sinews[pdf]'"


class Typesetter:
    """Makes PDF files: fonts are read once. The same content gives the same file on every machine.

    Raises
    ------
    OutputError
        If the package typst is not there.
    """

    def __init__(self) -> None:
        """Load Typst and its own fonts, and none of the machine's."""
        try:
            import typst
        except ImportError:
            raise OutputError(
                f"PDF files need the package typst, which is not installed: {INSTALL}; or ask for HTML alone "
                "with --no-pdf."
            ) from None
        self._compiler = typst.Compiler(ignore_system_fonts=True)
        self._template = files(__package__).joinpath("brief.typ").read_bytes()

    def typeset(self, brief: Brief, pictures: Mapping[str, str]) -> bytes:
        """Return a page as PDF; `pictures` is what `page.draw` returns for it."""
        made = self._compiler.compile(
            input=self._template, sys_inputs={"page": _content(brief, pictures)}, format="pdf"
        )
        assert isinstance(made, bytes)
        return made


def _content(brief: Brief, pictures: Mapping[str, str]) -> str:
    """Return what the template reads, as JSON."""
    return json.dumps(
        {
            "title": brief.name,
            "subtitle": brief.subtitle,
            "headline": " ".join(brief.headline),
            "columns": [[_section(section, pictures) for section in column] for column in brief.columns],
            "decide": _section(brief.sections[-1], pictures),
            "foundation": f"{' '.join(brief.foundation)} {FOOT} {brief.case_hash[:12]}.".strip(),
        }
    )


def _section(section: Section, pictures: Mapping[str, str]) -> dict[str, object]:
    charts = [{"svg": svg, "caption": CAPTIONS[key]} for key, svg in pictures.items()]
    return {
        "title": section.title,
        "sentences": section.sentences,
        "charts": charts if section.chart else [],
        "tables": [_table(table) for table in section.tables],
    }


def _table(table: Facts) -> dict[str, object]:
    """Return a table; columns of running text share what room there is by their longest cell (`parts`)."""
    cells = [[column.title for column in table.columns], *table.cells]
    longest = [max(len(cell) for cell in column) for column in zip(*cells, strict=True)]
    return {
        "caption": table.caption,
        "columns": [
            {
                "title": column.title,
                "numeric": column.numeric,
                "parts": length if column.kind == "text" else 0,
            }
            for column, length in zip(table.columns, longest, strict=True)
        ],
        "rows": table.cells,
    }
