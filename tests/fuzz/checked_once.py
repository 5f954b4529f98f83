"""Checks of tables that no edit has touched are made once in a process: they make up most of each reading.

Each check is a function of the frames that it looks at, and of the settings, and of nothing else. Where it is
given the very same frames again, what it said stands.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import polars as pl
import pytest

from sinews.case.checks import (
    cells,
    codes,
    conversion,
    coverage,
    keys,
    loans,
    names,
    orders,
    promises,
    ranges,
    rules,
    spending,
    suppliers,
    supply,
    units_held,
)  # fmt: skip
from sinews.case.problems import Problem
from sinews.case.settings import Settings

MODULES = (
    cells, codes, conversion, coverage, keys, loans, names, orders, promises, ranges, rules, spending,
    suppliers, supply, units_held,
)  # fmt: skip

BY_ITSELF = (
    cells.not_finite, cells.out_of_bounds, cells.not_a_year, cells.not_in_choices, names.unfit_keys,
    names.hidden_characters, keys.duplicate_keys, ranges.values_outside_range,
)  # fmt: skip
"""Checks that look at each table by itself."""

REMEMBERED = 12
"""Answers of a check that are kept."""

Check = Callable[..., list[Problem]]


class Looked(Mapping[str, pl.DataFrame]):
    """Tables that remember which of them somebody has looked at, or for."""

    def __init__(self, tables: Mapping[str, pl.DataFrame]) -> None:
        self._tables = tables
        self.seen: dict[str, pl.DataFrame | None] = {}

    def __getitem__(self, name: str) -> pl.DataFrame:
        self.seen[name] = self._tables.get(name)
        return self._tables[name]

    def __iter__(self) -> Iterator[str]:
        self.seen |= self._tables
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)


@contextmanager
def checked_once() -> Iterator[None]:
    """Make no check twice on the same frames while inside."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cells, "empty_cells", _empty_cells_once(cells.empty_cells))
        for module in MODULES:
            for name, check in inspect.getmembers(module, inspect.isfunction):
                if check.__module__ == module.__name__ and not name.startswith("_"):
                    if check in BY_ITSELF:
                        patch.setattr(module, name, _by_itself_once(check))
                    elif list(inspect.signature(check).parameters) in (["tables"], ["settings", "tables"]):
                        patch.setattr(module, name, _once(check))
        yield


def _once(check: Check) -> Check:
    """Return a check that is made once for each set of frames that it looks at."""
    kept: list[tuple[Settings | None, dict[str, pl.DataFrame | None], list[Problem]]] = []

    def once(*given: Any) -> list[Problem]:
        settings, tables = given if len(given) == 2 else (None, *given)
        for used, seen, problems in kept:
            if used == settings and all(tables.get(name) is frame for name, frame in seen.items()):
                return list(problems)
        looked = Looked(tables)
        problems = check(*given[:-1], looked)
        # the first stand for what nobody has touched; those that come late are the ones to forget
        del kept[REMEMBERED - 1 :]
        kept.append((settings, looked.seen, problems))
        return list(problems)

    return once


def _by_itself_once(check: Check) -> Check:
    """Return a check that leaves out the tables of which it is known that nothing is wrong."""
    sound: dict[int, pl.DataFrame] = {}

    def once(tables: Mapping[str, pl.DataFrame], *more: Any) -> list[Problem]:
        others = {name: frame for name, frame in tables.items() if sound.get(id(frame)) is not frame}
        problems = check(others, *more)
        wrong = {problem.table for problem in problems}
        if len(sound) > 10_000:
            sound.clear()
        sound.update({id(frame): frame for name, frame in others.items() if name not in wrong})
        return problems

    return once


def _empty_cells_once(check: Check) -> Check:
    """Return the check of empty cells, which leaves out those that are told already."""

    def once(tables: Mapping[str, pl.DataFrame], known: Any = ()) -> list[Problem]:
        told = {problem.table for problem in known}
        apart = {name: frame for name, frame in tables.items() if name in told}
        rest = {name: frame for name, frame in tables.items() if name not in told}
        return [*check(apart, known), *others(rest)]

    others = _by_itself_once(check)
    return once
