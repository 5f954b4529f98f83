"""The chain of care of a defence plan, or of all: pathways as a network of queues, and its capacity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from zlib import crc32

import numpy as np
import polars as pl

from sinews.case import EDGES, Case, at_edge, held_by_alliance
from sinews.case.problems import CaseError, Problem
from sinews.enablers.medical.pathways import Pathway, lethality, pathways
from sinews.enablers.medical.recovery import MINUTES_A_DAY, death_by_delay, recovery
from sinews.enablers.medical.stream import Stream, expected_casualties, stream
from sinews.enablers.medical.tables import Service, case_choices, planning_value, services
from sinews.engines.arrays import Indices, Values
from sinews.engines.queue_network import LOGNORMAL, NOWHERE, UNLIMITED, Network, network

TAIL = 30
"""Days for which a chain is watched after the last day of combat, unless it is told how long."""

TOGETHER = "all"
"""Name of the one chain of all plans."""

HOME = "role4_"
"""How the stations of assured beds at home begin; the nation follows."""

BANDED = ("casualty_rates", "medical_services", "medical_planning")
"""Tables of which each figure has a band."""

_URGENCY = {"T1": 0, "T2": 1, "T3": 2, "sick": 3, "T4": 4}
_ONWARD = {"T1": 1, "T2": 2, "T3": 3, "sick": 3, "T4": 3}
"""Priority of the trips between hospitals, which the vehicles of forward evacuation make as well."""


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain of care with its casualties.

    Attributes
    ----------
    name
        Key of the defence plan, or ``all``.
    plans
        The defence plans whose casualties it takes.
    stations
        station, name, role, unit, capability, per_unit, availability (share), closed (share of days), units
        (of the capability, at the plans' disposal), servers (who serve one casualty at a time). The first is
        the way to Role 1, where nobody waits: its units are null and its servers `UNLIMITED`.
    nations
        Where casualties go home to.
    expected
        As `expected_casualties` returns it.
    stream
        What casualties are drawn from.
    network
        Their pathways, by kind: pathway and nation.
    steps
        Number of the service of each kind and stage in `service_names`, -1 for none, (kinds, stages).
    service_names
        Keys of the steps of care.
    pace
        Of each station, (stations,).
    limits
        Within how many days resuscitation and surgery shall begin.
    days
        How many are simulated, from the start of the plans.
    seed
        Of the random numbers.
    """

    name: str
    plans: tuple[str, ...]
    stations: pl.DataFrame
    nations: tuple[str, ...]
    expected: pl.DataFrame
    stream: Stream
    network: Network
    steps: Indices
    service_names: tuple[str, ...]
    pace: Values
    limits: tuple[float, float]
    days: int
    seed: int

    def with_servers(self, servers: Mapping[str, int]) -> Chain:
        """Return the chain with other numbers of servers, and the same casualties and times of treatment.

        Raises
        ------
        KeyError
            If there is no such station.
        """
        known = self.stations["station"].to_list()
        unknown = [station for station in servers if station not in known]
        if unknown:
            raise KeyError(f"no station {unknown[0]}; there are {', '.join(known)}")
        chosen = [
            servers.get(key, now) for key, now in zip(known, self.stations["servers"].to_list(), strict=True)
        ]
        return replace(self, stations=self.stations.with_columns(servers=pl.Series(chosen, dtype=pl.Int64)))

    def unlimited(self) -> Chain:
        """Return the chain in which nobody waits."""
        return self.with_servers(dict.fromkeys(self.stations["station"].to_list(), UNLIMITED))


def chains(
    case: Case,
    held: pl.DataFrame,
    *,
    pooled: bool = False,
    plan: str | None = None,
    days: int | None = None,
) -> tuple[Chain, ...]:
    """Return the chains of care of the defence plans.

    What allies hold and commit is shared among plans in proportion to their casualties; beds at home of each
    nation in proportion to its own. With one chain for all, nothing is divided.

    Parameters
    ----------
    case
        A checked case.
    held
        ally, capability, quantity.
    pooled
        One chain for all plans, called ``all``, instead of one for each.
    plan
        The chain of one plan only; its capacity is its share all the same.
    days
        How many to simulate; without it until 30 days after the last day of combat.

    Raises
    ------
    CaseError
        If the case lacks what medical support rests on.
    """
    expected = expected_casualties(case, days=days)
    if expected.is_empty():
        raise CaseError(
            [Problem("force_packages", None, "", "", "a package that fights within the days asked for")]
        )
    horizon = days if days is not None else int(str(expected["day"].max())) + 1 + TAIL
    if plan is not None:
        expected_casualties(case, plan=plan)  # tells what is wrong with it
    names = expected["plan"].unique(maintain_order=True).to_list()
    if pooled:
        return (_chain(case, held, TOGETHER, expected, expected, horizon),)
    chosen = [name for name in names if plan in (None, name)]
    if not chosen:
        raise CaseError([Problem("force_packages", None, "plan", plan or "", "a force package of this plan")])
    return tuple(
        _chain(case, held, name, expected.filter(pl.col("plan") == name), expected, horizon)
        for name in chosen
    )


