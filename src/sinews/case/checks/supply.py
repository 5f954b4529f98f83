"""Checks of the tables of supply that go across columns and tables."""

from __future__ import annotations

import polars as pl

from sinews.case.checks.marking import Frames, columns_of, marked
from sinews.case.problems import Problem

_FOR_ALL = "all"
_FORCES = {"formation": ("formations", "formation"), "system": ("capabilities", "capability")}


def broken_supply(tables: Frames) -> list[Problem]:
    """Return the problems of all rules in this module."""
    return [
        *rates_of_nothing(tables),
        *phases_above_the_whole_force(tables),
        *classes_without_stock(tables),
        *classes_that_replace_themselves(tables),
        *two_fuels(tables),
    ]


def rates_of_nothing(tables: Frames) -> list[Problem]:
    """Report each rate of consumption whose `per` is not what its basis goes by."""
    rates = columns_of(tables, "supply_rates", "basis", "per")
    if rates is None:
        return []
    basis, per = rates.get_column("basis"), rates.get_column("per")
    problems: list[Problem] = []
    for kind, (table, key) in _FORCES.items():
        frame = columns_of(tables, table, key)
        if frame is not None:
            known = frame.get_column(key).drop_nulls().to_list()
            wrong = (basis == kind) & ~per.is_in(known)
            problems += marked("supply_rates", "per", per, wrong, f"a value of {table}.{key}")
    of_all = ~basis.is_in(list(_FORCES)) & (per != _FOR_ALL)
    return problems + marked("supply_rates", "per", per, of_all, f"the word {_FOR_ALL} for this basis")


def phases_above_the_whole_force(tables: Frames) -> list[Problem]:
    """Report each phase in which more than the whole force is in combat."""
    phases = columns_of(tables, "supply_phases", "high", "medium", "low")
    if phases is None or not all(phases.schema[name].is_numeric() for name in ("high", "medium", "low")):
        return []
    together = phases.select(pl.col("high") + pl.col("medium") + pl.col("low")).to_series()
    low = phases.get_column("low")
    return marked(
        "supply_phases", "low", low, together > 100.0 + 1e-9, "high, medium and low of 100 % at most together"
    )


def classes_without_stock(tables: Frames) -> list[Problem]:
    """Report each class of supply whose stock nobody counts and nobody assumes, or that fills no storage."""
    classes = columns_of(tables, "supply_classes", "capability", "fill", "stock_days")
    if classes is None:
        return []
    capability, fill, days = (classes.get_column(name) for name in ("capability", "fill", "stock_days"))
    uncounted = capability.is_null()
    return [
        *marked(
            "supply_classes", "stock_days", days, uncounted & days.is_null(),
            "days of stock, as no capability counts it",
        ),
        *marked(
            "supply_classes", "fill", fill, uncounted & fill.is_not_null(), "no fill without a capability"
        ),
    ]  # fmt: skip


def classes_that_replace_themselves(tables: Frames) -> list[Problem]:
    """Report each class of supply that is its own substitute."""
    frame = columns_of(tables, "supply_substitutes", "supply_class", "substitute")
    if frame is None:
        return []
    other = frame.get_column("substitute")
    return marked(
        "supply_substitutes", "substitute", other, other == frame.get_column("supply_class"), "another class"
    )


def two_fuels(tables: Frames) -> list[Problem]:
    """Report each further class that fuel trucks carry: they carry one kind."""
    frame = columns_of(tables, "supply_classes", "carrier")
    if frame is None:
        return []
    carrier = frame.get_column("carrier")
    further = (carrier == "fuel") & ((carrier == "fuel").cast(pl.Int64).cum_sum() > 1)
    return marked("supply_classes", "carrier", carrier, further, "cargo: one class alone goes by fuel truck")
