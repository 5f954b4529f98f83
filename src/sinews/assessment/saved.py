"""Reviews of years, kept as they are made, so that a long review can be broken off and taken up again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path

import polars as pl

from sinews.assessment.stress import WORLDS, stress
from sinews.implementation import Plan


def stress_years(
    plan: Plan,
    years: Iterable[int],
    folder: Path | None = None,
    progress: Callable[[str], None] | None = None,
    *,
    move: bool = False,
) -> pl.DataFrame:
    """Return the stress test of a plan in several years.

    Parameters
    ----------
    plan
        The plan.
    years
        Planning years of its case.
    folder
        Where each year is kept in a file of its own as soon as it is done; a year that is there already, of
        the same case and the same stocks, is read and not made again.
    progress
        Called with what is tested, as it begins.
    move
        Test movement too.
    """
    done = []
    for year in years:
        held = plan.stock.filter(pl.col("year") == year).select("ally", "capability", quantity="closing")
        capacity = plan.tables["lines"].filter(pl.col("year") == year).select("line", "capacity")
        file = (
            None if folder is None else folder / f"stress-{year}-{_key(plan, held, capacity, move)}.parquet"
        )
        if file is not None and file.is_file():
            done.append(pl.read_parquet(file))
            continue
        found = stress(plan.case, held, year, capacity, progress, move=move)
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
            # under another name first: an interrupt never leaves half a year behind
            part = file.with_suffix(".part")
            found.write_parquet(part)
            part.replace(file)
        done.append(found)
    return pl.concat(done)


def _key(plan: Plan, held: pl.DataFrame, capacity: pl.DataFrame, move: bool) -> str:
    """Return a short key of all that a year's stress test rests on."""
    text = "\n".join(
        [version("sinews"), str(WORLDS), str(move), plan.case.hash, held.write_csv(), capacity.write_csv()]
    )
    return hashlib.sha256(text.encode()).hexdigest()[:16]
