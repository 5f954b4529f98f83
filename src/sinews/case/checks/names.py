"""Checks of text: keys that can name a file anywhere, and no characters that nobody sees."""

from __future__ import annotations

import polars as pl

from sinews.case.catalogue import TABLES
from sinews.case.checks.marking import Frames, marked
from sinews.case.names import HIDDEN, KEY, MOST_KEY_BYTES, RESERVED, hidden_in
from sinews.case.problems import Problem
from sinews.case.schema import Kind, Table


def unfit_keys(tables: Frames) -> list[Problem]:
    """Report each key that could not name a file or a page, or could be taken for a path."""
    problems: list[Problem] = []
    for table in TABLES:
        frame = tables.get(table.name)
        names = [] if frame is None or frame.is_empty() else _keys(table, frame)
        if frame is None or not names:
            continue
        key = pl.col(names)
        unfit = ~key.str.contains(KEY) | (key.str.len_bytes() > MOST_KEY_BYTES)
        masks = frame.select(unfit.name.suffix(" unfit"), key.str.contains(RESERVED).name.suffix(" reserved"))
        if not masks.select(pl.any_horizontal(pl.all().any())).item():
            continue
        for name in names:
            values = frame.get_column(name)
            problems += marked(
                table.name, name, values, masks.get_column(f"{name} unfit"),
                "a key of letters, digits, '_', '-' and '.', which neither begins nor ends with a point and "
                f"has at most {MOST_KEY_BYTES} bytes",
                "other names belong in a column for names",
            )  # fmt: skip
            problems += marked(
                table.name, name, values, masks.get_column(f"{name} reserved"), "a key that is not reserved",
                "pages or devices are called so; add something to it",
            )  # fmt: skip
    return problems


def hidden_characters(tables: Frames) -> list[Problem]:
    """Report each text with a character that steers a terminal or the direction of writing."""
    problems: list[Problem] = []
    for table in TABLES:
        frame = tables.get(table.name)
        if frame is None or frame.is_empty():
            continue
        # what is one of few words or a key has been looked at for that already
        keys = _keys(table, frame)
        texts = [
            column.name for column in table.columns
            if column.kind is Kind.TEXT and column.name in frame.columns
            and not (column.choices or column.references or column.name in keys)
        ]  # fmt: skip
        if not texts:
            continue
        found = frame.select(pl.col(texts).str.contains(HIDDEN).any()).row(0)
        for name in (name for name, any_ in zip(texts, found, strict=True) if any_):
            values = frame.get_column(name)
            problems += marked(
                table.name, name, values, values.str.contains(HIDDEN), "text without hidden characters",
                lambda value: f"take out {hidden_in(value)}",
            )  # fmt: skip
    return problems


def _keys(table: Table, frame: pl.DataFrame) -> list[str]:
    """Return the columns that hold keys of the table's own."""
    return [
        column.name for column in table.columns
        if column.name in frame.columns and column.kind is Kind.TEXT and column.name in table.key
        and not (column.choices or column.references or column.as_written)
    ]  # fmt: skip
