"""Simulate a chain of care in many worlds."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sinews.enablers.medical.chain import Chain
from sinews.enablers.medical.pathways import DIED, DISCHARGED, TRIAGE
from sinews.enablers.medical.results import (
    BINS,
    DIED_BEFORE_ROLE1,
    DIED_OF_WOUNDS,
    DIED_WAITING,
    IN_CARE,
    KILLED,
    NODE_KILLED,
    NODE_WOUNDED,
    NODES,
    OUTCOMES,
    RETURNED_ROLE1,
)
from sinews.enablers.medical.results import DISCHARGED as DISCHARGED_HOME
from sinews.enablers.medical.stream import Casualties
from sinews.engines.arrays import Indices, Values
from sinews.engines.queue_simulation import Run, give_up_unhindered, simulate_queues


@dataclass(frozen=True, slots=True)
class Flow:
    """What came of the casualties of a chain; w worlds, p steps of care, s stations, d days.

    Attributes
    ----------
    chain
        The chain.
    worlds
        Number of worlds.
    by_world
        One row a world: world, events (in the calendar of the simulation), casualties, battle (hit), sick,
        killed (at once), died_before_role1, died_before_surgery, died_of_wounds (in spite of care), returned,
        discharged, in_care, operated (in damage-control surgery, without the expectant and those whom delay
        may kill), surgery_hours (mean from injury to their surgery, or to the end for who had none; null
        without any), resuscitated_in_time and operated_in_time (share of the
        immediate; null for none), ideal_deaths (who would have died if nobody had waited), avoidable (how
        many more did).
    outcomes
        Casualties by outcome, (w, 10), in the order of `results.OUTCOMES`.
    waits
        Casualties by step of care and length of wait, of all worlds, (p, bins).
    wait_days
        Days waited before each step, of all worlds, (p,).
    flow
        Casualties from where to where, of all worlds, (places, places), in the order of `results.NODES`.
    begun
        Casualties who began a step of care, by category of triage and day, of all worlds, (p, 5, d).
    occupied, waiting
        Mean number of busy servers, and of casualties who wait, on each day, (w, s, d).
    """

    chain: Chain
    worlds: int
    by_world: pl.DataFrame
    outcomes: Indices
    waits: Indices
    wait_days: Values
    flow: Indices
    begun: Indices
    occupied: NDArray[np.float32]
    waiting: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _World:
    """What is counted of one world."""

    outcomes: Indices
    waits: Indices
    wait_days: Values
    flow: Indices
    begun: Indices
    timely: Indices
    surgery: Values
    occupied: NDArray[np.float32]
    waiting: NDArray[np.float32]
    ideal_deaths: int
    sick: int
    events: int


def simulate(chain: Chain, worlds: int = 200, *, first_world: int = 0, processors: int | None = None) -> Flow:
    """Run a chain of care in many worlds.

    A world's casualties and times of treatment are a function of the case's seed and its number alone: the
    same under every capacity (common random numbers), and in any order.

    Parameters
    ----------
    chain
        The chain.
    worlds
        How many worlds.
    first_world
        Number of the first.
    processors
        How many to use, all without it; the figures are the same.

    Returns
    -------
    Flow
        Counts, waits, occupancy and deaths.

    Raises
    ------
    ValueError
        If fewer than one world is asked for.
    """
    if worlds < 1:
        raise ValueError(f"at least one world, not {worlds}")
    counts = _Counts.of(chain)
    numbers = range(first_world, first_world + worlds)
    with ThreadPoolExecutor(processors or os.cpu_count() or 1) as pool:
        each = list(pool.map(lambda world: _run(chain, counts, world), numbers))
    outcomes = np.stack([one.outcomes for one in each])
    return Flow(
        chain=chain,
        worlds=worlds,
        by_world=_by_world(each, outcomes, first_world),
        outcomes=outcomes,
        waits=np.sum([one.waits for one in each], axis=0),
        wait_days=np.sum([one.wait_days for one in each], axis=0),
        flow=np.sum([one.flow for one in each], axis=0),
        begun=np.sum([one.begun for one in each], axis=0),
        occupied=np.stack([one.occupied for one in each]),
        waiting=np.stack([one.waiting for one in each]),
    )


@dataclass(frozen=True, slots=True)
class _Counts:
    """What the count needs to know of each kind: where its stages are, its category, and its outcome."""

    places: Indices
    triage: Indices
    outcome: Indices
    needs: NDArray[np.bool_]
    limits: Values
    marks: Indices

    @classmethod
    def of(cls, chain: Chain) -> _Counts:
        """Return what the count of a chain needs."""
        transport = ("extraction", "ambulance", "helicopter", "strategic")
        role = np.array(
            [
                0 if key in transport else place
                for key, place in chain.stations.select("station", "role").iter_rows()
            ]
        )
        ends = []
        for pathway in chain.stream.pathways:
            by_name = {DIED: DIED_OF_WOUNDS, DISCHARGED: DISCHARGED_HOME}
            ends.append(by_name.get(pathway.outcome, RETURNED_ROLE1 + pathway.role - 1))
        triage = [TRIAGE.index(pathway.triage) for pathway in chain.stream.pathways]
        names = chain.service_names
        return cls(
            np.where(chain.network.route >= 0, role[chain.network.route], 0).astype(np.int64),
            np.tile(np.array(triage, np.int64), len(chain.nations)),
            np.tile(np.array(ends, np.int64), len(chain.nations)),
            (chain.steps == names.index("damage_control_surgery")).any(axis=1),
            np.array(chain.limits),
            np.array([names.index("resuscitation"), names.index("damage_control_surgery")]),
        )


def schedule(chain: Chain, world: int) -> Indices:
    """Return the servers of each station on each day of a world, (stations, days); none where closed."""
    servers = chain.stations["servers"].to_numpy()
    closed = chain.stations["closed"].to_numpy()
    # beyond the numbers that casualties are drawn with
    rng = np.random.Generator(np.random.Philox(key=[chain.seed, world]).jumped())
    opened = rng.random((servers.size, chain.days)) >= closed[:, None]
    return np.where(opened | (servers[:, None] < 0), servers[:, None], 0).astype(np.int64)


def run_world(chain: Chain, world: int) -> Run:
    """Return one world of a chain of care, casualty by casualty; the same as `simulate` counts."""
    return _followed(chain, chain.stream.draw(chain.seed, world), world)


def _followed(chain: Chain, drawn: Casualties, world: int) -> Run:
    """Take the casualties of a world through the chain."""
    return simulate_queues(
        chain.network, schedule(chain, world), drawn.arrival, drawn.kind, deadline=drawn.deadline,
        pace=chain.pace, period=1.0, until=float(chain.days), seed=chain.seed, world=world, log=False,
    )  # fmt: skip


def _run(chain: Chain, counts: _Counts, world: int) -> _World:
    """Run one world and count."""
    from sinews.enablers.medical.tally import tally

    drawn = chain.stream.draw(chain.seed, world)
    until = float(chain.days)
    run = _followed(chain, drawn, world)
    unhindered = give_up_unhindered(
        chain.network,
        drawn.arrival,
        drawn.kind,
        drawn.deadline,
        pace=chain.pace,
        seed=chain.seed,
        world=world,
    )
    services = len(chain.service_names)
    waits, wait_days = np.zeros((services, BINS), np.int64), np.zeros(services)
    outcomes, flow = np.zeros(len(OUTCOMES), np.int64), np.zeros((len(NODES), len(NODES)), np.int64)
    begun = np.zeros((services, len(TRIAGE), chain.days), np.int64)
    timely, surgery = np.zeros((2, 2), np.int64), np.zeros(3)
    tally(
        run.times, run.left, run.kind, drawn.arrival, drawn.deadline, until, chain.steps, counts.places,
        counts.triage, counts.outcome, counts.needs, counts.limits, counts.marks, waits, wait_days, outcomes,
        flow, begun, timely, surgery,
    )  # fmt: skip
    outcomes[KILLED] = drawn.killed
    flow[NODE_WOUNDED, NODE_KILLED] += drawn.killed
    sick = int((counts.triage[drawn.kind] == TRIAGE.index("sick")).sum())
    return _World(
        outcomes, waits, wait_days, flow, begun, timely, surgery,
        run.busy.astype(np.float32), run.waiting.astype(np.float32),
        int((unhindered >= 0).sum()), sick, run.events,
    )  # fmt: skip


def _by_world(each: list[_World], outcomes: Indices, first_world: int) -> pl.DataFrame:
    """Return one row a world."""
    timely = np.stack([one.timely for one in each]).astype(float)
    surgery = np.stack([one.surgery for one in each])
    before = outcomes[:, [DIED_BEFORE_ROLE1, DIED_WAITING]].sum(axis=1)
    ideal = np.array([one.ideal_deaths for one in each])
    sick = np.array([one.sick for one in each])
    with np.errstate(invalid="ignore"):
        hours = 24.0 * surgery[:, 0] / surgery[:, 1]
        in_time = timely[..., 1] / timely[..., 0]
    frame = pl.DataFrame(
        {
            "world": np.arange(first_world, first_world + len(each)),
            "events": np.array([one.events for one in each]),
            "casualties": outcomes.sum(axis=1),
            "battle": outcomes.sum(axis=1) - sick,
            "sick": sick,
            "killed": outcomes[:, KILLED],
            "died_before_role1": outcomes[:, DIED_BEFORE_ROLE1],
            "died_before_surgery": outcomes[:, DIED_WAITING],
            "died_of_wounds": outcomes[:, DIED_OF_WOUNDS],
            "returned": outcomes[:, RETURNED_ROLE1:DISCHARGED_HOME].sum(axis=1),
            "discharged": outcomes[:, DISCHARGED_HOME],
            "in_care": outcomes[:, IN_CARE],
            "operated": surgery[:, 2].astype(np.int64),
            "surgery_hours": hours,
            "resuscitated_in_time": in_time[:, 0],
            "operated_in_time": in_time[:, 1],
            "ideal_deaths": ideal,
            "avoidable": before - ideal,
        }
    )
    return frame.with_columns(pl.col(pl.Float64).fill_nan(None))
