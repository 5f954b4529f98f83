"""Movement in the stress test: whether force packages close in time, and what would bring them."""

from __future__ import annotations

import polars as pl

from sinews.assessment.finding import ALL_PLANS, MOVEMENT, Finding
from sinews.assessment.stress.forces import Forces
from sinews.assessment.stress.mending import mending
from sinews.case import Case, held_by_alliance, holdings, unit_costs
from sinews.enablers import movement

NEED = {
    "capability": pl.String,
    "name": pl.String,
    "needed": pl.Float64,
    "price": pl.Float64,
    "still_late": pl.Int64,
}
"""Columns of `need`."""


def need(case: Case, plan: str, processors: int | None) -> pl.DataFrame:
    """Return the lift to hold and the ways to widen that bring the packages of a plan in time at least cost.

    The sizing starts from what is held today; beside what is held in another year it is an upper bound.

    Returns
    -------
    polars.DataFrame
        capability (null for a way), name, needed (units to hold; for a way, more a day), price (USD m a
        unit), still_late (packages that all of it does not bring in time; the same in each row).
    """
    lift = held_by_alliance(case, holdings(case))
    sizing = movement.size(case, lift, plan=_key(plan), processors=processors)
    names = dict(case["capabilities"].select("capability", "name").iter_rows())
    nodes = dict(case["nodes"].select("node", "name").iter_rows())
    prices = dict(unit_costs(case).select("capability", "price").iter_rows())
    rows = [
        (capability, names[capability], needed, prices.get(capability))
        for capability, needed in sizing.peak.select("capability", "needed").iter_rows()
    ]
    for row in sizing.additions.filter(pl.col("from_node") != "").iter_rows(named=True):
        where = [nodes[node] for node in dict.fromkeys((row["from_node"], row["to_node"]))]
        way = f"more a day of {row['kind']} {' to '.join(where)}"
        rows.append((None, way, row["added"], row["cost"] / row["added"]))
    late = sizing.outcome.closures.filter(pl.col("late").is_null() | (pl.col("late") > 0)).height
    return pl.DataFrame([(*row, late) for row in rows], schema=NEED, orient="row")


def examine(case: Case, forces: Forces, plan: str, needed: pl.DataFrame, processors: int | None) -> Finding:
    """Return whether the packages of a plan close in time.

    Parameters
    ----------
    case, forces, plan
        What is moved, and for which plan.
    needed
        What `need` returns for the plan.
    processors
        How many to use, all without it; the figures are the same.
    """
    lift = held_by_alliance(case, forces.held)
    outcome = movement.move(case, lift, plan=_key(plan), processors=processors)
    closures = outcome.closures
    late = closures.filter(pl.col("late").is_null() | (pl.col("late") > 0)).sort(
        "required_day", "force_package"
    )
    if late.is_empty():
        return Finding(
            plan,
            MOVEMENT,
            True,
            extent=f"{closures.height:,} packages in time",
            figure=100.0 * outcome.on_time,
        )
    first = late.row(0, named=True)
    days = late["late"].to_list()
    worst = "some never close" if None in days else f"up to {max(days):.0f} days"
    mend, cost = mending(
        needed.join(lift, on="capability", how="left", maintain_order="left").select(
            "name", "price", missing=(pl.col("needed") - pl.col("quantity").fill_null(0.0)).clip(0.0)
        )
    )
    beyond = 0 if needed.is_empty() else int(needed["still_late"][0])
    parts = [f"{mend}, at most" if mend else "nothing that is for sale"]
    if beyond:
        parts.append(f"no lift and no way brings {beyond} of the packages in time")
    return Finding(
        plan, MOVEMENT, False,
        breaks=f"{first['formation']} from {first['origin']} to {first['destination']}",
        day=int(first["required_day"]),
        extent=f"{late.height} of {closures.height} packages late, {worst}",
        mend="; ".join(parts), cost=cost, figure=100.0 * outcome.on_time,
    )  # fmt: skip


def _key(plan: str) -> str | None:
    return None if plan == ALL_PLANS else plan
