"""The case: all that a plan is made from, declared, read, checked, changed and written."""

from sinews.case.case import Case
from sinews.case.money import unit_prices
from sinews.case.problems import CaseError, Problem
from sinews.case.read import open_case
from sinews.case.settings import Settings

__all__ = ["Case", "CaseError", "Problem", "Settings", "open_case", "unit_prices"]
