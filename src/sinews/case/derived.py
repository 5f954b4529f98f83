"""Tables that follow from a case, computed once for each case: cases never change."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

import polars as pl

from sinews.case.case import Case


def derived(function: Callable[[Case], pl.DataFrame]) -> Callable[[Case], pl.DataFrame]:
    """Keep what a function of a module makes of a case with the case itself, by the function's name."""
    name = f"{function.__module__}.{function.__qualname__}"

    @wraps(function)
    def kept(case: Case) -> pl.DataFrame:
        if name not in case.__dict__:
            case.__dict__[name] = function(case)
        # a copy shares its data, but what is written into it does not reach the case
        table: pl.DataFrame = case.__dict__[name].clone()
        return table

    return kept
