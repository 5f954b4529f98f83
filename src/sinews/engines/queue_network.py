"""Networks of queues: which stations customers of each kind go through, and how long service takes there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sinews.engines.arrays import Indices, Values

FIXED, EXPONENTIAL, LOGNORMAL = 0, 1, 2
"""Laws of service times."""
NOWHERE = -1
"""In a route: the customer has left."""
UNLIMITED = -1
"""Servers of a station at which nobody waits."""


@dataclass(frozen=True, slots=True)
class Network:
    """What happens to each kind of customer, stage by stage; every array is (kinds, stages) but `safe`.

    Attributes
    ----------
    route
        Station at each stage; `NOWHERE` after the last.
    other
        Station that is taken instead when the first has nobody free at once; `NOWHERE` for none.
    priority
        0 is served first; within a priority who came first; no service is interrupted.
    law
        `FIXED`, `EXPONENTIAL` or `LOGNORMAL`.
    mean, spread
        Mean service time, and the standard deviation of its logarithm (lognormal only).
    lowest, highest
        The part of the law that the kind is drawn from, as quantiles: 0 and 1 for all of it.
    turnround
        Time after a service in which the server cannot serve yet.
    hold
        Whether the customer keeps its server until the next stage takes it (blocking after service).
    gain
        Factor on what is left until the customer's deadline, when the stage takes it.
    safe
        Last stage at which a customer past its deadline leaves the queue, (kinds,); -1 for none.
    """

    route: Indices
    other: Indices
    priority: Indices
    law: Indices
    mean: Values
    spread: Values
    lowest: Values
    highest: Values
    turnround: Values
    hold: NDArray[np.bool_]
    gain: Values
    safe: Indices


def network(
    route: ArrayLike,
    mean: ArrayLike,
    *,
    law: ArrayLike = EXPONENTIAL,
    spread: ArrayLike = 0.0,
    priority: ArrayLike = 0,
    other: ArrayLike = NOWHERE,
    lowest: ArrayLike = 0.0,
    highest: ArrayLike = 1.0,
    turnround: ArrayLike = 0.0,
    hold: ArrayLike = False,
    gain: ArrayLike = 1.0,
    safe: ArrayLike = -1,
) -> Network:
    """Return a network from arrays as in `Network`, or numbers where all kinds and stages are alike.

    Parameters
    ----------
    route
        (kinds, stages); all other parameters are broadcast to this shape, `safe` to (kinds,).
    mean, law, spread, priority, other, lowest, highest, turnround, hold, gain, safe
        As in `Network`.

    Raises
    ------
    ValueError
        If shapes do not fit, or a mean or turn-round is negative.
    """
    stations = np.asarray(route, np.int64)

    def spread_out(value: ArrayLike, kind: type, shape: tuple[int, ...]) -> NDArray[Any]:
        return np.array(np.broadcast_to(np.asarray(value, kind), shape), order="C")

    shape = stations.shape
    made = Network(
        route=stations.copy(order="C"),
        other=spread_out(other, np.int64, shape),
        priority=spread_out(priority, np.int64, shape),
        law=spread_out(law, np.int64, shape),
        mean=spread_out(mean, np.float64, shape),
        spread=spread_out(spread, np.float64, shape),
        lowest=spread_out(lowest, np.float64, shape),
        highest=spread_out(highest, np.float64, shape),
        turnround=spread_out(turnround, np.float64, shape),
        hold=spread_out(hold, np.bool_, shape),
        gain=spread_out(gain, np.float64, shape),
        safe=spread_out(safe, np.int64, shape[:1]),
    )
    if made.mean.min(initial=0.0) < 0 or made.turnround.min(initial=0.0) < 0:
        raise ValueError("service and turn-round times must not be negative")
    return made
