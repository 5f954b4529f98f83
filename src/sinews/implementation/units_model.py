"""Whole units in the planning model, for those capabilities of which only complete ones count.

With N what an ally has been handed over by a line by the end of a year, whole units, and W the work done for
it on the line until then

    sum over allies (N) <= sum over allies (W) + in hand                   a line hands over what is complete
    sum over allies (N) >= sum over allies (W) + in hand - 1               and keeps no complete unit back
    sum over lines (yield x N) <= sum over lines (yield x W) + one unit    nobody gets one not begun for it
    N[t] >= N[t-1]                                                         or gives one back
    sum over allies (N) <= whole units in the most the line can do         follows, but not for parts of units

Where orders are whole, each unit is for who ordered it: the third row holds for each line by itself, and

    N[last] = W[last]                                                      what is ordered is whole
    minimum x y <= sum over allies (N[last]) <= most x y                   in a contract of the least size

with y 0 or 1; and the weighted shortfall is that of stock with N instead of W. Work, capacity, people and
money are those of `sinews.implementation.families`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sinews.engines.arrays import Indices, Values
from sinews.engines.completions import TOLERANCE
from sinews.engines.lp import LpModel
from sinews.implementation.blocks import Blocks
from sinews.implementation.instance import Instance, work_in_hand

BEGUN = 1e-3
"""Part of the work on a unit after which it is begun."""


class WholeUnits(NamedTuple):
    """Columns of whole units in the planning model.

    Attributes
    ----------
    ally, line
        Who is handed over units by which line, each (n,).
    units
        Columns of whole units by the end of each year, (n, t).
    beyond
        Columns of shortfall in whole units less that by work, in thousandths of the requirement, (q, t).
    pair
        Positions of the pairs of ally and capability in the model's stocks that these belong to, (q,).
    signed
        Columns that are 1 where anything is ordered of a line that has a least contract of several, (m,).
    signed_of
        Its line, (m,).
    """

    ally: Indices
    line: Indices
    units: Indices
    beyond: Indices
    pair: Indices
    signed: Indices
    signed_of: Indices


def add_whole_units(model: LpModel, blocks: Blocks, instance: Instance) -> WholeUnits:
    """Add whole units to the planning model; their columns take any part of a unit until told otherwise."""
    stocks, years = blocks.stocks, instance.years.size
    pair = np.flatnonzero(instance.whole[stocks.capability])
    provides = stocks.capability[pair][:, None] == instance.capability_of[None, :]
    # who may order nothing from a line is handed over nothing by it
    may_order = np.asarray(instance.open.any(axis=2))
    which, line = np.nonzero(provides & may_order[stocks.ally[pair]])
    ally, kind = stocks.ally[pair][which], stocks.kind[pair][which] * len(instance.lines) + line
    role = in_each_year(kind, years)
    units = model.add_columns(role.shape, agent=ally[:, None], role=role)
    growth = model.add_rows((ally.size, years - 1), lower=0.0, agent=ally[:, None], role=role[:, 1:])
    model.add_entries(growth, units[:, 1:], 1.0)
    model.add_entries(growth, units[:, :-1], -1.0)
    beyond = _add_shortfall(model, blocks, instance, pair, which, line, units)
    _add_hand_over(model, blocks, instance, line, units)
    _add_begun(model, blocks, instance, pair, which, line, units)
    signed, signed_of = _add_contracts(model, blocks, instance, ally, line, units)
    return WholeUnits(ally, line, units, beyond, pair, signed, signed_of)


def _add_begun(
    model: LpModel,
    blocks: Blocks,
    instance: Instance,
    pair: Indices,
    which: Indices,
    line: Indices,
    units: Indices,
) -> None:
    """Add that work on a unit must have begun before it goes to somebody."""
    stocks, years = blocks.stocks, instance.years.size
    largest = np.array(
        [instance.yields[instance.capability_of == c].max(initial=0.0) for c in stocks.capability[pair]]
    )
    by_line = instance.order_sizes.whole
    some = np.array([not by_line[instance.capability_of == c].any() for c in stocks.capability[pair]], bool)
    place = np.full(stocks.ally.size, -1)
    place[pair[some]] = np.arange(np.count_nonzero(some))
    role = in_each_year(stocks.kind[pair[some]], years)
    upper = (1.0 - BEGUN) * largest[some, None]
    ahead = model.add_rows(role.shape, upper=upper, agent=stocks.ally[pair[some]][:, None], role=role)
    theirs = some[which]
    model.add_entries(
        ahead[place[pair[which[theirs]]]], units[theirs], instance.yields[line[theirs]][:, None]
    )
    _add_work(model, blocks, ahead, place[blocks.deliveries.pair], instance.yields[blocks.deliveries.line])


def _add_contracts(
    model: LpModel, blocks: Blocks, instance: Instance, ally: Indices, line: Indices, units: Indices
) -> tuple[Indices, Indices]:
    """Add the rows of orders that are whole; return the columns that say if any are signed for, by line."""
    chosen, sizes = blocks.deliveries, instance.order_sizes
    of = np.flatnonzero(sizes.whole[line])
    place = np.full((len(instance.allies), len(instance.lines)), -1)
    place[ally[of], line[of]] = np.arange(of.size)
    of_work = place[chosen.ally, chosen.line]
    begun = model.add_rows((of.size, units.shape[1]), upper=1.0 - BEGUN)
    model.add_entries(begun, units[of], 1.0)
    _add_work(model, blocks, begun, of_work, np.ones(of_work.size))
    whole = model.add_rows(of.size, lower=0.0, upper=0.0)
    model.add_entries(whole, units[of, -1], 1.0)
    done = of_work >= 0
    model.add_entries(whole[of_work[done]], chosen.column[done], -1.0)
    several = np.flatnonzero(sizes.whole & (sizes.minimum > 1.0) & np.isin(np.arange(sizes.whole.size), line))
    signed = model.add_columns(several.size, upper=1.0)
    least = model.add_rows(several.size, lower=0.0)
    most = model.add_rows(several.size, upper=0.0)
    row = np.full(sizes.whole.size, -1)
    row[several] = np.arange(several.size)
    theirs = np.flatnonzero(row[line] >= 0)
    for rows in (least, most):
        model.add_entries(rows[row[line[theirs]]], units[theirs, -1], 1.0)
    model.add_entries(least, signed, -sizes.minimum[several])
    can = np.floor(most_work(instance)[several, -1] + 1.0)
    model.add_entries(most, signed, -np.maximum(can, 1.0))
    return signed, several


def _add_shortfall(
    model: LpModel,
    blocks: Blocks,
    instance: Instance,
    pair: Indices,
    which: Indices,
    line: Indices,
    units: Indices,
) -> Indices:
    """Add what the shortfall in whole units weighs beyond that by work, and return its columns, (q, t)."""
    stocks = blocks.stocks
    capability = stocks.capability[pair]
    size = instance.per_mille
    gap = (instance.target - instance.committed)[stocks.ally[pair], capability] / size[capability][:, None]
    weight = instance.shortfall_weight[capability]
    # by work no more is missing than without any
    agent, role = stocks.ally[pair][:, None], in_each_year(stocks.kind[pair], instance.years.size)
    bare = -np.clip(gap, 0.0, None)
    beyond = model.add_columns(gap.shape, cost=weight, lower=bare, agent=agent, role=role)
    missing = model.add_rows(gap.shape, lower=gap, agent=agent, role=role)
    least = model.add_rows(gap.shape, lower=0.0, agent=agent, role=role)
    for rows in (missing, least):
        model.add_entries(rows, beyond, 1.0)
        model.add_entries(rows, stocks.under[pair], 1.0)
    model.add_entries(missing[which], units, (instance.yields / size[instance.capability_of])[line][:, None])
    return beyond


def _add_hand_over(model: LpModel, blocks: Blocks, instance: Instance, line: Indices, units: Indices) -> None:
    """Add the rows of what lines hand over: what is complete, all of it, and no more than they can do."""
    lines, which = np.unique(line, return_inverse=True)
    years = instance.years.size
    in_hand = work_in_hand(instance.industry.base[lines, 0])[:, None]
    place = np.full(len(instance.lines), -1)
    place[lines] = np.arange(lines.size)
    of_work = place[blocks.deliveries.line]
    complete = model.add_rows((lines.size, years), lower=in_hand - 1.0, upper=in_hand)
    model.add_entries(complete[which], units, 1.0)
    _add_work(model, blocks, complete, of_work, np.ones(of_work.size))
    most = np.floor(most_work(instance)[lines] + in_hand + TOLERANCE)
    possible = model.add_rows(most.shape, upper=most)
    model.add_entries(possible[which], units, 1.0)


def _add_work(model: LpModel, blocks: Blocks, rows: Indices, place: Indices, worth: Values) -> None:
    """Take the work done until each year off the rows, (n, t); a delivery's row is `place`, -1 for none."""
    chosen = blocks.deliveries
    for year in range(rows.shape[1]):
        done = (place >= 0) & (chosen.year <= year)
        model.add_entries(rows[place[done], year], chosen.column[done], -worth[done])


def most_work(instance: Instance) -> Values:
    """Return the most work that each line can have done on new orders by the end of each year, (l, t)."""
    industry = instance.industry
    lines, years = industry.lines, instance.years.size
    added = np.zeros((lines, years))
    reached = np.zeros(lines)
    for year in range(years):
        limit = industry.expansion_limit[:lines, year]
        reached = np.where(limit > 0, np.minimum(reached + industry.ramp[:lines], limit), 0.0)
        added[:, year] = reached
    output = np.where(np.arange(years) >= industry.earliest[:, None], industry.free[:lines] + added, 0.0)
    return np.cumsum(output, axis=1)


def in_each_year(role: Indices, years: int) -> Indices:
    """Return the roles of a block, (n, t), in which allies play a role, (n,), each year."""
    return role[:, None] * years + np.arange(years)
