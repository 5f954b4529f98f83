"""The checks of a case: every problem of every table, in one run."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sinews.case.catalogue import TABLES
from sinews.case.checks import (
    cells,
    codes,
    conversion,
    coverage,
    keys,
    loans,
    names,
    orders,
    places,
    promises,
    raids,
    ranges,
    rules,
    spending,
    structure,
    suppliers,
    supply,
    units_held,
)
from sinews.case.checks.magnitudes import unlikely_magnitudes
from sinews.case.checks.marking import Frames
from sinews.case.problems import Problem
from sinews.case.settings import Settings

__all__ = ["check", "in_order", "unlikely_magnitudes"]


def check(
    settings: Settings | None,
    tables: Frames,
    *,
    found: Sequence[Problem] = (),
    given: Frames | None = None,
    unreadable: Collection[str] = (),
) -> list[Problem]:
    """Return every problem of a case, in the order of the catalogue and of the rows.

    Parameters
    ----------
    settings
        The case's settings; None where they are wrong themselves, and no check can need them.
    tables
        The tables that could be read, in the catalogue's types, each with those of its columns that
        are there; what is not there is reported once, and no check stumbles over it.
    found
        Problems that reading found: cells that are not of their column's kind.
    given
        The frames before they were cast, where they may have columns that the catalogue does not know.
    unreadable
        Names of the tables that are missing for a reason that is told elsewhere.

    Returns
    -------
    list of Problem
        `found` included; empty if the case is sound.
    """
    problems = [
        *found,
        *structure.missing_tables(tables, unreadable),
        *structure.other_columns_altogether(tables, given or {}),
        *structure.missing_columns(tables, given or {}),
        *structure.unknown_columns(tables, given or {}),
        *structure.empty_tables(tables),
        *cells.empty_cells(tables, known=found),
        *cells.not_finite(tables),
        *cells.out_of_bounds(tables),
        *cells.not_a_year(tables),
        *cells.not_in_choices(tables),
        *codes.unknown_codes(tables),
        *names.unfit_keys(tables),
        *names.hidden_characters(tables),
        *keys.duplicate_keys(tables),
        *keys.edges_twice(tables),
        *keys.unknown_references(tables),
        *keys.circular_aggregates(tables),
        *places.missing_places(tables),
        *ranges.values_outside_range(tables),
        *rules.broken_rules(tables),
        *orders.broken_orders(tables),
        *promises.broken_promises(tables),
        *spending.unfit_spending(tables),
        *loans.unfit_loans(tables),
        *units_held.broken_lists(tables),
        *raids.broken_raids(tables),
        *supply.broken_supply(tables),
        *suppliers.broken_supplier_rules(tables),
    ]
    if settings is not None:
        problems += [
            *cells.outside_horizon(settings, tables),
            *promises.bases_outside_time(settings, tables),
            *units_held.formed_beyond_horizon(settings, tables),
            *units_held.gone_before_the_start(settings, tables),
            *conversion.unconvertible_money(settings, tables),
            *coverage.uncovered_years(settings, tables),
        ]
    return in_order(problems)


def in_order(problems: Sequence[Problem]) -> list[Problem]:
    """Return the problems in the order of the catalogue and of the rows; the settings come first."""
    order = {table.name: place for place, table in enumerate(TABLES)}
    return sorted(problems, key=lambda problem: (order.get(problem.table, -1), problem.row or 0))
