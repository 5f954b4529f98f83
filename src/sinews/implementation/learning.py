"""Learning: prices that fall as more is built, and what is built depending on prices."""

from __future__ import annotations

import numpy as np
import polars as pl

from sinews.case import Case, derived
from sinews.engines.arrays import Values, rounded
from sinews.engines.learning_curve import average_price_ratio
from sinews.implementation.instance import Instance

CONVERGED = 1e-3
"""Prices have settled when the money paid changes by no more than this part between rounds."""

MOST_ROUNDS = 12
"""Rounds after which prices that have not settled are said not to."""

MOST_RATE_CHANGE = 4.0
"""The rate effect holds within this factor of the base year's output, and stays what it is beyond."""

DAMPING = 0.7
"""Part of the way to the new prices that a round goes from the third on, lest two plans take turns."""


def expected_orders(instance: Instance) -> Values:
    """Return what lines may be expected to deliver to all from new orders, (l, t): a start for the rounds.

    What is lacking of a capability is delivered as early as the output of its lines without further expansion
    allows, by each in proportion to its output.
    """
    industry, places = instance.industry, instance.industry.lines
    open_yet = np.arange(instance.years.size) >= industry.earliest[:, None]
    output = np.where(open_yet, industry.free[:places], 0.0) * instance.yields[:, None]
    provides = np.arange(instance.required.size)[:, None] == instance.capability_of
    most = provides.astype(np.float64) @ output
    lacking = np.clip(instance.target - instance.committed, 0.0, None).sum(axis=0)
    delivered, so_far = np.zeros_like(lacking), np.zeros(lacking.shape[0])
    for year in range(lacking.shape[1]):
        delivered[:, year] = np.minimum(np.clip(lacking[:, year] - so_far, 0.0, None), most[:, year])
        so_far += delivered[:, year]
    part = np.divide(delivered, most, out=np.zeros_like(most), where=most > 0)
    return np.asarray(output * part[instance.capability_of] / instance.yields[:, None])


def learned_prices(case: Case, instance: Instance, delivered: Values) -> Values:
    """Return the price of one product by line and year of delivery, (l, t), USD m.

    Parameters
    ----------
    case
        The case: classes of learning, and the number of each product built before the base year.
    instance
        The planning problem, with today's prices.
    delivered
        Products delivered by each line in each year to all, contracts and commitments included, (l, t).

    Notes
    -----
    All lines of a product learn together: the quantity built is the product's. A price never falls below
    its class's floor, because learning flattens (Boone curve; Hogan et al., Forecasting 2(4), 2020).

    On top of learning, the price follows the line's yearly output where its class has a rate effect: by its
    slope for each doubling against the output of the base year (GAO-20-195G, Cost Estimating and Assessment
    Guide, 2020, app. on learning curves: cost = first x quantity^b x rate^r), within a quarter and four
    times that output. Prices grow and licences cost as the terms say, and the fixed cost of a programme is
    spread over all that is ordered of its product.
    """
    curves = _curves(case)
    products = curves["product"].to_numpy()
    together = (products[:, None] == products[None, :]).astype(np.float64)
    built = np.cumsum(together @ delivered, axis=1)
    prior = curves["prior_quantity"].to_numpy()[:, None]
    before = np.concatenate([np.zeros_like(prior), built[:, :-1]], axis=1)
    ratio = average_price_ratio(
        prior,
        prior + before,
        prior + built,
        curves["slope"].to_numpy()[:, None] / 100.0,
        cumulative_average=(curves["theory"] == "cumulative_average").to_numpy()[:, None],
    )
    floor = curves["floor"].to_numpy()[:, None] / 100.0
    terms = instance.terms
    factor = np.maximum(ratio, floor) * _rate_effect(instance, delivered) * terms.growth
    price = instance.price[:, None] * (1.0 + terms.fee)[:, None] * rounded(factor)
    ordered = together @ (delivered - instance.industry.reserved).sum(axis=1)
    shared = terms.fixed_cost / np.maximum(ordered, terms.launch_quantity)
    return price + rounded(shared)[:, None]


@derived
def _curves(case: Case) -> pl.DataFrame:
    """Return product, prior_quantity and the columns of its learning class for each line."""
    built = case["products"].select("product", "learning_class", "prior_quantity")
    return (
        case["lines"]
        .select("product")
        .join(built, on="product", how="left", maintain_order="left")
        .join(case["learning"], on="learning_class", how="left", maintain_order="left")
    )


def _rate_effect(instance: Instance, delivered: Values) -> Values:
    """Return the factor by which yearly output changes the price, (l, t); 1 where a line has no rate yet."""
    today = instance.industry.base[: len(instance.lines), :1]
    with np.errstate(divide="ignore", invalid="ignore"):
        change = np.where(today > 0, delivered / today, 1.0)
    doublings = np.log2(np.clip(change, 1.0 / MOST_RATE_CHANGE, MOST_RATE_CHANGE))
    effect: Values = instance.terms.rate_slope[:, None] ** doublings
    return effect


def price_change(instance: Instance, prices: Values, delivered: Values) -> float:
    """Return the part by which the money for what is delivered changes from one set of prices to another."""
    paid = float((instance.price_path * delivered).sum())
    moved = float((np.abs(prices - instance.price_path) * delivered).sum())
    return moved / paid if paid > 0 else 0.0


def damped(round_number: int, old: Values, new: Values) -> Values:
    """Return the prices of the next round, between the old and the new ones."""
    step = 1.0 if round_number < 2 else DAMPING
    return np.asarray(old + step * (new - old))
