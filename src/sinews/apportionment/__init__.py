"""Step 3 of defence planning: from what is required of the Alliance to each ally's target."""

from sinews.apportionment.burden import ABILITIES
from sinews.apportionment.compare import Comparison, compare_rules
from sinews.apportionment.published import beside_published
from sinews.apportionment.rules import RULES
from sinews.apportionment.targets import Proof, Targets, set_targets

__all__ = [
    "ABILITIES",
    "RULES",
    "Comparison",
    "Proof",
    "Targets",
    "beside_published",
    "compare_rules",
    "set_targets",
]
