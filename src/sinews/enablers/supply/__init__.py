"""Supply and logistics: how long the fight lasts on what is there, and what it takes to keep it supplied."""

from sinews.enablers.supply.distribution import Distribution, distribute
from sinews.enablers.supply.endurance import Endurance, assess
from sinews.enablers.supply.requirement import requirement
from sinews.enablers.supply.service import simulate_service
from sinews.enablers.supply.stocks import ALLIANCE
from sinews.enablers.supply.tables import INTENSITIES, Intensity

__all__ = [
    "ALLIANCE",
    "INTENSITIES",
    "Distribution",
    "Endurance",
    "Intensity",
    "assess",
    "distribute",
    "requirement",
    "simulate_service",
]