def _chain(
    case: Case, held: pl.DataFrame, name: str, expected: pl.DataFrame, every: pl.DataFrame, days: int
) -> Chain:
    """Return the chain of some of the casualties."""
    made = pathways(case)
    nations = expected["nation"].unique().sort().to_list()
    stations = _stations(case, held, expected, every, nations)
    steps_of = services(case)
    keys = (*case_choices("medical_services", "service"), "recovery_law")
    dead = lethality(case)
    immediate = sum(pathway.share for pathway in made if pathway.triage == "T1")
    network, steps = _network(case, made, nations, stations["station"].to_list(), steps_of, keys)
    pace = np.ones(stations.height)
    pace[stations["station"].to_list().index("helicopter")] = planning_value(case, "helicopter_pace")
    return Chain(
        name=name,
        plans=tuple(expected["plan"].unique(maintain_order=True)),
        stations=stations,
        nations=tuple(nations),
        expected=expected,
        stream=stream(
            case, expected, days, nations, made, dead.at_once,
            min(1.0, dead.mortal / immediate) if immediate else 0.0, death_by_delay(case),
        ),
        network=network,
        steps=steps,
        service_names=keys,
        pace=pace,
        limits=(
            planning_value(case, "resuscitation_limit") / MINUTES_A_DAY,
            planning_value(case, "surgery_limit") / MINUTES_A_DAY,
        ),
        days=days,
        seed=_seed(case.settings.seed, name),
    )  # fmt: skip


def _seed(seed: int, name: str) -> int:
    """Return the seed of a chain; with one seed for all, plans apart would have their bad days together."""
    return seed if name == TOGETHER else (seed << 32 | crc32(name.encode())) % 2**64


def _stations(
    case: Case, held: pl.DataFrame, expected: pl.DataFrame, every: pl.DataFrame, nations: list[str]
) -> pl.DataFrame:
    """Return the stations of a chain with what it has of the capacity held."""
    rows = case["medical_stations"].select(
        "station", "name", "unit", "capability", "per_unit",
        availability=pl.col("availability") / 100.0, closed=pl.col("closed") / 100.0,
        committed=pl.col("committed") / 100.0,
    )  # fmt: skip
    wanted = case_choices("medical_stations", "station")
    missing = [key for key in wanted if key not in rows["station"].to_list()]
    if missing:
        raise CaseError([Problem("medical_stations", None, "station", "", f"a row {key}") for key in missing])
    sums = held_by_alliance(case, held).rename({"quantity": "held"})
    part = _casualties(expected) / _casualties(every)
    shared = (
        rows.filter(pl.col("station") != "role4_bed")
        .join(sums, on="capability", how="left", maintain_order="left")
        .with_columns(units=pl.col("held").fill_null(0.0) * pl.col("committed") * part)
    )
    bed = rows.filter(pl.col("station") == "role4_bed")
    names = dict(case["allies"].select("ally", "name").iter_rows())
    owned = dict(
        held.filter(pl.col("capability") == bed["capability"][0]).select("ally", "quantity").iter_rows()
    )
    home = pl.concat(
        [
            bed.with_columns(
                station=pl.lit(HOME + nation),
                name=pl.lit(f"Beds at home, {names.get(nation, nation)}"),
                units=pl.col("committed") * owned.get(nation, 0.0) * _part_of_nation(expected, every, nation),
            )
            for nation in nations
        ]
    )
    columns = ["station", "name", "unit", "capability", "per_unit", "availability", "closed", "units"]
    capacity = pl.concat([shared.select(columns), home.select(columns)]).with_columns(
        # a hundred-thousandth of a server is rounding, not a lack
        servers=(pl.col("units") * pl.col("per_unit") * pl.col("availability") + 1e-5).floor().cast(pl.Int64)
    )
    way = pl.DataFrame(
        {"station": ["extraction"], "name": ["On the way to Role 1"], "unit": ["casualties"],
         "servers": [UNLIMITED], "availability": [1.0], "closed": [0.0]}
    )  # fmt: skip
    leads_to = {"extraction": 1, "ambulance": 2, "helicopter": 2, "strategic": 4}
    role = (
        pl.col("station").replace_strict(leads_to, default=None, return_dtype=pl.Int64)
        .fill_null(pl.col("station").str.extract(r"^role(\d)").cast(pl.Int64))
    )  # fmt: skip
    return pl.concat([way, capacity], how="diagonal").select(
        "station", "name", role.alias("role"), "unit", "capability", "per_unit", "availability", "closed",
        "units", "servers",
    )  # fmt: skip


def _casualties(expected: pl.DataFrame) -> float:
    return float(expected.select(pl.col("battle").sum() + pl.col("sick").sum()).item())


def _part_of_nation(expected: pl.DataFrame, every: pl.DataFrame, nation: str) -> float:
    """Return a chain's part of all casualties of a nation."""
    of = pl.col("nation") == nation
    return _casualties(expected.filter(of)) / max(_casualties(every.filter(of)), 1e-12)


