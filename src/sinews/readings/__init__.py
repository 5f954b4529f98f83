"""What hangs on our readings of the public texts: the plan under each of them."""

from sinews.readings.additions import ADDITIONS, additions
from sinews.readings.readings import Readings, groups_bound, main_scope, outside_share, readings, standing
from sinews.readings.variants import Reading, variants

__all__ = [
    "ADDITIONS",
    "Reading",
    "Readings",
    "additions",
    "groups_bound",
    "main_scope",
    "outside_share",
    "readings",
    "standing",
    "variants",
]
