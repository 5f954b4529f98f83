"""Checks of what is held by name and by system."""

from __future__ import annotations

import polars as pl

from sinews.case.checks.marking import Frames, columns_of, marked
from sinews.case.problems import Problem
from sinews.case.settings import Settings


def broken_lists(tables: Frames) -> list[Problem]:
    """Return the problems of all rules in this module that need no settings."""
    return [
        *held_twice(tables),
        *counted_by_type(tables),
        *years_of_types_out_of_order(tables),
        *stored_without_number(tables),
        *units_without_conversion(tables),
        *conversions_outside_range(tables),
    ]


def held_twice(tables: Frames) -> list[Problem]:
    """Report each holding of the inventory that a list of formations or of air-defence systems has, too."""
    inventory = columns_of(tables, "inventory", "ally", "capability")
    if inventory is None:
        return []
    problems: list[Problem] = []
    for table in ("formations_held", "air_defence_held"):
        listed = columns_of(tables, table, "ally", "capability")
        if listed is not None and not listed.is_empty():
            names = inventory.get_column("capability")
            known = listed.get_column("capability").drop_nulls().unique().to_list()
            problems += marked(
                "inventory", "capability", names, names.is_in(known), f"a capability without rows in {table}",
                f"remove this row, or move it to {table}",
            )  # fmt: skip
    return problems


def counted_by_type(tables: Frames) -> list[Problem]:
    """Report each holding of the inventory of which fleets lists the ally's types, too."""
    inventory = columns_of(tables, "inventory", "ally", "capability")
    fleets = columns_of(tables, "fleets", "ally", "capability")
    if inventory is None or fleets is None or fleets.is_empty():
        return []
    lives = columns_of(tables, "service_lives", "capability")
    by_type = set() if lives is None else set(lives.get_column("capability").drop_nulls().to_list())
    known = {row for row in fleets.select("ally", "capability").iter_rows() if row[1] in by_type}
    twice = pl.Series(
        [row in known for row in inventory.select("ally", "capability").iter_rows()], dtype=pl.Boolean
    )
    return marked(
        "inventory", "capability", inventory.get_column("capability"), twice,
        "a capability of which fleets lists none of the ally's types: their sum is what it holds",
        "remove this row, or the ally's rows of the capability from fleets",
    )  # fmt: skip


def years_of_types_out_of_order(tables: Frames) -> list[Problem]:
    """Report each type that ends before it begins: the last in service before the first, or out before in."""
    names = ("entry_year", "last_entry_year", "retires_from", "retires_by")
    frame = columns_of(tables, "fleets", *names)
    if frame is None:
        return []
    problems: list[Problem] = []
    for first, last in (names[:2], names[2:], (names[0], names[3])):
        values = frame.get_column(last)
        early = (values < frame.get_column(first)).fill_null(False)
        problems += marked("fleets", last, values, early, f"a year no earlier than {first} of the row")
    return problems


def stored_without_number(tables: Frames) -> list[Problem]:
    """Report each part of what is stored that counts where nothing is said to be stored."""
    frame = columns_of(tables, "fleets", "stored", "stored_counts")
    if frame is None:
        return []
    values = frame.get_column("stored_counts")
    lost = (values > 0).fill_null(False) & frame.get_column("stored").is_null()
    return marked(
        "fleets",
        "stored_counts",
        values,
        lost,
        "an empty cell where stored is empty",
        "give the number stored",
    )


def gone_before_the_start(settings: Settings, tables: Frames) -> list[Problem]:
    """Report each type that has left service before the case begins, and still has some in it."""
    frame = columns_of(tables, "fleets", "active", "retires_by")
    if frame is None:
        return []
    year = frame.get_column("retires_by")
    gone = ((year < settings.base_year) & (frame.get_column("active") > 0)).fill_null(False)
    return marked(
        "fleets", "retires_by", year, gone,
        f"a year from the base year {settings.base_year} on for a type that is still in service",
        "set the year, or remove the type",
    )  # fmt: skip


def units_without_conversion(tables: Frames) -> list[Problem]:
    """Report each air-defence system counted in a unit that has no row in fire_units."""
    held = columns_of(tables, "air_defence_held", "capability", "unit")
    units = columns_of(tables, "fire_units", "capability", "unit")
    if held is None or units is None:
        return []
    known = set(units.select("capability", "unit").iter_rows())
    wrong = pl.Series(
        [row not in known for row in held.select("capability", "unit").iter_rows()], dtype=pl.Boolean
    )
    return marked(
        "air_defence_held", "unit", held.get_column("unit"), wrong,
        "a unit with a row in fire_units for this capability", "add the conversion to fire_units",
    )  # fmt: skip


def conversions_outside_range(tables: Frames) -> list[Problem]:
    """Report each conversion that lies outside its own band."""
    frame = columns_of(tables, "fire_units", "fire_units", "low", "high")
    if frame is None:
        return []
    units = frame.get_column("fire_units")
    outside = (units < frame.get_column("low")) | (units > frame.get_column("high"))
    return marked("fire_units", "fire_units", units, outside, "a value from low to high of the row")


def formed_beyond_horizon(settings: Settings, tables: Frames) -> list[Problem]:
    """Report each formation that is to be formed after the case ends."""
    frame = columns_of(tables, "formations_held", "forming_until")
    if frame is None:
        return []
    year = frame.get_column("forming_until")
    return marked(
        "formations_held", "forming_until", year, year > settings.horizon,
        f"a year up to the horizon {settings.horizon}, or an empty cell for a formation that stands",
    )  # fmt: skip
