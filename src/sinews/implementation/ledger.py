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
from sinews.implementation.families.element import Element
from sinews.implementation.families.family import ALWAYS, NONE, Payments
from sinews.implementation.instance import Instance
from sinews.implementation.plan import COMMITMENT, PAYMENT

KEYS = ("kind", "year", "payer", "element", "capability", "product", "line", "country", "status")

NEGLIGIBLE = 1e-9
"""USD m below which nothing is paid."""


def ledger(problem: Instance, payments: Sequence[Payments], x: Values) -> pl.DataFrame:
    """Return all that is paid, and what is committed.

    Parameters
    ----------
    problem
        The planning problem at the plan's prices.
    payments
        The payments of all families at these prices.
    x
        The plan's solution of the planning model.

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
    rows = pl.concat(_rows(problem, paid, x) for paid in payments if paid.booked != "budgets")
    kinds = pl.concat(
        [
            rows.select(pl.lit(PAYMENT).alias("kind"), pl.exclude("committed")),
            rows.select(pl.lit(COMMITMENT).alias("kind"), pl.exclude("committed", "year"), year="committed"),
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
    return tuple(found[key] for key in dict.fromkeys([*contents.ELEMENTS, *found]))


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
