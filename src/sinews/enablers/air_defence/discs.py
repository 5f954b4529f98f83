"""What units cover where sites are very many: places thinned for each radius, and what each reaches."""

from __future__ import annotations

import numpy as np
import polars as pl
from scipy.spatial import KDTree

from sinews.engines.arrays import Indices, Values
from sinews.engines.great_circle import EARTH_RADIUS
from sinews.engines.greedy_covering import Candidates, Discs

LARGE = 5_000
"""Sites above which places are thinned, and greedy addition with a bound replaces the exact search."""

ENTRIES = 10_000_000
"""Pairs of a place and a site in its reach that one layer may have."""

CELLS = (0.0, 1 / 12, 1 / 8, 1 / 5, 1 / 3)
"""Sides of the cells in which one place stands for all, as shares of the radius; the smallest that keeps the
entries is taken. At the largest, each site lies in the reach of fewer than 50 cells."""

SAMPLE = 500
"""Places by which the entries are estimated."""

GRACE = 1e-3
"""Kilometres beyond the radius that count as within it: no last digit of a distance decides."""

PAIRS = 2_000_000
"""Pairs that are measured at a time."""


def is_large(sites: pl.DataFrame) -> bool:
    """Return whether there are so many sites that places are thinned and the search is greedy."""
    return sites.height > LARGE


def candidates_within(sites: pl.DataFrame, radius: float, limit: Indices, group: Indices) -> Candidates:
    """Return the places from which a layer may cover the sites.

    One place stands for all of its country in a cell; its wide disc holds theirs.

    Parameters
    ----------
    sites
        With country, latitude, longitude and weight, one row each.
    radius
        How far a unit reaches, km.
    limit
        Most units of each group.
    group
        The group of units that may stand at each site, shape (sites,).
    """
    points = _points(sites)
    tree = KDTree(points)
    for cell in CELLS:
        stands = _representatives(sites, cell * radius)
        kept = np.unique(stands)
        tried = points[kept[:: max(1, kept.size // SAMPLE)]]
        each = tree.query_ball_point(tried, _chord(radius), return_length=True).mean()
        if each * kept.size <= ENTRIES:
            break
    away = _farthest(sites, stands, kept)
    pairs = [
        _near(points, tree, kept, radius, away, part)
        for part in np.array_split(np.arange(kept.size), 1 + int(each * kept.size * 1.5 // PAIRS))
    ]
    candidate, site, distance = (np.concatenate(parts) for parts in zip(*pairs, strict=True))
    near = distance <= _chord(radius)
    wide = _discs(candidate, site, kept.size)
    reach = _discs(candidate[near], site[near], kept.size) if away.any() else wide
    return Candidates(reach, wide, limit, group[kept])


def _points(sites: pl.DataFrame) -> Values:
    """Return the places of the sites in space, km from the centre of the Earth, shape (sites, 3)."""
    north, east = np.radians(sites.select("latitude", "longitude").to_numpy()).T
    level = np.cos(north)
    return EARTH_RADIUS * np.stack([level * np.cos(east), level * np.sin(east), np.sin(north)], axis=1)


def _chord(arc: Values | float) -> Values:
    """Return the straight distance of two places that lie so far apart on the globe, km, with some grace."""
    angle = np.minimum((np.asarray(arc) + GRACE) / EARTH_RADIUS, np.pi)
    return np.asarray(2 * EARTH_RADIUS * np.sin(angle / 2), np.float64)


def _representatives(sites: pl.DataFrame, side: float) -> Indices:
    """Return for each site the one that stands for its place: the weightiest of its country in its cell."""
    north, east = pl.col("latitude"), pl.col("longitude")
    if side > 0.0:
        degrees = float(np.degrees(side / EARTH_RADIUS))
        row = (north / degrees).floor()
        north, east = row, (east * (row * degrees).radians().cos() / degrees).floor()
    cells = sites.select(
        "country", "weight", "latitude", "longitude", cell=pl.struct(north.alias("n"), east.alias("e"))
    ).with_row_index("place")
    first = (
        cells.sort("weight", "latitude", "longitude", "place", descending=[True, False, False, False])
        .unique(["country", "cell"], keep="first", maintain_order=True)
        .select("country", "cell", stands="place")
    )
    joined = cells.join(first, on=["country", "cell"], how="left", maintain_order="left")
    return joined["stands"].to_numpy().astype(np.int64)


def _farthest(sites: pl.DataFrame, stands: Indices, kept: Indices) -> Values:
    """Return how far from each place that is kept the farthest lies that it stands for, km."""
    points = _points(sites)
    apart = np.linalg.norm(points - points[stands], axis=1)
    arc = 2 * EARTH_RADIUS * np.arcsin(np.minimum(apart / (2 * EARTH_RADIUS), 1.0))
    away = np.zeros(kept.size)
    np.maximum.at(away, np.searchsorted(kept, stands), arc)
    return away


def _near(
    points: Values, tree: KDTree, kept: Indices, radius: float, away: Values, part: Indices
) -> tuple[Indices, Indices, Values]:
    """Return candidate, site and straight distance of the pairs in the wide discs of some candidates."""
    some = KDTree(points[kept[part]])
    most = float(_chord(radius + away[part].max(initial=0.0)))
    found = some.sparse_distance_matrix(tree, most, output_type="ndarray")
    candidate = part[found["i"]]
    within = found["v"] <= _chord(radius + away)[candidate]
    order = np.lexsort((found["j"][within], candidate[within]))
    return (
        candidate[within][order],
        found["j"][within][order],
        found["v"][within][order],
    )


def _discs(candidate: Indices, site: Indices, count: int) -> Discs:
    """Return discs of pairs that are in the order of the candidates."""
    return Discs(np.searchsorted(candidate, np.arange(count + 1)).astype(np.int64), site.astype(np.int32))
