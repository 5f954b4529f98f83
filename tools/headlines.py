"""Keep the headline figures of all scenarios' plans in tests/expected/headlines.csv, so that a change shows.

    PYTHONPATH=src python tools/headlines.py            # write them anew
    PYTHONPATH=src python tools/headlines.py --check    # print what differs; exit code 1 if anything does

Takes half a minute. The figures are those of x86-64, to the last digit, whatever the kind of processor: they
hang neither on the number of threads nor on vector instructions.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import polars as pl

import sinews
from sinews.case import scenarios
from sinews.implementation import Plan

HEADLINES = Path(__file__).parents[1] / "tests" / "expected" / "headlines.csv"

CLOSE = 1e-9
"""Relative difference up to which two figures are the same."""

SMALL = 1e-3
"""Figures below this are compared as if they were this: gaps are differences of nearly equal figures."""

Headlines = dict[tuple[str, str], float]
"""Figures by scenario and name."""


def headlines(plan: Plan) -> dict[str, float]:
    """Return the headline figures of a plan by name; money in USD m, shortfalls in units times years."""
    solution = plan.solution
    last = plan.fulfilment.filter(pl.col("year") == plan.case.years[-1])
    paid = plan.payments.group_by("element").agg(pl.col("amount").sum()).sort("element")
    return {
        "objective": solution.objective,
        "columns": solution.columns,
        "rows": solution.rows,
        "rounds": solution.rounds,
        "gap of whole steps": solution.whole_steps_gap,
        "gap of whole units": solution.whole_units_gap,
        "ordered": float(plan.orders["value"].sum()),
        "cost": float(plan.payments["amount"].sum()),
        **{f"cost of {element}": amount for element, amount in paid.iter_rows()},
        "shortfall": float(plan.stock["shortfall"].sum()),
        "met in the last year": float(last["met"].mean() or 0.0),  # type: ignore[arg-type]
        **{
            f"met of {row['capability']}": row["met"] for row in last.sort("capability").iter_rows(named=True)
        },
    }


def planned(names: list[str]) -> Headlines:
    """Return the headline figures of scenarios, planned now."""
    found: Headlines = {}
    for name in names:
        print(f"headlines: {name}", file=sys.stderr)
        figures = headlines(sinews.plan(sinews.open_case(name)))
        found |= {(name, figure): value for figure, value in figures.items()}
    return found


def kept() -> Headlines:
    """Return the figures that are kept."""
    with HEADLINES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {(row["scenario"], row["figure"]): float(row["value"]) for row in rows}


def keep(found: Headlines) -> None:
    """Write figures, with all their digits."""
    with HEADLINES.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["scenario", "figure", "value"])
        rows.writerows([*key, repr(value)] for key, value in found.items())


def differences(before: Headlines, now: Headlines) -> list[str]:
    """Return what differs, in words."""
    told = []
    for key in sorted({*before, *now}):
        old, new = before.get(key), now.get(key)
        if old is None or new is None:
            told.append(f"{key[0]}: {key[1]} is {'new' if old is None else 'gone'}")
        elif abs(new - old) > CLOSE * max(abs(old), abs(new), SMALL):
            told.append(f"{key[0]}: {key[1]} was {old:.12g}, is {new:.12g}")
    return told


def main() -> int:
    """Write the figures anew, or compare them."""
    now = planned(list(scenarios()))
    if sys.argv[1:] != ["--check"]:
        keep(now)
        return 0
    found = differences(kept(), now)
    print("\n".join(found) or "headlines: nothing differs")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
