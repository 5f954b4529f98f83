"""When types in service leave it, by their age or by what is published of them."""

from __future__ import annotations

from typing import Any

from sinews.case import Case

Pair = tuple[str, str]
"""An ally and a capability."""


def left_by_age(case: Case, later: int = 0) -> dict[Pair, dict[int, tuple[float, float]]]:
    """Return what is in service of each ally's types at the start and what has left by the end of a year.

    From the year before the first planning year on, when nothing has left yet, to some years after the last.
    """
    base = case.settings.base_year
    lists = {
        capability
        for name in ("formations_held", "air_defence_held")
        for capability in case[name]["capability"]
    }
    lives = dict(case["service_lives"].select("capability", "life").iter_rows())
    found: dict[tuple[str, str], dict[int, tuple[float, float]]] = {}
    for r in case["fleets"].iter_rows(named=True):
        if r["capability"] in lists or r["capability"] not in lives:
            continue
        quantity = r["active"] + (r["stored"] or 0.0) * (r["stored_counts"] or 0.0) / 100.0
        first, last = type_leaves(r, lives.get(r["capability"]), base)
        years = found.setdefault((r["ally"], r["capability"]), {})
        for year in range(base - 1, case.settings.horizon + later + 1):
            part = 0.0
            if first is not None and last is not None and year >= first:
                part = min((year - first + 1) / (last - first + 1), 1.0)
            held, gone = years.get(year, (0.0, 0.0))
            years[year] = held + quantity, gone + part * quantity
    return found


def type_leaves(row: dict[str, Any], life: float | None, base: int) -> tuple[int | None, int | None]:
    """Return the years in which the first and the last of a type leave service; None if none does."""
    entered = row["entry_year"]
    last = row["retires_by"]
    if last is None:
        if entered is None or life is None:
            return None, None
        last = (row["last_entry_year"] or entered) + round(life)
    last = max(last, base)
    first = row["retires_from"]
    if first is None:
        first = base if entered is None or life is None else entered + round(life)
    return max(min(first, last), base), last
