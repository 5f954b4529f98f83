"""``python -m benchmarks.medical``: the chain of care, ours against SimPy and Ciw, and 200 worlds of it.

The peers run the pathways, casualties, times of treatment and capacity of a defence plan as a network that
all three know: servers, routes and priorities; no turn-round, no bed that is kept, no deadline. Every
customer must begin every service at the same time in all three. Then ours runs the full chain. The exit code
is 1 if they differ.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from rich.console import Console
from rich.table import Table

from sinews.case import Case, holdings, open_case
from sinews.enablers.medical import Chain, chains, simulate
from sinews.engines.arrays import Indices, Values
from sinews.engines.queue_network import NOWHERE, UNLIMITED, Network, network
from sinews.engines.queue_simulation import simulate_queues

TOLERANCE = 1e-6
REPEATS = 20


@dataclass(frozen=True)
class World:
    """What the three run: a network without what only ours knows, and its customers."""

    network: Network
    servers: Indices
    arrival: Values
    kind: Indices
    priority: Indices
    """Of each customer."""
    lasts: Values
    """Service times, (customers, stages)."""


def peer_world(days: int) -> World:
    """Return the first days of the northern plan of the baseline."""
    (chain,) = chains(*_baseline(), plan="north", days=days)
    drawn = chain.stream.draw(chain.seed, 0)
    full = chain.network
    first = full.priority[:, 0]
    plain = network(
        full.route, full.mean, law=full.law, spread=full.spread, lowest=full.lowest, highest=full.highest,
        priority=np.broadcast_to(first[:, None], full.route.shape),
    )  # fmt: skip
    servers = chain.stations["servers"].to_numpy()
    everywhere = replace(plain, route=np.where(plain.route >= 0, 0, NOWHERE))
    free = simulate_queues(everywhere, [UNLIMITED], np.zeros(drawn.kind.size), drawn.kind, seed=chain.seed)
    return World(plain, servers, drawn.arrival, drawn.kind, first[drawn.kind], free.finish - free.start)


def _baseline() -> tuple[Case, pl.DataFrame]:
    case = open_case()
    return case, holdings(case).select("ally", "capability", "quantity")


def compare(days: int) -> dict[str, float]:
    """Run all three on one world; return seconds of each and the largest difference of any start."""
    from benchmarks import medical_ciw, medical_simpy

    world = peer_world(days)

    def ours() -> Values:
        run = simulate_queues(world.network, world.servers, world.arrival, world.kind, seed=1, log=False)
        return run.start

    ours()
    start = time.process_time()
    for _ in range(REPEATS):
        found = ours()
    seconds = (time.process_time() - start) / REPEATS
    answer = {
        "customers": world.kind.size,
        "services": int(np.isfinite(found).sum()),
        "seconds": seconds,
        "difference": 0.0,
    }
    for name, run in (("simpy", medical_simpy.run), ("ciw", medical_ciw.run)):
        start = time.process_time()
        theirs = run(world)
        answer[f"{name}_seconds"] = time.process_time() - start
        answer[f"{name}_ratio"] = answer[f"{name}_seconds"] / seconds
        same = np.isnan(found) == np.isnan(theirs)
        apart = float(np.nanmax(np.abs(found - theirs))) if same.all() else np.inf
        answer["difference"] = max(answer["difference"], apart)
    return answer


def full_chain(worlds: int, days: int) -> dict[str, float]:
    """Run worlds of the full chain of all plans; return events a second of the loop and the time of all."""
    (chain,) = chains(*_baseline(), pooled=True, days=days)
    simulate(chain, 1)
    start, used = time.perf_counter(), time.process_time()
    flow = simulate(chain, worlds)
    seconds, processor = time.perf_counter() - start, time.process_time() - used
    return {
        "days": days,
        "worlds": worlds,
        "casualties": float(flow.by_world["casualties"].to_numpy().mean()),
        "events": float(flow.by_world["events"].to_numpy().mean()),
        "seconds": seconds,
        "processor_seconds": processor,
        **loop(chain),
    }


def loop(chain: Chain) -> dict[str, float]:
    """Return events a second of one core in the event loop, by what is counted as one."""
    from sinews.enablers.medical.simulate import schedule
    from sinews.engines.queue_arrays import prepare
    from sinews.engines.queue_kernel import run

    used, events, served = 0.0, 0, 0
    for world in range(5):
        drawn, servers = chain.stream.draw(chain.seed, world), schedule(chain, world)
        until = float(chain.days)
        arrays = prepare(chain.network, servers, chain.pace, drawn.arrival, drawn.kind, drawn.deadline, until)
        times = np.full((drawn.kind.size, chain.network.route.shape[1], 2), np.nan)
        room = [np.empty((0, 0), np.int32), np.full(drawn.kind.size, -1), *np.zeros((2, *servers.shape))]
        start = time.process_time()
        events += run(*[*arrays, servers, 1.0, until, chain.seed, world, times, *room])
        used += time.process_time() - start
        served += drawn.kind.size + int(np.isfinite(times[..., 0]).sum() + (times[..., 1] <= until).sum())
    return {"calendar_events_per_second": events / used, "station_events_per_second": served / used}


def main() -> int:
    """Run the benchmark from the command line and return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.medical", description="the chain of care against SimPy and Ciw"
    )
    parser.add_argument("--worlds", type=int, default=200, metavar="N", help="worlds of the full chain")
    parser.add_argument("--days", type=int, default=180, metavar="N", help="days of the full chain")
    parser.add_argument("--peer-days", type=int, default=60, metavar="N", help="days that the peers run")
    parser.add_argument("--json", action="store_true", help="print JSON on standard output")
    chosen = parser.parse_args()
    messages = Console(stderr=True)
    try:
        peers = compare(chosen.peer_days)
    except ModuleNotFoundError as missing:
        messages.print(f"{missing}. sh tools/setup .venv-bench requirements/bench.txt", style="red")
        return 2
    full = full_chain(chosen.worlds, chosen.days)
    if chosen.json:
        print(json.dumps({"peers": peers, "full": full}, indent=2))
    else:
        for table in _tables(peers, full):
            Console().print(table)
    if peers["difference"] > TOLERANCE:
        messages.print(f"services begin {peers['difference']:.1e} days apart", style="red")
        return 1
    messages.print(f"all services begin at the same time, to {peers['difference']:.1e} days")
    return 0


