"""What is due in the base year, on contract and as support, and what is still due after it."""

from __future__ import annotations

import polars as pl

from sinews.case import Case, sharers

ARRIVALS = {
    "ally": pl.String,
    "capability": pl.String,
    "product": pl.String,
    "line": pl.String,
    "built": pl.Float64,
    "units": pl.Float64,
    "replaced": pl.Float64,
    "source": pl.String,
    "status": pl.String,
}
"""What an ally's stock gains in a year, or gives to Ukraine (negative units), and what a line has built.

What a line builds for others has no ally and no units; what an ally's stock loses for what it gains is
replaced."""

TABLES = ("contracts", "order_books", "support_deliveries")
"""The tables of what is due, with the columns quantity, first_year and last_year."""


def arrivals(case: Case) -> pl.DataFrame:
    """Return what is due in the base year, columns as `ARRIVALS`."""
    year = case.settings.base_year
    made = (
        case["lines"]
        .select("line", "product")
        .join(case["products"].select("product", "capability", "yield"), on="product", maintain_order="left")
    )
    due = pl.col("due")
    columns = [pl.col(name).cast(kind) for name, kind in ARRIVALS.items()]
    of_contract = ["ally", "line"]
    handed_over = case["milestones"].filter(pl.col("year") == year)
    contracts = (
        case["contracts"]
        .with_columns(built=_worked(case["contracts"], case["milestones"], year))
        .join(
            handed_over.select(*of_contract, pl.col("quantity").alias("handed_over"), "replaces"),
            on=of_contract,
            how="left",
            maintain_order="left",
        )
        .with_columns(
            due=pl.when(_is_dated(case["contracts"], case["milestones"]))
            .then(pl.col("handed_over").fill_null(0.0))
            .otherwise("built"),
            replaced=pl.col("replaces").fill_null(0.0),
        )
        .join(made, on="line", how="left", maintain_order="left")
        .with_columns(units=due * pl.col("yield"))
    )
    support = case["support_deliveries"].with_columns(due=_due(year))
    for_ukraine = (
        support.drop("capability")
        .drop_nulls("line")
        .join(made, on="line", how="left", maintain_order="left")
        .with_columns(built=due, units=pl.lit(0.0), ally=pl.lit(None, pl.String))
    )
    booked = case["order_books"].with_columns(due=_due(year)).filter(pl.col("due") > 0)
    to_allies = (
        _in_whole(case, booked)
        .join(made, on="line", how="left", maintain_order="left")
        .with_columns(built=due, units=due * pl.col("yield"))
    )
    to_nobody_here = (
        booked.filter(pl.col("buyers").is_in(["ukraine", "others"]))
        .join(made, on="line", how="left", maintain_order="left")
        .with_columns(built=due, units=pl.lit(0.0), ally=pl.lit(None, pl.String))
    )
    from_stock = support.drop_nulls("capability").with_columns(
        product=pl.lit(None, pl.String), built=pl.lit(0.0), units=-due
    )
    others = (to_allies, for_ukraine, to_nobody_here, from_stock)
    parts = [
        frame.select(columns)
        for frame in (contracts, *(frame.with_columns(replaced=pl.lit(0.0)) for frame in others))
    ]
    return pl.concat(parts).filter((pl.col("built") > 0) | (pl.col("units") != 0))


def _in_whole(case: Case, booked: pl.DataFrame) -> pl.DataFrame:
    """Return what is due to classes of allies by ally, in whole products by largest remainders."""
    parts = []
    for buyers in ("operators", "holders"):
        orders = booked.filter(pl.col("buyers") == buyers)
        if orders.is_empty():
            continue
        shared = orders.join(sharers(case, buyers), on="line", how="inner", maintain_order="left_right")
        even = pl.col("due") * pl.col("part")
        left = pl.col("due").floor() - (even + 1e-9).floor().sum().over("order")
        first = (even - (even + 1e-9).floor()).rank("ordinal", descending=True).over("order") <= left
        # what is no whole product goes with the first share
        rest = pl.when(pl.int_range(pl.len()).over("order") == 0).then(pl.col("due") - pl.col("due").floor())
        whole = (even + 1e-9).floor() + first.cast(pl.Float64) + rest.fill_null(0.0)
        parts.append(shared.with_columns(due=whole, status=pl.lit("assumed")).filter(pl.col("due") > 0))
    return pl.concat(parts) if parts else booked.clear().with_columns(ally=pl.lit(None, pl.String))


def still_due(case: Case) -> dict[str, pl.DataFrame]:
    """Return the tables of what is due, without what the base year has brought."""
    year, milestones = case.settings.base_year, case["milestones"]
    worked = _worked(case["contracts"], milestones, year)
    return {
        **{name: _rest(case[name], year, _due(year)) for name in TABLES if name != "contracts"},
        "contracts": _rest(case["contracts"], year, worked),
        "milestones": milestones.filter(pl.col("year") > year),
    }


def _is_dated(contracts: pl.DataFrame, milestones: pl.DataFrame) -> pl.Series:
    """Return which contracts have milestones."""
    pair = ["ally", "line"]
    dated = milestones.select(pair).unique().with_columns(dated=pl.lit(value=True))
    return contracts.join(dated, on=pair, how="left", maintain_order="left")["dated"].fill_null(value=False)


def _worked(contracts: pl.DataFrame, milestones: pl.DataFrame, year: int) -> pl.Series:
    """Return what of each contract is built in a year: in whole products, or evenly where milestones are."""
    begun, years_left = pl.col("first_year") <= year, pl.col("last_year") - year + 1
    even = pl.when(begun).then(pl.col("quantity") / years_left).otherwise(0.0)
    dated = _is_dated(contracts, milestones)
    return contracts.select(pl.when(dated).then(even).otherwise(_due(year)))["quantity"]


def _due(year: int) -> pl.Expr:
    """Return what is due of a row in a year: its even part in whole products, all that is left at the end."""
    years_left = pl.col("last_year") - year + 1
    even = (pl.col("quantity") / years_left + 1e-9).floor()
    return (
        pl.when(pl.col("first_year") > year)
        .then(0.0)
        .when(years_left > 1)
        .then(even)
        .otherwise(pl.col("quantity"))
    )


def _rest(frame: pl.DataFrame, year: int, due: pl.Expr | pl.Series) -> pl.DataFrame:
    """Return the rows that something is left of, with the years that are left."""
    return (
        frame.with_columns(quantity=pl.col("quantity") - due)
        .filter(pl.col("last_year") > year)
        .with_columns(pl.max_horizontal("first_year", pl.lit(year + 1, pl.Int64)).alias("first_year"))
    )