def _network(
    case: Case,
    made: tuple[Pathway, ...],
    nations: list[str],
    stations: list[str],
    steps_of: dict[str, Service],
    keys: tuple[str, ...],
) -> tuple[Network, Indices]:
    """Return the pathways of every nation as a network of queues, and the number of each step's service."""
    kinds, stages = len(made) * len(nations), max(len(pathway.steps) for pathway in made)
    whole = {name: np.full((kinds, stages), NOWHERE) for name in ("route", "other", "steps")}
    priority = np.zeros((kinds, stages), np.int64)
    part = {name: np.zeros((kinds, stages)) for name in ("mean", "spread", "turnround", "lowest")}
    highest, gain = np.ones((kinds, stages)), np.ones((kinds, stages))
    hold = np.zeros((kinds, stages), np.bool_)
    safe = np.full(kinds, -1)
    laws = {who: recovery(case, "sick_recovered" if who == "sick" else "recovered") for who in _URGENCY}
    for kind in range(kinds):
        pathway, nation = made[kind % len(made)], nations[kind // len(made)]
        for stage, (service, station) in enumerate(pathway.steps):
            at = kind, stage
            whole["steps"][at] = keys.index(service)
            whole["route"][at] = stations.index(HOME + nation if station == "role4_bed" else station)
            priority[at] = (_ONWARD if service == "transfer" else _URGENCY)[pathway.triage]
            if service == "recovery_law":
                law = laws[pathway.triage]
                part["mean"][at], part["spread"][at] = law.mean, law.spread
                part["lowest"][at], highest[at] = pathway.lowest, pathway.highest
                part["turnround"][at] = steps_of["stabilisation"].turnround
            else:
                of = steps_of[service]
                part["mean"][at], part["spread"][at], part["turnround"][at] = of.mean, of.spread, of.turnround
            if station == "helicopter":
                whole["other"][at] = stations.index("ambulance")
            # a bed, or a table, is kept until there is room or transport
            last = stage + 1 == len(pathway.steps)
            hold[at] = not last and station.startswith(("role2_", "role3_"))
            if service == "resuscitation":
                gain[at] = planning_value(case, "resuscitation_gain")
            if service == "damage_control_surgery":
                safe[kind] = stage
    return network(
        whole["route"], part["mean"], law=LOGNORMAL, spread=part["spread"], priority=priority,
        other=whole["other"], lowest=part["lowest"], highest=highest, turnround=part["turnround"], hold=hold,
        gain=gain, safe=safe,
    ), whole["steps"]  # fmt: skip


def offered_load(chain: Chain) -> pl.DataFrame:
    """Return how many servers of each station would be busy if nobody waited: the start of staffing.

    Casualties that would take the helicopter are counted there, and not with ambulances.

    Parameters
    ----------
    chain
        A chain of care.

    Returns
    -------
    polars.DataFrame
        station, mean (over the days of combat) and peak (if the busiest day went on for ever); servers.

    References
    ----------
    Eick, Massey and Whitt, The physics of the M(t)/G/infinity queue, Operations Research 41, 1993: the peak
    here is that of a rate that stays at its highest, an upper bound.
    """
    made, count = chain.stream.pathways, chain.stations.height
    # what one casualty of the battle, or one who falls sick, of each nation brings to each station
    each = np.zeros((2, len(chain.nations), count))
    for kind, route in enumerate(chain.network.route):
        nation, number = divmod(kind, len(made))
        sick = int(made[number].triage == "sick")
        for stage, station in enumerate(route[: len(made[number].steps)]):
            lasts = _mean_time(chain.network, kind, stage) + chain.network.turnround[kind, stage]
            each[sick, nation, station] += made[number].share * lasts * chain.pace[station]
    of = chain.stream.nation
    load = each[0, of].T @ chain.stream.battle + each[1, of].T @ chain.stream.sick
    fought = max(int(((chain.stream.battle + chain.stream.sick).sum(axis=0) > 0).sum()), 1)
    return chain.stations.select(
        "station", mean=pl.Series(load.sum(axis=1) / fought), peak=pl.Series(load.max(axis=1))
    )


def _mean_time(network: Network, kind: int, stage: int) -> float:
    """Return the mean of the part of the lognormal law that a kind's service is drawn from."""
    from scipy.special import ndtr, ndtri

    low, high = network.lowest[kind, stage], network.highest[kind, stage]
    spread = network.spread[kind, stage]
    share = ndtr(ndtri(high) - spread) - ndtr(ndtri(low) - spread)
    return float(network.mean[kind, stage] * share / (high - low))


def load_bands(
    case: Case, held: pl.DataFrame, *, plan: str | None = None, days: int | None = None
) -> pl.DataFrame:
    """Return plan, station, low, high: servers that would be busy on the mean if nobody waited.

    They are taken with the rates of casualties, the times of treatment and all factors of planning at the low
    end of their bands, and at the high end; `offered_load` has what is planned with.
    """
    low, high = (
        pl.concat(
            offered_load(chain).select(
                pl.lit(chain.name).alias("plan"), "station", pl.col("mean").alias(edge)
            )
            for chain in chains(at_edge(case, edge, *BANDED), held, plan=plan, days=days)
        )
        for edge in EDGES
    )
    return low.join(high, on=["plan", "station"], how="left", maintain_order="left")
