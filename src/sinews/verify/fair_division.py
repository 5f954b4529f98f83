"""Published worked examples of claims rules, of the Shapley value, and of lexicographic min-max."""

from __future__ import annotations

from functools import partial

import numpy as np

from sinews.engines import claims
from sinews.engines.arrays import Values
from sinews.engines.burden_matrix import BurdenMatrix, exchange_gap
from sinews.engines.leximin import leximin
from sinews.engines.shapley import bankruptcy_game, shapley_value
from sinews.verify.check import Check

AUMANN_MASCHLER = "Aumann and Maschler, Game theoretic analysis of a bankruptcy problem from the Talmud, 1985"
ONEILL = "O'Neill, A problem of rights arbitration from the Talmud, Math. Social Sciences 2, 1982"
THOMSON = "Thomson, How to Divide When There Isn't Enough, Cambridge University Press, 2019"
SHAPLEY = "Shapley, A value for n-person games, 1953 (glove market)"
SHAPLEY_SHUBIK = (
    "Shapley and Shubik, A method for evaluating the distribution of power, 1954 (council of 1965)"
)
FUJISHIGE = "Fujishige, Lexicographically optimal base of a polymatroid, 1980 (optimality by exchanges)"

WIVES = (100.0, 200.0, 300.0)
GARMENT = (100.0, 50.0)
MATRICES = 50

# The table of the Mishna: estates of 100, 200 and 300, claims of 100, 200 and 300.
MISHNA = {100.0: (100 / 3, 100 / 3, 100 / 3), 200.0: (50.0, 75.0, 75.0), 300.0: (50.0, 100.0, 150.0)}
# The same by random arrival, which is the Shapley value of the bankruptcy game.
ARRIVAL = {
    100.0: (100 / 3, 100 / 3, 100 / 3),
    200.0: (100 / 3, 250 / 3, 250 / 3),
    300.0: (50.0, 100.0, 150.0),
}


def _talmud(estate: float, who: int) -> float:
    return float(claims.talmud(WIVES, estate)[who])


def _arrival(estate: float, who: int) -> float:
    return float(claims.random_arrival(WIVES, estate)[who])


def _game(estate: float, who: int) -> float:
    return float(shapley_value(bankruptcy_game(WIVES, estate))[who])


def _garment(who: int) -> float:
    return float(claims.talmud(GARMENT, 100.0)[who])


def security_council() -> Values:
    """Return the power index of each member: 5 with a veto, 10 without, 9 votes needed."""
    coalition = np.arange(1 << 15)
    passes = (np.bitwise_count(coalition & 31) == 5) & (np.bitwise_count(coalition >> 5) >= 4)
    return shapley_value(passes.astype(np.float64))


def largest_gap_of_leximin(seed: int = 1) -> float:
    """Return the largest gap on random matrices: of a level from its bound, or of an exchange that helps."""
    random = np.random.default_rng(seed)
    worst = 0.0
    for _ in range(MATRICES):
        agents, goods = (int(n) for n in random.integers(2, 16, size=2))
        total = random.integers(1, 30, goods).astype(np.float64)
        upper = np.ceil(total * random.random((agents, goods)))
        problem = BurdenMatrix(
            total=np.minimum(total, upper.sum(axis=0)),
            cost=random.lognormal(0, 1, goods),
            ability=random.lognormal(0, 1, agents),
            lower=np.zeros((agents, goods)),
            upper=upper,
            use=np.zeros(goods),
            supply=np.full(agents, np.inf),
        )
        found = leximin(problem)
        worst = max(worst, found.gap, exchange_gap(problem, found.x))
    return worst


CHECKS = (
    *(
        Check(
            "Talmud rule",
            f"three wives with 100, 200 and 300: share of number {who + 1} in an estate of {estate:.0f}",
            AUMANN_MASCHLER,
            share,
            partial(_talmud, estate, who),
            1e-9,
        )
        for estate, shares in MISHNA.items()
        for who, share in enumerate(shares)
    ),
    *(
        Check(
            "Talmud rule",
            f"contested garment of 100: one claims {claim:.0f}",
            AUMANN_MASCHLER,
            share,
            partial(_garment, who),
            1e-9,
        )
        for who, (claim, share) in enumerate(zip(GARMENT, (75.0, 25.0), strict=True))
    ),
    Check(
        "equal awards (Maimonides)",
        "three wives with 100, 200 and 300: share of the first in an estate of 200",
        THOMSON,
        200 / 3,
        lambda: float(claims.equal_awards(WIVES, 200.0)[0]),
        1e-9,
    ),
    Check(
        "equal losses (Maimonides)",
        "three wives with 100, 200 and 300: share of the third in an estate of 200",
        THOMSON,
        150.0,
        lambda: float(claims.equal_losses(WIVES, 200.0)[2]),
        1e-9,
    ),
    *(
        Check(
            "random arrival",
            f"three wives with 100, 200 and 300: share of number {who + 1} in an estate of {estate:.0f}",
            ONEILL,
            share,
            partial(_arrival, estate, who),
            1e-9,
        )
        for estate, shares in ARRIVAL.items()
        for who, share in enumerate(shares)
    ),
    Check(
        "Shapley value",
        "bankruptcy game of the three wives, estate 200: value of the first",
        ONEILL,
        100 / 3,
        partial(_game, 200.0, 0),
        1e-9,
    ),
    Check(
        "Shapley value",
        "two left gloves and one right: value of the right one",
        SHAPLEY,
        2 / 3,
        lambda: float(shapley_value([0, 0, 0, 0, 0, 1, 1, 1])[2]),
        1e-9,
    ),
    Check(
        "Shapley value",
        "Security Council: a permanent member",
        SHAPLEY_SHUBIK,
        421 / 2145,
        lambda: float(security_council()[0]),
        1e-12,
    ),
    Check(
        "Shapley value",
        "Security Council: another member",
        SHAPLEY_SHUBIK,
        4 / 2145,
        lambda: float(security_council()[14]),
        1e-12,
    ),
    Check(
        "lexicographic min-max",
        f"largest gap of a level from its proof, or of an exchange that helps, on {MATRICES} random matrices",
        FUJISHIGE,
        0.0,
        largest_gap_of_leximin,
        1e-7,
    ),
)
