"""An independent check of a plan: every table, from the case and the other tables alone.

Nothing of the planning model is used, only rows and sums, so that a mistake there shows here. Each subject
has a file: what guidance, requirements, targets, orders, stock, industry, money and the ledger ask of tables.
A check derives a table whole, from the case and the tables before it, and sets it beside the plan's: so that
nothing is missing and nothing is too much. Where the search had a choice it tests the bounds of it.
"""

from sinews.verify.plan.findings import Findings
from sinews.verify.plan.page import page, with_verdict
from sinews.verify.plan.verdict import NOT_CHECKED, Verdict, check
from sinews.verify.plan.violations import CHECKS, one_by_one, unchecked, violations

__all__ = [
    "CHECKS",
    "NOT_CHECKED",
    "Findings",
    "Verdict",
    "check",
    "one_by_one",
    "page",
    "unchecked",
    "violations",
    "with_verdict",
]
