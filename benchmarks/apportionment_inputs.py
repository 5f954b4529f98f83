"""Random terms of apportionment of a given size, with every kind of limit."""

from __future__ import annotations

import numpy as np

from sinews.apportionment.limits import Terms

SIZES = {"alliance": (32, 60), "world": (200, 500)}
YEARS = 15
SEED = 1


def load(size: str) -> Terms:
    """Return terms for ``alliance`` (32 allies, 60 capabilities) or ``world`` (200 and 500).

    A quarter of the allies is landlocked, a third of the capabilities needs a coast; caps, growth, viable
    minimums, offers, opt-outs, packages and personnel are all there.
    """
    allies, capabilities = SIZES[size]
    random = np.random.default_rng(SEED)
    ability = random.lognormal(0, 1.5, allies) * 1e5
    baseline = np.ceil(random.lognormal(4, 1, capabilities))
    ramp = np.linspace(1 / YEARS, 1, YEARS)
    factor = random.choice([2.0, 3.0, 5.0], capabilities)
    required = baseline[:, None] * (1 + (factor - 1)[:, None] * ramp)
    spread = random.random((allies, capabilities)) * (random.random((allies, capabilities)) < 0.6)
    held = spread * ability[:, None]
    held = np.floor(held / held.sum(axis=0) * baseline)
    landlocked, naval = random.random(allies) < 0.25, random.random(capabilities) < 0.3
    cost = random.lognormal(4, 2, capabilities)
    crew = np.rint(np.minimum(cost * random.random(capabilities), 3000))
    required = baseline[:, None] + np.ceil(required - baseline[:, None])
    need = crew @ (required[:, -1] - baseline)
    offered = np.zeros((allies, capabilities))
    offered[random.integers(allies, size=allies), random.integers(capabilities, size=allies)] = 1.0
    packages = {
        f"package {number}": (int(capability), np.sort(random.choice(allies, 3, replace=False)))
        for number, capability in enumerate(random.choice(capabilities, capabilities // 20, replace=False))
    }
    return Terms(
        allies=[f"A{i:03}" for i in range(allies)],
        capabilities=[f"C{i:03}" for i in range(capabilities)],
        years=np.arange(2026, 2026 + YEARS),
        required=required,
        baseline=baseline,
        lot=np.ones(capabilities),
        held=held,
        inside=np.ones((allies, capabilities), dtype=bool),
        eligible=~(landlocked[:, None] & naval),
        opted_out=random.random((allies, capabilities)) < 0.01,
        offered=offered,
        cap=np.full((capabilities, YEARS), 0.5),
        cap_of_addition=np.zeros((capabilities, YEARS), dtype=bool),
        capped=np.ones((allies, capabilities, YEARS), dtype=bool),
        cap_pledge=["cap"] * capabilities,
        minimum=random.choice([1.0, 1.0, 2.0, 4.0], capabilities),
        cost=cost,
        product=["product"] * capabilities,
        ability=ability,
        crew=crew,
        personnel=1.8 * need * ability / ability.sum() * random.uniform(0.9, 1.5, allies) + 500,
        yearly_growth=0.4,
        packages=packages,
    )
