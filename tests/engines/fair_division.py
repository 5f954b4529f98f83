"""Random problems of fair division for the tests of its engines."""

from __future__ import annotations

import numpy as np

from sinews.engines.burden_matrix import BurdenMatrix


def random_problem(
    random: np.random.Generator, agents: int, goods: int, *, personnel: float = 0.0, most: int = 30
) -> BurdenMatrix:
    """Return a feasible problem with eligibility, caps and some agents shut out of some goods.

    With `personnel` above 0 the second resource is scarce: the smaller, the scarcer, from about 1 on.
    """
    ability = random.lognormal(0, 1, agents)
    total = random.integers(1, most + 1, goods).astype(np.float64)
    eligible = random.random((agents, goods)) < 0.7
    eligible[random.integers(agents, size=goods), np.arange(goods)] = True
    part = ability / ability.sum()
    upper = np.where(eligible, np.ceil(np.minimum(0.6, 3 * part)[:, None] * total), 0.0)
    use = random.integers(0, 5, goods).astype(np.float64)
    total = np.minimum(total, upper.sum(axis=0))
    supply = np.full(agents, np.inf)
    if personnel:
        # a division that is known to be possible, so that the supplies leave room for one
        possible = upper * (total / upper.sum(axis=0))
        supply = personnel * (possible @ use) + 1e-9
    return BurdenMatrix(
        total=total,
        cost=random.integers(1, 20, goods).astype(np.float64),
        ability=ability,
        lower=np.zeros((agents, goods)),
        upper=upper,
        use=use,
        supply=supply,
    )
