"""Method checks: published worked examples run through the public functions."""

from sinews.verify.check import Check, Result
from sinews.verify.page import page
from sinews.verify.registry import run_checks

__all__ = ["Check", "Result", "page", "run_checks"]
