"""Whole orders: over the years of the plan every ally orders whole products from every line.

The planning model lets an ally order any part of a product. Its optimum leaves open who gets what of a line's
output, since a shortfall weighs the same whoever has it. So all orders are rounded down at first, from their
last deliveries on; what that frees of lines, materials, people and money makes whole products again for those
who were the closest to one, the largest remainder first, as far as they still lack it. The work of a year may
be any part of a product: what an ally orders is whole, not a year of it.

Nothing is ordered that a limit of the model does not leave room for, and nobody pays what it does not have
with what rules let it carry over, borrow and draw from funds. Orders for a line that are less than its least
contract, all allies together, are not signed at all. The cost of it all is certified by the duals of the
model in parts.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sinews.case import CaseError
from sinews.engines.aggregation import certify, violation
from sinews.engines.arrays import Values
from sinews.engines.lp import LpSolution
from sinews.implementation.few_types import fleets, least
from sinews.implementation.groups import LARGEST_VIOLATION, GroupPlan
from sinews.implementation.placed_orders import NOTHING, PlacedOrders

WHOLE = 1e-6
"""Part of a product that is taken for none."""

USEFUL = 0.5
"""Part of a further product, over the years, that must fill a gap for it to be ordered."""

KEPT = 1e-7
"""By how much a row may be missed: the solver's tolerance."""


def solve_in_whole_orders(plan: GroupPlan, solution: LpSolution) -> LpSolution:
    """Return a solution of the planning model in which what every ally orders from a line is whole.

    Parameters
    ----------
    plan
        The planning model as it was solved.
    solution
        A solution of it; that in whole steps.

    Raises
    ------
    CaseError
        If no whole orders are found that keep the rows of a constraint.
    """
    if not plan.instance.order_sizes.whole.any():
        return solution
    orders = PlacedOrders(plan.instance, plan.blocks, plan.arrays, solution)
    removed = _round_down(orders)
    for ally, line in _remainders(orders, removed):
        _raise(orders, ally, line, removed[ally, line])
    _mend(orders)
    _sign_no_small_contracts(orders)
    x = orders.columns()
    # a line that has had to close, or one who could not pay, may leave others with too little for a contract
    while _sign_no_small_contracts(orders) or _buy_no_small_fleets(orders):
        x = orders.columns()
    if violation(plan.arrays, x) > LARGEST_VIOLATION:
        raise CaseError(orders.broken(x))
    proof = certify(plan.arrays, x, solution.row_dual)
    return replace(solution, x=x, objective=proof.objective, gap=proof.gap)


def _round_down(orders: PlacedOrders) -> Values:
    """Round all orders down, from their last deliveries on; return what that takes away, (a, l, t)."""
    done = np.cumsum(orders.work, axis=2)
    whole = np.floor(done[:, :, -1] + WHOLE)
    kept = np.diff(np.minimum(done, whole[:, :, None]), axis=2, prepend=0.0)
    # what is nearer to a whole number than that is whole but for what a solver leaves
    broken = ((done[:, :, -1] - whole > WHOLE) | (whole == 0.0)) & orders.instance.order_sizes.whole
    kept = np.where(broken[:, :, None], kept, orders.work)
    removed: Values = orders.work - kept
    orders.work = kept
    orders.take_stock()
    return removed


def _remainders(orders: PlacedOrders, removed: Values) -> list[tuple[int, int]]:
    """Return the allies and lines of what has been rounded down, the largest remainder first."""
    part = np.round(removed.sum(axis=2), 6)
    ally, line = np.nonzero(part > WHOLE)
    # names decide between equals, so that no order of rows does
    names = [
        np.unique(each, return_inverse=True)[1] for each in (orders.instance.allies, orders.instance.lines)
    ]
    order = np.lexsort((names[1][line], names[0][ally], -part[ally, line]))
    return list(zip(ally[order].tolist(), line[order].tolist(), strict=True))


