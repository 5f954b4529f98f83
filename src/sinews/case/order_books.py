"""Who gets what lines have on order: named buyers, and classes of them shared out among allies."""

from __future__ import annotations

import polars as pl

from sinews.case.case import Case
from sinews.case.derived import derived
from sinews.case.holdings import holdings
from sinews.case.money import in_case_money
from sinews.case.todays_inputs import carried

DUE = ("ally", "line", "quantity", "first_year", "last_year", "source", "status")
"""Columns of what is due from lines, whoever gets or pays it."""

KNOWN_BY_NAME = 1.0
"""Products a year below which every buyer of a line is taken to be listed."""


@derived
def on_order(case: Case) -> pl.DataFrame:
    """Return what lines deliver to allies, columns as `DUE`: contracts, and orders of unnamed allies.

    An order of operators is shared in proportion to what allies operate and have on contract of the type, one
    of holders in proportion to what they hold of the capability; how it is shared is assumed.
    """
    parts = [case["contracts"].select(DUE)]
    parts += [_shared(case, kind) for kind in ("operators", "holders")]
    return pl.concat(parts)


@derived
def for_ukraine(case: Case) -> pl.DataFrame:
    """Return what lines deliver to Ukraine by the ally that pays, columns as `DUE`."""
    promised = case["support_deliveries"].drop_nulls("line").select(DUE)
    return pl.concat([promised, _shared(case, "ukraine")])


def for_others(case: Case) -> pl.DataFrame:
    """Return what lines deliver to buyers outside the Alliance and in no list, columns as `DUE`.

    `ally` is null.
    """
    listed = _listed_for_others(case)
    return listed if case.settings.unlisted_orders == "none" else pl.concat([listed, unlisted(case)])


@derived
def unlisted(case: Case) -> pl.DataFrame:
    """Return what running lines build before new orders can be delivered, and no list says for whom.

    A line that runs today was sold before: what it builds at today's rate until the lead time of a new order
    has passed is taken as sold, as far as the lists do not say to whom, and as today's output of its
    materials and the people of today's intake go. It takes capacity and gives nobody stock. Lines of a
    country only: formations are raised by those that want them. And lines of at least one a year: who waits
    for a carrier is known by name.

    Returns
    -------
    polars.DataFrame
        Columns as `DUE`, `ally` null, a row for each line and year.
    """
    years = list(case.years)
    booked = _booked(case)
    free: dict[tuple[str, int], float] = {}
    running = case["lines"].drop_nulls("country").filter(pl.col("rate") >= KNOWN_BY_NAME)
    for row in running.iter_rows(named=True):
        for year in years[: row["lead_time"]]:
            room = row["rate"] - booked.get((row["line"], year), 0.0)
            if room > 0.0:
                free[row["line"], year] = room
    parts = carried(case, booked, free)
    rows = [
        (None, line, room * parts.get((line, year), 1.0), year, year, "sinews_assumption", "assumed")
        for (line, year), room in free.items()
    ]
    return pl.DataFrame(rows, schema=case["contracts"].select(DUE).schema, orient="row")


def _listed_for_others(case: Case) -> pl.DataFrame:
    orders = case["order_books"].filter(pl.col("buyers") == "others")
    return orders.select(pl.lit(None, pl.String).alias("ally"), *DUE[1:])


def _booked(case: Case) -> dict[tuple[str, int], float]:
    """Return what the lists say that each line delivers in each year."""
    booked: dict[tuple[str, int], float] = {}
    for row in pl.concat([on_order(case), for_ukraine(case), _listed_for_others(case)]).iter_rows(named=True):
        due = range(row["first_year"], row["last_year"] + 1)
        for year in due:
            booked[row["line"], year] = booked.get((row["line"], year), 0.0) + row["quantity"] / len(due)
    return booked


def sharers(case: Case, kind: str) -> pl.DataFrame:
    """Return line, ally, part: who shares the orders of a class of buyers of each line, parts of 1."""
    weights = _weights(case, kind).filter(pl.col("weight") > 0)
    total = pl.col("weight").sum().over("line")
    return weights.with_columns(part=pl.col("weight") / total).select("line", "ally", "part")


def _shared(case: Case, kind: str) -> pl.DataFrame:
    """Return the orders of a class of buyers, shared out."""
    orders = case["order_books"].filter(pl.col("buyers") == kind)
    if orders.is_empty():
        return pl.DataFrame(schema=case["contracts"].select(DUE).schema)
    return (
        orders.join(sharers(case, kind), on="line", how="inner", maintain_order="left_right")
        .with_columns(pl.col("quantity") * pl.col("part"), status=pl.lit("assumed"))
        .select(DUE)
    )


def _weights(case: Case, kind: str) -> pl.DataFrame:
    """Return line, ally, weight, in the order of lines and allies."""
    made = case["lines"].select("line", "product")
    allies = case["allies"].select("ally")
    if kind == "ukraine":
        given = (
            in_case_money(case, case["commitments"])
            .group_by("ally", maintain_order=True)
            .agg(weight=pl.col("money").sum())
        )
        found = made.select("line").join(given, how="cross")
    elif kind == "holders":
        products = case["products"].select("product", "capability")
        held = holdings(case).select("ally", "capability", weight="quantity")
        found = made.join(products, on="product").join(held, on="capability")
    else:
        ordered = case["contracts"].join(made, on="line").select("product", "ally", weight="quantity")
        operated = case["operators"].select("product", "ally", weight="quantity")
        # a row of operators says more than the types in service do
        fleets = (
            case["fleets"]
            .drop_nulls("product")
            .join(operated, on=["product", "ally"], how="anti", maintain_order="left")
            .select("product", "ally", weight="active")
        )
        users = (
            pl.concat([operated, fleets, ordered])
            .group_by("product", "ally", maintain_order=True)
            .agg(pl.col("weight").sum())
        )
        found = made.join(users, on="product")
    return (
        made.select("line")
        .join(allies, how="cross")
        .join(found.select("line", "ally", "weight"), on=["line", "ally"], how="inner", maintain_order="left")
    )
