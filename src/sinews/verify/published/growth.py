"""Growth: our figures beside published numbers of jobs."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from sinews.verify.published.evidence import Evidence, amount


def jobs_a_billion(of: Evidence, column: str) -> float:
    """Return the jobs of a year for each EUR bn of work in European allies, persons.

    `column` is one of those of jobs in `sinews.assessment.Growth.countries`; euro at constant prices.
    """
    effects = of.growth.countries.filter(pl.col("country").is_in(of.europe))
    work = amount(of.case, float(effects["demand"].sum()) / 1000.0, "EUR", of.case.settings.price_year)
    return float(effects[column].sum()) / work


OURS: dict[str, Callable[[Evidence], float]] = {
    "C079": lambda of: jobs_a_billion(of, "jobs_direct"),
    "C080": lambda of: jobs_a_billion(of, "jobs"),
    "P31": lambda of: jobs_a_billion(of, "jobs") / 1000.0,
    "P34": lambda of: jobs_a_billion(of, "jobs_direct") / 1000.0,
}
"""Our figure beside each published one, by its key."""
