"""What each member of a group of allies receives where the group's money binds.

All members then have to spend all their money in the years in which it binds, and who gets what from which
line has to fit each of them to the dollar. So nothing of the group's deliveries is taken as given, but that
they cost nobody anything: members' columns are found anew among all that are as good as the group's
(`sinews.engines.optimal_face`), by interior point, which deals evenly with members that are alike. What all
share, and allies that stand alone, stay as the model of groups has them.
"""

from __future__ import annotations

import numpy as np

from sinews.engines.aggregation import Aggregate, sums
from sinews.engines.arrays import Indices
from sinews.engines.basis import LabelledBasis
from sinews.engines.lp import LpArrays, LpSolution
from sinews.engines.optimal_face import NO_PRICE, optimal_face
from sinews.implementation.blocks import Blocks
from sinews.implementation.solve import solve_face
from sinews.implementation.split import Split


def money_binds(blocks: Blocks, aggregate: Aggregate, group: Indices, solution: LpSolution) -> bool:
    """Return whether the money of a group of several allies binds in any year."""
    member = np.bincount(group)[group] > 1
    rows = np.concatenate([blocks.money.equipment[member], blocks.money.total[member]])
    return bool((np.abs(solution.row_dual[aggregate.row_class[rows]]) > NO_PRICE).any())


def split_freely(
    blocks: Blocks,
    arrays: LpArrays,
    agents: tuple[Indices, Indices],
    aggregate: Aggregate,
    group: Indices,
    solution: LpSolution,
    start: LabelledBasis,
) -> Split:
    """Divide what groups get among their members, whatever lines it comes from.

    Parameters
    ----------
    blocks, arrays
        The planning model.
    agents
        The ally to which each row and each column belongs, -1 for none.
    aggregate, group, solution
        The model of groups, the group of each ally, (a,), and the solution of the model of groups.
    start
        Where the last division ended: interior point ends at no basis of its own.

    Raises
    ------
    LpError
        If interior point finds no solution.
    """
    row_agent, column_agent = agents
    member = np.bincount(group)[group] > 1
    theirs = (row_agent >= 0) & member[row_agent]
    theirs[blocks.balance.ravel()] = False
    money = np.flatnonzero(theirs)
    face = optimal_face(
        arrays,
        solution.x[aggregate.column_class],
        solution.row_dual[aggregate.row_class],
        free=(column_agent >= 0) & member[column_agent],
        elastic=money,
    )
    found = solve_face(face.arrays).x
    overrun = sums(row_agent[money], face.excess(found), group.size)
    return Split(face.whole(found), overrun, start)
