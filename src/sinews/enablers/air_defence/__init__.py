"""Air and missile defence: what the units cover, for how long interceptors last, and what it takes."""

from sinews.enablers.air_defence.coverage import Coverage, Employment, Radius, cover, marginal_curve
from sinews.enablers.air_defence.effect import units_for_effect
from sinews.enablers.air_defence.leakers import leakers
from sinews.enablers.air_defence.magazines import cost_exchange, magazine_curves, magazines, usable_rounds
from sinews.enablers.air_defence.other_side import beside_other_side
from sinews.enablers.air_defence.raids import ALL, daily_use, plan_share, raids
from sinews.enablers.air_defence.requirement import beside, requirement, units_needed
from sinews.enablers.air_defence.saturation import saturation
from sinews.enablers.air_defence.tables import (
    NEEDED,
    area_of,
    stays_overseas,
    told_size,
    usable_units,
    weighted_sites,
)
from sinews.enablers.air_defence.words import days_left, likely, span

__all__ = [
    "ALL",
    "NEEDED",
    "Coverage",
    "Employment",
    "Radius",
    "area_of",
    "beside",
    "beside_other_side",
    "cost_exchange",
    "cover",
    "daily_use",
    "days_left",
    "leakers",
    "likely",
    "magazine_curves",
    "magazines",
    "marginal_curve",
    "plan_share",
    "raids",
    "requirement",
    "saturation",
    "span",
    "stays_overseas",
    "told_size",
    "units_for_effect",
    "units_needed",
    "usable_rounds",
    "usable_units",
    "weighted_sites",
]
