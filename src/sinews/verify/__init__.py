"""Method checks: published worked examples run through the public functions."""

from sinews.verify.check import Check, Result
from sinews.verify.registry import as_json, print_checks, run_checks

__all__ = ["Check", "Result", "as_json", "print_checks", "run_checks"]
