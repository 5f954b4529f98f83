"""Suppliers: where European allies order, beside published shares of contracts and imports, in per cent."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from sinews.verify.published.evidence import Evidence


def from_europe(of: Evidence) -> float:
    """Return what of the value that European allies order is built in European allies, %."""
    orders = _placed(of)
    home = orders.filter(pl.col("country").is_in(of.europe))
    return 100.0 * float(home["value"].sum()) / float(orders["value"].sum())


def american_imports(of: Evidence) -> float:
    """Return what of the value that European allies order abroad is built in the United States, %."""
    abroad = _placed(of).filter(pl.col("country") != pl.col("ally"))
    american = abroad.filter(pl.col("country") == "USA")
    return 100.0 * float(american["value"].sum()) / float(abroad["value"].sum())


def _placed(of: Evidence) -> pl.DataFrame:
    """Return ally, value and country of the new orders of European allies, at lines with a country."""
    countries = of.case["lines"].select("line", "country").drop_nulls()
    orders = of.plan.orders.filter(pl.col("ally").is_in(of.europe))
    return orders.join(countries, on="line", how="inner", maintain_order="left")


OURS: dict[str, Callable[[Evidence], float]] = {"T1": from_europe, "T2": american_imports}
"""Our figure beside each published one, by its key."""
