"""Counts of what fleets lists by type: the types of an ally brought to a total that was read."""

from __future__ import annotations

from math import floor
from typing import Any

import polars as pl

from sinews.case.case import Case
from sinews.case.fleets import fleets_counted
from sinews.case.public.placing import Cells
from sinews.case.public.source import Source


def counted_by_type(case: Case, cells: Cells) -> tuple[Cells, Cells]:
    """Return the counts of holdings that fleets lists by type, and all other figures."""
    sums = (
        fleets_counted(case).group_by("ally", "capability", maintain_order=True).agg(pl.col("quantity").sum())
    )
    held = {(ally, capability) for ally, capability, total in sums.iter_rows() if total > 0}
    types: Cells = {}
    others: Cells = {}
    for (table, key), figures in cells.items():
        mine = table == "inventory" and tuple(key) in held
        (types if mine else others)[table, key] = figures
    return types, others


def brought_to(case: Case, counts: Cells, source: Source) -> tuple[pl.DataFrame, list[tuple[Any, ...]]]:
    """Return the table of fleets with the types of each count scaled to it, and what differs.

    The split by type and the years of the types stay; what is in service is scaled in whole numbers by
    largest remainders, and among equals by name. What is in store stays, and the part of it that counts comes
    off the total first. Differences are told as those of the holding: table, key, column, old, new, ratio,
    estimate.
    """
    rows = case["fleets"].to_dicts()
    told: list[tuple[Any, ...]] = []
    for (table, key), figures in counts.items():
        cell = figures["quantity"]
        places = [n for n, row in enumerate(rows) if (row["ally"], row["capability"]) == tuple(key)]
        places.sort(key=lambda n: str(rows[n]["type"]))
        active = [float(rows[n]["active"]) for n in places]
        stored = sum((rows[n]["stored"] or 0.0) * (rows[n]["stored_counts"] or 0.0) / 100.0 for n in places)
        old, new = sum(active) + stored, float(cell.value)
        told.append((table, "/".join(key), "quantity", old, new, new / old if old else None, cell.estimate))
        if new == old:
            continue
        for n, number in zip(places, _shared(active, max(new - stored, 0.0)), strict=True):
            row = rows[n]
            marks = [row["note"], f"{row['active']:g} scaled to the count of {source.key}"]
            row |= {"active": number, "as_of": cell.year, "source": source.key, "status": "derived"}
            row["note"] = "; ".join(filter(None, marks))
    return pl.DataFrame(rows, schema=case["fleets"].schema, orient="row"), told


def _shared(parts: list[float], total: float) -> list[float]:
    """Return a total in proportion to parts, in whole numbers but for what of the total is none."""
    whole = sum(parts)
    if not whole:
        return [total, *[0.0] * (len(parts) - 1)]
    even = [part / whole * total for part in parts]
    found = [float(floor(each + 1e-9)) for each in even]
    left = round(total - sum(found), 9)
    by_rest = sorted(range(len(parts)), key=lambda n: (-(even[n] - found[n]), n))
    for n in by_rest:
        step = min(1.0, left)
        found[n] += step
        left = round(left - step, 9)
    return found
