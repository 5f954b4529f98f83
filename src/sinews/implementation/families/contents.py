"""The families of constraints that come along, and the order of their blocks in the planning model."""

from sinews.implementation.families.budgets import Budgets
from sinews.implementation.families.contracts import Contracts
from sinews.implementation.families.deliveries import Deliveries
from sinews.implementation.families.funds import Funds
from sinews.implementation.families.introductions import Introductions
from sinews.implementation.families.operation import Operation
from sinews.implementation.families.plants import Lines, Materials
from sinews.implementation.families.stock import Stock
from sinews.implementation.families.supplier_rules import SupplierRules
from sinews.implementation.families.support import Support
from sinews.implementation.families.sustaining import Sustaining
from sinews.implementation.families.workforce import Workforce

OURS = (
    Stock, Deliveries, Operation, SupplierRules, Lines, Materials, Workforce, Sustaining, Contracts,
    Introductions, Budgets, Funds, Support,
)  # fmt: skip
FAMILIES = tuple(family() for family in OURS)

COLUMNS = (
    "stock.under", "stock.over", "deliveries.amount", "lines.expansion", "materials.expansion",
    "workforce.workers", "workforce.intake", "workforce.recruits", "sustaining.idle", "sustaining.closed",
    "budgets.carried", "budgets.owed", "funds.drawn", "operation.running",
    "introductions.decided",
)  # fmt: skip
ELEMENTS = (
    "contracted", "support", "procurement", "introduction", "follow_on", "expansion", "inputs", "sustaining",
    "interest",
    "operating",
)  # fmt: skip
"""The order of the elements of cost in tables and charts; those of other families come after."""

ROWS = (
    "lines.growth", "materials.growth", "stock.balance", "lines.capacity", "materials.capacity",
    "workforce.balance", "workforce.needed", "sustaining.closing", "sustaining.floor",
    "budgets.equipment", "budgets.total", "funds.innovation", "funds.uses",
    "supplier_rules.share", "operation.running",
)  # fmt: skip
"""The order of the blocks. Which of several plans that are equally good is found hangs on it; those of other
families come after."""
