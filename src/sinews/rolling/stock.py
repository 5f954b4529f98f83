"""What allies hold a year later: retired, given away and delivered in whole units."""

from __future__ import annotations

import polars as pl

from sinews.case import Case, fleets_counted, held_before_withdrawals
from sinews.rolling.fleets import fleets

KEY = ("ally", "capability")


def stock(case: Case, arriving: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Return the tables of holdings a year later.

    Parameters
    ----------
    case
        The case before.
    arriving
        What the year brings, columns as `sinews.rolling.due.ARRIVALS`.

    Notes
    -----
    Of what retires over its remaining life an even part goes, in whole units; the others are a year older.
    What a milestone replaces goes as it says. Types leave by their age (`sinews.rolling.fleets`).
    What arrives joins a row whose life is lengthened so that as many retire in a year as before. Formations
    and air-defence systems are listed by name, so that what arrives of them is a row of its own; it lasts as
    long as the youngest of its capability. Holdings by a factor are estimated anew each year and stay,
    but for those to which something is delivered or from which something is given.
    """
    year = case.settings.base_year
    moved = arriving.filter(pl.col("units") != 0)
    of_formation = pl.col("capability").is_in(case["formations_held"]["capability"].implode())
    of_system = pl.col("capability").is_in(case["air_defence_held"]["capability"].implode())
    by_type = fleets_counted(case).select(KEY).unique()
    counted = moved.filter(~of_formation & ~of_system)
    return {
        "fleets": fleets(case, counted.join(by_type, on=KEY, how="semi", maintain_order="left")),
        "inventory": _inventory(case, counted.join(by_type, on=KEY, how="anti", maintain_order="left"), year),
        "formations_held": _formations(case, moved.filter(of_formation), year),
        "air_defence_held": _systems(case, moved.filter(of_system), year),
    }


def _inventory(case: Case, moved: pl.DataFrame, year: int) -> pl.DataFrame:
    """Return the inventory a year later."""
    columns = case["inventory"].columns
    change = moved.group_by(KEY, maintain_order=True).agg(
        arrived=pl.col("units").clip(0.0).sum(),
        given=-pl.col("units").clip(upper_bound=0.0).sum(),
        replaced=pl.col("replaced").sum(),
        from_source=pl.col("source").first(),
        from_status=pl.col("status").first(),
    )
    by_factor = held_before_withdrawals(case).join(case["inventory"], on=KEY, how="anti")
    added = (
        change.join(case["inventory"], on=KEY, how="anti", maintain_order="left")
        .join(by_factor, on=KEY, how="left", maintain_order="left")
        .with_columns(
            pl.col("quantity").fill_null(0.0),
            pl.col("as_of").fill_null(year),
            pl.coalesce("source", "from_source").alias("source"),
            pl.coalesce("status", "from_status").alias("status"),
            note=pl.when(pl.col("quantity") > 0).then(pl.lit("before that by a holding factor")),
        )
        .select(pl.col(name).cast(kind) for name, kind in case["inventory"].schema.items())
    )
    rows = (
        pl.concat([case["inventory"], added])
        .join(change, on=KEY, how="left", maintain_order="left")
        .with_columns(pl.col("arrived", "given", "replaced").fill_null(0.0))
        .with_columns(retired=_retired() + pl.col("replaced"))
    )
    left = pl.col("quantity") - pl.col("retired")
    # no more is given than is there
    gone = pl.min_horizontal("given", left + pl.col("arrived"))
    after = left + pl.col("arrived") - gone
    older = (pl.col("remaining_life") - 1.0).clip(1.0)
    told = pl.concat_str(
        pl.lit(f"in {year}"),
        _told("arrived", "delivered"),
        _told("given", "given to Ukraine"),
        _told("retired", "retired"),
        # the life of what is there now may be long: it says how many retire, and not how old they are
        pl.when((pl.col("arrived") > 0) & (left > 0) & pl.col("remaining_life").is_not_null()).then(
            pl.lit("(remaining life: as many retire a year as before)")
        ),
        separator=" ",
        ignore_nulls=True,
    )
    changed = (pl.col("arrived") + pl.col("given") + pl.col("retired")) > 0
    return rows.with_columns(
        quantity=after,
        remaining_life=pl.when(pl.col("arrived") == 0)
        .then(older)
        .when(left > 0)
        .then((older * after / left).round(2).clip(1.0)),
        as_of=pl.when(changed).then(pl.lit(year, pl.Int64)).otherwise("as_of"),
        status=pl.when(changed & (pl.col("status") == "published"))
        .then(pl.lit("derived"))
        .otherwise("status"),
        note=pl.when(changed)
        .then(pl.concat_str("note", told, separator="; ", ignore_nulls=True))
        .otherwise("note"),
    ).select(columns)


def _formations(case: Case, moved: pl.DataFrame, year: int) -> pl.DataFrame:
    """Return the list of formations with those that arrive; none is given away."""
    held = case["formations_held"]
    added = (
        _by_product(case, moved.filter(pl.col("units") > 0), year)
        .rename({"units": "count"})
        .with_columns(
            name=_delivered(year),
            type=pl.lit(None, pl.String),
            component=pl.lit("active"),
            readiness=pl.lit(None, pl.String),
            forming_until=pl.lit(None, pl.Int64),
        )
        .select(pl.col(name).cast(kind) for name, kind in held.schema.items())
    )
    return pl.concat([held, added])


def _systems(case: Case, moved: pl.DataFrame, year: int) -> pl.DataFrame:
    """Return the list of air-defence systems: older, less what is given, and with those that arrive."""
    held = case["air_defence_held"]
    unit = case["fire_units"].filter(pl.col("fire_units") > 0)
    # the plainest unit: the one that is nearest to a fire unit
    plain = unit.sort((pl.col("fire_units") - 1.0).abs(), maintain_order=True).unique(
        "capability", keep="first", maintain_order=True
    )
    lasts = held.group_by("capability", maintain_order=True).agg(pl.col("remaining_life").max())
    older = held.with_columns(
        quantity=pl.col("quantity") - _retired(), remaining_life=(pl.col("remaining_life") - 1.0).clip(1.0)
    )
    given = (
        moved.filter(pl.col("units") < 0).group_by(KEY, maintain_order=True).agg(due=-pl.col("units").sum())
    )
    kept = (
        older.join(given, on=KEY, how="left", maintain_order="left")
        .join(
            unit.select("capability", "unit", "fire_units"),
            on=["capability", "unit"],
            how="left",
            maintain_order="left",
        )
        .with_columns(units=pl.col("quantity") * pl.col("fire_units"))
        # what is given leaves the rows of an ally in their order
        .with_columns(before=pl.col("units").cum_sum().over(KEY) - pl.col("units"))
        .with_columns(gone=(pl.col("due").fill_null(0.0) - pl.col("before")).clip(0.0, pl.col("units")))
        .with_columns(
            quantity=pl.when(pl.col("gone") > 0)
            .then(pl.col("quantity") - pl.col("gone") / pl.col("fire_units"))
            .otherwise("quantity")
        )
        .select(held.columns)
    )
    added = (
        _by_product(case, moved.filter(pl.col("units") > 0), year)
        .join(
            plain.select("capability", "unit", "fire_units"),
            on="capability",
            how="left",
            maintain_order="left",
        )
        .join(lasts, on="capability", how="left", maintain_order="left")
        .with_columns(system=_delivered(year), quantity=pl.col("units") / pl.col("fire_units"))
        .select(pl.col(name).cast(kind) for name, kind in held.schema.items())
    )
    return pl.concat([kept, added])


def _by_product(case: Case, moved: pl.DataFrame, year: int) -> pl.DataFrame:
    """Return what arrives by ally and product, with its name and provenance."""
    names = case["products"].select("product", product_name="name")
    return (
        moved.group_by("ally", "capability", "product", maintain_order=True)
        .agg(pl.col("units").sum(), pl.col("source").first(), pl.col("status").first())
        .join(names, on="product", how="left", maintain_order="left")
        .with_columns(as_of=pl.lit(year, pl.Int64), note=pl.lit("on contract before"))
    )


def _delivered(year: int) -> pl.Expr:
    return pl.format("{}, delivered in {}", "product_name", pl.lit(year))


def _retired() -> pl.Expr:
    """Return what of a row retires in a year, in whole units: nothing where it has no remaining life."""
    part = (pl.col("quantity") / pl.col("remaining_life") + 0.5).floor()
    last = pl.col("remaining_life") <= 1.0
    whole = pl.when(last).then("quantity").otherwise(pl.min_horizontal(part, "quantity"))
    return pl.when(pl.col("remaining_life").is_null()).then(0.0).otherwise(whole)


def _told(column: str, words: str) -> pl.Expr:
    """Return a quantity in words where there is one."""
    number = pl.col(column).round(6).cast(pl.String).str.replace(r"\.0$", "")
    return pl.when(pl.col(column) > 0).then(pl.format("{} {}", number, pl.lit(words)))
