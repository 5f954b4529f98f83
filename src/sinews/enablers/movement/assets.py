"""Lift assets: how many can be used, what one carries, and for how long a load keeps it busy."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from sinews.case import Case, unit_prices

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
    """Return the assets; `held` has capability and quantity for each ally or pool."""
    quantity = dict(
        held.group_by("capability", maintain_order=True).agg(pl.col("quantity").sum()).iter_rows()
    )
    prices: dict[str, float] = {}
    priced = unit_prices(case).join(
        case["products"].select("product", "capability"), on="product", how="left"
    )
    for capability, price in priced.select("capability", "procurement").drop_nulls().iter_rows():
        prices[capability] = min(price, prices.get(capability, float("inf")))
    found = []
    for name in ASSETS:
        rows = case["lift"].filter(pl.col("capability") == name)
        if rows.is_empty():
            continue
        row = rows.row(0, named=True)
        found.append(
            Asset(
                name,
                float(quantity.get(name, 0.0)),
                float(row["availability"]) / 100.0,
                float(row["payload"]),
                float(row["lane_metres"] or 0.0),
                prices.get(name, float("inf")),
            )  # fmt: skip
        )
    return found


def held_by_alliance(case: Case, held: pl.DataFrame) -> pl.DataFrame:
    """Return capability and quantity of what allies hold and of what pools hold together."""
    columns = ["capability", "quantity"]
    return pl.concat([held.select(columns), case["pooled"].select(columns)])
