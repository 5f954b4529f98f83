"""What allies spend on support to Ukraine, which counts towards their core defence expenditure."""

from __future__ import annotations

import polars as pl

from sinews.case.case import Case
from sinews.case.derived import derived
from sinews.case.money import in_case_money


@derived
def support_money(case: Case) -> pl.DataFrame:
    """Return what each ally gives to Ukraine in a year: what is given already and what is committed.

    Parameters
    ----------
    case
        A checked case.

    Returns
    -------
    polars.DataFrame
        ally, year, support (USD m at the case's prices); no row where nothing is known.
    """
    return (
        in_case_money(case, case["commitments"])
        .group_by("ally", "year", maintain_order=True)
        .agg(support=pl.col("money").sum())
    )
