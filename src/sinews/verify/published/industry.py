"""Industry: our figures beside published output of lines."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from sinews.case import Case
from sinews.verify.published.evidence import Evidence, Scope


def lines_of(case: Case, countries: Scope, capability: str, column: str = "rate") -> float:
    """Return what lines in some countries make of a capability in a year, units of it.

    Parameters
    ----------
    case
        The case.
    countries
        Where the lines stand.
    capability
        What they make.
    column
        Today's ``rate``, or the ``ceiling`` up to which they can be widened.
    """
    products = case["products"].filter(pl.col("capability") == capability).select("product", "yield")
    lines = case["lines"].filter(pl.col("country").is_in(countries)).join(products, on="product")
    return float(lines.select((pl.col(column) * pl.col("yield")).sum()).item())


def output_of(case: Case, product: str, column: str = "rate") -> float:
    """Return what all lines make of a product in a year; `column` as for `lines_of`."""
    return float(case["lines"].filter(pl.col("product") == product)[column].sum())


OURS: dict[str, Callable[[Evidence], float]] = {
    "C049": lambda of: lines_of(of.case, of.europe, "ammo_155") / 1000.0,
    "C055": lambda of: output_of(of.case, "caesar"),
    "C056": lambda of: output_of(of.case, "caesar", "ceiling"),
    "P36": lambda of: lines_of(of.case, of.europe, "ammo_155") / 1000.0,
}
"""Our figure beside each published one, by its key."""
