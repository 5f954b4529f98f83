"""A case as a notebook shows it."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import polars as pl

from sinews.case.catalogue import TABLES
from sinews.case.schema import Status
from sinews.case.settings import Settings


def as_html(settings: Settings, tables: Mapping[str, pl.DataFrame]) -> str:
    """Return a case's title and years and, for each table with rows, how many it has of each status."""
    heads = "".join(f"<th>{head}</th>" for head in ("table", "a row is", "rows", *Status))
    rows = []
    for table in TABLES:
        frame = tables[table.name]
        if frame.is_empty():
            continue
        counts = [
            f"{(frame.get_column('status') == str(status)).sum():,}" if "status" in frame.columns else ""
            for status in Status
        ]
        cells = [escape(table.name), escape(table.description), f"{frame.height:,}", *counts]
        rows.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
    years = f"{settings.base_year}-{settings.horizon}"
    head = f"<b>{escape(settings.name)}</b> {years}: {escape(settings.title)}"
    return f"<div>{head}<table><thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
