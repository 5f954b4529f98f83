"""An independent check of a plan: every constraint, from the plan's own tables and its case alone.

Nothing of the planning model is used, only rows and sums, so that a mistake there shows here.
"""

from sinews.verify.plan.violations import CHECKS, unchecked, violations

__all__ = ["CHECKS", "unchecked", "violations"]
