"""Step 4 of defence planning: what is ordered, built and paid, by whom and when."""

from sinews.implementation.constraints import read_constraints, taken
from sinews.implementation.converted import in_money_of
from sinews.implementation.families.element import Element, by_element
from sinews.implementation.plan import MANIFEST, Plan, open_plan
from sinews.implementation.schedule import schedule
from sinews.implementation.solution import Solution
from sinews.implementation.taken import Taken
from sinews.implementation.widen import Widened, WithoutSupport, met_dates, widen, without_support

__all__ = [
    "MANIFEST",
    "Element",
    "Plan",
    "Solution",
    "Taken",
    "Widened",
    "WithoutSupport",
    "by_element",
    "in_money_of",
    "met_dates",
    "open_plan",
    "read_constraints",
    "schedule",
    "taken",
    "widen",
    "without_support",
]
