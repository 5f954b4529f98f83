"""Why what a plan does not hold is not held, in words, and what of that is proven."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from sinews.implementation import Plan
from sinews.implementation.reach import Binding, Model, Reach, missing_together, reach

CANNOT, CANNOT_TOGETHER, UNASSIGNED, GIVES_WAY, BEYOND, OPEN = (
    "cannot",
    "cannot together",
    "not assigned",
    "gives way",
    "beyond capabilities",
    "open",
)

OUTCOMES = {
    CANNOT: "no plan at these prices can hold it, even if all else gave way; proven",
    CANNOT_TOGETHER: "nothing rules it out alone, but it cannot be held with all else that breaks; proven",
    UNASSIGNED: "the limits of apportionment let nobody be asked for it",
    GIVES_WAY: "no limit rules it out: others come before it, or others would have to give it; no proof",
    BEYOND: "no capability that the plan can buy mends it",
    OPEN: "the last round allowed still raised requirements",
}
"""Why something is not held in the end, and what is proven of that."""

NAMED = 3
"""How many limits a sentence names before the rest is summed up."""

ENOUGH = 1e-9
"""Part of a need that may be missing for it to be in reach."""


def reasons(plan: Plan, found: pl.DataFrame, *, unfinished: bool) -> pl.DataFrame:
    """Return the last round's table with outcome and reason of all that is not held.

    Parameters
    ----------
    plan
        The plan of the last round.
    found
        Its table, columns as `sinews.loop.ROUNDS`.
    unfinished
        Whether the round would still raise requirements, if there were another.
    """
    numbered = found.with_row_index("row")
    short = numbered.filter(pl.col("holds").not_() & pl.col("capability").is_not_null())
    if short.is_empty():
        return found
    model = Model.of(plan, plan.apportioned)
    # enablers may need different quantities of one capability in one year: a need is known by its row alone
    rows = short.rows(named=True)
    reaches = {place: reach(model, *place) for place in dict.fromkeys(map(_place, rows))}
    possible = [row for row in rows if reaches[_place(row)].most >= row["needed"] * (1.0 - ENOUGH)]
    together: dict[int, float] = {}
    if len(possible) > 1:
        missing = missing_together(model, [(*_place(row), row["needed"]) for row in possible])
        together = {row["row"]: units for row, units in zip(possible, missing, strict=True)}
    told = [
        (row["row"], *_reason(plan, row, reaches[_place(row)], together.get(row["row"], 0.0), unfinished))
        for row in rows
    ]
    kinds = {"row": pl.UInt32, "why": pl.String, "words": pl.String}
    why = pl.DataFrame(told, schema=kinds, orient="row")
    return (
        numbered.join(why, on="row", how="left", maintain_order="left")
        .with_columns(outcome=pl.coalesce("why", "outcome"), reason=pl.coalesce("words", "reason"))
        .select(found.columns)
    )


def _place(row: dict[str, Any]) -> tuple[str, int]:
    """Return capability and year of a need."""
    return row["capability"], row["year"]


def _reason(
    plan: Plan, row: dict[str, Any], reached: Reach, missing: float, unfinished: bool
) -> tuple[str, str]:
    """Return outcome and reason of one need that is not held, of which `missing` must be beside all else."""
    needed = row["needed"]
    capability, year = reached.capability, reached.year
    if reached.most < needed * (1.0 - ENOUGH):
        return CANNOT, (
            f"No plan can: at most {_quantity(reached.most)} of the {_quantity(needed)} needed could be held "
            f"by the end of {year}, even if all else gave way. {_bound(reached)}"
        )
    unassigned = plan.tables["unassigned"].filter(capability=capability, year=year)
    if unassigned.height:
        quantity, why = unassigned.select("quantity", "reason").row(0)
        # what is required beyond this need, by a pledge or for another enabler, is no part of it
        quantity -= max((row["required"] or 0.0) - needed, 0.0)
        if quantity > needed * ENOUGH:
            return UNASSIGNED, f"Nobody can be asked for {_quantity(quantity)} of it by {year}: {why}."
    if unfinished:
        return OPEN, "The last round allowed still raised requirements; allow more rounds."
    if missing > 0:
        return CANNOT_TOGETHER, (
            "Nothing rules it out alone, but it cannot be held with all else that breaks: the plan that "
            f"misses least of all lacks {_quantity(missing)} of it. {_bound(reached)}"
        )
    return GIVES_WAY, (
        "No limit rules it out: it would have to come before other requirements, or be asked of others. "
        f"{_in_the_plan(plan, capability, year)}"
    )


def _bound(reached: Reach) -> str:
    """Return in words what bounds what can be held."""
    if reached.first_delivery is None:
        return "No line builds it."
    if reached.binding:
        return f"What binds: {_limits(reached.binding)}."
    return f"The first new order can be delivered in {reached.first_delivery}."


def _limits(binding: Sequence[Binding]) -> str:
    """Return limits in words: those of industry and people by name, budgets of many allies summed up."""
    money = [limit for limit in binding if limit.kind.endswith("budget")]
    others = [limit for limit in binding if not limit.kind.endswith("budget")]
    words = [f"{limit.name} ({limit.binds} {_span(limit)})" for limit in others[:NAMED]]
    if len(others) > NAMED:
        words.append(f"{len(others) - NAMED} more of industry and people")
    words += [f"{limit.name} ({limit.binds} {_span(limit)})" for limit in money[:NAMED]]
    if len(money) > NAMED:
        words.append(f"the money of {len(money) - NAMED} more allies")
    return "; ".join(words)


def _span(limit: Binding) -> str:
    first, last = limit.first_year, limit.last_year
    return f"in {first}" if first == last else f"from {first} to {last}"


def _in_the_plan(plan: Plan, capability: str, year: int) -> str:
    """Return which of the plan's bottlenecks stand before a capability in a year."""
    case = plan.case
    products = case["products"].filter(pl.col("capability") == capability)["product"]
    lines = case["lines"].filter(pl.col("product").is_in(products.implode()))["line"].to_list()
    missing = plan.shortfall.filter(capability=capability, year=year)["ally"].to_list()
    own = (
        (pl.col("capability") == capability)
        | ((pl.col("kind") == "line") & pl.col("key").is_in(lines))
        | (pl.col("kind").str.ends_with("budget") & pl.col("key").is_in(missing))
    )
    stand = plan.bottlenecks.filter(own & (pl.col("first_year") <= year))
    if stand.is_empty():
        return "None of the limits in its own way binds in the plan."
    named = "; ".join(stand.head(NAMED)["name"])
    return f"What binds in its way: {named}."


def _quantity(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 or value == round(value) else f"{value:,.1f}"
