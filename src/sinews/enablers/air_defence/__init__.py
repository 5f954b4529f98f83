"""Air and missile defence: what the units cover, for how long interceptors last, and what it takes."""

from sinews.enablers.air_defence.coverage import Coverage, Employment, Radius, cover, marginal_curve
from sinews.enablers.air_defence.effect import units_for_effect
from sinews.enablers.air_defence.magazines import cost_exchange, daily_use, magazine_curves, magazines
from sinews.enablers.air_defence.requirement import beside, requirement
from sinews.enablers.air_defence.saturation import saturation
from sinews.enablers.air_defence.tables import NEEDED, told_size, usable_units, weighted_sites

__all__ = [
    "NEEDED",
    "Coverage",
    "Employment",
    "Radius",
    "beside",
    "cost_exchange",
    "cover",
    "daily_use",
    "magazine_curves",
    "magazines",
    "marginal_curve",
    "requirement",
    "saturation",
    "told_size",
    "units_for_effect",
    "usable_units",
    "weighted_sites",
]
