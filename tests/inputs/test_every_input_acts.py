"""No input is silently ignored: every figure of a case, moved, moves the answer that the catalogue names.

All columns are moved by ``sh tools/test --all``, which takes minutes; otherwise those whose answers come
quickly.
"""

from __future__ import annotations

import os

import polars as pl
import pytest
from tests.inputs.answers import STEPS, Answers, answers
from tests.inputs.cases import case_for
from tests.inputs.mutations import moves

from sinews.case import Case, CaseError, describe_table, overlay_schema
from sinews.case.catalogue import TABLES
from sinews.case.catalogue.uses import USES
from sinews.case.schema import Column, Effect, Kind, Table, Use

NUMERIC = (Kind.NUMBER, Kind.INTEGER, Kind.YEAR)
ALL = bool(os.environ.get("SINEWS_TEST_ALL"))
QUICK = ("holdings", "prices", "guidance", "requirements", "readiness", "tracking")
MOST_INFORMATIVE = 15
NOT_SHOWN = {
    "sustaining_rates.idle_cost": "no small case yet in which it pays to keep a line standing idle",
    "nodes.population": "which city stands for a country shows only where patients are pooled: minutes a run",
}
"""Columns of which the catalogue says what they do, and that no test shows, with the reason."""

COLUMNS = {
    f"{table.name}.{column.name}": (table, column)
    for table in TABLES
    for column in table.columns
    if column.kind in NUMERIC and column.name not in table.key
}
SHOWN = [
    name
    for name, use in USES.items()
    if use.effect and name not in NOT_SHOWN and (ALL or use.used_by in QUICK)
]
_before: dict[tuple[str, int], Answers] = {}


def before(step: str, case: Case) -> Answers:
    """Return the answers to a case that is kept, asked once."""
    key = (step, id(case))
    if key not in _before:
        _before[key] = answers(step, case)
    return _before[key]


def differs(one: pl.DataFrame, other: pl.DataFrame, figure: str) -> bool:
    """Return whether a figure moves in some row by more than a millionth of the largest."""
    a, b = (frame[figure].cast(pl.Float64).fill_nan(None) for frame in (one, other))
    if a.len() != b.len() or (a.is_null() != b.is_null()).any():
        return True
    most = a.filter(a.is_finite()).abs().max()
    return bool(((a - b).abs() > 1e-6 * (most if isinstance(most, float) and most else 1.0)).any())


def total(frame: pl.DataFrame, figure: str) -> float:
    values = frame[figure].cast(pl.Float64)
    return float(values.filter(values.is_finite()).sum())


def way(table: Table, column: Column, use: Use) -> int | None:
    """Return which way the figure goes as the column rises, 0 if its sum stays, None if no row moves."""
    step, case = case_for(f"{table.name}.{column.name}", use)
    name, figure = use.figure.split(".")
    old = before(step, case)[name]
    for direction, moved in moves(case, table, column):
        try:
            new = answers(step, moved)[name]
        except CaseError:
            # what an enabler refuses is no answer; another move may be one
            continue
        if differs(old, new, figure):
            change = total(new, figure) - total(old, figure)
            return direction * ((change > 0) - (change < 0))
    return None


@pytest.mark.parametrize("name", SHOWN)
def test_a_figure_that_moves_moves_what_the_catalogue_says(name: str) -> None:
    use = USES[name]
    found = way(*COLUMNS[name], use)
    assert found is not None, f"{name} moves nothing in {use.figure} of {use.used_by}"
    if use.effect is not Effect.EITHER:
        assert found == (1 if use.effect is Effect.RAISES else -1), f"{name}: {use.told}?"


def test_every_numeric_column_has_its_use_declared() -> None:
    assert set(USES) == set(COLUMNS)


def test_little_only_informs_and_no_money_quantity_or_rate_does() -> None:
    informative = [name for name, use in USES.items() if use.used_by == "readers"]
    assert len(informative) <= MOST_INFORMATIVE
    assert all(COLUMNS[name][1].kind is Kind.YEAR for name in informative)


def test_each_column_has_a_reader() -> None:
    """What nothing reads leaves the tables; the last two that no test shows may only become fewer."""
    assert {use.used_by for use in USES.values()} == {"readers", *STEPS}
    assert len(NOT_SHOWN) <= 2


def test_the_use_is_told_where_columns_are_described() -> None:
    rows = {row["column"]: row for row in describe_table("lines").iter_rows(named=True)}
    assert (rows["rate"]["used_by"], rows["rate"]["effect"]) == ("implementation", "raises lines.capacity")
    assert (rows["line"]["used_by"], rows["line"]["effect"]) == ("", "")
    added = overlay_schema()["properties"]["add"]["properties"]["lines"]["items"]["properties"]
    assert added["rate"]["description"].endswith("; implementation: raises lines.capacity")
