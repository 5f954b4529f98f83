"""What is promised in the case beyond what there is: the rows that the planning model does not hold to.

The model keeps what is on contract or committed, whatever it takes, and plans with what is left, at least
nothing. Where the promise is more than a limit, the limit gives way by the excess: an elastic relaxation
(J. W. Chinneck, Feasibility and Infeasibility in Optimization, 2008, ch. 4), told here by rows of the case.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from sinews.engines.arrays import Indices
from sinews.implementation.families.family import Promise
from sinews.implementation.model import Model

SCHEMA = {
    "table": pl.String,
    "key": pl.String,
    "column": pl.String,
    "first_year": pl.Int64,
    "last_year": pl.Int64,
    "excess": pl.Float64,
    "unit": pl.String,
    "statement": pl.String,
}

NEGLIGIBLE = 1e-6
"""Excess up to which nothing is said, in the unit of its limit."""


def contradictions(model: Model) -> pl.DataFrame:
    """Return where contracts and commitments are more than what there is.

    Returns
    -------
    polars.DataFrame
        table, key, column (the limit that gives way), first_year, last_year, excess (the largest of a year;
        for stock, of all years), unit, statement (in words, with what to change); empty where all promises
        can be kept.
    """
    rows = [
        row
        for family in model.families
        for promise in family.promises(model.problem)
        for row in _rows(model.problem.years, promise)
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _rows(planned: Indices, promise: Promise) -> Iterator[tuple[Any, ...]]:
    """Yield a row for each key at which more is promised than there is."""
    table, column = promise.limit.table, promise.limit.column
    units = [promise.units] * len(promise.keys) if isinstance(promise.units, str) else promise.units
    for key, excess, unit in zip(promise.keys, promise.excess, units, strict=True):
        years = planned[excess > NEGLIGIBLE].tolist()
        if not years:
            continue
        most = float(excess.max())
        when = f"in {years[0]}" if len(years) == 1 else f"from {years[0]} to {years[-1]}"
        told = f"{table}, {key}, {column}: by up to {_number(most)} {unit} {when}, {promise.words}"
        yield table, key, column, years[0], years[-1], most, unit, told


def _number(value: float) -> str:
    """Return a number in words: whole where it is large."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
