"""What would mend a plan that breaks, and what that costs: missing units at the cheapest price."""

from __future__ import annotations

import polars as pl

SHOWN = 4
"""Items named; the rest are counted."""


def mending(missing: pl.DataFrame) -> tuple[str, float | None]:
    """Return in words what is missing, the dearest first, and what it costs.

    Parameters
    ----------
    missing
        name, missing (units, at least 0), price (USD m a unit; null where there is none).

    Returns
    -------
    tuple[str, float | None]
        The words, empty where nothing is missing; and USD m, None where nothing missing has a price. Items
        without a price are named and left out of the sum.
    """
    rows = (
        missing.filter(pl.col("missing") > 1e-6)
        .with_columns(cost=pl.col("missing") * pl.col("price"))
        .sort("cost", descending=True, nulls_last=True, maintain_order=True)
    )
    if rows.is_empty():
        return "", None
    words = [
        f"{row['missing']:,.0f} {row['name']}{'' if row['price'] is not None else ' (no price)'}"
        for row in rows.head(SHOWN).iter_rows(named=True)
    ]
    if rows.height > SHOWN:
        more = rows.height - SHOWN
        words.append(f"{more} more kind{'' if more == 1 else 's'}")
    priced = rows["cost"].drop_nulls()
    return ", ".join(words), None if priced.is_empty() else float(priced.sum())
