"""Arrays of the compiled event loop: what belongs together side by side. It loads numba with the loop."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sinews.engines.arrays import Indices, Values
from sinews.engines.queue_calendar import empty_calendar
from sinews.engines.queue_kernel import EVER, FIRST_SERVER, IDLES, KEPT_STATION, KIND, LIMIT, PACE
from sinews.engines.queue_network import Network

MOST_BUCKETS = 1 << 20


def prepare(
    network: Network,
    schedule: Indices,
    pace: Values,
    arrival: Values,
    kind: Indices,
    deadline: Values | None,
    until: float,
) -> Any:
    """Return the first arguments of `sinews.engines.queue_kernel.run`, in its order.

    Parameters
    ----------
    network, schedule, pace, arrival, kind, deadline, until
        As in `sinews.engines.queue_simulation.simulate_queues`; the schedule is (stations, periods).
    """
    customers, stages = arrival.size, network.route.shape[1]
    most = np.maximum(schedule.max(axis=1), 0)
    whole = np.zeros((schedule.shape[0], 7), np.int64)
    whole[:, LIMIT] = schedule[:, 0]
    whole[:, EVER] = schedule.max(axis=1)
    whole[:, IDLES] = most
    whole[:, FIRST_SERVER] = np.cumsum(most) - most
    part = np.zeros((schedule.shape[0], 4))
    part[:, PACE] = pace
    people = np.zeros((customers, 8), np.int32)
    people[:, KIND] = kind
    people[:, KEPT_STATION] = -1
    idle = np.concatenate(
        [first + np.arange(count)[::-1] for first, count in zip(whole[:, FIRST_SERVER], most, strict=True)]
    ).astype(np.int32)
    origin = float(arrival[0]) if customers else 0.0
    span = min(until, float(arrival[-1])) - origin if customers else 0.0
    buckets = min(MOST_BUCKETS, 1 << max(customers * stages, 16).bit_length())
    return (
        *rules(network),
        np.array(arrival, float),
        np.full(customers, np.inf) if deadline is None else np.array(deadline, float),
        people,
        whole,
        part,
        np.full((schedule.shape[0], int(network.priority.max(initial=0)) + 1, 2), -1, np.int32),
        idle,
        *empty_calendar(2 * customers + int(most.sum()), origin, span, buckets),
    )  # fmt: skip


def rules(network: Network) -> tuple[NDArray[np.int32], Values]:
    """Return the rules of each kind and stage, (kinds, stages + 1, 7), and the numbers they share, (rows, 6).

    Many kinds share their numbers: few rows stay near the processor.
    """
    kinds, stages = network.route.shape
    width = network.highest - network.lowest
    numbers = (network.mean, network.spread, network.lowest, width, network.turnround, network.gain)
    rows, row = np.unique(np.stack([each.ravel() for each in numbers], axis=-1), axis=0, return_inverse=True)
    urgent = np.arange(stages) <= network.safe[:, None]
    columns = (
        network.route, network.other, network.priority, network.law, network.hold, urgent,
        row.reshape(kinds, stages),
    )  # fmt: skip
    whole = np.full((kinds, stages + 1, len(columns)), -1, np.int32)
    whole[:, :stages] = np.stack(columns, axis=-1)
    return whole, np.ascontiguousarray(rows)
