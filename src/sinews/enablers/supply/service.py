"""What the stocks that are held forward achieve: depots, bases and brigades, simulated day by day."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl

from sinews.case import Case
from sinews.enablers.supply.distribution import Distribution
from sinews.enablers.supply.tables import part, supply_classes
from sinews.engines.arrays import Values
from sinews.engines.supply_chain import OUTSIDE, Chain, simulate

DAYS = 180
PATHS = 500


def simulate_service(
    case: Case, distribution: Distribution, *, days: int = DAYS, paths: int = PATHS
) -> pl.DataFrame:
    """Return the share of days on which each brigade lacks nothing of a class.

    Depots never run out; bases and brigades order up to their levels every day, and what a brigade lacks is
    delivered later. Levels are set for the planning rates.

    Parameters
    ----------
    case
        A checked case.
    distribution
        Its distribution.
    days, paths
        Length and number of the sampled worlds.

    Returns
    -------
    polars.DataFrame
        place, base, supply_class, planned (share at the planning rates), uncertain (share where the rates of
        a class may turn out anywhere in their range); in the order of the levels.
    """
    chain, levels = delivery_chain(case, distribution, days)
    low, high = (supply_classes(case)[column].to_numpy() / 100.0 for column in ("rate_low", "rate_high"))
    shares = [
        1.0
        - simulate(
            replace(chain, rate_low=rates[0], rate_high=rates[1]), paths, case.settings.seed
        ).short_days.mean(axis=0)
        / days
        for rates in ((np.ones_like(low), np.ones_like(high)), (low, high))
    ]
    return (
        levels.with_columns(pl.Series("planned", shares[0]), pl.Series("uncertain", shares[1]))
        .filter(pl.col("stage") == "brigade")
        .select("place", "base", "supply_class", "planned", "uncertain")
    )


def delivery_chain(case: Case, distribution: Distribution, days: int) -> tuple[Chain, pl.DataFrame]:
    """Return the chain from depots to brigades, and the levels in the order of its places.

    Parameters
    ----------
    case, distribution
        As for `simulate_service`.
    days
        Number of days.
    """
    levels = distribution.levels.sort(pl.col("stage") == "brigade", maintain_order=True)
    classes = supply_classes(case)
    position = {key: place for place, key in enumerate(classes["supply_class"])}
    group = np.array([position[key] for key in levels["supply_class"]], np.int64)
    brigade = (levels["stage"] == "brigade").to_numpy()
    bases = {
        key: place
        for place, key in enumerate(
            levels.filter(pl.col("stage") == "base").select("base", "supply_class").iter_rows()
        )
    }
    keys = levels.select("base", "supply_class").iter_rows()
    supplier = [bases[key] if below else OUTSIDE for key, below in zip(keys, brigade, strict=True)]
    on_the_road: Values = np.where(brigade, 1.0, 0.0)
    level = levels["level"].to_numpy()
    count = group.size
    chain = Chain(
        supplier=np.array(supplier, np.int64),
        lead_time=levels["lead_time"].to_numpy(),
        level=level,
        opening=level,
        room=np.full(count, np.inf),
        capacity=np.full(count, np.inf),
        loss=on_the_road * part(case, "convoy_loss"),
        closure=on_the_road * part(case, "road_closure"),
        delivered=np.zeros((count, days)),
        demand=(on_the_road * levels["amount"].to_numpy())[:, None] * np.ones(days),
        variation=classes["variation"].to_numpy()[group] / 100.0,
        kept=np.ones(count),
        stream=np.arange(count),
        group=group,
        rate_low=np.ones(classes.height),
        rate_high=np.ones(classes.height),
        substitute=np.full(count, OUTSIDE),
        substitute_rate=np.ones(count),
    )
    return chain, levels
