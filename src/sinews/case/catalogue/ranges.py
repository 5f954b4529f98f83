"""Ranges of figures: what cannot be, which is an error, and what is unusual, which is worth a warning.

A column may state its own bounds. What it leaves open follows from its unit: no quantity of anything exceeds the
possible of its unit, and beyond the usual there is nothing that is known. Possible bounds are wide, so that
cases of invented worlds are read, and narrow enough for the arithmetic of the planning model.
"""

from __future__ import annotations

from dataclasses import replace

from sinews.case.schema import TABLE_MONEY, Column, Kind, Table

FIRST_YEAR, LAST_YEAR = 1800, 2200
"""Bounds of anything that is called a year."""

USUAL_YEARS = (1900.0, 2150.0)

MOST_OF_UNIT = {
    "persons per unit of the capability": (1e6, 1e4),
    "persons per product": (1e7, 1e5),
    "persons": (1e10, 1.5e9),
    "thousand persons": (1e10, 1e4),
    "USD m": (1e14, 1e8),
    TABLE_MONEY: (1e14, 1e8),
    "millions of the": (1e14, 1e8),
    "units of the capability per product": (1e6, 1e5),
    "units of the capability": (1e9, 1e7),
    "units of the material": (1e6, 1e4),
    "units of the class": (1e6, 1e5),
    "units of blood": (1e5, 1e3),
    "units per unit": (1e6, 1e3),
    "units per year": (1e8, 1e7),
    "units": (1e9, 1e7),
    "products": (1e8, 1e7),
    "weapons or systems": (1e8, 1e6),
    "as in unit": (1e12, 1e9),
    "fire units": (1e5, 1e3),
    "missiles per threat": (1e3, 20.0),
    "missiles": (1e6, 1e3),
    "threats per day": (1e6, 1e4),
    "formations": (1e5, 1e3),
    "servers per unit": (1e5, 1e3),
    "pieces": (1e6, 1e5),
    "trains": (1e4, 1e3),
    "points": (1e9, 1e6),
    "years": (200.0, 100.0),
    "days": (36_600.0, 3_660.0),
    "hours": (1e5, 1e4),
    "per day": (1e7, 1e5),
    "km per day": (1e6, 3e4),
    "km": (40_100.0, 20_000.0),
    "nautical miles": (40_100.0, 22_000.0),
    "mm": (10_000.0, 3_000.0),
    "lane metres": (1e6, 1e5),
    "tonnes": (1e8, 1e6),
    "cubic metres": (1e10, 1e8),
    "currency units per USD": (1e9, 1e6),
    "index": (1e9, 1e5),
    "output per final demand": (1e3, 20.0),
    "ratio": (1e3, 20.0),
    "%": (1e4, 1e3),
    "the row's unit": (1e9, 1e7),
    "": (1e9, 1e6),
}
"""Possible and usual maximum by how a unit begins; of several that fit, the longest counts."""

MOST_OF_COLUMN = {
    "pledges.factor": (1e3, 20.0),
    "capabilities.priority": (1e6, 100.0),
    "holding_factors.factor": (1e6, 1e4),
    "lines.lead_time": (100.0, 15.0),
    "lines.build_time": (100.0, 15.0),
    "materials.build_time": (100.0, 15.0),
    "novel_products.slip": (100.0, 15.0),
    "workforce.training": (100.0, 10.0),
    "defence_plans.duration": (3_660.0, 366.0),
    "costs.amount": (1e10, 1e9),
}
"""Possible and usual maximum of columns that their unit says too little of."""

BELOW_ZERO = {
    "expenditure.real_change": (-100.0, -100.0),
    "sectors.product_taxes": (-1e14, -1e8),
    "sectors.production_taxes": (-1e14, -1e8),
    "sectors.surplus": (-1e14, -1e8),
    "sectors.households": (-1e14, -1e8),
    **{
        f"national_sectors.{name}": (-1e14, -1e8)
        for name in ("imports", "product_taxes", "value_added", "households")
    },
}
"""Possible and usual minimum of the columns whose figures may be negative."""


def with_ranges(table: Table) -> Table:
    """Return a table whose columns of figures all have a range: their own, or the one of their unit."""
    return replace(table, columns=tuple(_with_range(table.name, column) for column in table.columns))


def _with_range(table: str, column: Column) -> Column:
    """Return a column with the bounds that it leaves open."""
    if column.kind in (Kind.TEXT, Kind.BOOLEAN):
        return column
    name = f"{table}.{column.name}"
    least: float = FIRST_YEAR
    most: float = LAST_YEAR
    usual = USUAL_YEARS
    if column.kind is not Kind.YEAR:
        begins = max((unit for unit in MOST_OF_UNIT if column.unit.startswith(unit)), key=len)
        most, high = MOST_OF_COLUMN.get(name, MOST_OF_UNIT[begins])
        least, low = BELOW_ZERO.get(name, (0.0, 0.0))
        usual = (low, high)
    if name not in MOST_OF_COLUMN and None not in (column.minimum, column.maximum):
        # both bounds of its own say it all
        usual = (column.minimum or 0.0, column.maximum or 0.0)
    return replace(
        column,
        minimum=least if column.minimum is None else column.minimum,
        maximum=most if column.maximum is None else column.maximum,
        stated=(column.minimum, column.maximum),
        usual=usual,
    )
