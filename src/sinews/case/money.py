"""Costs of products in the one currency and price year of the case."""

from __future__ import annotations

import polars as pl

from sinews.case.case import Case
from sinews.case.derived import derived


@derived
def unit_prices(case: Case) -> pl.DataFrame:
    """Return what each product costs to buy and to operate.

    A cost is first brought to the price year with the deflator of its own currency, and then into US
    dollars at that year's exchange rate, the order that national accounts use for constant prices.

    Parameters
    ----------
    case
        A checked case: every product has a procurement cost and an operating cost, or a rate from
        which the latter follows, and every cost can be converted.

    Returns
    -------
    polars.DataFrame
        ``product`` (in the order of the table of products), ``procurement`` (USD m per product) and
        ``operating`` (USD m per product and year), in prices and exchange rates of the price year. A
        product without an operating cost of its own has its capability's rate of the procurement cost.

    Notes
    -----
    A price on another basis than that of a unit is multiplied by the factor of that basis for the product's
    class (`price_bases`). Where people are not in an operating cost, and with every rate, the pay of the
    crews of what the product yields comes on top (`crews`, `personnel_costs`).
    """
    costs = in_usd(case, case["costs"])
    classes = case["products"].select("product", "learning_class")
    factors = case["price_bases"].select("price_basis", "learning_class", "factor")
    prices = (
        costs.join(classes, on="product", how="left", maintain_order="left")
        .join(factors, on=["price_basis", "learning_class"], how="left", maintain_order="left")
        .with_columns(price=pl.col("usd") * pl.col("factor").fill_null(1.0))
    )
    pay = in_usd(case, case["personnel_costs"])["usd"].sum()
    result = (
        case["products"]
        .select("product", "capability", "yield")
        .join(case["crews"].select("capability", "crew"), on="capability", how="left", maintain_order="left")
        .with_columns(pay=pl.col("crew").fill_null(0.0) * pl.col("yield") * pay)
    )
    for element in ("procurement", "operating"):
        of = prices.filter(pl.col("element") == element).select(
            "product",
            pl.col("price").alias(element),
            (pl.col("price_basis") == "without people").fill_null(False).alias(f"{element}_unmanned"),
        )
        result = result.join(of, on="product", how="left", maintain_order="left")
    rates = case["operating_rates"].select("capability", "rate")
    usual = pl.col("procurement") * pl.col("rate") / 100.0
    # a product without an operating cost of its own has a rate, which is without people
    apart = pl.when(pl.col("operating_unmanned").fill_null(True)).then("pay").otherwise(0.0)
    return result.join(rates, on="capability", how="left", maintain_order="left").select(
        "product", "procurement", operating=pl.col("operating").fill_null(usual) + apart
    )


def in_usd(case: Case, rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows with a column ``usd``: their amount in US dollars of the case's price year.

    Parameters
    ----------
    case
        A case.
    rows
        Of a table with ``amount``, ``currency`` and ``price_year``; in a checked case each has its deflators
        and its rate.
    """
    year, currency = case.settings.price_year, case.settings.currency
    deflators = case["deflators"].select("currency", "year", "index")
    now = deflators.filter(pl.col("year") == year).select("currency", now="index")
    then = deflators.rename({"year": "price_year", "index": "then"})
    rates = case["exchange_rates"].filter(pl.col("year") == year).select("currency", "per_usd")
    # a deflator of the price year itself is not needed, nor is a rate of the dollar against itself
    growth = pl.when(pl.col("price_year") == year).then(1.0).otherwise(pl.col("now") / pl.col("then"))
    rate = pl.when(pl.col("currency") == currency).then(1.0).otherwise(pl.col("per_usd"))
    return (
        rows.join(now, on="currency", how="left", maintain_order="left")
        .join(then, on=["currency", "price_year"], how="left", maintain_order="left")
        .join(rates, on="currency", how="left", maintain_order="left")
        .with_columns(usd=pl.col("amount") * growth / rate)
        .drop("now", "then", "per_usd")
    )


@derived
def cheapest_prices(case: Case) -> pl.DataFrame:
    """Return what one unit of each capability costs to buy at its cheapest.

    Parameters
    ----------
    case
        A checked case.

    Returns
    -------
    polars.DataFrame
        ``capability``, ``price`` (USD m a unit, in prices of the price year; null where no product has a
        cost), in the order of the table of products.
    """
    return (
        case["products"]
        .select("product", "capability", "yield")
        .join(unit_prices(case).select("product", "procurement"), on="product", maintain_order="left")
        .group_by("capability", maintain_order=True)
        .agg(price=(pl.col("procurement") / pl.col("yield")).min())
    )
