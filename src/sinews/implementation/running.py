"""Running cost by what is run: each product its own, old types theirs, dearer with each year of age."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl

from sinews.case import Case, fleets_counted, unit_prices
from sinews.engines.arrays import Indices, Values


class Running(NamedTuple):
    """What it costs to run what is held and what is added; axes a allies, c capabilities, l lines, t years.

    Attributes
    ----------
    product
        Running cost of one product of each line for a year, (l,), USD m.
    known
        What running costs more than at the start without any new order, (a, c, t), USD m: with contracts,
        less what leaves, and dearer by age.
    """

    product: Values
    known: Values


class Stock(NamedTuple):
    """What is held at the start, (a, c), what leaves of it, (a, c, t), units, and what contracts add.

    `on_contract` is the work done for contracts of the start, or what they hand over at dates of their own,
    (a, l, t), products; `capability_of` the capability
    of each line, (l,).
    """

    held: Values
    leaves: Values
    on_contract: Values
    capability_of: Indices


def read_running(case: Case, allies: list[str], capabilities: list[str], stock: Stock) -> Running:
    """Return what running costs.

    Notes
    -----
    A type in service costs what its product does, or the one that follows on from it. What has no such
    product, or is counted by no type, costs the mean of its capability over the products in service in the
    Alliance, by their number; where none is known to be in service, the least of its products: nothing is
    saved that nobody knows. So a product that nobody has or buys moves nothing. With each year after the
    start what is left of what was held then costs more by the capability's rate of ageing. What is added is
    new, and stays at its price.
    """
    lines = (
        case["lines"].select("line", "product").join(unit_prices(case), on="product", maintain_order="left")
    )
    product = lines["operating"].to_numpy()
    typical = typical_running(case)
    mean, rate = np.zeros(len(capabilities)), np.zeros(len(capabilities))
    for table, column, into in ((typical, "running", mean), (case["service_lives"], "ageing", rate)):
        known = dict(table.select("capability", column).iter_rows())
        into[:] = [known.get(capability, 0.0) for capability in capabilities]
    start, later = _of_types(case, allies, capabilities, mean, stock.leaves.shape[2])
    years = 1.0 + np.arange(stock.leaves.shape[2])
    dearer = (1.0 + rate[:, None] / 100.0) ** years[None, :]
    left = stock.held[:, :, None] - np.cumsum(stock.leaves, axis=2)
    running = left * later * dearer[None] - (stock.held * start)[:, :, None]
    added = np.cumsum(stock.on_contract, axis=2) * product[None, :, None]
    for line, capability in enumerate(stock.capability_of):
        running[:, capability] += added[:, line]
    return Running(product, running)


def typical_running(case: Case) -> pl.DataFrame:
    """Return capability, running: USD m a year for one unit where nobody knows of which type it is."""
    costs = unit_prices(case).join(case["products"].select("product", "capability", "yield"), on="product")
    number = pl.concat(
        [case["operators"].select("product", n="quantity"), case["fleets"].select("product", n="active")]
    )
    weight = number.drop_nulls("product").group_by("product", maintain_order=True).agg(pl.col("n").sum())
    built = case["lines"].select("product").unique()
    each = pl.col("operating") / pl.col("yield")
    many = pl.col("n").fill_null(0.0)
    return (
        costs.join(weight, on="product", how="left", maintain_order="left")
        .join(built.with_columns(built=pl.lit(value=True)), on="product", how="left", maintain_order="left")
        .sort("capability", "product")
        .group_by("capability", maintain_order=True)
        .agg(
            running=pl.when((many > 0).any())
            .then((each * many).sum() / many.sum())
            .otherwise(each.filter(pl.col("built").fill_null(value=False)).min())
        )
        .drop_nulls()
    )


def _of_types(
    case: Case, allies: list[str], capabilities: list[str], mean: Values, years: int
) -> tuple[Values, Values]:
    """Return the mean running cost of a unit held at the start, (a, c), and of what is left, (a, c, t)."""
    shape = len(allies), len(capabilities)
    start = np.broadcast_to(mean, shape).copy()
    later = np.repeat(start[:, :, None], years, axis=2)
    costs = unit_prices(case).join(case["products"].select("product", "yield"), on="product")
    unit = dict(costs.select("product", pl.col("operating") / pl.col("yield")).iter_rows())
    place = {capability: where for where, capability in enumerate(capabilities)}
    base = case.settings.base_year
    number, money = np.zeros((*shape, years + 1)), np.zeros((*shape, years + 1))
    for row in fleets_counted(case).iter_rows(named=True):
        if row["capability"] not in place:
            continue
        cell = allies.index(row["ally"]), place[row["capability"]]
        left = np.full(years + 1, row["quantity"])
        if row["leaves_by"] is not None:
            span = row["leaves_by"] - row["leaves_from"] + 1
            left *= 1.0 - np.clip((base - 1 + np.arange(years + 1) - row["leaves_from"] + 1) / span, 0.0, 1.0)
        number[cell] += left
        money[cell] += left * unit.get(row["product"], mean[cell[1]])
    by_type = number[:, :, 0] > 0
    each = np.divide(money, number, out=np.full_like(money, np.nan), where=number > 1e-9)
    for year in range(1, years + 1):
        # where all have left, what rounding leaves costs what the last ones did
        gone = np.isnan(each[:, :, year])
        each[:, :, year][gone] = each[:, :, year - 1][gone]
    start[by_type] = each[:, :, 0][by_type]
    later[by_type] = each[:, :, 1:][by_type]
    return start, later
