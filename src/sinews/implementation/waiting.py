"""What time alone keeps from being held: lead times, and products that cannot be ordered yet.

They have no price, since no plan can have more of them, and so they are no bottleneck; but where they are why
a target is missed, they are the reason.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import polars as pl

from sinews.implementation.families.contract_terms import read_terms
from sinews.implementation.plan import Plan


def waiting(plan: Plan, may_order: Collection[str] | None = None) -> dict[str, str]:
    """Return why targets are missed before anything new can be delivered, in words.

    Parameters
    ----------
    plan
        A plan.
    may_order
        Lines that count, such as those from which an ally may order; all by default.

    Returns
    -------
    dict[str, str]
        A sentence by capability; only of those missed in a year before the first in which a new order could
        be delivered, or that no line builds.
    """
    case = plan.case
    lines = case["lines"].join(
        case["products"].select("product", "capability", "available_from"),
        on="product",
        maintain_order="left",
    )
    order_from = np.maximum(read_terms(case).order_from, case.settings.base_year)
    lines = lines.with_columns(order_from=order_from).with_columns(
        first=pl.col("order_from") + pl.col("lead_time")
    )
    if may_order is not None:
        lines = lines.filter(pl.col("line").is_in(list(may_order)))
    names = dict(case["capabilities"].select("capability", "name").iter_rows())
    found = {}
    for (capability,), missed in plan.shortfall.group_by("capability", maintain_order=True):
        key, years = str(capability), sorted(set(missed["year"]))
        able = lines.filter(pl.col("capability") == key).sort("first", "line")
        if able.is_empty():
            found[key] = f"{names[key]}: no line builds it, and its target is missed in {_span(years)}."
            continue
        soonest = able.row(0, named=True)
        early = [year for year in years if year < soonest["first"]]
        if early:
            found[key] = (
                f"{names[key]}: nothing new can be delivered before {soonest['first']}"
                f"{_horizon(soonest['first'], case.settings.horizon)}; {soonest['name']} takes orders from "
                f"{soonest['order_from']} and needs {soonest['lead_time']} "
                f"{'year' if soonest['lead_time'] == 1 else 'years'} from order to delivery (lead_time), "
                f"so that the target is missed in {_span(early)}."
            )
    return found


def _horizon(year: int, horizon: int) -> str:
    return f", after the plan's horizon of {horizon}" if year > horizon else ""


def _span(years: list[int]) -> str:
    return str(years[0]) if len(years) == 1 else f"{years[0]} to {years[-1]}"
