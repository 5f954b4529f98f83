"""Interceptors as a class of supply: what is used follows the raids that come, never the number of batteries.

Raids fall on allies by the weight of their sites (population and sites). Who holds interceptors of a class
fires that share of the Alliance's use; allies overseas fire the part that their stock has of all there is.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from sinews.case import Case, has_rows
from sinews.enablers import air_defence
from sinews.enablers.air_defence.raids import phase_days, raids, use_of
from sinews.enablers.air_defence.tables import overseas_allies, present
from sinews.engines.arrays import Values

LEAST_WEIGHT = 1.0
"""Points of an ally without sites: it defends something."""


def interceptor_classes(case: Case) -> pl.DataFrame:
    """Return supply_class, capability of the classes that raids use; none where the case has no raids."""
    classes = case["supply_classes"].select("supply_class", "capability")
    if not has_rows(case, air_defence.NEEDED):
        return classes.clear()
    fired = case["air_defence_engagements"]["interceptor"].drop_nulls()
    return classes.filter(pl.col("capability").is_in(fired.implode()))


def interceptor_rates(case: Case, held: pl.DataFrame) -> pl.DataFrame:
    """Return what allies use on a mean day of the first phase of raids.

    Parameters
    ----------
    case
        A checked case.
    held
        ally, capability, quantity.

    Returns
    -------
    polars.DataFrame
        ally, supply_class, rate (missiles a day); by class the rates add up to the use of all, if anybody
        holds any.
    """
    classes = interceptor_classes(case)
    use = air_defence.daily_use(case).select(capability="interceptor", use="planned")
    weight = (
        air_defence.weighted_sites(case)
        .group_by(ally="country", maintain_order=True)
        .agg(pl.col("weight").sum())
    )
    over = pl.col("ally").is_in(overseas_allies(case))
    holders = (
        held.select("ally", "capability", "quantity")
        .join(classes, on="capability", maintain_order="left")
        .with_columns(stock=pl.col("quantity") * present(case, None), over=over)
        .filter(pl.col("stock") > 0)
        .join(weight, on="ally", how="left", maintain_order="left")
        .with_columns(weight=pl.max_horizontal(pl.col("weight").fill_null(0.0), LEAST_WEIGHT))
    )
    share = pl.when("over").then(pl.col("stock")).otherwise(pl.col("weight"))
    of_all = (pl.col("stock").sum() / pl.col("all_stock").first()).over("supply_class", "over")
    return (
        holders.with_columns(all_stock=pl.col("stock").sum().over("supply_class"))
        .with_columns(part=of_all * share / share.sum().over("supply_class", "over"))
        .join(use, on="capability", maintain_order="left")
        .select("ally", "supply_class", rate=pl.col("part") * pl.col("use"))
    )


def use_over_days(case: Case, days: int) -> dict[str, Values]:
    """Return by class the use on each day as a multiple of that of the first, (days,); 0 for none."""
    capability = dict(interceptor_classes(case).iter_rows())
    stretches = [(use_of(case, part), length) for part, length in phase_days(raids(case), days)]
    found = {}
    for supply_class, interceptor in capability.items():
        levels = [float(use.filter(interceptor=interceptor)["planned"].sum()) for use, _ in stretches]
        first = levels[0] if levels[0] > 0 else 1.0
        found[supply_class] = np.repeat(np.array(levels) / first, [length for _, length in stretches])
    return found
