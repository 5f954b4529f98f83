"""What the figures in the tables of a plan are counted in, declared once for each column.

Money is in millions everywhere, at constant prices of the case's price year: `MONEY` is a sum, `PRICE` what
one product, or a lot of a capability, costs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sinews.implementation.families.element import Element

MONEY, PRICE = "USD m", "USD m each"
UNITS, PRODUCTS, RATE, PERSONS = "units", "products", "a year", "persons"
SHARE, PERCENT, MONTHS, OWN = "share", "%", "months", "unit of the row"
SHARES = (SHARE, PERCENT)

_STOCK = dict.fromkeys(
    ("opening", "retired", "used", "given", "delivered", "closing", "target", "shortfall"), UNITS
)
_SPENDING = dict.fromkeys(
    (
        "gdp",
        "core",
        "equipment_budget",
        "operating_headroom",
        "resilience",
        "novel",
        "carried",
        "owed",
        "lent",
        "repaid",
    ),
    MONEY,
)
_OUTPUT = dict.fromkeys(("base", "expansion", "capacity", "output"), RATE)

MEASURES: Mapping[str, Mapping[str, str]] = {
    "ambition": dict.fromkeys(("baseline", "level"), UNITS),
    "bottlenecks": {
        "relief": PERCENT, "price": OWN, "step": OWN, "closes": PERCENT, "months": MONTHS, "value": MONEY,
    },
    "burdens": {
        **dict.fromkeys(("ability", "cost", "fair_cost", "rounding", "unit_cost"), MONEY),
        **dict.fromkeys(("ability_share", "burden", "relative"), SHARE),
    },
    "contradictions": {"excess": OWN},
    "deliveries": dict.fromkeys(("ordered", "contracted", "completed"), PRODUCTS),
    "follow_on": {"quantity": PRODUCTS, "unit_price": PRICE, "paid": MONEY},
    "fulfilment": {**dict.fromkeys(("baseline", "required", "stock"), UNITS), "met": SHARE},
    "ledger": {"amount": MONEY},
    "contracts_signed": {"quantity": PRODUCTS, "value": MONEY},
    "lines": {**_OUTPUT, "closed": RATE, "idle": RATE, "others": RATE, "unit_price": PRICE},
    "lot_costs": {"lot_cost": PRICE, "crew": PERSONS},
    "materials": _OUTPUT,
    "orders": {"quantity": PRODUCTS, "unit_price": PRICE, "value": MONEY},
    "pledged_shares": {"share": PERCENT},
    "prices": {"procurement": PRICE, "operating": PRICE},
    "relief": dict.fromkeys(("quantity", "now", "needed"), OWN),
    "requirements": dict.fromkeys(("baseline", "pledged", "published", "sized", "required"), UNITS),
    "resilience": {"drawn": MONEY},
    "rounds": dict.fromkeys(("held", "needed", "required"), UNITS),
    "share_caps": {"share_cap": SHARE},
    "shares": {**dict.fromkeys(("held", "fair_share", "target"), UNITS), "ability": SHARE, "cost": MONEY},
    "sized": {"needed": UNITS},
    "spending": _SPENDING,
    "spending_path": {
        **dict.fromkeys(("gdp", "core", "support"), MONEY),
        "gdp_share": PERCENT,
        "equipment_share": PERCENT,
    },
    "stock": _STOCK,
    "support": {"quantity": OWN},
    "support_cost": {"quantity": OWN, "shortfall": PERCENT, "months": MONTHS},
    "targets": dict.fromkeys(("held", "target"), UNITS),
    "unassigned": {"quantity": UNITS},
    "workforce": dict.fromkeys(("workers", "needed", "apprentices", "recruits"), PERSONS),
}  # fmt: skip
"""By table and column; ``unit of the row`` where the row says what it is counted in."""


def measures(table: str, elements: Sequence[Element]) -> dict[str, str]:
    """Return what the figures of a table are counted in, by column; elements of cost are in spending."""
    paid = {element.key: MONEY for element in elements} if table == "spending" else {}
    return {**MEASURES[table], **paid}
