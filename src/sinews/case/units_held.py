"""Formations and air-defence units as public lists count them, and how much of them counts."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from sinews.case.canonical import canonical
from sinews.case.case import Case
from sinews.case.derived import derived
from sinews.case.schema import Status

HOLDING = ("ally", "capability", "quantity", "as_of", "remaining_life", "source", "status")
"""Columns of what an ally holds of a capability, wherever the count is from."""

_RANK = {str(status): rank for rank, status in enumerate(Status)}


@derived
def formations(case: Case) -> pl.DataFrame:
    """Return what exists and what counts of each ally's formations.

    A formation counts as far as `formation_counts` says for its ally, capability (or the sum in which that
    is counted) and component, in full where no row does; not before the year after the one in which it is
    formed. What counts of a sum of capabilities is rounded to whole formations for each ally, half upwards,
    and divided among its members by largest remainders.

    Returns
    -------
    polars.DataFrame
        ally, capability, exists, standing (formed by the start of the base year), counted (units of the
        capability), as_of (year), source, status: the weakest of what the count rests on.
    """
    listed = case["formations_held"]
    above = case["capabilities"].select("capability", "aggregate")
    key = ["ally", "capability", "component"]
    shares = case["formation_counts"].select(
        *key, share=_share(case), share_source="source", share_status="status"
    )
    of_sum = shares.rename(
        {
            "capability": "aggregate",
            "share": "sum",
            "share_source": "sum_source",
            "share_status": "sum_status",
        }
    )
    formed = (pl.col("forming_until") < case.settings.base_year).fill_null(True)
    rows = (
        listed.join(above, on="capability", how="left", maintain_order="left")
        .join(shares, on=key, how="left", maintain_order="left")
        .join(of_sum, on=["ally", "aggregate", "component"], how="left", maintain_order="left")
        .join(_places(case), on="capability", how="left")
        .sort("ally", "place", "component", "name")
        .with_columns(
            share=pl.coalesce("share", "sum", pl.lit(1.0)),
            rests_on=pl.coalesce("share_source", "sum_source", "source"),
            rank=pl.max_horizontal(
                _rank("status"), _rank(pl.coalesce("share_status", "sum_status", "status"))
            ),
            standing=pl.when(formed).then("count").otherwise(0.0),
        )
    )
    sums = rows.group_by("ally", "aggregate", "capability", maintain_order=True).agg(
        exists=pl.col("count").sum(),
        standing=pl.col("standing").sum(),
        part=(pl.col("standing") * pl.col("share")).sum(),
        as_of=pl.col("as_of").max(),
        source=pl.col("rests_on").first(),
        status=pl.col("rank").max(),
    )
    return sums.select(
        "ally",
        "capability",
        "exists",
        "standing",
        _whole().alias("counted"),
        "as_of",
        "source",
        pl.col("status").replace_strict(dict(enumerate(_RANK)), return_dtype=pl.String),
    )


def formations_counted(case: Case) -> pl.DataFrame:
    """Return the formations that count as holdings, with the columns of `HOLDING`; they do not retire."""
    return formations(case).select(
        "ally",
        "capability",
        pl.col("counted").alias("quantity"),
        "as_of",
        pl.lit(None, pl.Float64).alias("remaining_life"),
        "source",
        "status",
    )


@derived
def fire_units_held(case: Case) -> pl.DataFrame:
    """Return each ally's air-defence systems in fire units, with the columns of `HOLDING`.

    A system counts its quantity times the fire units in one of its unit. The sum of an ally's systems of a
    capability is rounded to whole fire units, half upwards; the remaining life is the mean of its systems
    weighted by fire units, the source that of the largest system, the status the weakest of all.
    """
    conversion = case["fire_units"].select("capability", "unit", "fire_units", unit_status="status")
    rows = (
        case["air_defence_held"]
        .join(conversion, on=["capability", "unit"], how="left", maintain_order="left")
        .join(_places(case), on="capability", how="left")
        .sort("ally", "place", "system")
        .with_columns(
            units=pl.col("quantity") * pl.col("fire_units"),
            rank=pl.max_horizontal(_rank("status"), _rank("unit_status")),
        )
    )
    retires = pl.col("remaining_life").is_not_null() & (pl.col("units") > 0)
    life = (pl.col("remaining_life") * pl.col("units")).filter(retires).sum() / pl.col("units").filter(
        retires
    ).sum()
    return (
        rows.group_by("ally", "capability", maintain_order=True)
        .agg(
            quantity=(pl.col("units").sum() + 0.5).floor(),
            as_of=pl.col("as_of").max(),
            remaining_life=pl.when(retires.any()).then(life),
            source=pl.col("source").sort_by("units", descending=True, maintain_order=True).first(),
            status=pl.col("rank").max().replace_strict(dict(enumerate(_RANK)), return_dtype=pl.String),
        )
        .select(HOLDING)
    )


def fire_units_band(case: Case, without: Sequence[str] = ()) -> pl.DataFrame:
    """Return capability, low, high: what the allies' systems come to at the ends of the conversion's bands.

    Allies in `without` are left out. A band of all conversions at once: each unit of publications at its low,
    or at its high, number of fire units.
    """
    bands = case["fire_units"].select("capability", "unit", "low", "high")
    return (
        case["air_defence_held"]
        .filter(~pl.col("ally").is_in(without))
        .join(bands, on=["capability", "unit"], how="left", maintain_order="left")
        .group_by("capability", maintain_order=True)
        .agg((pl.col("quantity") * pl.col(end)).sum().alias(end) for end in ("low", "high"))
    )


def _share(case: Case) -> pl.Expr:
    """Return the part that counts by the setting `formations`."""
    if case.settings.formations == "all":
        return pl.lit(1.0)
    return pl.col("counts" if case.settings.formations == "offered" else "counts_2021")


def _places(case: Case) -> pl.DataFrame:
    """Return the place of each capability in the canonical order of the case: by it ties are broken."""
    return canonical(case)["capabilities"].select("capability").with_row_index("place")


def _rank(status: str | pl.Expr) -> pl.Expr:
    """Return the place of a status, from best to weakest."""
    column = pl.col(status) if isinstance(status, str) else status
    return column.replace_strict(_RANK, default=len(_RANK) - 1, return_dtype=pl.Int64)


def _whole() -> pl.Expr:
    """Return `part` in whole formations: the ally's sum rounded, divided by largest remainders.

    Of equal remainders the larger part goes first, then the capability that the case names first: no order
    of the list decides.
    """
    # the parts are sums of products: what is a whole number but for the last bit counts as one
    part = (pl.col("part") * 1e9).round() / 1e9
    over = ["ally", pl.coalesce("aggregate", "capability")]
    total = (part.sum().over(over) + 0.5).floor()
    left = total - part.floor().sum().over(over)
    first = (part - part.floor() + 1e-9 * part).rank("ordinal", descending=True).over(over)
    return part.floor() + (first <= left).cast(pl.Float64)
