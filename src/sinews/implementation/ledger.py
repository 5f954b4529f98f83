"""The ledger: what is paid, by whom, for what, where the work is done and on what the price rests.

Payments of all families at the plan's solution. All other views of the plan's money are sums of its rows.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from sinews.case.schema import STATUS_RANK
from sinews.engines.arrays import Indices, Values
from sinews.implementation.families import contents
from sinews.implementation.families.deliveries import ORDERS
from sinews.implementation.families.element import Element
from sinews.implementation.families.family import ALWAYS, NONE, Payments
from sinews.implementation.instance import Instance
from sinews.implementation.plan import COMMITMENT, PAYMENT

KEYS = ("kind", "year", "payer", "element", "capability", "product", "line", "country", "status")

NEGLIGIBLE = 1e-9
"""USD m below which nothing is paid."""


def ledger(problem: Instance, payments: Sequence[Payments], x: Values, orders: pl.DataFrame) -> pl.DataFrame:
    """Return all that is paid, and what is committed.

    Parameters
    ----------
    problem
        The planning problem at the plan's prices.
    payments
        The payments of all families at these prices.
    x
        The plan's solution of the planning model.
    orders
        The orders: ally, line, contract, order_year, value. What is ordered whole is committed with them.

    Returns
    -------
    polars.DataFrame
        kind, year, payer, element, capability, product, line (null for none), country (where the work is
        done; the payer's own for operation and interest), status (of the price), amount (USD m at constant
        prices; below 0 where less is operated than at the start).

        The kind is ``"payment"``, or ``"commitment"``: the same money in the year in which its payer bound
        itself to pay it. Of what was promised before the first planning year, what is still to be paid stands
        in the year before that.
    """
    rows = [(paid, _rows(problem, paid, x)) for paid in payments if paid.booked != "budgets"]
    bound = [_placed(each, orders) if paid.element is ORDERS else each for paid, each in rows]
    kinds = pl.concat(
        [
            pl.concat(each for _, each in rows).select(
                pl.lit(PAYMENT).alias("kind"), pl.exclude("committed")
            ),
            pl.concat(bound).select(
                pl.lit(COMMITMENT).alias("kind"), pl.exclude("committed", "year"), year="committed"
            ),
        ],
        how="diagonal",
    )
    return (
        kinds.group_by(KEYS, maintain_order=True)
        .agg(pl.col("amount").sum())
        .filter(pl.col("amount").abs() > NEGLIGIBLE)
        .sort(KEYS, descending=[True, *[False] * (len(KEYS) - 1)])
    )


def elements(payments: Sequence[Payments]) -> tuple[Element, ...]:
    """Return the elements of cost, each once: those that come along in their order, then the others."""
    found = {paid.element.key: paid.element for paid in payments}
    order = dict.fromkeys([*contents.ELEMENTS, *found])
    return tuple(found[key] for key in order if key in found)


def _placed(rows: pl.DataFrame, orders: pl.DataFrame) -> pl.DataFrame:
    """Return payments for orders with what is ordered whole committed in the years of the orders."""
    pair = ["payer", "line"]
    value = (
        orders.drop_nulls("contract")
        .group_by("ally", "line", "order_year", maintain_order=True)
        .agg(pl.col("value").sum())
        .select(
            pl.col("ally").alias("payer"),
            "line",
            pl.col("order_year").alias("placed"),
            (pl.col("value") / pl.col("value").sum().over("ally", "line")).alias("part"),
        )
    )
    whole = rows.join(value.select(pair).unique(), on=pair, how="semi", maintain_order="left")
    others = rows.join(value.select(pair).unique(), on=pair, how="anti", maintain_order="left")
    same = [name for name in rows.columns if name not in ("year", "committed", "amount")]
    spread = (
        whole.group_by(same, maintain_order=True)
        .agg(pl.col("amount").sum())
        .join(value, on=pair, how="left", maintain_order="left")
        .with_columns(pl.col("amount") * pl.col("part"), year=pl.col("placed"), committed=pl.col("placed"))
    )
    return pl.concat([others, spread.select(rows.columns)])


def _rows(problem: Instance, paid: Payments, x: Values) -> pl.DataFrame:
    """Return the rows of some payments at a solution, not added up yet."""
    many = np.float64(1.0) if paid.column is ALWAYS else x[paid.column]
    committed = paid.year if paid.committed is None else paid.committed
    country = np.asarray("") if paid.country is None else paid.country
    whole = np.broadcast_arrays(
        paid.amount * many, paid.payer, paid.year, committed, paid.line, paid.capability, paid.status, country
    )
    some = whole[0] != 0.0
    amount, payer, year, bound, line, capability, status, country = (each[some] for each in whole)
    hosts = problem.case["lines"].select("product", "country")
    capability = np.where(line >= 0, np.append(problem.capability_of, NONE)[line], capability)
    rows = pl.DataFrame(
        {
            "year": problem.years[0] + year,
            "committed": problem.years[0] + bound,
            "payer": _named(problem.allies, payer),
            "capability": _named(problem.capabilities, capability),
            "product": _named(hosts["product"], line),
            "line": _named(problem.lines, line),
            "host": _named(hosts["country"], line),
            "country": pl.Series(country, dtype=pl.String),
            "status": _named(list(STATUS_RANK), status),
            "amount": amount,
        }
    )
    told = pl.when(pl.col("country") != "").then("country")
    return rows.select(
        "year",
        "committed",
        "payer",
        pl.lit(paid.element.key).alias("element"),
        "capability",
        "product",
        "line",
        pl.coalesce(told, "host", "payer").alias("country"),
        "status",
        "amount",
    )


def _named(labels: Sequence[str] | pl.Series, places: Indices) -> pl.Series:
    """Return labels by position, null where there is none."""
    return pl.Series([*labels, None], dtype=pl.String).gather(np.where(places < 0, len(labels), places))
