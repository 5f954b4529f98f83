"""What hangs on our readings of the public texts: the plan under each of them."""

from sinews.readings.additions import ADDITIONS, additions
from sinews.readings.readings import Readings, groups_bound, main_scope, outside_share, readings, standing
from sinews.readings.rule_prices import ALL_RULES, PricedRules, price_rules
from sinews.readings.variants import Reading, variants

__all__ = [
    "ADDITIONS",
    "ALL_RULES",
    "PricedRules",
    "Reading",
    "Readings",
    "additions",
    "groups_bound",
    "main_scope",
    "outside_share",
    "price_rules",
    "readings",
    "standing",
    "variants",
]
