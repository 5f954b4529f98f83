"""Supply and logistics: how long the fight lasts on what is there, and what it takes to keep it supplied."""

from sinews.enablers.supply.consumption import forces_of_plan
from sinews.enablers.supply.distribution import Distribution, distribute, leg_bands
from sinews.enablers.supply.endurance import Endurance, assess, days_of_supply
from sinews.enablers.supply.fill import formation_fill
from sinews.enablers.supply.interceptors import interceptor_classes
from sinews.enablers.supply.requirement import requirement
from sinews.enablers.supply.service import simulate_service
from sinews.enablers.supply.stocks import ALLIANCE
from sinews.enablers.supply.tables import INTENSITIES, NEEDED, Intensity

__all__ = [
    "ALLIANCE",
    "INTENSITIES",
    "NEEDED",
    "Distribution",
    "Endurance",
    "Intensity",
    "assess",
    "days_of_supply",
    "distribute",
    "forces_of_plan",
    "formation_fill",
    "interceptor_classes",
    "leg_bands",
    "requirement",
    "simulate_service",
]
