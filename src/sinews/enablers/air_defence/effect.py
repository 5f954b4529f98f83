"""A multiple of protection and not of units: the fewest units that cover so many times what is covered."""

from __future__ import annotations

import math

import polars as pl

from sinews.case import Case, held_before_withdrawals
from sinews.enablers.air_defence.coverage import cover
from sinews.enablers.air_defence.fewest import fewest_units
from sinews.enablers.air_defence.tables import planning_value, weighted_sites


def units_for_effect(case: Case, factor: float) -> pl.DataFrame:
    """Return the units with which each layer covers a multiple of what it covers today.

    Today's cover is that of all units pooled, before any withdrawal. No more than all can be covered, and
    nobody asks for more than the layer's stated ambition: a multiple ends there.

    Parameters
    ----------
    case
        A checked case.
    factor
        The multiple: 5 for an increase of 400 %.

    Returns
    -------
    polars.DataFrame
        capability, share (of the weight of all sites, 0 to 1), needed (units; enough are available beside the
        mobile reserve), one row for each layer of weapons, in their order.

    Raises
    ------
    CaseError
        If a table that the answer rests on is empty.
    """
    held = held_before_withdrawals(case).select("ally", "capability", "quantity")
    today = dict(cover(case, held).by_layer.select("layer", "covered").iter_rows())
    sites = weighted_sites(case)
    fewest_of = fewest_units(sites)
    usable = planning_value(case, "availability") / 100 * (1 - planning_value(case, "reserve") / 100)
    rows = []
    for layer in case["air_defence_layers"].filter(pl.col("role") == "weapon").iter_rows(named=True):
        share = min(factor * today[layer["layer"]], layer["ambition"] / 100)
        fewest = fewest_of(layer["radius"], share)
        rows.append((layer["capability"], share, float(math.ceil(round(fewest.cost) / usable - 1e-9))))
    return pl.DataFrame(
        rows, schema={"capability": pl.String, "share": pl.Float64, "needed": pl.Float64}, orient="row"
    )
