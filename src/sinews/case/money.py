"""Costs of products in the one currency and price year of the case."""

from __future__ import annotations

import polars as pl

from sinews.case.case import Case
from sinews.case.catalogue import table_named
from sinews.case.derived import derived
from sinews.case.schema import TABLE_MONEY


@derived
def unit_prices(case: Case) -> pl.DataFrame:
    """Return what each product costs to buy and to operate.

    `in_case_money` says how costs are converted.

    Parameters
    ----------
    case
        A checked case: every product has a procurement cost and an operating cost, or a rate from
        which the latter follows, and every cost can be converted.

    Returns
    -------
    polars.DataFrame
        ``product`` (in the order of the table of products), ``procurement`` (millions of the
        case's currency per product) and ``operating`` (the same per product and year), constant prices. A
        product without an operating cost of its own has its capability's rate of the procurement cost.

    Notes
    -----
    A price on another basis than that of a unit is multiplied by the factor of that basis for the product's
    class (`price_bases`). Where people are not in an operating cost, and with every rate, the pay of the
    crews of what the product yields comes on top (`crews`, `personnel_costs`).
    """
    costs = in_case_money(case, case["costs"])
    classes = case["products"].select("product", "learning_class")
    factors = case["price_bases"].select("price_basis", "learning_class", "factor")
    prices = (
        costs.join(classes, on="product", how="left", maintain_order="left")
        .join(factors, on=["price_basis", "learning_class"], how="left", maintain_order="left")
        .with_columns(price=pl.col("money") * pl.col("factor").fill_null(1.0))
    )
    pay = in_case_money(case, case["personnel_costs"])["money"].sum()
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


def in_case_money(case: Case, rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows with a column ``money``: their amount in the currency and prices of the case.

    An amount is brought to the year of the exchange rates with the deflator of its own currency, then to the
    case's currency at that year's rate, the order that national accounts use for constant prices; and from
    there to the price year with the deflator of the case's currency. So another price year changes all money
    of a case by one factor, and another currency by one.

    Parameters
    ----------
    case
        A case.
    rows
        Of a table with ``amount``, ``currency`` and ``price_year``; in a checked case each has its deflators
        and its rate.
    """
    settings = case.settings
    year = settings.rate_year
    deflators = case["deflators"].select("currency", "year", "index")
    now = deflators.filter(pl.col("year") == year).select("currency", now="index")
    then = deflators.rename({"year": "price_year", "index": "then"})
    rates = case["exchange_rates"].filter(pl.col("year") == year).select("currency", "per_usd")
    # a deflator of the year itself is not needed, nor is a rate of the dollar or of the case's own currency
    growth = pl.when(pl.col("price_year") == year).then(1.0).otherwise(pl.col("now") / pl.col("then"))
    per_usd = pl.when(pl.col("currency") == "USD").then(1.0).otherwise(pl.col("per_usd"))
    own = 1.0 if settings.currency == "USD" else dict(rates.iter_rows()).get(settings.currency)
    rate = pl.when(pl.col("currency") == settings.currency).then(1.0).otherwise(per_usd / own)
    return (
        rows.join(now, on="currency", how="left", maintain_order="left")
        .join(then, on=["currency", "price_year"], how="left", maintain_order="left")
        .join(rates, on="currency", how="left", maintain_order="left")
        .with_columns(money=pl.col("amount") * growth / rate * _to_price_year(case))
        .drop("now", "then", "per_usd")
    )


def _to_price_year(case: Case) -> float:
    """Return the factor from the year of the exchange rates to the price year, in the case's currency."""
    year, settings = case.settings.rate_year, case.settings
    if settings.price_year == year:
        return 1.0
    own = case["deflators"].filter(pl.col("currency") == settings.currency)
    index = dict(own.select("year", "index").iter_rows())
    return float(index[settings.price_year] / index[year])


def case_money(case: Case, currency: str, price_year: int) -> float:
    """Return what one unit of a currency, in prices of a year, is in the currency and prices of the case."""
    row = pl.DataFrame({"amount": [1.0], "currency": [currency], "price_year": [price_year]})
    return float(in_case_money(case, row)["money"].item())


def table_money(case: Case) -> float:
    """Return what one unit of the money of tables is in the currency and prices of the case."""
    settings = case.settings
    return case_money(case, settings.table_currency or settings.currency, settings.rate_year)


def in_table_money(case: Case) -> Case:
    """Return the case whose answers are in the money of its tables: the case itself where they are."""
    if table_money(case) == 1.0:
        return case
    settings = case.settings
    own = {"currency": settings.table_currency or settings.currency, "price_year": settings.rate_year}
    return Case(settings.model_copy(update=own), case.tables, case.notes)


def priced(case: Case, table: str) -> pl.DataFrame:
    """Return a table with its money in the currency and prices of the case.

    Only columns with the unit `TABLE_MONEY` are money without a currency of their own.
    """
    money = [column.name for column in table_named(table).columns if column.unit == TABLE_MONEY]
    return case[table].with_columns(pl.col(money) * table_money(case))


def price_level(case: Case, currency: str, year: int) -> float:
    """Return the deflator of a currency in a year.

    Before and after the years of the deflators the nearest yearly change goes on. Without any deflator of the
    currency prices stand still.
    """
    known = dict(case["deflators"].filter(pl.col("currency") == currency).select("year", "index").iter_rows())
    if year in known or not known:
        return float(known.get(year, 100.0))
    edge, inner = (min(known), min(known) + 1) if year < min(known) else (max(known), max(known) - 1)
    return float(known[edge] * (known[edge] / known.get(inner, known[edge])) ** abs(year - edge))
