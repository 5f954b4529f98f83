"""Least-cost numbers of servers that keep service levels in a simulated system, statistically certified.

The system is a function from numbers of servers to counts in simulated worlds: how many customers each
criterion applies to, and for how many it is kept. The same worlds serve all numbers tried (common random
numbers), so that differences come from servers, not from luck.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sinews.engines.arrays import Indices, Values

STEP = 20
"""A step of a number of servers is its twentieth part, and one at least."""
EXCHANGE = 4
"""More of one kind for less of others is tried with a quarter of its number."""
FINE = 50
"""Bisection ends within the fiftieth part of a number, and within one at least."""
FEW = 2
"""Worlds that a number of servers is first tried in."""
CLEARLY = 0.01
"""By how much a share must miss its level in a few worlds for the others not to be asked."""
ATTEMPTS = 6
"""Times that an answer is put to the test in new worlds."""
GROWTHS = 12
"""Times that what fails grows by half."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What simulated worlds showed.

    Attributes
    ----------
    cases
        Customers to whom each criterion applies, (worlds, criteria).
    kept
        Those of them for whom it is kept, (worlds, criteria).
    """

    cases: Values
    kept: Values

    @property
    def shares(self) -> Values:
        """Share of customers for whom each criterion is kept, (criteria,); 1 where it applies to nobody."""
        cases = self.cases.sum(axis=0)
        return np.where(cases > 0, self.kept.sum(axis=0) / np.maximum(cases, 1e-300), 1.0)


Measure = Callable[[Indices, int, int], Counts]
"""Numbers of servers, first world, number of worlds -> what they showed."""


@dataclass(frozen=True, slots=True)
class Staffing:
    """Numbers of servers, and what they achieve.

    Attributes
    ----------
    units
        Number of servers of each kind.
    cost
        Of all of them.
    shares, bounds
        In the worlds of the last test: share of customers for whom each criterion is kept, and the lower
        confidence bound of what it is in the long run.
    certified
        Whether all bounds reach their levels.
    confidence
        Confidence in the bounds, all together.
    worlds
        Worlds of the last test.
    trials
        Numbers of servers that were simulated.
    """

    units: Indices
    cost: float
    shares: Values
    bounds: Values
    certified: bool
    confidence: float
    worlds: int
    trials: int


def least_cost(
    measure: Measure,
    start: Sequence[int],
    lowest: Sequence[int],
    cost: Sequence[float],
    level: Sequence[float],
    serves: NDArray[np.bool_],
    *,
    worlds: int,
    confidence: float,
) -> Staffing:
    """Return numbers of servers of least cost that keep every criterion's level, certified in new worlds.

    From `start`, kinds that serve a criterion that fails grow until none fails. Kind by kind, the dearest
    first, bisection then finds the least number that keeps all criteria, to within 2 %. A quarter more of one
    kind is exchanged for what it frees of those that serve a criterion with it, where that saves money. Each
    test uses new worlds, and the k-th of them spends ``2**-k`` of the permitted error, shared alike by the
    criteria (Bonferroni), so that the confidence holds for all tests together; what fails a test grows by the
    step that does most for its cost.

    Parameters
    ----------
    measure
        The system. More servers should not make it worse beyond noise; if they do, the answer keeps its
        levels all the same.
    start
        Numbers to begin with, (kinds,), as of `square_root_staffing`.
    lowest
        Least numbers, (kinds,): the mean load, below which queues grow without end.
    cost
        Of one server of each kind, (kinds,), above 0.
    level
        Share of its customers for whom each criterion is to be kept, (criteria,), below 1.
    serves
        Which kinds help to keep which criterion, (criteria, kinds).
    worlds
        Worlds of the search, and twice as many in each test.
    confidence
        That the levels are kept in the long run, all together.

    Returns
    -------
    Staffing
        Not certified if levels are not reached however many servers there are.

    References
    ----------
    Law, Simulation modeling and analysis, 5th edition, 2015: common random numbers, Bonferroni's inequality.
    Atlason, Epelman and Henderson, Call center staffing with simulation and cutting plane methods, Annals of
    Operations Research 127, 2004: service levels of simulated stages, which more servers raise.
    """
    system = _System(measure, np.asarray(level, float), worlds, (1.0 - confidence) / len(level) / 2.0)
    price, least = np.asarray(cost, float), np.asarray(lowest, np.int64)
    units = _grown(system, np.maximum(np.asarray(start, np.int64), least), serves)
    if system.keeps(units):
        units = _reduced(system, units, least, price)
        units = _exchanged(system, units, least, price, serves)
    first = worlds
    for attempt in range(ATTEMPTS):
        risk = (1.0 - confidence) / len(level) * 0.5 ** (attempt + 1)
        seen = measure(units, first, 2 * worlds)
        kept = margins(seen, system.level, risk) >= 0.0
        if kept.all() or attempt == ATTEMPTS - 1 or not system.keeps(units):
            break
        first += 2 * worlds
        for criterion in np.flatnonzero(~kept):
            units = _best_step(system, units, price, serves[criterion], int(criterion))
    return Staffing(
        units=units,
        cost=float(price @ units),
        shares=seen.shares,
        bounds=lower_bounds(seen, risk),
        certified=bool(kept.all()),
        confidence=confidence,
        worlds=2 * worlds,
        trials=len(system.seen) + len(system.turned_down) + attempt + 1,
    )


def margins(counts: Counts, level: Values, risk: float) -> Values:
    """Return by how much each criterion is kept: at least 0 if it is with confidence 1 − `risk`.

    It is the lower bound, by Student's t over the worlds, of the mean of kept − level · cases: the share of
    all customers in the long run reaches the level exactly if that mean is not negative. Worlds are
    independent, whatever happens within one.

    Parameters
    ----------
    counts
        What at least two worlds showed.
    level
        Level of each criterion, (criteria,).
    risk
        Chance of an error, for one criterion.
    """
    from scipy.stats import t

    worlds = counts.cases.shape[0]
    surplus = counts.kept - level * counts.cases
    spread = surplus.std(axis=0, ddof=1) / np.sqrt(worlds)
    # where nobody is ever too late, no level below 1 is in doubt
    never_late = (counts.kept >= counts.cases).all(axis=0)
    bound = surplus.mean(axis=0) - float(t.ppf(1.0 - risk, worlds - 1)) * spread
    return np.asarray(np.where(never_late, np.maximum(bound, 0.0), bound))


def lower_bounds(counts: Counts, risk: float) -> Values:
    """Return the lower confidence bound of each criterion's share: the level at which its margin is 0.

    The bound of a ratio of means after Fieller; 1 where nobody is ever too late, as in `margins`.

    References
    ----------
    Fieller, Some problems in interval estimation, Journal of the Royal Statistical Society B 16, 1954.
    """
    low, high = np.zeros(counts.cases.shape[1]), counts.shares
    for _ in range(50):
        middle = (low + high) / 2.0
        kept = margins(counts, middle, risk) >= 0.0
        low, high = np.where(kept, middle, low), np.where(kept, high, middle)
    return low


class _System:
    """The simulated system in the worlds of the search, with what it has shown."""

    def __init__(self, measure: Measure, level: Values, worlds: int, risk: float) -> None:
        self.measure, self.level, self.worlds, self.risk = measure, level, worlds, risk
        self.seen: dict[tuple[int, ...], Values] = {}
        self.turned_down: set[tuple[int, ...]] = set()

    def margins(self, units: Indices) -> Values:
        """Return the margin of each criterion."""
        key = tuple(int(number) for number in units)
        if key not in self.seen:
            self.seen[key] = margins(self.measure(units, 0, self.worlds), self.level, self.risk)
        return self.seen[key]

    def keeps(self, units: Indices) -> bool:
        """Return whether all criteria are kept; what clearly misses one in a few worlds is asked no further.

        Turned down by mistake, units cost money, and never certainty.
        """
        key = tuple(int(number) for number in units)
        if key in self.turned_down:
            return False
        if key not in self.seen and self.worlds > FEW:
            shares = self.measure(units, 0, FEW).shares
            if (shares < self.level - CLEARLY).any():
                self.turned_down.add(key)
                return False
        return bool((self.margins(units) >= 0.0).all())


def _grown(system: _System, units: Indices, serves: NDArray[np.bool_]) -> Indices:
    """Return more units of the kinds that serve what fails, until nothing does or growth is in vain."""
    for _ in range(GROWTHS):
        failing = system.margins(units) < 0.0
        if not failing.any():
            break
        units = np.where(serves[failing].any(axis=0), units + np.maximum(units // 2, 1), units)
    return units


def _reduced(system: _System, units: Indices, least: Indices, price: Values) -> Indices:
    """Return the least units of kind by kind, the kind that costs most first."""
    for kind in np.argsort(-price * units, kind="stable"):
        units = _bisected(system, units, int(kind), int(least[kind]))
    return units


def _bisected(system: _System, units: Indices, kind: int, least: int) -> Indices:
    """Return units with the least number of one kind that keeps all criteria, to within `FINE`."""
    # what is wanted is mostly near what there is: look for a number that fails in widening steps
    high, step = int(units[kind]), _step(int(units[kind]))
    low = least - 1
    while high > least:
        trial = max(high - step, least)
        if not system.keeps(_with(units, kind, trial)):
            low = trial
            break
        high, step = trial, 2 * step
    while high - low > max(high // FINE, 1):
        middle = (low + high) // 2
        if system.keeps(_with(units, kind, middle)):
            high = middle
        else:
            low = middle
    return _with(units, kind, high)


def _exchanged(
    system: _System, units: Indices, least: Indices, price: Values, serves: NDArray[np.bool_]
) -> Indices:
    """Return units after every exchange of more of one kind for fewer of others that saves money."""
    together = serves.T.astype(np.int64) @ serves.astype(np.int64) > 0
    for more in range(units.size):
        trial = _with(units, more, int(units[more]) + _step(int(units[more]), EXCHANGE))
        for fewer in np.argsort(-price * units, kind="stable"):
            if fewer != more and together[more, fewer]:
                trial = _bisected(system, trial, int(fewer), int(least[fewer]))
        if price @ trial < price @ units:
            units = _reduced(system, trial, least, price)
    return units


def _best_step(
    system: _System, units: Indices, price: Values, kinds: NDArray[np.bool_], criterion: int
) -> Indices:
    """Return units with one step more of the kind that does most for a criterion at its cost."""
    now = system.margins(units)[criterion]
    steps = [
        _with(units, int(kind), int(units[kind]) + _step(int(units[kind]))) for kind in np.flatnonzero(kinds)
    ]
    worth = [(system.margins(each)[criterion] - now) / float(price @ (each - units)) for each in steps]
    return steps[int(np.argmax(worth))]


def _with(units: Indices, kind: int, number: int) -> Indices:
    """Return units with another number of one kind."""
    changed = units.copy()
    changed[kind] = number
    return changed


def _step(number: int, part: int = STEP) -> int:
    """Return a step from a number of units: so small a part of it, and one at least."""
    return max(number // part, 1)
