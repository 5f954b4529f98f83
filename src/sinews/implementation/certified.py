"""The certificate of a plan, from the planning model and its optimum."""

from __future__ import annotations

import numpy as np

from sinews.engines.arrays import Values
from sinews.engines.lp import LpSolution
from sinews.implementation.certificate import Certificate
from sinews.implementation.families.family import Columns, Rows
from sinews.implementation.instance import Instance
from sinews.implementation.model import Model


def certified(problem: Instance, model: Model, solution: LpSolution) -> Certificate:
    """Return what proves a solution of the planning model to be its optimum."""
    along: dict[str, tuple[str, ...]] = {}
    prices, values = {}, {}
    for name, (rows, places) in model.row_blocks.items():
        along[name], prices[name] = _spread(problem, rows, solution.row_dual[places] / rows.by)
    for name, (columns, places) in model.column_blocks.items():
        along[name], values[name] = _spread(problem, columns, solution.x[places] * columns.by)
    axes = {
        axis: tuple(problem.labels(axis)) for axis in sorted({each for of in along.values() for each in of})
    }
    return Certificate(axes, along, prices, values)


def _spread(problem: Instance, block: Rows | Columns, figures: Values) -> tuple[tuple[str, ...], Values]:
    """Return the axes of a block, and its figures at all positions on them, 0 where the block has none."""
    places = np.broadcast_arrays(*block.at.values())
    whole = np.zeros([len(problem.labels(axis)) for axis in block.at])
    whole[tuple(np.asarray(place).reshape(figures.shape) for place in places)] = figures
    return tuple(block.at), whole