def _raise(orders: PlacedOrders, ally: int, line: int, removed: Values) -> None:
    """Let an ally order a product more from a line, if it lacks it and there is room and money for it."""
    gap = orders.lacking(ally, line)
    if gap.max() < USEFUL * orders.instance.yields[line]:
        return
    room = orders.room(ally, line)
    again = np.minimum(room, removed)
    lacking = np.flatnonzero((gap > NOTHING) & (orders.delivery[ally, line] >= 0))
    years = gap.size
    first = int(lacking[0]) if lacking.size else years
    # as soon as it is lacking, or else as late as can be
    soon = np.concatenate([np.arange(first, years), np.arange(first - 1, -1, -1)])
    for order in (soon, np.arange(years - 1, -1, -1)):
        amount = again.copy()
        filled = np.minimum(np.cumsum((room - again)[order]), 1.0 - again.sum())
        amount[order] += np.diff(filled, prepend=0.0)
        if amount.sum() < 1.0 - NOTHING:
            return
        if _useful(orders, line, amount, gap):
            takes = orders.takes(ally, line, amount)
            if orders.allows(ally, takes):
                orders.change(ally, line, amount, takes)
                return


def _useful(orders: PlacedOrders, line: int, amount: Values, gap: Values) -> bool:
    """Return whether what is ordered more, (t,), fills a gap with enough of it over the years."""
    weight = orders.instance.shortfall_weight[orders.instance.capability_of[line]]
    added = np.cumsum(amount) * orders.instance.yields[line]
    filled = np.clip(np.minimum(gap, added), 0.0, None)
    return bool((weight * filled).sum() >= USEFUL * (weight * added).sum())


def _mend(orders: PlacedOrders) -> None:
    """Order whole products less of what keeps a row from what it asks for at least, such as a share.

    Rounding down breaks no limit, but a part of all orders that must come from some may be less then.
    """
    chosen = orders.blocks.deliveries
    for row in np.flatnonzero((orders.below < -KEPT) | (orders.above < -KEPT)):
        sign = -1.0 if orders.below[row] < -KEPT else 1.0
        delivery, entry = np.nonzero(orders.shared.row == row)
        against = sign * orders.shared.value[delivery, entry] > 0.0
        pairs = np.unique(np.stack([chosen.ally, chosen.line])[:, delivery[against]], axis=1).T
        while min(orders.below[row], orders.above[row]) < -KEPT and pairs.size:
            ordered = np.round(orders.work[pairs[:, 0], pairs[:, 1]].sum(axis=1))
            if ordered.max() < 1.0:
                break
            ally, line = pairs[int(ordered.argmax())].tolist()
            done = np.cumsum(orders.work[ally, line])
            fewer = np.diff(np.minimum(done, max(done[-1] - 1.0, 0.0)), prepend=0.0)
            orders.change(ally, line, fewer - orders.work[ally, line])


def _sign_no_small_contracts(orders: PlacedOrders) -> bool:
    """Drop orders of which all allies order less than the least contract; return if there are any."""
    total = orders.work.sum(axis=(0, 2))
    small = np.flatnonzero((total > 0.0) & (total < orders.instance.order_sizes.minimum - WHOLE))
    for line in small:
        for ally in np.flatnonzero(orders.work[:, line].any(axis=1)):
            orders.drop(int(ally), int(line))
    return small.size > 0


def _buy_no_small_fleets(orders: PlacedOrders) -> bool:
    """Drop orders of new types that are for less than the least fleet; return if there are any."""
    instance = orders.instance
    fleet = fleets(instance, orders.work)
    small = np.flatnonzero((fleet > NOTHING) & (fleet < least(instance) - WHOLE))
    for which in small:
        ally = int(instance.types.introduced.ally[which])
        for line in np.flatnonzero(instance.types.product_of == instance.types.introduced.product[which]):
            orders.drop(ally, int(line))
    return small.size > 0
