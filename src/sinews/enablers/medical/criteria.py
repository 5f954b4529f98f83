"""What a chain of care is sized for: timelines of the immediate casualties, and waits of all."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import polars as pl

from sinews.case import Case
from sinews.enablers.medical.chain import HOME, Chain, offered_load
from sinews.enablers.medical.simulate import run_world
from sinews.enablers.medical.tables import HOURS_A_DAY, planning_value
from sinews.engines.arrays import Flags, Indices, Values
from sinews.engines.queue_simulation import Run

TIMELINES = {"resuscitation": "Resuscitation in time", "damage_control_surgery": "Surgery in time"}
"""Steps of care that must begin in time for the immediate casualties, in the order of a chain's limits."""

AMPLE = 30.0
"""Times the load of the busiest day that nobody ever waits for, whatever may be closed before."""

_ON_THE_WAY = {
    "resuscitation": ("role1",),
    "damage_control_surgery": ("role1", "helicopter", "ambulance", "role2_table", "role2_icu"),
    # ambulances take those for whom no helicopter is free
    "helicopter": ("helicopter", "ambulance"),
    "ambulance": ("ambulance", "helicopter"),
}
"""Stations that help to keep a criterion; of the others only the station itself."""


@dataclass(frozen=True, slots=True)
class Ideal:
    """What would happen in a world in which nobody waits.

    Attributes
    ----------
    in_time
        Whose care begins in time, (timelines, casualties).
    lost
        Who dies before surgery all the same, (casualties,).
    immediate
        To how many each timeline applies, (timelines,).
    """

    in_time: Flags
    lost: Flags
    immediate: Indices


@dataclass(frozen=True, slots=True)
class Criteria:
    """Timelines first, then waits by kind of station.

    Attributes
    ----------
    keys, names
        Of the criteria; the key of a wait is that of the station, all beds at home together.
    limits
        Longest time, in days, (criteria,).
    timed
        For each timeline, the stage of each kind of casualty that must begin in time, (kinds,); -1 for kinds
        that it does not apply to.
    group
        Criterion that each kind waits under at each stage, (kinds, stages); -1 for none.
    """

    keys: list[str]
    names: list[str]
    limits: Values
    timed: tuple[Indices, ...]
    group: Indices

    def ideal(self, chain: Chain, world: int) -> Ideal:
        """Return what would happen in a world if nobody waited but for weather and air threat."""
        run = run_world(enough(chain), world)
        applies = np.array([(stage_of[run.kind] >= 0).sum() for stage_of in self.timed])
        return Ideal(self._in_time(run), run.left >= 0, applies)

    def count(self, chain: Chain, world: int, ideal: Ideal) -> tuple[Values, Values]:
        """Return to how many each criterion applies in a world, and for how many it is kept.

        Timelines apply to those who would be in time if nobody waited. Waits apply to all who come to a
        station but those who die whatever there is; who still waits at the end counts once the limit has
        passed.
        """
        run = run_world(chain, world)
        count, first = len(self.keys), len(TIMELINES)
        cases, kept = np.zeros(count), np.zeros(count)
        cases[:first] = ideal.in_time.sum(axis=1)
        kept[:first] = (ideal.in_time & self._in_time(run)).sum(axis=1)
        group = self.group[run.kind]
        limit = np.append(self.limits, np.inf)[group]
        came = run.came
        waiting = np.isnan(run.start) & ~np.isnan(came)
        died = waiting & (run.left[:, None] == np.arange(group.shape[1]))
        settled = ~waiting | (died & ~ideal.lost[:, None]) | (~died & (chain.days - came > limit))
        applies = (group >= 0) & ~np.isnan(came) & settled
        cases += np.bincount(group[applies], minlength=count)
        kept += np.bincount(group[applies & (run.start - came <= limit)], minlength=count)
        return cases, kept

    def serves(self, stations: list[list[str]]) -> Flags:
        """Return which capability helps to keep which criterion, (criteria, capabilities).

        Parameters
        ----------
        stations
            Stations that each capability brings servers to.
        """
        return np.array(
            [
                [any(key in _ON_THE_WAY.get(each, (each,)) for key in of) for of in stations]
                for each in self.keys
            ]
        )

    def _in_time(self, run: Run) -> Flags:
        """Return whose care begins in time, (timelines, casualties)."""
        rows = np.arange(run.arrival.size)
        masks = []
        for stage_of, limit in zip(self.timed, self.limits, strict=False):
            stage = stage_of[run.kind]
            begun = run.start[rows, np.maximum(stage, 0)] - run.arrival
            masks.append((stage >= 0) & (begun <= limit))
        return np.array(masks)


def criteria(case: Case, chain: Chain) -> Criteria:
    """Return what a chain of care is sized for.

    Parameters
    ----------
    case
        A checked case: `care_wait` and `home_wait` of its planning values limit the waits.
    chain
        A chain of care.
    """
    limited = chain.stations.drop_nulls("capability")
    away = limited.filter(~pl.col("station").str.starts_with(HOME))
    waits = [*away["station"].to_list(), HOME]
    place = {key: number for number, key in enumerate(waits, start=len(TIMELINES))}
    of_station = np.array(
        [place.get(HOME if key.startswith(HOME) else key, -1) for key in chain.stations["station"]]
    )
    route = chain.network.route
    home, care = (planning_value(case, key) / HOURS_A_DAY for key in ("home_wait", "care_wait"))
    immediate = np.array([pathway.triage == "T1" for pathway in chain.stream.pathways])
    of_kind = np.tile(immediate, len(chain.nations))
    timed = []
    for step in TIMELINES:
        at = chain.steps == chain.service_names.index(step)
        timed.append(np.where(of_kind & at.any(axis=1), at.argmax(axis=1), -1))
    return Criteria(
        [*TIMELINES, *waits],
        [*TIMELINES.values(), *away["name"].to_list(), "Beds at home"],
        np.array([*chain.limits, *(home if key in ("strategic", HOME) else care for key in waits)]),
        tuple(timed),
        np.where(route >= 0, of_station[route], -1),
    )


def enough(chain: Chain) -> Chain:
    """Return the chain in which nobody waits for want of capacity: what is closed on a day stays closed."""
    ample = {
        station: math.ceil(AMPLE * (1.0 + peak))
        for station, peak in chain.stations.join(offered_load(chain), on="station", maintain_order="left")
        .filter(pl.col("closed") > 0)
        .select("station", "peak")
        .iter_rows()
    }
    return chain.unlimited().with_servers(ample)
