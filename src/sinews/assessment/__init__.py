"""Step 5 of defence planning: a review of what the plan achieves."""

from sinews.assessment.assess import Review, assess
from sinews.assessment.economy import has_economy
from sinews.assessment.first_year import first_year
from sinews.assessment.growth import Growth, growth
from sinews.assessment.readiness import Readiness, readiness
from sinews.assessment.scoreboard import growth_measures, safer_measures
from sinews.assessment.tracking import Tracking, track

__all__ = [
    "Growth",
    "Readiness",
    "Review",
    "Tracking",
    "assess",
    "first_year",
    "growth",
    "growth_measures",
    "has_economy",
    "readiness",
    "safer_measures",
    "track",
]
