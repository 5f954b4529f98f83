"""What peace uses up of what allies hold, so that they have to order it again."""

from __future__ import annotations

import numpy as np

from sinews.case import Case, peacetime_use
from sinews.engines.arrays import Values


def read_peacetime_use(case: Case, capabilities: list[str], target: Values, retired: Values) -> Values:
    """Return what is used up in each year beyond what retires, (a, c, t), units.

    Parameters
    ----------
    target
        What each ally is to hold, (a, c, t), units.
    retired
        What retires of the stock of the start, (a, c, t), units.

    Notes
    -----
    Use goes with what an ally is to hold: it trains as much as its forces are to, and what fills the target
    ages like what was there before. What retires of the stock of the start is its oldest, which training
    takes first, so that it is part of the use by training and shelf life. Aircraft that are lost in
    accidents come on top.
    """
    rates = {row["capability"]: row for row in peacetime_use(case).iter_rows(named=True)}
    used = np.zeros_like(target)
    for place, capability in enumerate(capabilities):
        if (rate := rates.get(capability)) is not None:
            of = target[:, place]
            used[:, place] = np.clip(rate["renewed"] * of - retired[:, place], 0.0, None) + rate["lost"] * of
    return used


def held_at_least_nothing(stock: Values) -> tuple[Values, Values]:
    """Return a stock that never falls below nothing, and what of its use is forgone in each year, (..., t).

    What is not there cannot be used up: the least that keeps a stock from falling below nothing is the
    most that it has lacked so far (Harrison, Brownian Motion and Stochastic Flow Systems, 1985, chapter 2).
    """
    lacked = np.maximum.accumulate(np.clip(-stock, 0.0, None), axis=-1)
    return stock + lacked, np.diff(lacked, axis=-1, prepend=0.0)
