"""Allies pool: national chains against a shared one, and who receives whose patients at home."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from sinews.case import Case
from sinews.enablers.atlantic import MID_ATLANTIC
from sinews.enablers.medical.chain import HOME, Chain, chains
from sinews.enablers.medical.outcomes import BAND
from sinews.enablers.medical.simulate import Flow, simulate
from sinews.enablers.medical.unhindered import peaks
from sinews.engines.great_circle import EARTH_RADIUS, great_circles


@dataclass(frozen=True, slots=True)
class Pooling:
    """What pooling saves.

    Attributes
    ----------
    deaths
        arrangement, chains (how many), deaths, avoidable, avoidable_low, avoidable_high (8 of 10 worlds),
        operated_in_time (share of the immediate).
    capacity
        station, name, unit, national, pooled, saved: servers so that nobody waits in 9 of 10 worlds, the
        sum of national chains and one for all.
    homes
        nation, need (beds at home so that nobody waits in 9 of 10 worlds), beds (usable of those assured),
        at_home, abroad (in allies' beds), unmet.
    hosts
        nation, host, beds, distance (km): whose patients go where.
    """

    deaths: pl.DataFrame
    capacity: pl.DataFrame
    homes: pl.DataFrame
    hosts: pl.DataFrame


def pool(case: Case, held: pl.DataFrame, by_plan: Sequence[Flow], worlds: int) -> Pooling:
    """Compare national chains of care, chains by defence plan, and one chain for all.

    A national chain treats the casualties of one ally's force packages, with what that ally has at the plans'
    disposal. In a chain by plan, and in one for all, everybody is treated with what all allies bring.

    Parameters
    ----------
    case
        A checked case.
    held
        ally, capability, quantity.
    by_plan
        Every plan's chain, simulated.
    worlds
        Worlds of the other chains.
    """
    national = _national(case, held)
    (shared,) = chains(case, held, pooled=True)
    arrangements = {
        "national chains": [simulate(chain, worlds) for chain in national],
        "a chain for each plan": list(by_plan),
        "one chain for all": [simulate(shared, worlds)],
    }
    free = [simulate(chain.unlimited(), worlds) for chain in national]
    together = simulate(shared.unlimited(), worlds)
    homes, hosts = _received(case, held, together)
    return Pooling(
        pl.DataFrame([{"arrangement": name, **_deaths(flows)} for name, flows in arrangements.items()]),
        _capacity(shared, free, together),
        homes,
        hosts,
    )


def _national(case: Case, held: pl.DataFrame) -> list[Chain]:
    """Return the chain of every ally that provides force packages."""
    packages = case["force_packages"].join(
        case["nodes"].select(origin="node", nation="country"), on="origin", maintain_order="left"
    )
    found: list[Chain] = []
    for nation in packages["nation"].unique(maintain_order=True):
        own = packages.filter(pl.col("nation") == nation).drop("nation")
        alone = case.with_table("force_packages", own)
        found += chains(alone, held.filter(pl.col("ally") == nation), pooled=True)
    return found


def _deaths(flows: Sequence[Flow]) -> dict[str, float | int]:
    """Return the deaths of several chains together."""
    worlds = min(flow.worlds for flow in flows)
    frames = [flow.by_world.head(worlds) for flow in flows]
    avoidable = np.sum([frame["avoidable"].to_numpy() for frame in frames], axis=0)
    columns = ("killed", "died_before_role1", "died_before_surgery", "died_of_wounds")
    deaths = np.sum(
        [frame.select(pl.sum_horizontal(columns)).to_series().to_numpy() for frame in frames], axis=0
    )
    # the immediate are the same share of the battle casualties of every chain
    weights = np.array([frame["battle"].sum() for frame in frames], float)
    shares = np.array([frame["operated_in_time"].mean() or 0.0 for frame in frames], float)
    low, high = np.quantile(avoidable, BAND)
    return {
        "chains": len(flows),
        "deaths": float(deaths.mean()),
        "avoidable": float(avoidable.mean()),
        "avoidable_low": float(low),
        "avoidable_high": float(high),
        "operated_in_time": float(weights @ shares / max(weights.sum(), 1.0)),
    }


def _capacity(shared: Chain, free: Sequence[Flow], together: Flow) -> pl.DataFrame:
    """Return what each kind of station needs so that nobody waits, apart and together."""
    stations = shared.stations.filter(
        pl.col("capability").is_not_null() & ~pl.col("station").str.starts_with(HOME)
    )
    apart: dict[str, float] = dict.fromkeys(stations["station"], 0.0)
    for flow in free:
        for station, peak in zip(flow.chain.stations["station"], peaks(flow), strict=True):
            if station in apart:
                apart[station] += float(np.ceil(peak))
    pooled = dict(zip(shared.stations["station"], np.ceil(peaks(together)).tolist(), strict=True))
    return stations.select(
        "station",
        "name",
        "unit",
        national=pl.col("station").replace_strict(apart, return_dtype=pl.Float64),
        pooled=pl.col("station").replace_strict(pooled, return_dtype=pl.Float64),
    ).with_columns(saved=pl.col("national") - pl.col("pooled"))


def _received(case: Case, held: pl.DataFrame, together: Flow) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return who has how many patients and beds at home, and which allies receive the rest.

    What a nation lacks is met by allies' spare beds over the least distance: a transportation problem
    (Hitchcock, The distribution of a product from several sources to numerous localities, Journal of
    Mathematics and Physics 20, 1941). Nations without a city in the network send nobody. Beds beyond the
    Atlantic do not receive patients of others.
    """
    from scipy.optimize import linprog

    rule = case["medical_stations"].filter(pl.col("station") == "role4_bed").row(0, named=True)
    usable = rule["per_unit"] * rule["availability"] / 100.0 * rule["committed"] / 100.0
    assured = held.filter(pl.col("capability") == rule["capability"])
    beds = {
        ally: float(np.floor(quantity * usable))
        for ally, quantity in assured.select("ally", "quantity").iter_rows()
    }
    stations = together.chain.stations["station"].to_list()
    busiest = peaks(together)
    need = {
        nation: float(np.ceil(busiest[stations.index(HOME + nation)])) for nation in together.chain.nations
    }
    spare = {ally: has - need.get(ally, 0.0) for ally, has in beds.items()}
    places = _places(case)
    # who has no city in the network sends nobody: nothing would tell how far
    lacking = [n for n in need if spare.get(n, -need[n]) < 0 and n in places]
    givers = [ally for ally in beds if spare[ally] > 0 and ally in places and places[ally][1] > MID_ATLANTIC]
    moved: dict[tuple[str, str], tuple[float, float]] = {}
    if lacking and givers:
        distance = great_circles([places[a] for a in lacking], [places[b] for b in givers])
        wanted = np.array([need[nation] - beds.get(nation, 0.0) for nation in lacking])
        # what nobody can take stays unmet, at a cost above any distance
        cost = np.append(distance, np.full((len(lacking), 1), 2 * np.pi * EARTH_RADIUS), axis=1)
        count = len(givers) + 1
        supply = np.zeros((len(lacking), cost.size))
        room = np.zeros((len(givers), cost.size))
        for row in range(len(lacking)):
            supply[row, row * count : (row + 1) * count] = 1.0
            room[np.arange(len(givers)), row * count + np.arange(len(givers))] = 1.0
        solved = linprog(
            cost.ravel(), A_ub=room, b_ub=[spare[ally] for ally in givers], A_eq=supply, b_eq=wanted
        )
        if not solved.success:  # what is unmet has room for all, so that an answer exists
            raise RuntimeError(f"patients could not be divided among the allies' beds: {solved.message}")
        taken = solved.x.reshape(cost.shape)[:, :-1]
        moved = {
            (lacking[i], givers[j]): (float(taken[i, j]), float(distance[i, j]))
            for i, j in zip(*np.nonzero(taken > 0.5), strict=True)
        }
    abroad = {nation: sum(part for (of, _), (part, _) in moved.items() if of == nation) for nation in need}
    homes = pl.DataFrame(
        [
            {
                "nation": nation,
                "need": number,
                "beds": beds.get(nation, 0.0),
                "at_home": min(number, beds.get(nation, 0.0)),
                "abroad": abroad[nation],
                "unmet": max(number - min(number, beds.get(nation, 0.0)) - abroad[nation], 0.0),
            }
            for nation, number in need.items()
        ]
    )
    hosts = pl.DataFrame(
        [(*pair, *beds_and_km) for pair, beds_and_km in moved.items()],
        schema={"nation": pl.String, "host": pl.String, "beds": pl.Float64, "distance": pl.Float64},
        orient="row",
    )
    return homes, hosts.sort("nation", "distance")


def _places(case: Case) -> dict[str, tuple[float, float]]:
    """Return latitude and longitude of each ally: the largest city of its that the network has."""
    cities = (
        case["nodes"].filter(pl.col("kind") == "city").sort("population", descending=True, nulls_last=True)
    )
    first = cities.unique("country", keep="first", maintain_order=True)
    return {country: (a, b) for country, a, b in first.select("country", "latitude", "longitude").iter_rows()}
