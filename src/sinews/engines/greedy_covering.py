"""Covering of very many sites: greedy places, and a bound that needs no linear programme.

The problems are those of `sinews.engines.covering`. Their value is submodular: what a facility adds never
grows with those that stand already. So greedy addition, which looks again only at what may still be the best
(M. Minoux, Accelerated greedy algorithms for maximizing submodular set functions, 1978), is within 1 - 1/e of
the best where the facilities of a layer may stand anywhere, within a half where each group has its own; and
whatever stands, no choice is worth more than that and the largest gains of so many facilities more
(G. Nemhauser, L. Wolsey and M. Fisher, Mathematical Programming 14, 1978). The bound of the second kind is
told: it is that of the case, and mostly the closer one.

A candidate may stand for others near it. It then has a wide disc, which holds the discs of all of them: all
facilities at places that it stands for add together no more than one that covers the wide disc.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from sinews.engines.arrays import Flags, Indices, Values
from sinews.engines.cover_search import SMALL
from sinews.engines.covering import Cover
from sinews.engines.even_covering import EvenCover, Shares
from sinews.engines.set_covering import ROUNDING, Siting

BLOCK = 4_000_000
"""Entries of discs that are summed at a time."""

SHARPNESS = (50.0, 200.0, 800.0)
"""How sharp the smooth stand-in of the least share is, pass by pass; see `sinews.engines.even_covering`."""


@dataclass(frozen=True, slots=True)
class Discs:
    """The sites that each candidate reaches.

    Attributes
    ----------
    start
        Where the sites of each candidate begin, and the end of the last, shape (candidates + 1,).
    site
        The sites, candidate after candidate.
    """

    start: Indices
    site: NDArray[np.int32]

    def of(self, candidate: int) -> NDArray[np.int32]:
        """Return the sites that a candidate reaches."""
        return self.site[self.start[candidate] : self.start[candidate + 1]]

    def sums(self, values: Values) -> Values:
        """Return the sum of the values of the sites that each candidate reaches, shape (candidates,)."""
        result = np.zeros(self.start.size - 1)
        first = 0
        while first < result.size:
            last = int(np.searchsorted(self.start, self.start[first] + BLOCK, "right")) - 1
            last = min(max(last, first + 1), result.size)
            starts = self.start[first:last]
            some = np.diff(self.start[first : last + 1]) > 0
            if some.any():
                part = values[self.site[starts[0] : self.start[last]]]
                result[first:last][some] = np.add.reduceat(part, starts[some] - starts[0])
            first = last
        return result


@dataclass(frozen=True, slots=True)
class Candidates:
    """One kind of facility, and where it may stand.

    Attributes
    ----------
    reach
        What each candidate covers.
    wide
        What any of the places that it stands for covers; the same as `reach` where it stands for itself.
    limit
        Most facilities of each group of candidates, shape (groups,).
    group
        The group of each candidate, shape (candidates,).
    """

    reach: Discs
    wide: Discs
    limit: Indices
    group: Indices


def greedy_covering(
    weight: Values, layers: Sequence[Candidates], worth: Values, *, start: Sequence[Indices] | None = None
) -> Cover:
    """Cover as much as greedy addition can.

    Parameters
    ----------
    weight
        What covering a site is worth, shape (sites,), not negative.
    layers
        The layers, all over the same sites.
    worth
        Worth of being covered by a first, second, ... layer, as a multiple of the weight; not increasing.
    start
        For each layer, candidates to begin with, within the limits.

    Returns
    -------
    Cover
        Its bound holds for all places that the candidates stand for.
    """
    standing = _Standing(weight, layers, worth)
    for layer, chosen in enumerate(start or ()):
        for candidate in chosen.tolist():
            standing.change(layer, candidate, 1)
    standing.add()
    value = standing.value
    return Cover(standing.places, standing.covered, value, max(value, standing.bound()))


def greedy_even_covering(
    weight: Values, layers: Sequence[Candidates], worth: Values, agent: Indices
) -> EvenCover:
    """Place facilities so that the least share of an agent is as large as interchange can make it.

    The bound weighs the agents: no choice gives the least of them more than the mean of all, and the mean by
    any weights is bounded as in `greedy_covering`. The weights are those by which the search has gone.

    Parameters
    ----------
    weight, layers, worth
        As for `greedy_covering`.
    agent
        Whose each site is, numbered from 0 without a gap, shape (sites,).
    """
    shares = Shares.of(weight, worth, agent)
    standing = _Standing(shares.part, layers, worth)
    standing.add()
    best, places, covered = shares.share(standing.depth), standing.places, standing.covered
    bound = 1.0
    for sharpness in SHARPNESS:
        standing.pass_by(partial(shares.towards_least, sharpness))
        share = shares.share(standing.depth)
        bound = min(bound, _least_bound(standing, shares, sharpness))
        if (share.min(), share.sum()) > (best.min(), best.sum()):
            best, places, covered = share, standing.places, standing.covered
    return EvenCover(places, covered, best, max(bound, float(best.min())))


def fewest_covering(weight: Values, layer: Candidates, share: float) -> Siting:
    """Cover a share of all weight with few facilities, and say how few could do.

    Parameters
    ----------
    weight
        What covering a site is worth, shape (sites,), not negative.
    layer
        The candidates; their limits do not count.
    share
        Share of the weight of all sites to cover, 0..1.

    Raises
    ------
    ValueError
        If all candidates together reach less than that.
    """
    needed = share * float(weight.sum()) * (1.0 - ROUNDING)
    count = layer.group.size
    free = Candidates(layer.reach, layer.wide, np.array([count]), np.zeros(count, np.int64))
    standing = _Standing(weight, [free], np.ones(1))
    least, placed, looked_at = 0, 0, 1
    while standing.value < needed:
        if placed == looked_at:
            least, looked_at = max(least, standing.fewest(needed)), 2 * looked_at
        if not standing.add(most=1):
            raise ValueError(f"the candidates reach less than {share:.0%} of the weight")
        placed += 1
    if placed:
        # one before the last is the closest look
        standing.change(0, standing.latest, -1)
        least = max(least, standing.fewest(needed))
        standing.change(0, standing.latest, 1)
    (places,) = standing.places
    return Siting(places, float(places.size), float(min(max(least, min(placed, 1)), placed)))


class _Standing:
    """Facilities in the making: how often each layer covers each site, and what a change would do."""

    def __init__(self, weight: Values, layers: Sequence[Candidates], worth: Values) -> None:
        self._weight = weight
        self._layers = layers
        # worth[k] is what a layer adds where k layers cover already
        self._worth = np.concatenate([worth, np.zeros(len(layers) + 1)])
        self._times = np.zeros((len(layers), weight.size), np.int32)
        self._left = [layer.limit.copy() for layer in layers]
        self._open = [np.zeros(layer.group.size, bool) for layer in layers]
        self._gains: list[Values] | None = None
        self.latest = -1

    @property
    def covered(self) -> Flags:
        """Whether a layer covers a site, shape (sites, layers)."""
        return self._times.T > 0

    @property
    def depth(self) -> Indices:
        """Number of layers that cover each site, shape (sites,)."""
        return np.asarray(np.count_nonzero(self._times, axis=0), np.int64)

    @property
    def value(self) -> float:
        """Value of the objective."""
        total = np.concatenate([[0.0], np.cumsum(self._worth)])
        return float(self._weight @ total[self.depth])

    @property
    def places(self) -> tuple[Indices, ...]:
        """For each layer, the candidates that have a facility."""
        return tuple(np.flatnonzero(part) for part in self._open)

    def add(self, most: int | None = None) -> int:
        """Add the facility with the largest gain until none gains, or so many; return how many."""
        if self._gains is None:
            self._gains = [
                np.where(self._allowed(layer), each.reach.sums(self._adds(layer)), -1.0)
                for layer, each in enumerate(self._layers)
            ]
        added = 0
        while most is None or added < most:
            tops = [(float(gain.max(initial=-1.0)), -layer) for layer, gain in enumerate(self._gains)]
            gain, negative = max(tops, default=(0.0, 0))
            if gain <= SMALL * self._weight.max(initial=0.0):
                break
            layer = -negative
            candidate = int(self._gains[layer].argmax())
            now = self._gain(layer, candidate)
            if now < gain:
                # others have taken a part of it since; it waits for its turn
                self._gains[layer][candidate] = now
                continue
            self.change(layer, candidate, 1)
            self._gains[layer][~self._allowed(layer)] = -1.0
            self.latest = candidate
            added += 1
        return added

    def change(self, layer: int, candidate: int, by: int) -> None:
        """Add (1) or take away (-1) the facility at a candidate."""
        each = self._layers[layer]
        self._times[layer, each.reach.of(candidate)] += by
        self._left[layer][each.group[candidate]] -= by
        self._open[layer][candidate] = by > 0

    def pass_by(self, weigh: Callable[[Indices], Values]) -> None:
        """Move each facility once to where it does most by weights that change with the cover."""
        self._gains = None
        for layer, each in enumerate(self._layers):
            for candidate in np.flatnonzero(self._open[layer]).tolist():
                self.change(layer, candidate, -1)
                self._weight = weigh(self.depth)
                gain = np.where(self._allowed(layer), each.reach.sums(self._adds(layer)), 0.0)
                best = int(gain.argmax())
                self.change(layer, best if gain[best] > gain[candidate] + SMALL else candidate, 1)

    def bound(self, weight: Values | None = None) -> float:
        """Return what no choice of places is worth more than, by these weights or those of the search."""
        kept = self._weight
        self._weight = kept if weight is None else weight
        result = self.value
        for layer, each in enumerate(self._layers):
            gain = each.wide.sums(self._adds(layer))
            for group, limit in enumerate(each.limit.tolist()):
                result += float(np.sort(gain[each.group == group])[::-1][:limit].sum())
        usable = sum(bool((each.limit > 0).any()) for each in self._layers)
        most = float(self._weight.sum()) * float(self._worth[:usable].sum())
        self._weight = kept
        return min(result, most)

    def fewest(self, needed: float) -> int:
        """Return how many facilities any choice of one layer takes for a value, at the least."""
        gain = np.sort(self._layers[0].wide.sums(self._adds(0)))[::-1]
        reached = self.value + np.cumsum(gain)
        return int(np.searchsorted(reached, needed * (1.0 - ROUNDING)) + 1)

    def _adds(self, layer: int) -> Values:
        """Return what covering each site by a layer would add."""
        adds: Values = self._weight * self._worth[self.depth] * (self._times[layer] == 0)
        return adds

    def _gain(self, layer: int, candidate: int) -> float:
        """Return what a facility at a candidate would add."""
        sites = self._layers[layer].reach.of(candidate)
        times = self._times[:, sites]
        depth = np.count_nonzero(times, axis=0)
        return float((self._weight[sites] * self._worth[depth] * (times[layer] == 0)).sum())

    def _allowed(self, layer: int) -> Flags:
        """Return at which candidates a facility more may stand."""
        return ~self._open[layer] & (self._left[layer][self._layers[layer].group] > 0)


def _least_bound(standing: _Standing, shares: Shares, sharpness: float) -> float:
    """Return what no choice of places gives the agent who has least, with agents weighed as in the search."""
    share = shares.share(standing.depth)
    count = np.exp(-sharpness * (share - share.min())) * (1.0 - shares.idle)
    if not count.sum():
        return 1.0
    count /= count.sum()
    return standing.bound(shares.part * count[shares.whose])
