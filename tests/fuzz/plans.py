"""Plans of cases whose figures lie anywhere in what is possible."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
from hypothesis import strategies as st
from tests.fuzz.told import outcome
from tests.random_cases import random_case

import sinews
from sinews.case import Case
from sinews.case.catalogue import TABLES, table_named
from sinews.case.schema import Column, Kind
from sinews.present.summary import summarise
from sinews.verify.plan import violations

SEEDS = 1_000
"""How many cases there are to begin with."""

FACTORS = (0.0, 1e-9, 1e-3, 0.5, 2.0, 40.0, 1e3, 1e6)


@dataclass(frozen=True)
class Figure:
    """A column multiplied, or set to an end of what is possible, in one row or in all."""

    table: str
    column: str
    row: int | None
    factor: float | None
    end: str = ""

    def changed(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the table with it."""
        column = table_named(self.table).column(self.column)
        low, high = _ends(column)
        value = pl.col(self.column)
        end = pl.lit(low if self.end == "low" else high, pl.Float64)
        new = end if self.factor is None else value * self.factor
        new = new.clip(low, high)
        if column.kind is not Kind.NUMBER:
            new = new.round()
        if self.row is not None and frame.height:
            new = pl.when(pl.int_range(pl.len()) == self.row % frame.height).then(new).otherwise(value)
        return frame.with_columns(
            pl.when(value.is_null())
            .then(None)
            .otherwise(new)
            .cast(frame.schema[self.column])
            .alias(self.column)
        )


def figures() -> st.SearchStrategy[Figure]:
    """Return changes of the figures of a case."""
    places = [
        (table.name, column.name)
        for table in TABLES
        for column in table.columns
        if column.kind in (Kind.NUMBER, Kind.INTEGER, Kind.YEAR)
    ]
    rows = st.none() | st.integers(0, 40)
    return st.sampled_from(places).flatmap(
        lambda place: (
            st.builds(Figure, st.just(place[0]), st.just(place[1]), rows, st.sampled_from(FACTORS))
            | st.builds(
                Figure,
                st.just(place[0]),
                st.just(place[1]),
                rows,
                st.none(),
                st.sampled_from(["low", "high"]),
            )
        )
    )


def changed_cases() -> st.SearchStrategy[tuple[int, list[Figure]]]:
    """Return the number of a random case, and what is changed in it."""
    filled = {table for table, frame in random_case(0).tables.items() if frame.height}
    change = figures().filter(lambda figure: figure.table in filled)
    return st.tuples(st.integers(0, SEEDS - 1), st.lists(change, max_size=3))


def make_plan(drawn: tuple[int, list[Figure]]) -> str:
    """Plan a case, check the plan, review it and sum it up; a plan that breaks a rule is none."""
    seed, changes = drawn

    def work() -> None:
        plan = sinews.plan(_changed(random_case(seed), changes))
        broken = {name: found for name, found in violations(plan).items() if found}
        assert not broken, broken
        summarise(plan, sinews.review(plan))

    return outcome(work)


def _changed(case: Case, changes: list[Figure]) -> Case:
    for change in changes:
        case = case.with_table(change.table, change.changed(case[change.table]))
    return case


def _ends(column: Column) -> tuple[float | None, float | None]:
    return column.minimum, column.maximum
