"""Covering problems made smaller without a change of their optimum.

Sites that the same candidates reach become one. A candidate that covers nothing which another of its group
does not cover too is left out. Both are classical reductions (R. Roth, Computer solutions to minimum-cover
problems, Operations Research 17, 1969; C. Toregas and C. ReVelle, Binary logic solutions to a class of
location problem, Geographical Analysis 5, 1973).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy.sparse import csr_array, hstack

from sinews.engines.arrays import Flags, Indices, Values


class LayerLike(Protocol):
    """What is read of a layer."""

    @property
    def reach(self) -> csr_array:
        """Which site a candidate covers."""

    @property
    def limit(self) -> Indices:
        """Most facilities of each group."""

    @property
    def group(self) -> Indices:
        """Group of each candidate."""


@dataclass(frozen=True, slots=True)
class Reduced:
    """A covering problem of fewer sites and candidates.

    Attributes
    ----------
    weight
        Weight of the merged sites, shape (sites,).
    reach, limit, group
        As in the layers, one each.
    kept
        For each layer, the places that its candidates had before.
    stands_for
        For each layer, the reduced candidate that does at least as much as each candidate of before.
    """

    weight: Values
    reach: tuple[csr_array, ...]
    limit: tuple[Indices, ...]
    group: tuple[Indices, ...]
    kept: tuple[Indices, ...]
    stands_for: tuple[Indices, ...]

    def from_reduced(self, places: Sequence[Indices]) -> list[Indices]:
        """Return places of the problem of before."""
        return [kept[chosen] for kept, chosen in zip(self.kept, places, strict=True)]

    def to_reduced(self, places: Sequence[Indices]) -> list[Indices]:
        """Return places of the reduced problem that cover at least as much."""
        return [np.unique(stands[chosen]) for stands, chosen in zip(self.stands_for, places, strict=True)]


def reduced(weight: Values, layers: Sequence[LayerLike]) -> Reduced:
    """Return a smaller problem with the same optimum.

    Parameters
    ----------
    weight
        Weight of each site, shape (sites,).
    layers
        The layers of `sinews.engines.covering`.
    """
    reach = [_flags(layer.reach) for layer in layers]
    merged, weights = _merge_sites(weight, reach)
    kept, stands_for = [], []
    for place, layer in enumerate(layers):
        survivors, stands = undominated(merged[place], layer.group, layer.limit)
        kept.append(survivors)
        stands_for.append(stands)
    return Reduced(
        weight=weights,
        reach=tuple(csr_array(part[:, chosen]) for part, chosen in zip(merged, kept, strict=True)),
        limit=tuple(np.asarray(layer.limit, np.int64) for layer in layers),
        group=tuple(
            np.asarray(layer.group, np.int64)[chosen] for layer, chosen in zip(layers, kept, strict=True)
        ),
        kept=tuple(kept),
        stands_for=tuple(stands_for),
    )


def undominated(reach: csr_array, group: Indices, limit: Indices) -> tuple[Indices, Indices]:
    """Return the candidates worth keeping, and for every candidate the kept one that covers at least as much.

    A candidate yields to another of its group that covers all it covers; of two that cover the same, to the
    first. One of a group without facilities, or one that covers nothing, yields to the first of its group.
    """
    count = reach.shape[1]
    size = np.asarray(reach.sum(axis=0)).ravel()
    common = csr_array(reach.T @ reach).tocoo()
    one, other = common.coords[0].astype(np.int64), common.coords[1].astype(np.int64)
    inside = (common.data == size[one]) & (group[one] == group[other]) & (one != other)
    yields = inside & ((size[other] > size[one]) | (other < one))
    stands = np.arange(count)
    one, other = one[yields], other[yields]
    # the largest of those that cover all of a candidate is itself covered by none but equals before it
    order = np.lexsort((other, -size[other], one))
    firsts = order[np.unique(one[order], return_index=True)[1]]
    stands[one[firsts]] = other[firsts]
    while (again := stands[stands] != stands).any():
        stands[again] = stands[stands[again]]
    useless = (size == 0) | (np.asarray(limit)[group] <= 0)
    first_of_group = np.unique(group, return_index=True)
    representative = dict(zip(first_of_group[0].tolist(), first_of_group[1].tolist(), strict=True))
    stands[useless] = [stands[representative[g]] for g in group[useless].tolist()]
    kept = np.unique(stands)
    position = np.full(count, -1)
    position[kept] = np.arange(kept.size)
    return kept, position[stands]


def _merge_sites(weight: Values, reach: Sequence[csr_array]) -> tuple[list[csr_array], Values]:
    """Return the reach and the weight of sites, of which no two are reached by the same candidates."""
    every = csr_array(hstack(reach, format="csr"))
    every.sort_indices()
    places: dict[bytes, int] = {}
    label = np.empty(weight.size, np.int64)
    first: list[int] = []
    for site in range(weight.size):
        row = every.indices[every.indptr[site] : every.indptr[site + 1]].tobytes()
        if row not in places:
            places[row] = len(first)
            first.append(site)
        label[site] = places[row]
    merged_weight: Values = np.bincount(label, weights=weight, minlength=len(first)).astype(np.float64)
    seen: Flags = (np.diff(every.indptr)[first] > 0) & (merged_weight > 0)
    chosen = np.asarray(first, np.int64)[seen]
    return [csr_array(part[chosen]) for part in reach], merged_weight[seen]


def _flags(reach: csr_array) -> csr_array:
    """Return a matrix with ones where `reach` is not zero."""
    matrix = csr_array(reach).astype(np.float64)
    matrix.eliminate_zeros()
    matrix.data[:] = 1.0
    return matrix