def _tables(peers: dict[str, float], full: dict[str, float]) -> tuple[Table, Table]:
    machine = f"{os.cpu_count()} cores, {platform.python_implementation()} {platform.python_version()}"
    first = Table(title=f"one network: {peers['customers']:,} customers, {peers['services']:,} services")
    for heading in ("", "Sinews", "SimPy", "Ciw", "SimPy / Sinews", "Ciw / Sinews"):
        first.add_column(heading, justify="left" if heading == "" else "right")
    first.add_row(
        "processor seconds", f"{peers['seconds']:.4f}", f"{peers['simpy_seconds']:.2f}",
        f"{peers['ciw_seconds']:.2f}", f"{peers['simpy_ratio']:,.0f}", f"{peers['ciw_ratio']:,.0f}",
    )  # fmt: skip
    second = Table(title=f"the full chain of the baseline: {full['days']:,} days", caption=machine)
    for heading in ("", "Sinews"):
        second.add_column(heading, justify="left" if heading == "" else "right")
    for name, figure in (
        ("worlds", f"{full['worlds']:,}"),
        ("casualties a world", f"{full['casualties']:,.0f}"),
        ("events a world", f"{full['events']:,.0f}"),
        ("seconds by the clock", f"{full['seconds']:.1f}"),
        ("processor seconds", f"{full['processor_seconds']:.1f}"),
        ("millions of calendar events a second and core", f"{full['calendar_events_per_second'] / 1e6:.1f}"),
        (
            "millions of arrivals, starts and ends at stations",
            f"{full['station_events_per_second'] / 1e6:.1f}",
        ),
    ):
        second.add_row(name, figure)
    return first, second


if __name__ == "__main__":
    raise SystemExit(main())
