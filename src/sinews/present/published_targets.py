"""Published national targets beside those apportioned here, in words and as rows of a table."""

from __future__ import annotations

from typing import Any

import polars as pl

from sinews.document import wording

NAMED = 3
"""The most published targets that a sentence names."""


def figure(row: dict[str, Any]) -> str:
    """Return the published figure of a row: one number, or its range."""
    low, high = (wording.quantity(row[name]) for name in ("low", "high"))
    return low if low == high else f"{low}–{high}"


def sentence(rows: pl.DataFrame) -> str:
    """Return published targets beside ours in a sentence; empty where none can be compared.

    Parameters
    ----------
    rows
        As `sinews.apportionment.beside_published` gives them, of one ally.
    """
    told = [
        f"{row['title']}: {figure(row)} {row['unit']}, here {wording.quantity(row['ours'])} by {row['year']} "
        f"(ratio {wording.number(row['ratio'], 2)})"
        for row in rows.drop_nulls("ratio").head(NAMED).iter_rows(named=True)
    ]
    return f"Published targets beside ours: {'; '.join(told)}." if told else ""
