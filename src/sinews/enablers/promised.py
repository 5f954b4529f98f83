"""What is still to be given away of a stock: shared by the enablers that draw on stocks."""

from __future__ import annotations

import polars as pl

from sinews.case import Case
from sinews.engines.path import evenly_until


def promised_from_stock(case: Case, year: int | None) -> pl.DataFrame:
    """Return ally, capability, promised: what is still to be given to Ukraine from stock after `year`.

    Parameters
    ----------
    case
        A checked case.
    year
        The year at whose end the stock is; None for the start of the base year.
    """
    after = case.settings.base_year - 1 if year is None else year
    rows = case["support_deliveries"].drop_nulls("capability")
    given = evenly_until(rows["quantity"], rows["first_year"], rows["last_year"], after)
    return (
        rows.with_columns(promised=pl.col("quantity") - given)
        .group_by("ally", "capability", maintain_order=True)
        .agg(pl.col("promised").sum())
    )
