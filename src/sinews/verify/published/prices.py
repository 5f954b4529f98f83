"""Prices: our figures beside published costs of lists and lives of weapons."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from sinews.case import Case, unit_costs, unit_prices
from sinews.implementation import Plan
from sinews.verify.published.evidence import Evidence


def price_of_list(case: Case, prefix: str) -> float:
    """Return what the published requirements whose keys begin with a prefix cost to buy, USD bn.

    A capability costs the mean of what one unit of it costs with each product that provides it; one that no
    product provides, nothing.
    """
    price = unit_costs(case).select("capability", price="mean_price")
    listed = case["published_requirements"].filter(pl.col("requirement").str.starts_with(prefix))
    cost = listed.join(price, on="capability").select((pl.col("quantity") * pl.col("price")).sum())
    return float(cost.item()) / 1000.0


def operating_in_life_cycle(plan: Plan) -> float:
    """Return what of the cost of all new orders over their service life is operation, %, undiscounted."""
    case = plan.case
    operating = unit_prices(case).select("product", "operating")
    orders = plan.orders.join(operating, on="product")
    bought = float(orders["value"].sum())
    run = orders.select((pl.col("quantity") * pl.col("operating")).sum()).item()
    run = float(run) * case.settings.service_life
    return 100.0 * run / (bought + run)


OURS: dict[str, Callable[[Evidence], float]] = {
    "C062": lambda of: price_of_list(of.case, "iiss_"),
    "P20": lambda of: operating_in_life_cycle(of.plan),
}
"""Our figure beside each published one, by its key."""
