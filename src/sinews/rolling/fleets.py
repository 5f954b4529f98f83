"""Fleets by type a year later: aged, given away, replaced and delivered in whole units."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import polars as pl

from sinews.case import Case, fleets_counted

NEVER = 10_000
"""The year in which a type leaves that does not by its age."""

Pair = tuple[str, str]


def fleets(case: Case, moved: pl.DataFrame) -> pl.DataFrame:
    """Return the table of fleets a year later.

    Parameters
    ----------
    case
        The case before.
    moved
        What the year brings of capabilities counted by type, columns as `sinews.rolling.due.ARRIVALS`.

    Notes
    -----
    Of each type goes what leaves in the base year by its age, in whole units; its years stay as they are.
    What is given to Ukraine or replaced by what arrives goes from the types that leave first. What arrives
    is a type with the name of its product, which joins one of that name. A type of which nothing is left, in
    service or in store, leaves the table.
    """
    year = case.settings.base_year
    leaves = {
        (r["ally"], r["capability"], r["type"]): (r["leaves_from"], r["leaves_by"])
        for r in fleets_counted(case).iter_rows(named=True)
    }
    rows = case["fleets"].to_dicts()
    before = [row["active"] for row in rows]
    told: list[list[str]] = [[] for _ in rows]
    for place, row in enumerate(rows):
        first, last = leaves.get((row["ally"], row["capability"], row["type"]), (None, None))
        gone = _leaving(row["active"], first, last, year)
        _take(row, gone, "retired", told[place])
        if last is not None and last <= year:
            row["stored"] = None
    places: dict[Pair, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        places[row["ally"], row["capability"]].append(place)
    for pair, of_pair in places.items():
        # the oldest first, and of those that leave at once the one first by name
        of_pair.sort(
            key=lambda place: (
                (leaves.get((*pair, rows[place]["type"])) or (0, None))[1] or NEVER,
                rows[place]["type"],
            )
        )
    for pair, asked in _asked(moved).items():
        for words, due in asked.items():
            left = due
            for place in places[pair]:
                gone = min(left, rows[place]["active"])
                _take(rows[place], gone, words, told[place])
                left -= gone
    known = len(rows)
    for arrival in _arrived(case, moved):
        key = arrival["ally"], arrival["capability"], arrival["type"]
        same = [
            place
            for place in range(known)
            if tuple(rows[place][name] for name in ("ally", "capability", "type")) == key
        ]
        if same:
            row = rows[same[0]]
            row["active"] += arrival["active"]
            row["last_entry_year"] = year
            told[same[0]].append(f"{arrival['active']:g} delivered")
        else:
            rows.append(dict.fromkeys(case["fleets"].columns) | arrival)
    kept = []
    for place, row in enumerate(rows):
        if place < known and told[place]:
            row["as_of"] = year
            row["status"] = "derived" if row["status"] == "published" else row["status"]
            row["note"] = "; ".join(filter(None, [row["note"], f"in {year} {' '.join(told[place])}"]))
        emptied = place < known and before[place] > 0 and not row["active"] and not row["stored"]
        if not emptied:
            kept.append(row)
    return pl.DataFrame(kept, schema=case["fleets"].schema)


def _leaving(active: float, first: int | None, last: int | None, year: int) -> float:
    """Return what of a type leaves in a year by its age, in whole units."""
    if first is None or last is None or year < first:
        return 0.0
    if year >= last:
        return active
    return float(min(active, int(active / (last - year + 1) + 0.5)))


def _take(row: dict[str, Any], gone: float, words: str, told: list[str]) -> None:
    """Take some of a type out of service, and tell it."""
    if gone > 0:
        row["active"] -= gone
        told.append(f"{gone:g} {words}")


def _asked(moved: pl.DataFrame) -> dict[Pair, dict[str, float]]:
    """Return what is given to Ukraine and what is replaced, by ally and capability."""
    sums = moved.group_by("ally", "capability", maintain_order=True).agg(
        given=-pl.col("units").clip(upper_bound=0.0).sum(), replaced=pl.col("replaced").sum()
    )
    return {
        (row["ally"], row["capability"]): {"given to Ukraine": row["given"], "replaced": row["replaced"]}
        for row in sums.iter_rows(named=True)
    }


def _arrived(case: Case, moved: pl.DataFrame) -> list[dict[str, Any]]:
    """Return the types that arrive, with what a row of fleets has."""
    year = case.settings.base_year
    names = case["products"].select("product", type="name")
    arrived = (
        moved.filter(pl.col("units") > 0)
        .group_by("ally", "capability", "product", maintain_order=True)
        .agg(active=pl.col("units").sum(), source=pl.col("source").first(), status=pl.col("status").first())
        .join(names, on="product", how="left", maintain_order="left")
    )
    years = {"entry_year": year, "last_entry_year": year, "as_of": year, "note": "on contract before"}
    return [row | years for row in arrived.iter_rows(named=True)]
