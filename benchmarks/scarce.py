"""Plans where money is scarce, beside HiGHS' own engines: `python -m benchmarks.scarce`.

Each state of money is planned from its tables in a process of its own. Then the whole linear programme at the
prices of that plan is given to each of HiGHS' engines, forced, in a process of its own too. What counts is
processor seconds: a process that has used its own up is given up. The optimum that an engine finds must lie
between the plan's certified bound and its objective.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import numpy as np
import polars as pl
from rich.console import Console
from rich.table import Table
from scipy.sparse import csc_array

import sinews
from benchmarks.plan_inputs import planning_instance
from sinews.case import Case, programme_shares
from sinews.engines.lp import LpArrays
from sinews.implementation.settle import settle

PATIENCE = 120
"""Processor seconds after which an engine, or a plan, is given up."""

TOLERANCE = 1e-6
"""Relative distance by which an engine's optimum may lie outside a certified interval: its own tolerance."""

ENGINES = ("simplex", "ipx", "pdlp")
"""HiGHS' engines by the name of its option."""

_MATRIX = ("data", "indices", "indptr", "shape")


def with_money(case: Case, factor: float | list[float]) -> Case:
    """Return a case in which the allies, in the order of their codes, have so much of their money."""
    shares = programme_shares(case).sort("ally")
    factors = np.broadcast_to(np.asarray(factor), shares.height)
    less = shares.with_columns(programme_share=pl.col("programme_share") * pl.Series(factors))
    budgets = case["budgets"].drop("programme_share").join(less, on="ally", maintain_order="left")
    return case.with_table("budgets", budgets.select(case["budgets"].columns))


def with_costs(case: Case, factor: float) -> Case:
    """Return a case in which all products cost so many times as much to procure."""
    procured = pl.col("element") == "procurement"
    costs = case["costs"].with_columns(pl.col("amount") * pl.when(procured).then(factor).otherwise(1.0))
    return case.with_table("costs", costs)


def slipping(case: Case, seed: int) -> Case:
    """Return a case in which each ally has 0.6 to 1.0 of its money, drawn at random."""
    drawn = np.random.default_rng(seed).uniform(0.6, 1.0, case["allies"].height)
    return with_money(case, drawn.tolist())


STATES: dict[str, Callable[[Case], Case]] = {
    "baseline": lambda case: case,
    "budgets x 0.85": lambda case: with_money(case, 0.85),
    "budgets x 0.7": lambda case: with_money(case, 0.7),
    "costs x 1.5": lambda case: with_costs(case, 1.5),
    "slipping, seed 1": lambda case: slipping(case, 1),
    "slipping, seed 2": lambda case: slipping(case, 2),
    "equal awards": lambda case: case.with_settings(rule="equal_awards"),
    "budgets x 0.5": lambda case: with_money(case, 0.5),
    "costs x 2": lambda case: with_costs(case, 2.0),
}
"""States of money by name, made of the baseline."""


def planned(state: str, file: Path) -> dict[str, float]:
    """Plan a state, keep its whole programme in a file, and return what it took and what is certified."""
    case = STATES[state](sinews.open_case())
    begun = time.process_time()
    instance = planning_instance(case)
    read = time.process_time()
    solved = settle(case, instance)
    ended = time.process_time()
    keep(solved.arrays, file)
    found = solved.solution
    return {
        "tables": read - begun,
        "plan": ended - read,
        "objective": found.objective,
        "bound": found.objective * (1.0 - found.gap),
        "gap": found.gap,
    }


def forced(engine: str, file: Path) -> dict[str, float]:
    """Solve a programme by one engine of HiGHS with its own options, and return what it took and found."""
    arrays = kept(file)
    begun = time.process_time()
    found = arrays.solve(algorithm=engine)
    return {"plan": time.process_time() - begun, "objective": found.objective}


def keep(arrays: LpArrays, file: Path) -> None:
    """Write a programme to a file."""
    parts = {each.name: getattr(arrays, each.name) for each in fields(arrays) if each.name != "matrix"}
    np.savez(file, **parts, **{each: getattr(arrays.matrix, each) for each in _MATRIX})


def kept(file: Path) -> LpArrays:
    """Read a programme from a file."""
    with np.load(file) as parts:
        data, indices, indptr, shape = (parts[each] for each in _MATRIX)
        matrix = csc_array((data, indices, indptr), shape=tuple(shape.tolist()))
        rest = {each.name: parts[each.name] for each in fields(LpArrays) if each.name != "matrix"}
        return LpArrays(matrix=matrix, **rest)


def inside(optimum: float, bound: float, objective: float) -> bool:
    """Return whether an optimum lies in a certified interval, but for the engine's tolerance."""
    room = TOLERANCE * max(abs(objective), 1.0)
    return bound - room <= optimum <= objective + room


def in_a_process(state: str, engine: str, file: Path, patience: int) -> dict[str, float] | None:
    """Plan a state, or solve its programme by an engine, in a process of its own; None if given up."""
    command = [sys.executable, "-m", "benchmarks.scarce", "--state", state, "--engine", engine]
    command += ["--file", str(file), "--patience", str(patience)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode < 0:  # the system has ended it
        return None
    if done.returncode:
        raise RuntimeError(done.stderr)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def compare(states: list[str], patience: int) -> bool:
    """Time all states and engines and print a table; return whether every optimum lies in its interval."""
    table = Table("state", "tables (s)", "plan (s)", "gap", *(f"{each} (s)" for each in ENGINES), box=None)
    holds = True
    for state in states:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "programme.npz"
            ours = in_a_process(state, "", file, patience)
            if ours is None:
                table.add_row(state, "", f"> {patience}", "", *[""] * len(ENGINES))
                continue
            row = [state, f"{ours['tables']:.1f}", f"{ours['plan']:.1f}", f"{ours['gap']:.1e}"]
            for engine in ENGINES:
                theirs = in_a_process(state, engine, file, patience)
                if theirs is None:
                    row.append(f"> {patience} (> {patience / ours['plan']:.1f}x)")
                    continue
                row.append(f"{theirs['plan']:.1f} ({theirs['plan'] / ours['plan']:.1f}x)")
                if engine != "pdlp" and not inside(theirs["objective"], ours["bound"], ours["objective"]):
                    holds = False
                    row[-1] += f" outside: {theirs['objective']:.4f}"
            table.add_row(*row)
        Console(stderr=True).print("  ".join(row))
    Console().print(table)
    return holds


def main() -> int:
    """Run the benchmark, or one part of it in a process of its own."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scarce", description=__doc__)
    parser.add_argument("--state", choices=STATES, help="plan this state only")
    parser.add_argument("--patience", type=int, default=PATIENCE, help="processor seconds for each solve")
    parser.add_argument("--engine", choices=("", *ENGINES), help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.file is None:
        return 0 if compare([asked.state] if asked.state else list(STATES), asked.patience) else 1
    resource.setrlimit(resource.RLIMIT_CPU, (asked.patience, asked.patience))
    part = forced(asked.engine, asked.file) if asked.engine else planned(asked.state, asked.file)
    sys.stdout.write(json.dumps(part))
    return 0


if __name__ == "__main__":
    sys.exit(main())
