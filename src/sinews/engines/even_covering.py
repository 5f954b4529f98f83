"""Even covering: facilities placed so that the agent who is covered least is covered as much as can be.

``maximise min_a (sum_{i in a} w_i sum_k v_k z_ik) / (sum_{i in a} w_i sum_k v_k)`` over the places of
`sinews.engines.covering`: the Rawlsian, or maximin, rule beside the utilitarian one of the sum. What it costs
in the sum is the price of fairness (D. Bertsimas, V. Farias and N. Trichakis, Operations Research 59, 2011).

The linear relaxation bounds the least share, and its duals say how much the sites of each agent should count
for the sum to lead to the same places: greedy addition begins with these counts. Interchange then moves each
facility to where it does most for a smooth stand-in of the least share, ``-log sum_a exp(-s share_a) / s``,
whose gradient gives most of the weight to who is behind; its sharpness s rises from pass to pass.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from sinews.engines.arrays import Flags, Indices, Values
from sinews.engines.cover_search import Search
from sinews.engines.covering import Layer, covered_by
from sinews.engines.lp import LpModel

SHARPNESS = (20.0, 50.0, 100.0, 200.0, 400.0, 800.0)
"""How sharp the smooth stand-in of the least share is, pass by pass."""
PASSES = 3
"""Passes of the interchange with each sharpness."""


@dataclass(frozen=True, slots=True)
class EvenCover:
    """Places for facilities, and how much of each agent's worth they cover.

    Attributes
    ----------
    places
        For each layer, the candidates that get a facility, ascending.
    covered
        Whether a layer covers a site, shape (sites, layers).
    share
        Value of the cover of each agent's sites, as a share of that of every site covered by every layer,
        shape (agents,); one for an agent whose sites are worth nothing.
    bound
        No choice of places gives the agent who has least a larger share.
    """

    places: tuple[Indices, ...]
    covered: Flags
    share: Values
    bound: float


def even_covering(
    weight: ArrayLike, layers: Sequence[Layer], worth: ArrayLike, agent: ArrayLike
) -> EvenCover:
    """Place facilities so that the least share of an agent is as large as the search can make it.

    Parameters
    ----------
    weight
        What covering a site is worth, shape (sites,), not negative.
    layers
        The layers, all over the same sites.
    worth
        Worth of being covered by a first, second, ... layer, one each; not increasing.
    agent
        Whose each site is, numbered from 0 without a gap, shape (sites,).
    """
    w, values = np.asarray(weight, np.float64), np.asarray(worth, np.float64)
    problem = Shares.of(w, values, np.asarray(agent, np.int64))
    bound, count = _relaxed(problem, layers)
    search = Search(
        problem.part * count[problem.whose],
        [layer.reach for layer in layers],
        [layer.limit for layer in layers],
        [layer.group for layer in layers],
        values,
    )
    search.add()
    best, places = problem.share(search.depth), search.places
    for sharpness in np.repeat(SHARPNESS, PASSES):
        search.pass_by(partial(problem.towards_least, float(sharpness)))
        share = problem.share(search.depth)
        if (share.min(), share.sum()) > (best.min(), best.sum()):
            best, places = share, search.places
    chosen = tuple(places)
    return EvenCover(chosen, covered_by(layers, chosen), best, max(bound, float(best.min())))


@dataclass(frozen=True, slots=True)
class Shares:
    """What a cover gives each agent.

    Attributes
    ----------
    part
        Weight of each site as a share of all that covering its agent's sites can be worth, shape (sites,).
    worth
        Worth of a first, second, ... layer.
    whose
        The agent of each site.
    idle
        One for agents that have nothing to cover, shape (agents,).
    """

    part: Values
    worth: Values
    whose: Indices
    idle: Values

    @classmethod
    def of(cls, weight: Values, worth: Values, whose: Indices) -> Shares:
        """Return the shares of agents, by the weight of each site and whose it is."""
        total = np.bincount(whose, weights=weight) * worth.sum()
        idle = np.asarray(total == 0.0, np.float64)
        return cls(weight / (total + idle)[whose], worth, whose, idle)

    def share(self, depth: Indices) -> Values:
        """Return the share of each agent, where so many layers cover each site."""
        total = np.concatenate([[0.0], np.cumsum(self.worth)])
        shares = np.bincount(self.whose, weights=self.part * total[depth])
        return np.asarray(shares + self.idle, np.float64)

    def towards_least(self, sharpness: float, depth: Indices) -> Values:
        """Return the weight of each site by the gradient of the smooth least share."""
        share = self.share(depth)
        weight: Values = self.part * np.exp(-sharpness * (share - share.min()))[self.whose]
        return weight


def _relaxed(problem: Shares, layers: Sequence[Layer]) -> tuple[float, Values]:
    """Return the least share that the linear relaxation reaches, and what each agent should count for it."""
    lp, sites = LpModel(), problem.part.size
    least = lp.add_columns(1, cost=-1.0, upper=1.0)
    z = [lp.add_columns(sites, upper=1.0) for _ in layers]
    counted = lp.add_rows(sites, upper=0.0)
    agents = lp.add_rows(problem.idle.size, lower=-problem.idle)
    lp.add_entries(agents, least, -1.0)
    for level, value in zip(z, problem.worth, strict=True):
        lp.add_entries(counted, level, 1.0)
        lp.add_entries(agents[problem.whose], level, value * problem.part)
    for layer in layers:
        x, y = lp.add_columns(layer.reach.shape[1], upper=1.0), lp.add_columns(sites, upper=1.0)
        lp.add_entries(counted, y, -1.0)
        rows = lp.add_rows(sites, upper=0.0)
        lp.add_entries(rows, y, 1.0)
        site, candidate = layer.reach.nonzero()
        lp.add_entries(rows[site], x[candidate], -1.0)
        lp.add_entries(lp.add_rows(layer.limit.size, upper=layer.limit)[layer.group], x, 1.0)
    solved = lp.solve(algorithm="simplex")
    count = np.abs(solved.row_dual[agents])
    return -solved.objective, np.maximum(count / (count.max() or 1.0), 1e-3)
