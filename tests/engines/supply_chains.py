"""Random chains of stocks, and simple ones, for tests."""

from __future__ import annotations

from typing import Any

import numpy as np

from sinews.engines.supply_chain import OUTSIDE, Chain


def chain(places: int, days: int, **given: Any) -> Chain:
    """A chain of places that stand alone and do nothing, but for the figures given."""
    zeros, ones = np.zeros(places), np.ones(places)
    figures: dict[str, Any] = {
        "supplier": np.full(places, OUTSIDE),
        "lead_time": np.ones(places, np.int64),
        "level": zeros,
        "opening": zeros,
        "room": np.full(places, np.inf),
        "capacity": np.full(places, np.inf),
        "loss": zeros,
        "closure": zeros,
        "delivered": np.zeros((places, days)),
        "demand": np.zeros((places, days)),
        "variation": zeros,
        "kept": ones,
        "stream": np.arange(places),
        "group": np.zeros(places, np.int64),
        "rate_low": np.ones(1),
        "rate_high": np.ones(1),
        "substitute": np.full(places, OUTSIDE),
        "substitute_rate": ones,
    }
    return Chain(**figures | given)


def random_chain(seed: int) -> Chain:
    """Places in random trees, with everything random that can be."""
    random = np.random.default_rng(seed)
    places, days, groups = (
        int(random.integers(1, 12)),
        int(random.integers(1, 40)),
        int(random.integers(1, 4)),
    )
    number = np.arange(places)

    def often(share: float, values: Any, otherwise: Any) -> Any:
        return np.where(random.random(places) < share, values, otherwise)

    others = random.integers(0, places, places)
    return Chain(
        supplier=np.maximum((random.random(places) * (number + 1)).astype(np.int64) - 1, OUTSIDE),
        lead_time=random.integers(1, 6, places),
        level=often(0.7, random.uniform(0, 100, places), 0.0),
        opening=random.uniform(0, 60, places),
        room=often(0.5, random.uniform(0, 80, places), np.inf),
        capacity=often(0.5, random.uniform(0, 30, places), np.inf),
        loss=often(0.5, random.uniform(0, 0.5, places), 0.0),
        closure=often(0.5, random.random(places), 0.0),
        delivered=random.uniform(0, 5, (places, days)) * (random.random((places, days)) < 0.2),
        demand=random.uniform(0, 20, (places, days)) * (random.random((places, 1)) < 0.7),
        variation=often(0.7, random.random(places), 0.0),
        kept=often(0.5, 1.0, random.random(places)),
        stream=random.integers(0, places, places),
        group=random.integers(0, groups, places),
        rate_low=random.random(groups),
        rate_high=1.0 + random.random(groups),
        substitute=np.where((others != number) & (random.random(places) < 0.3), others, OUTSIDE),
        substitute_rate=random.uniform(0.3, 3.0, places),
    )
