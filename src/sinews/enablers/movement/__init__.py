"""Transportation: whether the forces get there in time, what holds them up, and what would bring them."""

from sinews.enablers.movement.assess import (
    Sizing,
    delay_price,
    doubling_costs,
    doublings,
    move,
    regimes,
    size,
    under_regime,
)
from sinews.enablers.movement.outcome import Outcome
from sinews.enablers.movement.requirement import needs_of, requirement

__all__ = [
    "Outcome",
    "Sizing",
    "delay_price",
    "doubling_costs",
    "doublings",
    "move",
    "needs_of",
    "regimes",
    "requirement",
    "size",
    "under_regime",
]
