"""New orders as tables: who orders how much of which line, to be delivered when, under which contract."""

from __future__ import annotations

import numpy as np
import polars as pl

from sinews.case import Case, named
from sinews.engines.arrays import Indices, Values
from sinews.implementation.contracts_signed import CONTRACTS_SCHEMA, Batch, sign
from sinews.implementation.instance import Instance
from sinews.implementation.quantities import NEGLIGIBLE, Quantities

ORDERS_SCHEMA = {
    "ally": pl.String,
    "product": pl.String,
    "line": pl.String,
    "contract": pl.String,
    "order_year": pl.Int64,
    "delivery_year": pl.Int64,
    "quantity": pl.Float64,
    "unit_price": pl.Float64,
    "value": pl.Float64,
}
"""Columns of the table of orders."""


def orders(case: Case, instance: Instance, quantities: Quantities) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the orders and the contracts that they are placed under.

    Returns
    -------
    orders
        ally, product, line, contract (null where orders need not be whole), order_year, delivery_year,
        quantity, unit_price, value (USD m). Where products are ordered whole, they are told by the year in
        which they are handed over, and their value is that of the work on them, at the price of the year in
        which it was done: the first product has the first work. They are ordered the lead time before the
        last work on the delivery. Otherwise they are told by the year of their work.
    contracts
        See `sinews.implementation.contracts_signed.sign`.
    """
    whole = instance.order_sizes.whole
    due = np.where(whole[:, None], quantities.completed - instance.on_contract, quantities.ordered)
    value = np.where(whole[:, None], _worth(instance, quantities, due), due * instance.price_path)
    ally, line, year = np.nonzero(due > NEGLIGIBLE)
    worked = _last_work(quantities.ordered)[ally, line, year]
    placed = np.where(whole[line], worked, year) - instance.industry.lead_time[line]
    amount, worth = due[ally, line, year], value[ally, line, year]
    amount = np.where(whole[line], np.round(amount), amount)
    products = case["lines"]["product"].to_list()
    begun = (quantities.ordered > NEGLIGIBLE).argmax(axis=2) - instance.industry.lead_time
    rows = np.stack([ally, line, placed, year, begun[ally, line]], axis=1)
    contract, contracts = _signed(instance, products, rows, amount, worth)
    placed_under = pl.DataFrame(
        {
            "ally": named(instance.allies, ally),
            "product": named(products, line),
            "line": named(instance.lines, line),
            "contract": pl.Series(contract, dtype=pl.String),
            "order_year": int(instance.years[0]) + placed,
            "delivery_year": instance.years[year],
            "quantity": amount,
            "unit_price": np.where(whole[line], worth / amount, instance.price_path[line, year]),
            "value": worth,
        },
        schema_overrides=ORDERS_SCHEMA,
    )
    return placed_under, contracts


def _signed(
    instance: Instance, products: list[str], rows: Indices, amount: Values, worth: Values
) -> tuple[list[str | None], pl.DataFrame]:
    """Return the contract of each order, None where it need not be whole, and the contracts.

    Rows are positions of ally and line, and those of the years of order, delivery and first work for the ally
    on the line, less its lead time, (orders, 5).
    """
    base, sizes = int(instance.years[0]), instance.order_sizes
    of_line: dict[int, list[Batch]] = {}
    together = zip(rows.tolist(), amount.tolist(), worth.tolist(), strict=True)
    for row, ((ally, line, placed, year, begun), quantity, value) in enumerate(together):
        if sizes.whole[line]:
            batch = Batch(
                row, instance.allies[ally], base + placed, base + year, quantity, value, base + begun
            )
            of_line.setdefault(line, []).append(batch)
    contract: list[str | None] = [None] * len(rows)
    signed = []
    for line, batches in sorted(of_line.items()):
        least, most = float(sizes.minimum[line]), int(sizes.years[line])
        for each, orders_of in sign(
            instance.lines[line], products[line], batches, least, most, sizes.together[line]
        ):
            signed.append(each)
            for row in orders_of:
                contract[row] = each["contract"]
    return contract, pl.DataFrame(signed, schema=CONTRACTS_SCHEMA)


def _worth(instance: Instance, quantities: Quantities, due: Values) -> Values:
    """Return what whole products that are handed over cost, (a, l, t): the work on them, in its order."""
    nothing = np.zeros((*due.shape[:2], 1))
    work = np.concatenate([nothing, np.cumsum(quantities.ordered, axis=2)], axis=2)
    paid = np.concatenate([nothing, np.cumsum(quantities.ordered * instance.price_path, axis=2)], axis=2)
    had = np.concatenate([nothing, np.cumsum(due, axis=2)], axis=2)
    worth = np.zeros_like(due)
    for ally, line in zip(*np.nonzero(instance.order_sizes.whole & due.any(axis=2)), strict=True):
        # in the end all work is for what has been ordered
        had[ally, line, -1] = work[ally, line, -1]
        worth[ally, line] = np.diff(np.interp(had[ally, line], work[ally, line], paid[ally, line]))
    return worth


def _last_work(work: Values) -> Indices:
    """Return the position of the last year with work until each year, (a, l, t)."""
    year = np.where(work > NEGLIGIBLE, np.arange(work.shape[2]), 0)
    return np.maximum.accumulate(year, axis=2)
