"""Run the parts of a stress test side by side, and keep each as it is done, so that a run can be taken up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import polars as pl

from sinews.assessment.finding import ALL_PLANS, ENABLERS, MEDICAL, MOVEMENT
from sinews.assessment.stress.forces import Forces
from sinews.assessment.stress.parts import Part, examinations, needs
from sinews.assessment.stress.side_by_side import side_by_side
from sinews.case import Case, file_in, replace_file
from sinews.case.bounded import read_parquet
from sinews.implementation import Plan

Progress = Callable[[int, int, str], None]
"""Called with how many parts are done, of how many, and what was done last."""


def stress(
    case: Case,
    held: pl.DataFrame,
    year: int,
    capacity: pl.DataFrame | None = None,
    progress: Progress | None = None,
    *,
    move: bool = False,
) -> pl.DataFrame:
    """Return what holds of what is held in a year, and what breaks first: columns as `COLUMNS`.

    Parameters
    ----------
    case
        A checked case with defence plans.
    held, year, capacity
        As for `Forces`.
    progress
        Told of each part as it is done.
    move
        Test movement too, which takes minutes.

    Raises
    ------
    CaseError
        If a table that an enabler rests on is empty.
    """
    return _tested(case, [Forces(year, held, capacity)], None, progress, 1, move=move)


def stress_years(
    plan: Plan,
    years: Iterable[int],
    folder: Path | None = None,
    progress: Progress | None = None,
    *,
    move: bool = False,
    processes: int = 1,
) -> pl.DataFrame:
    """Return the stress test of a plan in several years: columns as `COLUMNS`.

    Parameters
    ----------
    plan
        The plan.
    years
        Planning years of its case.
    folder
        Where each part is kept in a file of its own as soon as it is done. A part that is there already, of
        the same case and with the same of what it counts, is read and not run again.
    progress
        Told of each part as it is done.
    move
        Test movement too, which takes minutes.
    processes
        How many to run side by side; the answer is the same. A script that asks for more than one must be
        safe to import (``if __name__ == "__main__"``).

    Raises
    ------
    CaseError
        If a table that an enabler rests on is empty.
    """
    forces = [Forces.of_plan(plan, year) for year in years]
    return _tested(plan.case, forces, folder, progress, processes, move=move)


def _tested(
    case: Case,
    forces: Sequence[Forces],
    folder: Path | None,
    progress: Progress | None,
    processes: int,
    *,
    move: bool,
) -> pl.DataFrame:
    """Find what enablers need, and test the forces of each year beside it."""
    processors = 1 if processes > 1 else None
    wanted = needs(case, processors, move=move)
    plans = case["defence_plans"].height + 1
    total = len(wanted) + len(forces) * plans * len(ENABLERS if move else ENABLERS[1:])
    count = 0

    def tick(title: str) -> None:
        nonlocal count
        count += 1
        if progress is not None:
            progress(count, total, title)

    found = _run(wanted, folder, tick, processes)
    needed = {(part.enabler, part.plan): table for part, table in zip(wanted, found, strict=True)}
    parts = [part for each in forces for part in examinations(case, each, needed, processors)]
    tables = _run(parts, folder, tick, processes)
    return pl.concat(
        [
            table.with_columns(year=pl.lit(part.forces.year, dtype=pl.Int64)).select(table.columns)
            for part, table in zip(parts, tables, strict=True)
            if part.forces is not None
        ]
    )


def _run(
    parts: Sequence[Part], folder: Path | None, tick: Callable[[str], None], processes: int
) -> list[pl.DataFrame]:
    """Return the table of each part; equal parts run once, and kept ones not at all."""
    keys = [part.key for part in parts]
    done: dict[str, pl.DataFrame] = {}
    to_do: dict[str, Part] = {}
    for key, part in zip(keys, parts, strict=True):
        file = _file(folder, part, key)
        if file is not None and file.is_file():
            with suppress(OSError, ValueError, pl.exceptions.PolarsError):
                # what cannot be read is made again
                done[key] = read_parquet(file)
        if key in done or key in to_do:
            tick(part.title)
        else:
            to_do[key] = part
    longest_first = sorted(to_do, key=lambda key: _weight(to_do[key]), reverse=True)
    for key, table in _results({key: to_do[key] for key in longest_first}, processes):
        _keep(table, _file(folder, to_do[key], key))
        done[key] = table
        tick(to_do[key].title)
    return [done[key] for key in keys]


def _results(parts: dict[str, Part], processes: int) -> Iterator[tuple[str, pl.DataFrame]]:
    """Yield the key and the table of each part as it is done, in any order."""
    if min(processes, len(parts)) > 1:
        yield from side_by_side(parts, processes)
        return
    for key, part in parts.items():
        yield key, part.run()


def _weight(part: Part) -> tuple[bool, bool, bool]:
    """Return how long a part takes beside others, to run the longest first."""
    return part.enabler == MOVEMENT, part.enabler == MEDICAL, part.plan == ALL_PLANS


def _file(folder: Path | None, part: Part, key: str) -> Path | None:
    """Return where a part is kept."""
    if folder is None:
        return None
    return file_in(folder, f"{part.enabler.replace(' ', '-')}-{part.plan}-{key}.parquet")


def _keep(table: pl.DataFrame, file: Path | None) -> None:
    """Write a part; an interrupt never leaves half of it behind."""
    if file is not None:
        with replace_file(file, parents=True) as new:
            table.write_parquet(new)
