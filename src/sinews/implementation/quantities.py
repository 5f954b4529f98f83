"""The solution of the planning model in arrays, and what it misses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sinews.engines.arrays import Values
from sinews.engines.completions import completions
from sinews.engines.hand_over import hand_over
from sinews.engines.lp import LpSolution
from sinews.implementation.blocks import Blocks
from sinews.implementation.families.family import THOUSANDS
from sinews.implementation.instance import Instance, work_in_hand
from sinews.implementation.peacetime import held_at_least_nothing

NEGLIGIBLE = 1e-7
"""Solver noise: quantities below this are read as zero."""


@dataclass(frozen=True, slots=True)
class Quantities:
    """The solution in arrays; axes a allies, c capabilities, l lines, t years.

    Attributes
    ----------
    ordered
        Work on new orders by the year of its delivery, (a, l, t), products.
    completed
        Products handed over from new orders and contracts: whole ones where only those count, (a, l, t).
    delivered
        Units handed over, (a, c, t).
    operated
        Units that new orders and contracts add to what is operated, by the work done, (a, c, t).
    expansion
        Capacity that expansion has added, (p, t), per year.
    workers, intake, recruits
        Skilled workers, apprentices who start, and recruits of each pool, (k, t).
    idle, closed
        Products that lines are paid not to build, and the part of each line that is closed, each (l, t).
    carried, owed
        What allies carry over and owe at the end of each year, each (a, t), USD m.
    drawn
        What they draw from each resilience fund, (f, a, t), USD m.
    stock, forgone
        Stock at the end of each year, and what of the use in peace is forgone as there is nothing left to be
        used, each (a, c, t), units.
    x
        The values of the model's columns, each in its block's unit, without solver noise.
    """

    ordered: Values
    completed: Values
    delivered: Values
    operated: Values
    expansion: Values
    workers: Values
    intake: Values
    recruits: Values
    idle: Values
    closed: Values
    carried: Values
    owed: Values
    drawn: Values
    stock: Values
    forgone: Values
    x: Values


class Lateness(NamedTuple):
    """What is missing of each capability, (c,): weighted shortfall, and months that what is late is late."""

    weighted: Values
    months: Values


def read_quantities(
    instance: Instance, blocks: Blocks, solution: LpSolution, units: Values | None = None
) -> Quantities:
    """Read deliveries, expansion and stock from the solved model.

    Parameters
    ----------
    instance, blocks, solution
        The planning problem, its model and a solution.
    units
        What lines hand over for new orders of capabilities that are handed over in whole units, (a, l, t),
        products; if not given, the work on them is rounded.
    """
    ordered = np.zeros_like(instance.industry.contracted)
    chosen = blocks.deliveries
    amount = solution.x[chosen.column]
    ordered[chosen.ally, chosen.line, chosen.year] = np.where(amount > NEGLIGIBLE, amount, 0.0)
    whole = instance.whole[instance.capability_of]
    completed = np.where(whole[:, None], _rounded(instance, ordered) if units is None else units, ordered)
    handed_over = instance.on_contract + completed
    delivered, operated = np.zeros_like(instance.committed), np.zeros_like(instance.committed)
    for line, capability in enumerate(instance.capability_of):
        delivered[:, capability] += handed_over[:, line] * instance.yields[line]
        operated[:, capability] += ordered[:, line] * instance.yields[line]
    leaves = instance.retired + instance.given + instance.used
    stock, forgone = held_at_least_nothing(instance.held[:, :, None] + np.cumsum(delivered - leaves, axis=2))
    # money in the linear programme's columns is counted by the thousand
    x = solution.x.copy()
    money = blocks.money
    for places in (money.carried, money.owed, money.drawn, money.running):
        x[places] *= THOUSANDS
    idle, closed = (np.zeros((len(instance.lines), instance.years.size)) for _ in range(2))
    idle[blocks.standby.line] = cleared(solution.x[blocks.standby.idle])
    closed[blocks.standby.line] = np.clip(cleared(solution.x[blocks.standby.closed]), 0.0, 1.0)
    return Quantities(
        ordered=ordered,
        completed=handed_over,
        delivered=delivered,
        operated=instance.committed - instance.held[:, :, None] + np.cumsum(operated, axis=2),
        expansion=np.clip(solution.x[blocks.expansion], 0.0, None),
        workers=solution.x[blocks.workforce.workers],
        intake=instance.people.apprentices[:, None] + solution.x[blocks.workforce.intake],
        recruits=solution.x[blocks.workforce.recruits],
        idle=idle,
        closed=closed,
        carried=cleared(x[blocks.money.carried]),
        owed=cleared(x[blocks.money.owed]),
        drawn=cleared(x[blocks.money.drawn]),
        stock=stock,
        forgone=forgone,
        x=np.where(np.abs(x) > NEGLIGIBLE, x, 0.0),
    )


def _rounded(instance: Instance, ordered: Values) -> Values:
    """Return the whole units that lines hand over for the work on new orders, (a, l, t), where those count.

    Where orders are whole, each is for who ordered it. Otherwise units go first to allies that would stay
    below their targets.
    """
    missing = np.maximum(instance.target - instance.committed, 0.0)
    handed_over = np.zeros_like(ordered)
    for capability in np.flatnonzero(instance.whole):
        lines = np.flatnonzero((instance.capability_of == capability) & ~instance.order_sizes.whole)
        complete = completions(
            ordered[:, lines].transpose(1, 0, 2),
            work_in_hand(instance.industry.base[lines, 0]),
            instance.yields[lines],
            missing[:, capability],
        )
        handed_over[:, lines] = np.diff(complete, axis=2, prepend=0).transpose(1, 0, 2)
    # names decide between equals, so that no order of rows does
    order = np.argsort(instance.allies)
    in_hand = work_in_hand(instance.industry.base[: len(instance.lines), 0])
    for line in np.flatnonzero(instance.order_sizes.whole & ordered.any(axis=(0, 2))):
        complete = hand_over(ordered[order, line], float(in_hand[line]))
        handed_over[order, line] = np.diff(complete, axis=1, prepend=0)
    return handed_over


def weighted_shortfall(instance: Instance, blocks: Blocks, solution: LpSolution) -> Values:
    """Return the weighted shortfall of each capability, (c,): its part of the objective."""
    stocks = blocks.stocks
    weighted = (instance.shortfall_weight[stocks.capability] * solution.x[stocks.under]).sum(axis=1)
    total = np.zeros(instance.required.size)
    np.add.at(total, stocks.capability, weighted)
    return total


def lateness(instance: Instance, blocks: Blocks, solution: LpSolution) -> Lateness:
    """Return what is missing of each capability, and for how long."""
    stocks = blocks.stocks
    short = np.zeros((instance.required.size, instance.years.size))
    np.add.at(short, stocks.capability, np.clip(solution.x[stocks.under], 0.0, None))
    largest = short.max(axis=1)
    months = 12.0 * np.divide(short.sum(axis=1), largest, out=np.zeros_like(largest), where=largest > 0)
    return Lateness(weighted_shortfall(instance, blocks, solution), months)


def cleared(values: Values) -> Values:
    """Return the positive part, with solver noise read as zero."""
    return np.where(values > NEGLIGIBLE * np.maximum(1.0, np.abs(values)), values, 0.0)
