"""Industry: our figures beside published output of lines."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from sinews.case import Case
from sinews.verify.published.evidence import Evidence, Scope


def output_of(case: Case, countries: Scope, capability: str) -> float:
    """Return what the lines in some countries make of a capability in a year today, units of it."""
    products = case["products"].filter(pl.col("capability") == capability).select("product", "yield")
    lines = case["lines"].filter(pl.col("country").is_in(countries)).join(products, on="product")
    return float(lines.select((pl.col("rate") * pl.col("yield")).sum()).item())


def ceiling_of(case: Case, product: str) -> float:
    """Return up to what output a year all lines of a product can be widened, products."""
    return float(case["lines"].filter(pl.col("product") == product)["ceiling"].sum())


OURS: dict[str, Callable[[Evidence], float]] = {
    "C049": lambda of: output_of(of.case, of.europe, "ammo_155") / 1000.0,
    "C056": lambda of: ceiling_of(of.case, "caesar"),
}
"""Our figure beside each published one, by its key."""
