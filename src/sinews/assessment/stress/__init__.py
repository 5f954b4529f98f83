"""The stress test: forces of a year run through movement, medical support, supply and air defence.

Each row of the answer says whether an enabler holds in a defence plan, or in all at once, what breaks first,
on which day, and what would mend it. The enablers are asked by their public functions and know nothing of it.
"""

from sinews.assessment.finding import ALL_PLANS, COLUMNS
from sinews.assessment.stress.forces import Forces
from sinews.assessment.stress.run import stress, stress_years

__all__ = ["ALL_PLANS", "COLUMNS", "Forces", "stress", "stress_years"]
