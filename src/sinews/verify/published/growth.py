"""Growth: our figures beside published numbers of jobs."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from sinews.verify.published.evidence import Evidence, amount


def jobs_a_billion(of: Evidence, column: str, prices: int) -> float:
    """Return the jobs of a year for each EUR bn of work in European allies, thousand persons.

    Parameters
    ----------
    of
        The evidence.
    column
        One of the columns of jobs in `sinews.assessment.Growth.countries`.
    prices
        Year whose prices the euro are in.
    """
    effects = of.growth.countries.filter(pl.col("country").is_in(of.europe))
    work = amount(of.case, float(effects["demand"].sum()) / 1000.0, "EUR", prices)
    return float(effects[column].sum()) / 1000.0 / work


OURS: dict[str, Callable[[Evidence], float]] = {
    "C079": lambda of: 1000.0 * jobs_a_billion(of, "jobs_direct", 2024),
    "C080": lambda of: 1000.0 * jobs_a_billion(of, "jobs", 2025),
}
"""Our figure beside each published one, by its key."""
