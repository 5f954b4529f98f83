"""Fleets by type: what of a capability allies have in service, and when types leave it by their age."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from sinews.case.case import Case
from sinews.case.derived import derived
from sinews.case.schema import Status
from sinews.case.units_held import HOLDING

LISTS = ("formations_held", "air_defence_held")
"""Lists by name that count what allies hold of a capability: fleets only says which types it is then."""

_RANK = {str(status): rank for rank, status in enumerate(Status)}


@derived
def fleets_counted(case: Case) -> pl.DataFrame:
    """Return the types that count as holdings, and the years in which they leave.

    Returns
    -------
    polars.DataFrame
        ally, capability, type, product, quantity (in service, and of what is stored the part that counts),
        leaves_from, leaves_by (first and last year in which some leave, evenly in between; null where none
        does by its age), as_of, source, status. Sorted by ally and capability as the case has them, then by
        name of the type: no order of the table decides.

    Notes
    -----
    Capabilities with a row in `service_lives` are counted by type, unless a list by name counts them; of
    others a row says only which types they are. Without years of its own a type leaves between the ends of
    the service lives of the first and the last that entered service. What is past its life leaves in the base
    year.
    """
    listed = pl.concat(case[name].select("capability") for name in LISTS)
    first, last = pl.col("entry_year"), pl.coalesce("last_entry_year", "entry_year")
    life, base = pl.col("life").round().cast(pl.Int64), pl.lit(case.settings.base_year, pl.Int64)
    by = pl.coalesce("retires_by", last + life)
    return (
        case["fleets"]
        .join(listed, on="capability", how="anti", maintain_order="left")
        .join(case["service_lives"].select("capability", "life"), on="capability", how="inner")
        .join(_places(case, "allies", "ally"), on="ally", how="left")
        .join(_places(case, "capabilities", "capability"), on="capability", how="left")
        .sort("allies", "capabilities", "type")
        .with_columns(leaves_by=pl.max_horizontal(by, pl.when(by.is_not_null()).then(base)))
        .with_columns(
            leaves_from=pl.min_horizontal(pl.coalesce("retires_from", first + life, base), "leaves_by")
        )
        .select(
            "ally",
            "capability",
            "type",
            "product",
            quantity=pl.col("active")
            + pl.col("stored").fill_null(0.0) * pl.col("stored_counts").fill_null(0.0) / 100.0,
            leaves_from=pl.when(by.is_not_null()).then(pl.max_horizontal("leaves_from", base)),
            leaves_by="leaves_by",
            as_of=pl.col("as_of").fill_null(base),
            source="source",
            status="status",
        )
    )


@derived
def fleet_holdings(case: Case) -> pl.DataFrame:
    """Return what allies hold by the sum of their types, with the columns of `HOLDING`.

    The source is that of the largest type, the status the weakest of all. It has no remaining life: when
    types leave is said by `leaving`.
    """
    rank = pl.col("status").replace_strict(_RANK, return_dtype=pl.Int64)
    return (
        fleets_counted(case)
        .group_by("ally", "capability", maintain_order=True)
        .agg(
            pl.col("quantity").sum(),
            pl.col("as_of").max(),
            remaining_life=pl.lit(None, pl.Float64),
            source=pl.col("source").sort_by("quantity", descending=True, maintain_order=True).first(),
            status=rank.max().replace_strict(dict(enumerate(_RANK)), return_dtype=pl.String),
        )
        .select(HOLDING)
    )


@derived
def leaving(case: Case) -> pl.DataFrame:
    """Return what leaves service in each planning year by the age of the types: see `leaving_in`."""
    return leaving_in(case, case.years)


def leaving_in(case: Case, when: Iterable[int]) -> pl.DataFrame:
    """Return what part of the sum of an ally's types leaves service in each year by the age of the types.

    Returns
    -------
    polars.DataFrame
        ally, capability, year, part (0 to 1), for each of the years and every sum that is not zero.
    """
    years = pl.DataFrame({"year": list(when)})
    of_type = _gone(pl.col("year")) - _gone(pl.col("year") - 1)
    return (
        fleets_counted(case)
        .with_columns(total=pl.col("quantity").sum().over("ally", "capability"))
        .filter(pl.col("total") > 0)
        .join(years, how="cross", maintain_order="left_right")
        .group_by("ally", "capability", "year", maintain_order=True)
        .agg(part=(pl.col("quantity") * of_type).sum() / pl.col("total").first())
    )


def _gone(year: pl.Expr) -> pl.Expr:
    """Return the part of a type that has left by the end of a year."""
    span = pl.col("leaves_by") - pl.col("leaves_from") + 1
    return ((year - pl.col("leaves_from") + 1) / span).clip(0.0, 1.0).fill_null(0.0)


def _places(case: Case, table: str, column: str) -> pl.DataFrame:
    """Return the place of each key in its table, named as the table."""
    return case[table].select(column).with_row_index(table)
