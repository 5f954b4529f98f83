"""Stocks in days of supply: what is held, what can be used, what is missing, what filling it up costs."""

from __future__ import annotations

import polars as pl

from sinews.case import Case, unit_costs
from sinews.enablers.air_defence.tables import present
from sinews.enablers.promised import promised_from_stock
from sinews.enablers.supply.consumption import Effort
from sinews.enablers.supply.interceptors import interceptor_classes
from sinews.enablers.supply.tables import factor, supply_classes

ALLIANCE = "Alliance"
"""Stands for the ally in rows about all allies and pools together."""


def stocks(
    case: Case,
    held: pl.DataFrame,
    rates: pl.DataFrame,
    effort: Effort,
    opening: Effort,
    year: int | None = None,
) -> pl.DataFrame:
    """Return what each ally holds of each class of supply that it consumes.

    Parameters
    ----------
    case
        A checked case.
    held
        ally, capability, quantity.
    rates
        ally, supply_class, rate: consumption on a day of intense combat.
    effort
        Of the campaign asked about, which sets the consumption.
    opening
        Of a campaign of high intensity, which sets targets and stocks that nobody counts.
    year
        The year at whose end `held` is; None for the start of the base year. Donations in kind that are still
        to come are taken off the stock.

    Returns
    -------
    polars.DataFrame
        ally, supply_class; held (units of the class, in store; of interceptors overseas what goes to Europe);
        promised (to be given away); usable; daily (consumption on the first day); days (usable over daily);
        target_days; needed (for the target, at high intensity); missing (needed less usable, at least 0);
        price (USD m per unit; null where the case has none); cost (of what is missing, USD m); rotation
        (units to use or renew in a year at the target); counted (whether a capability counts the stock). Days
        and targets are null where nothing is consumed. Rows of the ally `ALLIANCE` are sums, pools and
        pipelines included.
    """
    classes = supply_classes(case).with_columns(
        effort=pl.Series(effort.opening), opening=pl.Series(opening.opening), price=_prices(case)
    )
    stored = held.select("ally", "capability", "quantity").join(
        promised_from_stock(case, year), on=["ally", "capability"], how="left", maintain_order="left"
    )
    fired = interceptor_classes(case)["capability"].implode()
    # of interceptors overseas that part counts which goes to Europe, as of the units that fire them
    part = pl.when(pl.col("capability").is_in(fired)).then(_in_europe(case)).otherwise(1.0)
    national = (
        rates.join(classes, on="supply_class", maintain_order="left")
        .join(stored, on=["ally", "capability"], how="left", maintain_order="left")
        .with_columns(
            held=pl.when(pl.col("capability").is_null())
            .then(pl.col("stock_days") * pl.col("rate") * pl.col("opening"))
            .otherwise(pl.col("quantity") * pl.col("fill").fill_null(100.0) / 100.0)
            .fill_null(0.0),
            promised=pl.col("promised").fill_null(0.0),
        )
        .with_columns(pl.col("held", "promised") * part)
        .select("ally", "supply_class", "rate", "held", "promised")
    )
    pooled = (
        _pools(case, year)
        .join(classes, on="capability", maintain_order="left")
        .select(
            "supply_class",
            held=pl.col("quantity") * pl.col("fill").fill_null(100.0) / 100.0,
            promised=pl.lit(0.0),
            rate=pl.lit(0.0),
        )
    )
    total = (
        pl.concat([national.select(pooled.columns), pooled])
        .group_by("supply_class", maintain_order=True)
        .agg(pl.all().sum())
        .select(pl.lit(ALLIANCE).alias("ally"), "supply_class", "rate", "held", "promised")
    )
    order = classes.select("supply_class").with_row_index("order")
    total = total.join(order, on="supply_class", maintain_order="left").sort("order").drop("order")
    return (
        pl.concat([national, total])
        .join(classes, on="supply_class", maintain_order="left")
        .with_columns(
            usable=(pl.col("held") - pl.col("promised")).clip(0.0) * pl.col("serviceable") / 100.0,
            daily=pl.col("rate") * pl.col("effort"),
            needed=pl.col("rate") * pl.col("opening") * pl.col("target_days"),
        )
        .with_columns(
            days=pl.when(pl.col("daily") > 0).then(pl.col("usable") / pl.col("daily")),
            missing=(pl.col("needed") - pl.col("usable")).clip(0.0),
        )
        .select(
            "ally", "supply_class", "held", "promised", "usable", "daily", "days", "target_days", "needed",
            "missing", "price",
            cost=pl.col("missing") / (pl.col("serviceable") / 100.0) * pl.col("price"),
            rotation=pl.col("needed") / pl.col("shelf_life"),
            counted=pl.col("capability").is_not_null(),
        )
        .pipe(_allies_own_gaps)
    )  # fmt: skip


