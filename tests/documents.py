"""What holds for every document of every topic, in every medium."""

from __future__ import annotations

import dataclasses
import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from html import unescape
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import jsonschema
import polars as pl
from rich.console import Console

from sinews.document import Document, Table
from sinews.document.glossary import glossary
from sinews.present.writers import write, write_tables
from sinews.present.writers.html import render as as_html
from sinews.present.writers.json import as_json, schema
from sinews.present.writers.markdown import render as as_markdown
from sinews.present.writers.terminal import show

WIDTH = 80
SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def on_terminal(document: Document, width: int = WIDTH) -> str:
    """The document as a terminal of that width shows it."""
    out = io.StringIO()
    console = Console(
        file=out, width=width, emoji=False, markup=False, force_terminal=True, color_system=None
    )
    show(console, document)
    return out.getvalue()


def records(frame: pl.DataFrame) -> list[SimpleNamespace]:
    """The rows of a frame, with its columns as attributes."""
    return [SimpleNamespace(**row) for row in frame.iter_rows(named=True)]


def workbook_texts(path: Path) -> list[str]:
    """All texts of a workbook; it holds no formula."""
    with zipfile.ZipFile(path) as book:
        for name in book.namelist():
            if name.startswith("xl/worksheets/sheet"):
                assert ElementTree.fromstring(book.read(name)).find(f".//{SPREADSHEET}f") is None
        shared = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
    return ["".join(each.itertext()) for each in shared.iter(f"{SPREADSHEET}si")]


def changed(document: Document, change: Callable[[pl.DataFrame], pl.DataFrame]) -> Document:
    """The document with every table's rows changed, and nothing but tables."""

    sections = [
        dataclasses.replace(
            each,
            blocks=tuple(
                dataclasses.replace(block, frame=change(block.frame))
                for block in each.blocks
                if isinstance(block, Table)
            ),
        )
        for each in document.sections
    ]
    return dataclasses.replace(document, sections=sections)


def zero(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.selectors.numeric() * 0)


def missing(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(
        pl.lit(None, dtype).alias(name) for name, dtype in frame.schema.items() if dtype.is_numeric()
    )


def check_document(document: Document, folder: Path) -> None:
    """Check that a document is the same in all media, and that no medium fails without rows or figures."""
    for things in (document.tables, document.sections):
        assert len({each.key for each in things}) == len(things), "two things of one key"
    drawn = [figure.key for figure in document.figures if not figure.nothing]
    assert len(drawn) == len(set(drawn))
    assert document.terms <= {term.key for term in glossary()}
    page = as_html(document)
    assert re.findall(r'data-chart="([^"]+)"', page) == drawn
    assert "unsafe-" not in page.split("<style>")[0]
    assert " style=" not in page.split('<script type="application/json"')[0]
    told = json.loads(json.dumps(as_json(document), allow_nan=False))
    jsonschema.validate(told, schema(document))
    for suffix in ("html", "md", "json", "xlsx", "pdf"):
        write(document, folder / f"{document.key}.{suffix}")
    assert (folder / f"{document.key}.pdf").read_bytes().startswith(b"%PDF")
    texts = set(workbook_texts(folder / f"{document.key}.xlsx"))
    assert {document.title, *document.sentences} <= texts
    write_tables(document, folder / "tables")
    media = {"page": page, "markdown": as_markdown(document), "terminal": on_terminal(document)}
    for table in document.tables:
        assert table.caption in texts
        written = pl.read_csv(folder / "tables" / f"{table.key}.csv", infer_schema=False)
        assert (written.height, written.columns) == (table.frame.height, [c.name for c in table.columns])
    check_cells(document, media)
    check_terminal(document)
    check_lines(media["terminal"])
    for change in (pl.DataFrame.clear, lambda frame: frame.head(1), zero, missing):
        other = changed(document, change)
        check_lines(on_terminal(other))
        assert as_html(other).startswith("<!DOCTYPE html>")
        assert as_markdown(other)
        write(other, folder / "other.xlsx")
    empty = changed(document, pl.DataFrame.clear)
    write(empty, folder / "empty.pdf")
    for table in empty.tables:
        assert table.nothing.endswith("."), table.key


def check_cells(document: Document, media: dict[str, str]) -> None:
    """Check that every cell of every table stands on the page, and that figures carry few digits."""
    cells = {unescape(cell) for cell in re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", media["page"])}
    for table in document.tables:
        for row in table.cells():
            for column, cell in zip(table.columns, row, strict=True):
                if column.numeric:
                    assert cell in cells
                    digits = re.sub(r"[^0-9]", "", cell).lstrip("0").rstrip("0")
                    exact = column.kind in {"year", "day", "on_day", "wait", "exact", "precise"}
                    most = 4 if column.kind == "units" else 3
                    assert exact or len(digits) <= most, (table.key, column.name, cell)
                    assert not re.search(r"\.\d\d+ %", cell), (table.key, column.name, cell)


def check_terminal(document: Document) -> None:
    """Check that a terminal shows every cell of the tables that are not left to the page, row by row."""
    lines = [line.strip() for line in on_terminal(document, 5000).splitlines()]
    shown = [block for section in document.sections if not section.aside for block in section.blocks]
    for table in (block for block in shown if isinstance(block, Table) and not block.aside):
        for row in table.cells(table.first):
            cells = [" ".join(cell.split()) for cell in row]
            pattern = re.compile(" +".join(re.escape(cell) for cell in cells if cell))
            assert any(pattern.fullmatch(" ".join(line.split())) for line in lines), (table.key, row)


def check_lines(text: str) -> None:
    """Check that no line is wider than the terminal, and no word is cut."""
    assert max(map(len, text.splitlines())) <= WIDTH
    assert "…" not in text


def check_shown(document: Document, tables: Mapping[str, str], figures: Sequence[str] = ()) -> None:
    """Check that a document has these tables, each with these columns, and these figures, in this order."""
    assert [figure.key for figure in document.figures] == list(figures)
    shown = {table.key: " ".join(column.name for column in table.columns) for table in document.tables}
    assert shown == tables
