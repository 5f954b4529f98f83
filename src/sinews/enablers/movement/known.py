"""What one movement knows that another on the same network can start from: paths, and prices of resources."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sinews.enablers.movement.network import Arc, Way
from sinews.enablers.movement.problem import Movement
from sinews.engines.arrays import Values
from sinews.engines.shipping import Known, Path, Shipping

Goods = tuple[str, str, str]
"""Force package, formation and kind of a load."""


@dataclass(frozen=True, slots=True)
class KnownMovement:
    """Paths and prices of a movement, by the names of what they are of.

    Attributes
    ----------
    arcs
        The network; on another one nothing of this is known.
    paths
        Timed paths and the loads that took them.
    price
        Price of each resource by bucket, in units of the cost of a weighted day's delay.
    """

    arcs: list[Arc]
    paths: list[tuple[Goods, Path]]
    price: dict[Way, Values]


NOTHING_KNOWN = KnownMovement([], [], {})
"""Of a movement from which no other is to start."""


def known_of(movement: Movement, shipping: Shipping) -> KnownMovement:
    """Return what is known after a movement has been solved."""
    names = _goods(movement)
    paths = [(names[path.commodity], path) for path in shipping.known.paths]
    price = shipping.known.price / movement.delay_cost
    return KnownMovement(movement.network.arcs, paths, dict(zip(movement.resources, price, strict=True)))


def taken_up(movement: Movement, known: KnownMovement | None) -> Known | None:
    """Return what is known for a movement's own problem, none if the network is another one."""
    if known is None or known.arcs != movement.network.arcs:
        return None
    number = {name: k for k, name in enumerate(_goods(movement))}
    paths = tuple(replace(path, commodity=number[name]) for name, path in known.paths if name in number)
    free = np.zeros(len(movement.widths))
    price = np.stack([known.price.get(key, free) for key in movement.resources])
    return Known(paths, price * movement.delay_cost)


def _goods(movement: Movement) -> list[Goods]:
    """Return the name of each commodity."""
    packages = movement.packages["force_package"].to_list()
    return [(packages[p], load.formation, load.kind) for p, load in movement.goods]
