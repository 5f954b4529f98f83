"""Documents as files: the end of a file's name says what it is to be."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from sinews.case import OutputError, replace_file, write_csv
from sinews.document import Document


def _html(document: Document, path: Path) -> None:
    from sinews.present.writers.html import render

    path.write_text(render(document), encoding="utf-8")


def _markdown(document: Document, path: Path) -> None:
    from sinews.present.writers.markdown import render

    path.write_text(render(document), encoding="utf-8")


def _json(document: Document, path: Path) -> None:
    from sinews.present.writers.json import as_json

    text = json.dumps(as_json(document), ensure_ascii=False, indent=2, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


def _excel(document: Document, path: Path) -> None:
    from sinews.present.writers.excel import write_workbook

    write_workbook(document, path)


def _pdf(document: Document, path: Path) -> None:
    from sinews.present.writers.pdf import typeset

    path.write_bytes(typeset(document))


SUFFIXES: dict[str, Callable[[Document, Path], None]] = {
    ".html": _html,
    ".md": _markdown,
    ".json": _json,
    ".xlsx": _excel,
    ".pdf": _pdf,
}
"""What writes files with a name that ends so."""


def write(document: Document, path: Path) -> None:
    """Write a document to a file, which is there whole or not at all.

    Parameters
    ----------
    document
        What is written.
    path
        The file; the end of its name, one of `SUFFIXES`, says what it is to be, HTML if there is none.

    Raises
    ------
    OutputError
        If its name ends otherwise, or it cannot be written.
    """
    with replace_file(checked(path)) as new:
        SUFFIXES[path.suffix.lower() or ".html"](document, new)


def checked(path: Path) -> Path:
    """Return the path of a page; raise OutputError if the end of its name is none of `SUFFIXES`."""
    if (path.suffix.lower() or ".html") not in SUFFIXES:
        raise OutputError(f"{path}: pages can be {', '.join(SUFFIXES)}; give the file one of these endings.")
    return path


def write_tables(document: Document, folder: Path) -> None:
    """Write each table of a document to a folder as CSV, in full precision, under its own key."""
    for table in document.tables:
        shown = table.frame.select(column.name for column in table.columns)
        with replace_file(folder / f"{table.key}.csv", parents=True) as new:
            write_csv(shown, new)
