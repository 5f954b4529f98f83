"""A case as of 1 January 2022, planned and set against what happened: the errors, and how they spread."""

from sinews.verify.hindcast.compare import NOT_COMPARED, Row, compare
from sinews.verify.hindcast.errors import Distribution, distributions
from sinews.verify.hindcast.outcomes import Outcome, read_outcomes
from sinews.verify.hindcast.plans import CASES, Plans, make_plans
from sinews.verify.hindcast.show import as_csv, as_markdown, page

__all__ = [
    "CASES",
    "NOT_COMPARED",
    "Distribution",
    "Outcome",
    "Plans",
    "Row",
    "as_csv",
    "as_markdown",
    "compare",
    "distributions",
    "make_plans",
    "page",
    "read_outcomes",
]
