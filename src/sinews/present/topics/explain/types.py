"""Which types of a capability an ally has, which it introduces, and which its limit of types shuts."""

from __future__ import annotations

from typing import Any

import polars as pl

from sinews.document import wording
from sinews.implementation import Plan
from sinews.implementation.types import Allowed, Limits, types_at_the_start
from sinews.present.topics.explain.explanation import Statement
from sinews.present.topics.explain.facts import names_of

STAGE = "Suppliers"


def types(plan: Plan, ally: str, capability: str, lines: list[dict[str, Any]]) -> list[Statement]:
    """Return what an ally's limit of types says and does; nothing if it has none.

    Parameters
    ----------
    plan
        The plan.
    ally, capability
        Keys, as in the case's tables.
    lines
        The lines that build the capability: product, open (the years in which rules on suppliers let it
        order) and ordered. Those that the limit of types shuts get `shut_by_types`.
    """
    case, pair = plan.case, (ally, capability)
    today, remaining = types_at_the_start(case)
    had, left = today.get(pair, set()), remaining.get(pair, set())
    limit = Limits(case).about(ally, capability, len(had))
    if limit is None or not lines:
        return []
    ordered = {row["product"] for row in lines if row["ordered"] > 1e-6}
    shut = {row["product"] for row in lines if row["open"]} - ordered - left
    for row in lines:
        row["shut_by_types"] = row["product"] in shut
    names = names_of(case, "products", "product")

    def told(keys: set[str]) -> str:
        return wording.listed(sorted(names.get(key, key) for key in keys)) or "none"

    text = (
        f"It may have {wording.counted(limit.number, 'type')} at the horizon (type_limits, "
        f"{limit.row['who']}/{capability}): it has {told(had)} at the start, of which {told(left)} will be "
        "left."
    )
    found = [text, *_introduced(plan, ally, ordered - had, names)]
    if shut:
        found.append(f"That shuts {told(shut)}: {_why(limit, len(left | ordered))}.")
    return [Statement(STAGE, " ".join(found), limit.row["status"], limit.row["source"])]


def _introduced(plan: Plan, ally: str, new: set[str], names: dict[str, str]) -> list[str]:
    """Return when each new type is introduced, and for how much."""
    prices = wording.Prices(plan.case.settings.currency, plan.case.settings.price_year)
    paid = plan.payments.filter(
        pl.col("payer") == ally, pl.col("element") == "introduction", pl.col("product").is_in(sorted(new))
    )
    return [
        f"{names[product]} is introduced from {first} on, for {prices.amount(amount)}."
        for product, first, amount in paid.group_by("product", maintain_order=True)
        .agg(pl.col("year").min(), pl.col("amount").sum())
        .sort("product")
        .iter_rows()
    ]


def _why(limit: Allowed, have: int) -> str:
    """Return why another type is shut."""
    if have >= limit.number:
        return "it would be one type too many"
    fleet, years = limit.row["minimum_fleet"], limit.row["introduction_years"]
    return (
        f"a type that it has not had takes at least {wording.quantity(fleet)} of them, "
        f"{wording.counted(years, 'year')} and its cost, and others close as much of the shortfall"
    )
