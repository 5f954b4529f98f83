"""Greedy addition and interchange for covering problems: places found fast, without a bound of their own.

Greedy addition is within 1 - 1/e of the best (G. Nemhauser, L. Wolsey and M. Fisher, Mathematical Programming
14, 1978); interchange follows M. Teitz and P. Bart (Operations Research 16, 1968).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from scipy.sparse import csc_array, csr_array

from sinews.engines.arrays import Flags, Indices, Values

SMALL = 1e-12
"""Gains below this count as none; weights are at most one."""


class Search:
    """Places in the making: how often each layer covers each site, and what a change would do."""

    def __init__(
        self,
        weight: Values,
        reach: Sequence[csr_array],
        limit: Sequence[Indices],
        group: Sequence[Indices],
        worth: Values,
    ) -> None:
        self._weight = weight
        self._columns = [csc_array(part) for part in reach]
        self._transposed = [csr_array(part.T) for part in reach]
        self._left = [part.copy() for part in limit]
        self._group = group
        # worth[k] is what a layer adds where k layers cover already
        self._worth = np.concatenate([worth, np.zeros(len(reach) + 1)])
        self._times = np.zeros((len(reach), weight.size), np.int64)
        self._open = [np.zeros(part.shape[1], bool) for part in reach]

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
    def everything_covered(self) -> bool:
        """Whether no further facility could add anything, even beyond the limits."""
        return all(self._unlimited(layer).max(initial=0.0) <= SMALL for layer in range(len(self._open)))

    @property
    def places(self) -> list[Indices]:
        """For each layer, the candidates that have a facility."""
        return [np.flatnonzero(part) for part in self._open]

    def place(self, places: Sequence[Indices]) -> None:
        """Put facilities at given places."""
        for layer, chosen in enumerate(places):
            for candidate in chosen:
                self._change(layer, int(candidate), 1)

    def add(self) -> None:
        """Add the facility with the largest gain until none gains."""
        while True:
            gains = [self._gain(layer) for layer in range(len(self._open))]
            tops = [(float(gain.max()), layer) for layer, gain in enumerate(gains) if gain.size]
            most, layer = max(tops, key=lambda top: (top[0], -top[1]), default=(0.0, 0))
            if most <= SMALL:
                return
            self._change(layer, int(gains[layer].argmax()), 1)

    def exchange(self) -> None:
        """Move facilities to where they do more, as long as that helps."""
        while self._exchange():
            self.add()

    def pass_by(self, weigh: Callable[[Indices], Values]) -> None:
        """Move each facility once to where it does most by weights that change with the cover.

        Parameters
        ----------
        weigh
            Gives the weight of each site, at most one, from the number of layers that cover each.
        """
        self._exchange(weigh)

    def _exchange(self, weigh: Callable[[Indices], Values] | None = None) -> bool:
        """Move each facility once to where it does most, if that helps; return whether any moved."""
        moved = False
        for layer, opened in enumerate(self._open):
            for candidate in np.flatnonzero(opened):
                self._change(layer, int(candidate), -1)
                if weigh is not None:
                    self._weight = weigh(self.depth)
                gain = self._gain(layer)
                best = int(gain.argmax())
                better = gain[best] > gain[candidate] + SMALL
                self._change(layer, best if better else int(candidate), 1)
                moved |= better
        return moved

    def _gain(self, layer: int) -> Values:
        """Return what one more facility of a layer would add at each candidate, 0 where none may stand."""
        gain = self._unlimited(layer)
        gain[self._open[layer] | (self._left[layer][self._group[layer]] <= 0)] = 0.0
        return gain

    def _unlimited(self, layer: int) -> Values:
        """Return what one more facility of a layer would add at each candidate if it might stand there."""
        adds = self._weight * self._worth[self.depth] * (self._times[layer] == 0)
        gain: Values = self._transposed[layer] @ adds
        return gain

    def _change(self, layer: int, candidate: int, by: int) -> None:
        """Add (1) or take away (-1) the facility at a candidate."""
        columns = self._columns[layer]
        sites = columns.indices[columns.indptr[candidate] : columns.indptr[candidate + 1]]
        self._times[layer, sites] += by
        self._left[layer][self._group[layer][candidate]] -= by
        self._open[layer][candidate] = by > 0
