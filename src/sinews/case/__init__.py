"""The case: all that a plan is made from, declared, read, checked, changed and written."""

from sinews.case.case import Case
from sinews.case.folder import OutputError, replace_folder
from sinews.case.holdings import holdings
from sinews.case.money import unit_prices
from sinews.case.overrides import Override, apply_overrides, parse_override
from sinews.case.problems import CaseError, Problem
from sinews.case.provenance import status_shares
from sinews.case.read import open_case
from sinews.case.settings import Settings
from sinews.case.write import write_case

__all__ = [
    "Case",
    "CaseError",
    "OutputError",
    "Override",
    "Problem",
    "Settings",
    "apply_overrides",
    "holdings",
    "open_case",
    "parse_override",
    "replace_folder",
    "status_shares",
    "unit_prices",
    "write_case",
]
