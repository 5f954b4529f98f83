"""Step 5 of defence planning: a review of what the plan achieves."""

from sinews.assessment.assess import Review, assess

__all__ = ["Review", "assess"]
