"""Lines that are kept warm: below its minimum sustaining rate a line is paid to stand ready, or closes.

For every line with a minimum sustaining rate and every year from its first possible delivery on

    delivered + idle + floor x closed >= floor                                     minimum sustaining rate
    closed[t] >= closed[t-1]                                                       what is closed stays closed

where the floor is the sustaining rate less what contracts and commitments build, and `closed` is the part of
the line that has been given up. The minimum sustaining rate is the output that keeps a line open with its
people and suppliers (Defense Acquisition University, Glossary, "Minimum Sustaining Rate").
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sinews.engines.arrays import Indices, Values
from sinews.engines.lp import LpModel
from sinews.implementation.instance import Instance


@dataclass(frozen=True, slots=True)
class Standby:
    """The lines with a minimum sustaining rate, and the model's columns for them.

    Attributes
    ----------
    line
        Positions of the lines, (s,).
    floor
        Output of new orders below which the line stands idle or closes, (s, t).
    idle, closed
        Columns of products not built, and of the part of the line that is closed, each (s, t).
    """

    line: Indices
    floor: Values
    idle: Indices
    closed: Indices


def sustaining_floor(instance: Instance) -> Values:
    """Return the output of new orders that each line needs to stay open, (l, t), products per year."""
    years = np.arange(instance.years.size)
    floor = instance.terms.sustaining[:, None] - instance.industry.reserved
    return np.where(years >= instance.industry.earliest[:, None], np.clip(floor, 0.0, None), 0.0)


def idle_price(instance: Instance) -> Values:
    """Return what one product not built costs the host of its line, (l,), USD bn."""
    cost: Values = instance.price * instance.terms.idle_cost
    return cost


def add_standby(model: LpModel, instance: Instance, capacity: Indices, cost_weight: float) -> Standby:
    """Add what lines are paid to stand ready, and what closes; closing takes its part of the capacity.

    The rows of the sustaining rate itself are those of `add_sustaining_rows`.
    """
    floor = sustaining_floor(instance)
    line = np.flatnonzero(floor.any(axis=1))
    floor = floor[line]
    cost = cost_weight * idle_price(instance)[line][:, None] * instance.discount
    idle = model.add_columns(floor.size, cost=cost.ravel(), upper=floor.ravel()).reshape(floor.shape)
    closed = model.add_columns(floor.size, upper=1.0).reshape(floor.shape)
    later = model.add_rows(line.size * (floor.shape[1] - 1), lower=0.0).reshape(closed[:, 1:].shape)
    model.add_entries(later, closed[:, 1:], 1.0)
    model.add_entries(later, closed[:, :-1], -1.0)
    model.add_entries(capacity[line], closed, instance.industry.free[line])
    return Standby(line, floor, idle, closed)


def add_sustaining_rows(
    model: LpModel, standby: Standby, line: Indices, year: Indices, column: Indices
) -> None:
    """Add the rows of the sustaining rate.

    Parameters
    ----------
    line, year, column
        Line, position of the year and column of each delivery that the model may choose.
    """
    rows = model.add_rows(standby.floor.size, lower=standby.floor.ravel()).reshape(standby.floor.shape)
    model.add_entries(rows, standby.idle, 1.0)
    model.add_entries(rows, standby.closed, standby.floor)
    position = np.full(int(max(line.max(initial=0), standby.line.max(initial=0))) + 1, -1)
    position[standby.line] = np.arange(standby.line.size)
    kept = position[line] >= 0
    model.add_entries(rows[position[line[kept]], year[kept]], column[kept], 1.0)
