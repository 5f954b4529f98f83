"""Lift assets: how many there are, what one carries, and what one more costs."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from sinews.case import Case, CaseError, unit_costs
from sinews.case.problems import Problem
from sinews.enablers.movement.tables import means

ASSETS = ("het", "rail_flat", "rail_heavy", "roro", "airlift_strat", "airlift_tac")
"""The capabilities whose units are counted; tankers and bridge sets are not sized by movement of packages."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A capability that lifts.

    Attributes
    ----------
    capability, held, availability
        Which, how many the Alliance holds, and the share that can be used at a time (0..1).
    payload, lane_metres
        Tonnes and lane metres that one carries.
    price
        USD m for one more, at constant prices; infinite where no product has a price.
    """

    capability: str
    held: float
    availability: float
    payload: float
    lane_metres: float
    price: float


def assets_of(case: Case, held: pl.DataFrame) -> list[Asset]:
    """Return the assets; `held` has capability and quantity, as `sinews.case.held_by_alliance` returns them.

    Raises
    ------
    CaseError
        If the lift of an asset is missing, or a figure of it is blank or 0.
    """
    quantity = dict(held.select("capability", "quantity").iter_rows())
    price = dict(unit_costs(case).select("capability", "price").drop_nulls().iter_rows())
    found = []
    for name in ASSETS:
        row = means(case, "capability", name)
        needed = ("availability", "payload", *(("lane_metres",) if name == "roro" else ()))
        if blank := [column for column in needed if not row[column]]:
            raise CaseError(
                [Problem("lift", None, column, "", f"more than 0 for {name}") for column in blank]
            )
        asset = Asset(
            capability=name,
            held=float(quantity.get(name, 0.0)),
            availability=float(row["availability"]) / 100.0,
            payload=float(row["payload"]),
            lane_metres=float(row["lane_metres"] or 0.0),
            price=float(price.get(name, float("inf"))),
        )
        found.append(asset)
    return found
