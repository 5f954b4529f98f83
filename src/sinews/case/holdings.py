"""What allies hold, by type or in the inventory, or by a factor where nobody has counted."""

from __future__ import annotations

import polars as pl

from sinews.case.case import Case
from sinews.case.derived import derived
from sinews.case.fleets import fleet_holdings
from sinews.case.units_held import HOLDING, fire_units_held, formations_counted

LEAST_PART = 0.25
"""The part of a lot from which on an ally holds one lot rather than none."""


@derived
def holdings(case: Case) -> pl.DataFrame:
    """Return what each ally holds of each capability at the start of the base year and brings along.

    That is `held_before_withdrawals` less what the table of withdrawals takes away.

    Parameters
    ----------
    case
        A checked case.

    Returns
    -------
    polars.DataFrame
        ally, capability, quantity (units of the capability), as_of (year of the count or estimate),
        remaining_life (years; null where it does not retire, or by the age of its types), source, status;
        one row for each ally and capability with a count or a holding by a factor, in the order of their
        tables.
    """
    held, withdrawn = held_before_withdrawals(case), case["withdrawals"]
    if withdrawn.is_empty():
        return held
    everything = withdrawn.filter(pl.col("capability").is_null())["ally"].unique()
    named = (
        withdrawn.drop_nulls("capability")
        .group_by("ally", "capability", maintain_order=True)
        .agg(withdrawn=pl.col("quantity").fill_null(float("inf")).sum())
    )
    left = pl.col("quantity") - pl.col("withdrawn").fill_null(0.0)
    return (
        held.join(named, on=["ally", "capability"], how="left", maintain_order="left")
        .with_columns(
            quantity=pl.when(pl.col("ally").is_in(everything.implode())).then(0.0).otherwise(left.clip(0.0))
        )
        .select(HOLDING)
    )


@derived
def held_before_withdrawals(case: Case) -> pl.DataFrame:
    """Return what each ally holds of each capability at the start of the base year, as `holdings` does.

    A row of the inventory counts as it stands, a zero included; fleets count by the sum of their types, and
    formations and air-defence systems as their lists say. Where an ally has no count of a capability with a
    holding factor, it holds the factor
    times what the factor goes by, rounded to the nearest whole lot (one lot from a quarter of it on): its
    active personnel in thousands in the last year known, one if it has armed forces, or its holding of
    another capability that is counted.
    """
    listed = [fleet_holdings(case), formations_counted(case), fire_units_held(case)]
    types = listed[0].select("ally", "capability")
    inventory = case["inventory"].join(types, on=["ally", "capability"], how="anti", maintain_order="left")
    counted = pl.concat([inventory.select(HOLDING), *(rows for rows in listed if rows.height)])
    factors = case["holding_factors"]
    if factors.is_empty():
        return counted
    by_factor = (
        factors.join(_measures(case, counted), on=["per", "of"], how="inner", nulls_equal=True)
        .with_columns(lots=pl.col("factor") * pl.col("measure") / pl.col("lot"))
        .with_columns(
            quantity=pl.when(pl.col("lots") >= LEAST_PART)
            .then(pl.max_horizontal(pl.col("lots").round(), 1.0))
            .otherwise(0.0)
            * pl.col("lot")
        )
        .filter(pl.col("quantity") > 0)
        .join(counted, on=["ally", "capability"], how="anti")
        .select(HOLDING)
    )
    return (
        pl.concat([counted, by_factor])
        .join(_order(case, "allies", "ally"), on="ally", how="left")
        .join(_order(case, "capabilities", "capability"), on="capability", how="left")
        .sort("allies", "capabilities")
        .select(HOLDING)
    )


def held_by_alliance(case: Case, held: pl.DataFrame) -> pl.DataFrame:
    """Return what all allies hold together, and multinational pools with them.

    Parameters
    ----------
    case
        The case, for its pools.
    held
        capability, quantity of each ally.

    Returns
    -------
    polars.DataFrame
        capability, quantity (units of the capability); one row for each capability that anybody holds.
    """
    columns = ["capability", "quantity"]
    return (
        pl.concat([held.select(columns), case["pooled"].select(columns)], how="vertical_relaxed")
        .group_by("capability", maintain_order=True)
        .agg(pl.col("quantity").sum())
    )


def held_by_pools(case: Case) -> dict[str, float]:
    """Return what multinational pools hold of each capability that they have, in its units."""
    sums = case["pooled"].group_by("capability", maintain_order=True).agg(pl.col("quantity").sum())
    return dict(sums.iter_rows())


def _measures(case: Case, counted: pl.DataFrame) -> pl.DataFrame:
    """Return ally, per, of and the measure that a factor multiplies, for every measure that factors name."""
    personnel = (
        case["personnel"]
        .filter(pl.col("year") <= case.settings.base_year)
        .sort("year")
        .group_by("ally", maintain_order=True)
        .agg(measure=pl.col("military").last())
        .with_columns(per=pl.lit("thousand personnel"), of=pl.lit(None, pl.String))
    )
    forces = (
        case["allies"]
        .filter(pl.col("armed_forces"))
        .select("ally", measure=pl.lit(1.0), per=pl.lit("ally"), of=pl.lit(None, pl.String))
    )
    held = counted.select("ally", "quantity", of="capability")
    units = (
        pl.concat([held, _sums(case, held)])
        .group_by("ally", "of", maintain_order=True)
        .agg(measure=pl.col("quantity").sum())
        .with_columns(per=pl.lit("unit"))
    )
    columns = ["ally", "per", "of", "measure"]
    return pl.concat([frame.select(columns) for frame in (personnel, forces, units)])


def _sums(case: Case, held: pl.DataFrame) -> pl.DataFrame:
    """Return the holdings again under every capability in which they are counted together with others."""
    above = case["capabilities"].select(of="capability", sum="aggregate").drop_nulls()
    parts: list[pl.DataFrame] = [held.clear()]
    while not (held := held.join(above, on="of").select("ally", "quantity", of="sum")).is_empty():
        parts.append(held)
    return pl.concat(parts)


def _order(case: Case, table: str, key: str) -> pl.DataFrame:
    """Return the place of each row of a table by its key."""
    return case[table].select(key).with_row_index(table)
