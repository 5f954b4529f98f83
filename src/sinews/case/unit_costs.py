"""What one unit of a capability costs, by the prices of the products that provide it."""

from __future__ import annotations

import polars as pl

from sinews.case.case import Case
from sinews.case.derived import derived
from sinews.case.money import unit_prices


@derived
def entry_into_service(case: Case) -> pl.DataFrame:
    """Return product, order_from: the year from which it can be ordered, in the order of the products.

    A novel one is planned for its expected year: the announced one, plus the slip times the chance that it
    slips, in whole years, rounded up.
    """
    slip = (1.0 - pl.col("maturity") / 100.0) * pl.col("slip")
    years = slip.round(9).ceil().cast(pl.Int64).fill_null(0)
    novel = case["novel_products"].select("product", "maturity", "slip")
    return (
        case["products"]
        .join(novel, on="product", how="left", maintain_order="left")
        .select("product", order_from=pl.col("available_from") + years)
    )


@derived
def product_costs(case: Case) -> pl.DataFrame:
    """Return what one unit of its capability costs with each product, and which products count for its price.

    Returns
    -------
    polars.DataFrame
        product, capability, price (to buy), operating (a year; both in millions of the case's currency a
        unit, constant prices), counts: whether it can be ordered in the base year, when the need begins, or
        else is among the first of its capability that can be. In the order of the table of products.
    """
    first = pl.col("order_from").min().over("capability")
    return (
        case["products"]
        .select("product", "capability", "yield")
        .join(unit_prices(case).drop("capability", strict=False), on="product", maintain_order="left")
        .join(entry_into_service(case), on="product", maintain_order="left")
        .select(
            "product",
            "capability",
            price=pl.col("procurement") / pl.col("yield"),
            operating=pl.col("operating") / pl.col("yield"),
            counts=pl.col("order_from") <= pl.max_horizontal(first, pl.lit(case.settings.base_year)),
        )
    )


@derived
def unit_costs(case: Case) -> pl.DataFrame:
    """Return what one unit of each capability costs.

    Returns
    -------
    polars.DataFrame
        capability, price (at its cheapest, of the products that count), mean_price (over all products),
        operating (a year, the mean over the products that lines build); millions of the case's currency,
        constant prices, null where no product has one. In the order of the table of products.
    """
    built = pl.col("product").is_in(case["lines"]["product"].unique().to_list())
    return (
        product_costs(case)
        .group_by("capability", maintain_order=True)
        .agg(
            price=pl.col("price").filter(pl.col("counts")).min(),
            mean_price=pl.col("price").mean(),
            operating=pl.col("operating").filter(built).mean(),
        )
    )


def worth(case: Case, products: pl.DataFrame, quantity: str) -> pl.DataFrame:
    """Return rows of products with `value`: what a quantity of them costs to buy today, USD m.

    Parameters
    ----------
    case
        The case.
    products
        Rows with the column product and that of the quantity.
    quantity
        Name of the column of the quantity, products.
    """
    prices = unit_prices(case).select("product", today="procurement")
    return (
        products.join(prices, on="product", how="left", maintain_order="left")
        .with_columns(value=pl.col(quantity) * pl.col("today"))
        .drop("today")
    )
