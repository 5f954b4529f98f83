"""Step 5 of defence planning: a review of what the plan achieves."""

from sinews.assessment.assess import Review, assess
from sinews.assessment.economy import has_economy
from sinews.assessment.growth import Growth, growth

__all__ = ["Growth", "Review", "assess", "growth", "has_economy"]
