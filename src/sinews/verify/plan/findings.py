"""What a check of a plan finds: what is wrong by table and row, what it looked at, and how close that was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import SupportsIndex

import polars as pl

from sinews.verify.plan.tolerance import EXACT


class Findings(list[str]):
    """What is wrong, in words, and what was looked at.

    Attributes
    ----------
    rows
        Rows of the plan's tables that were set beside what follows from the case and other tables.
    farthest
        The largest distance among figures that pass, as a part of the figure, or of 1 where that is less.
    """

    def __init__(self, wrong: Iterable[str] = (), rows: int = 0, farthest: float = 0.0) -> None:
        super().__init__(wrong)
        self.rows, self.farthest = rows, farthest

    def __add__(self, other: list[str]) -> Findings:  # type: ignore[override]  # of strings alone
        """Return the findings of both."""
        rows, farthest = getattr(other, "rows", 0), getattr(other, "farthest", 0.0)
        return Findings([*self, *other], self.rows + rows, max(self.farthest, farthest))

    def __mul__(self, times: SupportsIndex) -> Findings:
        """Return the same findings; they are never repeated."""
        return self


def compared(
    table: str,
    found: pl.DataFrame,
    due: pl.DataFrame,
    keys: Sequence[str],
    *,
    least: Mapping[str, float] | None = None,
    within: Mapping[str, float] | None = None,
    too_few: bool = True,
) -> Findings:
    """Set a table of a plan beside what follows: every row, and every column that both have.

    Parameters
    ----------
    table
        Its name.
    found
        The table in the plan.
    due
        What follows from the case and from other tables.
    keys
        What tells rows apart.
    least
        By column, the figure below which the tolerance no longer falls with it; 1 if not given.
    within
        By column, the relative tolerance; `EXACT` if not given.
    too_few
        Whether rows that the plan has not are wrong.
    """
    keys = list(keys)
    wrong = repeated(table, found, keys)
    columns = [name for name in due.columns if name not in keys]
    # the last of the rows that stand twice is as good as any: they are told above
    mine = found.unique(keys, keep="last", maintain_order=True).select(
        *keys, *columns, pl.lit(value=True).alias("__found")
    )
    theirs = due.select(*keys, *(pl.col(name).alias(f"{name}__due") for name in columns)).with_columns(
        pl.lit(value=True).alias("__due")
    )
    both = mine.join(theirs, on=keys, how="full", coalesce=True, nulls_equal=True, maintain_order="left")
    more = both.filter(pl.col("__due").is_null())
    wrong += [f"{table}, {told}: a row that nothing asks for" for told in _rows(more, keys)]
    if too_few:
        missing = both.filter(pl.col("__found").is_null())
        wrong += [f"{table}, {told}: the row is missing" for told in _rows(missing, keys)]
    both = both.drop_nulls(["__found", "__due"])
    farthest = 0.0
    for name in columns:
        mine_, due_ = pl.col(name), pl.col(f"{name}__due")
        if both.schema[name].is_numeric():
            floor = (least or {}).get(name, 1.0)
            scale = pl.max_horizontal(due_.abs(), pl.lit(floor))
            apart = (mine_ - due_).abs() / scale
            alike = (apart <= (within or {}).get(name, EXACT)) | (mine_.is_null() & due_.is_null())
            distance = both.select(apart.filter(alike.fill_null(False)).max()).item()
            farthest = max(farthest, distance or 0.0)
        else:
            alike = mine_.eq_missing(due_)
        odd = both.filter(~alike.fill_null(False))
        wrong += [
            f"{table}, {told}, {name}: {_figure(a)} where {_figure(b)} follows{_apart(a, b)}"
            for told, a, b in zip(_rows(odd, keys), odd[name], odd[f"{name}__due"], strict=True)
        ]
    return Findings(wrong, found.height, farthest)


def repeated(table: str, found: pl.DataFrame, keys: Sequence[str]) -> list[str]:
    """Return the rows of a table that stand in it more than once."""
    keys = list(keys)
    twice = found.filter(found.select(keys).is_duplicated()).unique(keys, maintain_order=True)
    return [f"{table}, {told}: the row stands in it more than once" for told in _rows(twice, keys)]


def wrong_rows(table: str, rows: pl.DataFrame, keys: Sequence[str], wrong: pl.Expr, words: str) -> Findings:
    """Return rows for which an expression is not false, with the words, which may name columns in braces.

    What is neither true nor false, because a figure is missing or is none, counts as wrong.
    """
    odd = rows.filter(wrong.fill_null(True))
    told = zip(_rows(odd, list(keys)), odd.iter_rows(named=True), strict=True)
    return Findings(
        [
            f"{table}, {where}: {words.format(**{k: _figure(v) for k, v in row.items()})}"
            for where, row in told
        ]
    )


def _rows(frame: pl.DataFrame, keys: Sequence[str]) -> list[str]:
    """Return in words which rows these are."""
    return [
        ", ".join(f"{key} {value}" for key, value in row.items()) for row in frame.select(keys).to_dicts()
    ]


def _figure(value: object) -> str:
    """Return a figure in words."""
    if value is None:
        return "nothing"
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _apart(found: object, due: object) -> str:
    """Return how far a figure is from what follows, in words."""
    if isinstance(found, float | int) and isinstance(due, float | int):
        return f" ({found - due:+.3g})"
    return ""
