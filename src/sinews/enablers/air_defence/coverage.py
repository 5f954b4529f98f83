"""What the units cover: weighted sites in layers, by national or pooled units, today's or more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import polars as pl

from sinews.case import Case
from sinews.enablers.air_defence.discs import candidates_within, is_large
from sinews.enablers.air_defence.tables import (
    candidate_places,
    distances,
    planning_value,
    reach,
    usable_units,
    weapons,
    weighted_sites,
)
from sinews.engines.arrays import Indices, Values
from sinews.engines.covering import Cover, Layer, layered_covering, out_of_reach
from sinews.engines.even_covering import even_covering
from sinews.engines.greedy_covering import Candidates, greedy_covering, greedy_even_covering
from sinews.engines.inequality import gini

Employment = Literal["national", "pooled", "even"]
Radius = Literal["radius", "radius_low", "radius_high"]

GAP = 0.01
"""Distance from the best possible, as a share of it, at which a search for places stops."""

MULTIPLES = (1, 2, 3, 4, 5, 6, 8, 10)
"""Multiples of today's units in the marginal curve."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the units cover, where they stand for it, and how good that is.

    Attributes
    ----------
    employment
        "national": each ally's units cover its own sites, and multinational pools none; "pooled": all stand
        where they do most;
        "even": where the ally who is covered least is covered as much as can be.
    sites
        The weighted sites, with one flag a layer, and `layers`, the number that covers each.
    units
        layer, usable (units), placed (units); units beyond those that add something are not placed.
    by_layer
        layer, covered: share of all weight.
    by_depth
        depth, covered: share of the weight that at least so many layers cover.
    by_threat
        threat, covered: share of the weight that a layer covers which answers the threat.
    by_ally
        ally, weight (points), one (share covered), two (share covered by two layers), index (value of the
        cover of the ally's sites, as a share of that of every one of them covered by every layer).
    index
        The same of all sites.
    gini
        How unevenly the allies' index is spread: 0 even, towards 1 uneven.
    gap
        Certified distance from the best possible, as a share of it: of the index, or with even employment of
        the least index of an ally.
    out_of_reach
        Keys of the sites that no unit could cover from where units may stand.
    """

    employment: Employment
    sites: pl.DataFrame
    units: pl.DataFrame
    by_layer: pl.DataFrame
    by_depth: pl.DataFrame
    by_threat: pl.DataFrame
    by_ally: pl.DataFrame
    index: float
    gini: float
    gap: float
    out_of_reach: list[str]

    @property
    def least(self) -> float:
        """The least index of an ally; 0 where no ally has sites."""
        return float(self.by_ally["index"].min() or 0.0)  # type: ignore[arg-type]  # a float column


def cover(
    case: Case,
    held: pl.DataFrame,
    employment: Employment = "pooled",
    *,
    radius: Radius = "radius",
    area: Sequence[str] | None = None,
) -> Coverage:
    """Place the usable units where they cover the most weight.

    Parameters
    ----------
    case
        A checked case.
    held
        ally, capability, quantity (units).
    employment
        Whether units stay at home, or stand wherever they do most for the Alliance, or for who has least.
    radius
        Which radius of a layer counts: the one to plan with, or an end of its range.
    area
        The allies whose sites alone are to be covered, by what is present there; those of all without it.

    Raises
    ------
    CaseError
        If a table that the answer rests on is empty.
    """
    sites = weighted_sites(case, area)
    usable = usable_units(case, held, area)
    if is_large(sites):
        return _greedy(case, sites, usable, employment, radius)
    layers = _layers(case, sites, usable, employment, radius)
    weight, worth = sites["weight"].to_numpy(), _worth(case)
    if employment == "even":
        whose = np.unique(sites["country"].to_numpy(), return_inverse=True)[1]
        even = even_covering(weight, layers, worth, whose)
        found = Cover(even.places, even.covered, float(even.share.min()), even.bound)
    else:
        found = layered_covering(weight, layers, worth, gap=GAP)
    lost = sites.filter(pl.Series(out_of_reach(layers)))["site"].to_list()
    return _coverage(case, sites, [layer.limit for layer in layers], found, employment, lost)


def marginal_curve(case: Case, held: pl.DataFrame, multiples: Sequence[float] = MULTIPLES) -> pl.DataFrame:
    """Return the protection by multiples of the units held, all classes alike, pooled.

    Each point starts from the places of the one before, so that more units never cover less.

    Parameters
    ----------
    case, held
        As for `cover`.
    multiples
        The multiples, ascending.

    Returns
    -------
    polars.DataFrame
        multiple, units (usable), placed, index (value of the cover, as a share of that of every site covered
        by every layer), one and two (share of the weight covered by one and by two layers), gap.
    """
    sites = weighted_sites(case)
    weight = sites["weight"].to_numpy()
    total, worth = float(weight.sum()), _worth(case)
    usable = usable_units(case, held)
    rows, places = [], None
    large = _candidates(case, sites, usable, "pooled", "radius") if is_large(sites) else None
    for multiple in multiples:
        more = usable.with_columns(units=(pl.col("units") * multiple).round().cast(pl.Int64))
        if large is None:
            layers = _layers(case, sites, more, "pooled", "radius")
            found = layered_covering(weight, layers, worth, gap=GAP, start=places)
        else:
            limits = [limit for limit, _ in _limits(case, sites, more, "pooled")]
            large = [replace(layer, limit=limit) for layer, limit in zip(large, limits, strict=True)]
            found = greedy_covering(weight, large, worth, start=places)
        places = found.places
        depth = found.covered.sum(axis=1)
        rows.append(
            {
                "multiple": float(multiple),
                "units": int(more["units"].sum()),
                "placed": sum(int(part.size) for part in places),
                "index": found.value / (total * worth.sum()) if total else 0.0,
                "one": float(weight[depth >= 1].sum() / total) if total else 0.0,
                "two": float(weight[depth >= 2].sum() / total) if total else 0.0,
                "gap": found.gap,
            }
        )
    return pl.DataFrame(rows)


def _worth(case: Case) -> Values:
    """Return what a first, second, ... layer is worth."""
    further = min(planning_value(case, "further_layer") / 100, 1.0)
    return np.asarray(further ** np.arange(weapons(case).height), np.float64)


def _layers(
    case: Case, sites: pl.DataFrame, units: pl.DataFrame, employment: Employment, radius: Radius
) -> list[Layer]:
    """Return the layers of the covering problem."""
    places = candidate_places(sites)
    distance = distances(sites, places)
    return [
        Layer(reach(distance, far), limit, group)
        for far, (limit, group) in zip(
            weapons(case)[radius], _limits(case, places, units, employment), strict=True
        )
    ]


def _candidates(
    case: Case, sites: pl.DataFrame, units: pl.DataFrame, employment: Employment, radius: Radius
) -> list[Candidates]:
    """Return the layers of a covering problem of very many sites."""
    return [
        candidates_within(sites, far, limit, group)
        for far, (limit, group) in zip(
            weapons(case)[radius], _limits(case, sites, units, employment), strict=True
        )
    ]


def _limits(
    case: Case, places: pl.DataFrame, units: pl.DataFrame, employment: Employment
) -> list[tuple[Indices, Indices]]:
    """Return for each layer how many units of each group there are, and the group of each place."""
    allies = case["allies"]["ally"].to_list()
    number = {ally: place for place, ally in enumerate(allies)}
    home = np.array([number[country] for country in places["country"]], np.int64)
    limits: list[tuple[Indices, Indices]] = []
    for layer in weapons(case)["layer"]:
        own = units.filter(pl.col("layer") == layer)
        if employment != "national":
            limits.append((np.array([int(own["units"].sum())]), np.zeros(places.height, np.int64)))
            continue
        limit = np.zeros(len(allies), np.int64)
        for ally, count in own.drop_nulls("ally").select("ally", "units").iter_rows():
            limit[number[ally]] = count
        limits.append((limit, home))
    return limits


def _greedy(
    case: Case, sites: pl.DataFrame, units: pl.DataFrame, employment: Employment, radius: Radius
) -> Coverage:
    """Return the cover of very many sites, by greedy addition, with the gap that its bound leaves."""
    layers = _candidates(case, sites, units, employment, radius)
    weight, worth = sites["weight"].to_numpy(), _worth(case)
    if employment == "even":
        whose = np.unique(sites["country"].to_numpy(), return_inverse=True)[1]
        even = greedy_even_covering(weight, layers, worth, whose)
        found = Cover(even.places, even.covered, float(even.share.min()), even.bound)
    else:
        found = greedy_covering(weight, layers, worth)
    # each site is a place where units may stand
    return _coverage(case, sites, [layer.limit for layer in layers], found, employment, [])


def _coverage(
    case: Case,
    sites: pl.DataFrame,
    limits: Sequence[Indices],
    found: Cover,
    employment: Employment,
    lost: list[str],
) -> Coverage:
    """Return a cover in the words of the case."""
    keys = weapons(case)["layer"].to_list()
    flags = pl.DataFrame({key: found.covered[:, place] for place, key in enumerate(keys)})
    covered = pl.concat([sites, flags], how="horizontal").with_columns(
        layers=pl.sum_horizontal(pl.col(keys).cast(pl.Int64))
    )
    total = float(sites["weight"].sum()) or 1.0
    value = np.concatenate([[0.0], np.cumsum(_worth(case))])
    covered = covered.with_columns(value=pl.col("weight") * value[covered["layers"].to_numpy()] / value[-1])
    answers = case["air_defence_engagements"].filter(pl.col("share") > 0)

    def share(condition: pl.Expr) -> float:
        return float(covered.filter(condition)["weight"].sum()) / total

    by_ally = (
        covered.group_by("country", maintain_order=True)
        .agg(
            pl.col("weight").sum(),
            one=(pl.col("weight") * (pl.col("layers") >= 1)).sum() / pl.col("weight").sum(),
            two=(pl.col("weight") * (pl.col("layers") >= 2)).sum() / pl.col("weight").sum(),
            index=pl.col("value").sum() / pl.col("weight").sum(),
        )
        .filter(pl.col("weight") > 0)
        .rename({"country": "ally"})
        .sort("ally")
    )
    threats = []
    for threat, name in case["raids"].select("threat", "name").iter_rows():
        able = [key for key in answers.filter(pl.col("threat") == threat)["layer"] if key in keys]
        threats.append(
            {"threat": threat, "name": name, "covered": share(pl.any_horizontal(able)) if able else 0.0}
        )
    return Coverage(
        employment=employment,
        sites=covered.drop("value"),
        units=pl.DataFrame(
            {
                "layer": keys,
                "usable": [int(limit.sum()) for limit in limits],
                "placed": [int(part.size) for part in found.places],
            }
        ),
        by_layer=pl.DataFrame({"layer": keys, "covered": [share(pl.col(key)) for key in keys]}),
        by_depth=pl.DataFrame(
            {
                "depth": list(range(1, len(keys) + 1)),
                "covered": [share(pl.col("layers") >= depth) for depth in range(1, len(keys) + 1)],
            }
        ),
        by_threat=pl.DataFrame(threats),
        by_ally=by_ally,
        index=float(covered["value"].sum()) / total,
        gini=gini(by_ally["index"].to_numpy()),
        gap=found.gap,
        out_of_reach=lost,
    )