def _in_europe(case: Case) -> pl.Expr:
    """Return the part of an ally's interceptors that is there; all where the case has no raids."""
    return present(case, None) if interceptor_classes(case).height else pl.lit(1.0)


def ammunition_sites(case: Case, stocks: pl.DataFrame) -> tuple[float, float]:
    """Return the ammunition sites that all allies' stock fills, and those that the target would.

    Parameters
    ----------
    case
        A checked case.
    stocks
        What `stocks` returns.
    """
    site = factor(case, "ammunition_site")
    ammunition = supply_classes(case).filter(pl.col("number") == "V")
    target = pl.max_horizontal("needed", "usable") / pl.col("serviceable") * 100.0
    tonnes = (
        stocks.filter(pl.col("ally") != ALLIANCE)
        .join(
            ammunition.select("supply_class", "weight", "serviceable"),
            on="supply_class",
            maintain_order="left",
        )
        .select((pl.col("held") * pl.col("weight")).sum(), target=(target * pl.col("weight")).sum())
    )
    return float(tonnes["held"].item()) / site, float(tonnes["target"].item()) / site


def _allies_own_gaps(stocks: pl.DataFrame) -> pl.DataFrame:
    """Return stocks where the Alliance lacks the sum of what allies lack: none fills another's gap."""
    lacking = (
        stocks.filter(pl.col("ally") != ALLIANCE)
        .group_by("supply_class", maintain_order=True)
        .agg(own_missing=pl.col("missing").sum(), own_cost=pl.col("cost").sum())
    )
    whole = pl.col("ally") == ALLIANCE
    return (
        stocks.join(lacking, on="supply_class", how="left", maintain_order="left")
        .with_columns(
            missing=pl.when(whole).then("own_missing").otherwise("missing"),
            cost=pl.when(whole & pl.col("price").is_not_null()).then("own_cost").otherwise("cost"),
        )
        .drop("own_missing", "own_cost")
    )


def _prices(case: Case) -> pl.Series:
    """Return what a unit of each class costs at its cheapest, USD m; null where nothing provides it.

    Of storage it is the price of room for one unit at the usual fill, not of what lies in it.
    """
    return (
        supply_classes(case)
        .join(
            unit_costs(case).select("capability", "price"), on="capability", how="left", maintain_order="left"
        )
        .select(price=pl.col("price") * 100.0 / pl.col("fill").fill_null(100.0))["price"]
    )


def _pools(case: Case, year: int | None) -> pl.DataFrame:
    """Return capability, quantity: what pools hold, and the storage of pipelines as that of fuel."""
    now = case.settings.base_year if year is None else year
    storage = case["pipelines"].filter(pl.col("available_from") <= now)["storage"].sum()
    fuel = supply_classes(case).filter(pl.col("fill").is_not_null())["capability"].drop_nulls().unique()
    pipes = pl.DataFrame(
        {"capability": fuel.head(1), "quantity": [float(storage)] * min(fuel.len(), 1)},
        schema={"capability": pl.String, "quantity": pl.Float64},
    )
    return pl.concat([case["pooled"].select("capability", "quantity"), pipes])
