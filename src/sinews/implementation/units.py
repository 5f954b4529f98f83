"""Whole units: what it costs that ships, batteries and the like count only when they are complete."""

from __future__ import annotations

import numpy as np

from sinews.engines.lp import LpSolution
from sinews.implementation.blocks import PER_MILLE
from sinews.implementation.bottlenecks import weighted_shortfall
from sinews.implementation.instance import Instance
from sinews.implementation.model import Blocks, shortfall_weight
from sinews.implementation.quantities import Quantities


def whole_units_gap(
    instance: Instance, blocks: Blocks, solution: LpSolution, quantities: Quantities
) -> float:
    """Return by what part the weighted shortfall in whole units lies above that in fractions."""
    weight = shortfall_weight(instance) * PER_MILLE / instance.required[:, None]
    missing = np.clip(instance.target - quantities.stock, 0.0, None)
    optimum = float(weighted_shortfall(instance, blocks, solution).sum())
    return float((missing * weight).sum()) / optimum - 1.0 if optimum > 0 else 0.0
