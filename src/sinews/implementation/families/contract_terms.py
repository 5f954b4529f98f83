"""On what terms products are bought: when they are paid, how prices move, what a line must build.

Facts alone, which families and the planning problem share.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from sinews.case import Case, entry_into_service, payment_parts, priced
from sinews.case.schema import STATUS_RANK, Status
from sinews.engines.arrays import Flags, Indices, Values
from sinews.engines.path import evenly


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of each line's product; axes l lines, t planning years, n years before a delivery.

    Attributes
    ----------
    parts
        Part of the price that falls due n years before the delivery, (l, n); each line's add up to 1.
    growth
        Real price of each year as a multiple of the base year's, (l, t).
    fee
        What a licence adds to the price, as a part of it, (l,).
    fixed_cost, launch_quantity
        Fixed cost of the product's programme, USD m, and the least number that shares it, each (l,).
    rate_slope
        Price after a doubling of the line's yearly output, as a share of the price before, (l,).
    price_status
        How well today's price of the line's product is founded, (l,): the rank of its status.
    novel
        Whether the product is paid from the innovation share, (l,).
    order_from
        Year from which the product can be ordered, (l,); see `sinews.case.entry_into_service`.
    sustaining
        Output below which the line is paid to stand ready or closes, (l,), products per year.
    idle_cost
        What that costs for each product not built, as a part of the product's price, (l,).
    """

    parts: Values
    growth: Values
    fee: Values
    fixed_cost: Values
    launch_quantity: Values
    rate_slope: Values
    price_status: Indices
    novel: Flags
    order_from: Indices
    sustaining: Values
    idle_cost: Values


def read_terms(case: Case) -> Terms:
    """Collect the terms of each line's product; lines keep the order of their table."""
    years = np.arange(len(case.years))
    lines = case["lines"].select("line", "product", "rate")
    lines = lines.join(entry_into_service(case), on="product", how="left", maintain_order="left")
    for table, key in (
        ("products", "product"),
        ("payment_terms", "learning_class"),
        ("price_growth", "learning_class"),
        ("rate_effects", "learning_class"),
        ("sustaining_rates", "learning_class"),
        ("licences", "line"),
        ("programmes", "product"),
        ("novel_products", "product"),
    ):
        facts = priced(case, table).drop("source", "status", "note", "name", strict=False)
        lines = lines.join(facts, on=key, how="left", maintain_order="left", suffix=f"_{table}")

    def column(name: str, otherwise: float) -> Values:
        return lines[name].fill_null(otherwise).to_numpy().astype(np.float64)

    return Terms(
        parts=_parts(case),
        growth=(1.0 + column("rate_price_growth", 0.0)[:, None] / 100.0) ** years,
        fee=column("fee", 0.0) / 100.0,
        fixed_cost=column("fixed_cost", 0.0),
        launch_quantity=column("launch_quantity", 1.0),
        rate_slope=column("slope", 100.0) / 100.0,
        order_from=lines["order_from"].to_numpy(),
        price_status=_price_status(case),
        novel=lines["maturity"].is_not_null().to_numpy(),
        sustaining=column("rate", 0.0) * column("rate_sustaining_rates", 0.0) / 100.0,
        idle_cost=column("idle_cost", 0.0) / 100.0,
    )


def _price_status(case: Case) -> Indices:
    """Return how well today's price of each line's product is founded, (l,)."""
    prices = case["costs"].filter(pl.col("element") == "procurement").select("product", "status")
    found = case["lines"].select("product").join(prices, on="product", how="left", maintain_order="left")
    status = found["status"].fill_null(Status.ASSUMED)
    return status.replace_strict(STATUS_RANK, return_dtype=pl.Int64).to_numpy()


def _parts(case: Case) -> Values:
    """Return the part of the price due n years before a delivery, (l, n)."""
    due = payment_parts(case)
    row = {line: i for i, line in enumerate(case["lines"]["line"])}
    longest = int(due["ahead"].max() or 0)  # type: ignore[arg-type]  # a column of integers
    parts = np.zeros((len(row), longest + 1))
    lines = due["line"].replace_strict(row, return_dtype=pl.Int64).to_numpy()
    parts[lines, due["ahead"].to_numpy()] = due["part"].to_numpy()
    return parts


def offered_prices(price: Values, terms: Terms) -> Values:
    """Return prices before anything is learned: with growth, licence fee and fixed cost, (l, t).

    Parameters
    ----------
    price
        Procurement cost of one product today, (l,), USD m.
    terms
        The terms of each line's product.
    """
    launched = terms.fixed_cost / terms.launch_quantity
    offered: Values = price[:, None] * terms.growth * (1.0 + terms.fee)[:, None] + launched[:, None]
    return offered


def instalments(delivered: Values, price: Values, parts: Values) -> Values:
    """Return what allies pay for deliveries in each year, (a, t).

    Parts due before the first planning year were paid then.

    Parameters
    ----------
    delivered
        Products delivered, (a, l, t).
    price
        Price of one product by the year of its delivery, (l, t).
    parts
        Part of the price that falls due n years before the delivery, (l, n).
    """
    years = delivered.shape[2]
    value = delivered * price
    paid = np.zeros((delivered.shape[0], years))
    for ahead in range(min(parts.shape[1], years)):
        paid[:, : years - ahead] += np.einsum("alt,l->at", value[:, :, ahead:], parts[:, ahead])
    return paid


def present_value(parts: Values, discount: Values) -> Values:
    """Return the present value of one dollar paid for a delivery in a year, (l, t).

    Parameters
    ----------
    parts
        As for `instalments`.
    discount
        Discount factor of each year, (t,).
    """
    years = discount.size
    value = np.zeros((len(parts), years))
    for ahead in range(min(parts.shape[1], years)):
        value[:, ahead:] += parts[:, ahead, None] * discount[: years - ahead]
    return value


def due_evenly(row: Mapping[str, Any], years: Indices) -> Values:
    """Return the part of a row's quantity due in each year, (t,): evenly from its first year to its last."""
    return evenly(row["quantity"], row["first_year"], row["last_year"], years)
