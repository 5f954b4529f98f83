"""Checks of keys: that each is used once, and that what refers to one finds it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from sinews.case.catalogue import TABLES
from sinews.case.checks.marking import Frames, all_among, columns_of, marked
from sinews.case.frames import FIRST_ROW
from sinews.case.problems import REFERENCE, Problem, did_you_mean


def duplicate_keys(tables: Frames) -> list[Problem]:
    """Report each row whose key an earlier row has already."""
    problems: list[Problem] = []
    for table in TABLES:
        frame = columns_of(tables, table.name, *table.key)
        if frame is None or frame.height < 2:
            continue
        names = list(table.key)
        twice = frame.select(names).is_duplicated()
        if not twice.any():
            continue
        rows = (
            frame.select(names)
            .with_row_index("row", offset=FIRST_ROW)
            .filter(twice)
            .drop_nulls()
            .with_columns(first=pl.col("row").min().over(names))
            .filter(pl.col("row") > pl.col("first"))
        )
        problems += [
            Problem(
                table.name, row["row"], "/".join(names), "/".join(str(row[name]) for name in names),
                "a key that no other row has", f"row {row['first']} has it already",
            )
            for row in rows.iter_rows(named=True)
        ]  # fmt: skip
    return problems


def edges_twice(tables: Frames) -> list[Problem]:
    """Report each way that is listed again from its other end: a way counts in both directions already."""
    problems: list[Problem] = []
    for name, parts in (("land_edges", ["mode"]), ("sea_edges", [])):
        frame = columns_of(tables, name, "from_node", "to_node", *parts)
        if frame is None or frame.height < 2:
            continue
        ends = frame.select("from_node", "to_node", *parts).with_row_index("row", offset=FIRST_ROW)
        turned = ends.rename({"from_node": "to_node", "to_node": "from_node", "row": "first"})
        again = ends.join(turned, on=["from_node", "to_node", *parts], how="inner", maintain_order="left")
        problems += [
            Problem(
                name, row["row"], "from_node/to_node", f"{row['from_node']}/{row['to_node']}",
                "a way that is listed once", f"row {row['first']} has it from the other end already",
            )
            for row in again.filter(pl.col("first") < pl.col("row")).iter_rows(named=True)
        ]  # fmt: skip
    return problems


def unknown_references(tables: Frames) -> list[Problem]:
    """Report each value that the column it refers to does not hold."""
    known: dict[str, tuple[list[object], set[object]]] = {}
    problems: list[Problem] = []
    for table in TABLES:
        for column in table.columns:
            home, _, target = column.references.partition(".")
            if not column.references or (frame := columns_of(tables, table.name, column.name)) is None:
                continue
            there = columns_of(tables, home, target)
            if there is None or frame.is_empty():
                continue
            if column.references not in known:
                words = there.get_column(target).drop_nulls().unique().to_list()
                known[column.references] = words, {None, *words}
            here, or_none = known[column.references]
            values = frame.get_column(column.name)
            if all_among(values, or_none):
                continue
            problems += marked(
                table.name,
                column.name,
                values,
                ~values.is_in(here),
                f"{REFERENCE}{column.references}",
                _remedy(here, home),
            )
    return problems


def circular_aggregates(tables: Frames) -> list[Problem]:
    """Report each capability that is, through others, its own aggregate."""
    frame = columns_of(tables, "capabilities", "capability", "aggregate")
    if frame is None:
        return []
    pairs = frame.select("capability", "aggregate").drop_nulls()
    above: dict[str, str] = dict(pairs.iter_rows())
    circles = _circles(above)
    capability = frame.get_column("capability")
    return marked(
        "capabilities", "aggregate", frame.get_column("aggregate"), capability.is_in(list(circles)),
        "an aggregate that does not lead back to the capability",
        lambda value: "the circle is " + " -> ".join(_round(above, value)),
    )  # fmt: skip


def _circles(above: dict[str, str]) -> set[str]:
    """Return the keys from which following `above` leads back to the key itself."""
    circular: set[str] = set()
    done: set[str] = set()
    for start in above:
        path: dict[str, None] = {}
        here: str | None = start
        while here is not None and here not in done and here not in path:
            path[here] = None
            here = above.get(here)
        if here in path:
            circular |= set(_round(above, str(here)))
        done |= path.keys()
    return circular


def _round(above: dict[str, str], start: str) -> list[str]:
    """Return the circle through `start`, from it and back to it."""
    circle = [start, above[start]]
    while circle[-1] != start:
        circle.append(above[circle[-1]])
    return circle


def _remedy(known: Sequence[object], home: str) -> Callable[[str], str]:
    """Return a function that proposes the known keys most like a word."""
    return lambda value: did_you_mean(value, [str(word) for word in known]) or f"add it to {home}"
