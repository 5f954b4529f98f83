"""How far an ally's own stocks supply its formations: the part of the target days that they last."""

from __future__ import annotations

import polars as pl

from sinews.case import Case
from sinews.enablers.supply.consumption import formation_rates
from sinews.enablers.supply.endurance import days_of_supply
from sinews.enablers.supply.stocks import ALLIANCE


def formation_fill(case: Case, held: pl.DataFrame, year: int | None = None) -> pl.DataFrame:
    """Return what part of each ally's formations of a kind its own stocks supply.

    Of the classes that a formation consumes and a capability counts, the one that lasts for the least part
    of its target days, at high intensity and with all of the ally's forces engaged. Pools and allies fill no
    gap.

    Parameters
    ----------
    case
        A checked case.
    held
        ally, capability, quantity.
    year
        As for `sinews.enablers.supply.stocks.stocks`.

    Returns
    -------
    polars.DataFrame
        ally, formation, fill (0..1), supply_class (the scarcest); no row for what consumes nothing that is
        counted.
    """
    stocks = (
        days_of_supply(case, held, year=year)
        .filter((pl.col("ally") != ALLIANCE) & pl.col("counted") & (pl.col("needed") > 0))
        .select("ally", "supply_class", fill=(pl.col("usable") / pl.col("needed")).clip(0.0, 1.0))
    )
    rates = formation_rates(case)
    owners = held.filter(pl.col("quantity") > 0).select("ally", only_with="capability")
    everywhere = rates.filter(pl.col("only_with").is_null()).join(case["allies"].select("ally"), how="cross")
    with_weapons = rates.join(owners, on="only_with", maintain_order="left")
    consumed = pl.concat(
        [part.select("ally", "formation", "supply_class") for part in (everywhere, with_weapons)]
    ).unique(maintain_order=True)
    return (
        consumed.join(stocks, on=["ally", "supply_class"], maintain_order="left")
        .sort("ally", "formation", "fill", "supply_class")
        .group_by("ally", "formation", maintain_order=True)
        .agg(pl.col("fill").first(), pl.col("supply_class").first())
    )
