"""``python -m benchmarks.replan``: a plan after a single edit, from the last plan and from nothing."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TypeVar

import numpy as np
from rich.console import Console
from rich.table import Table

import sinews
from sinews.case import Case, apply_overrides
from sinews.implementation import Plan

EDITS = (
    # pledges
    "pledges.amd_increase.factor=4",
    "pledges.amd_increase.factor=6",
    "pledges.amd_increase.target_year=2033",
    "pledges.medical_doubling.factor=2.5",
    "pledges.supply_doubling.path=step",
    "pledges.core_spending.share=3.2",
    "pledges.gdp_deu.share=3",
    "pledges.equipment_share.share=25",
    # an ally's money
    "budgets.FRA.programme_share=60",
    "budgets.POL.programme_share=80",
    "budgets.GRC.operating_share=60",
    "budgets.ITA.equipment_share=20",
    "fiscal_rules.BEL.borrowing=0",
    # prices
    "costs.leopard_2a8/procurement.amount=35",
    "costs.pac3_mse/procurement.amount=5",
    "costs.f35a/procurement.amount=80",
    "learning.missiles.slope=85",
    # lines
    "lines.patriot_us.rate=20",
    "lines.pac3_us.rate=1000",
    "lines.leopard_de.ceiling=240",
    "lines.virginia_us.lead_time=8",
    "lines.f35_us.ramp=30",
    "lines.irist_de.build_time=1",
    # materials, people, contracts, stock, dates
    "materials.nuclear_forging_gb.rate=1",
    "labour.virginia_us/submarine_building.workers=30000",
    "contracts.DEU/leopard_de.quantity=200",
    "inventory.DEU/tank.quantity=200",
    "products.eurodrone.available_from=2033",
    "capabilities.tank.priority=2",
    "support_deliveries.deu_155.quantity=100",
)
"""Single edits of every kind that planners make, as ``--set`` takes them."""

TOLERANCE = 1e-3
"""Largest relative difference of the objectives: that to which learned prices settle."""

QUICK = 1.0
"""Seconds in which nine edits of ten should be planned."""

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Seconds:
    """Seconds by the clock, and of the processor."""

    clock: float
    processor: float


@dataclass(frozen=True, slots=True)
class Timed:
    """An edit, planned from nothing and from the last plan.

    Attributes
    ----------
    edit
        As `EDITS` has it.
    cold, again
        What edit and plan took from nothing, and from the last plan.
    rounds
        Rounds of learning of both.
    difference
        Relative difference of their objectives.
    """

    edit: str
    cold: Seconds
    again: Seconds
    rounds: tuple[int, int]
    difference: float


def main(arguments: list[str] | None = None) -> int:
    """Plan every edit both ways, print the times, and return 0 if the objectives agree, else 1."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.replan", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON on standard output")
    chosen = parser.parse_args(arguments)
    messages = Console(stderr=True)
    case = sinews.open_case()
    last = sinews.plan(case)
    runs = []
    for edit in EDITS:
        messages.print(edit, markup=False)
        runs.append(_timed(case, last, edit))
    if chosen.json:
        print(json.dumps({"edits": [asdict(run) for run in runs], **_figures(runs)}, indent=2))
    else:
        Console().print(_table(runs))
        Console().print(_figures(runs))
    return 0 if all(run.difference <= TOLERANCE for run in runs) else 1


def _timed(case: Case, last: Plan, edit: str) -> Timed:
    """Plan one edit both ways, the quick one first, so that it finds nothing prepared."""
    again, quick = _clocked(lambda: sinews.plan(apply_overrides(case, [edit]), after=last))
    cold, slow = _clocked(lambda: sinews.plan(apply_overrides(case, [edit])))
    if not again.solution.started_from:
        raise RuntimeError(f"{edit}: {again.solution.start}")
    apart = abs(again.solution.objective - cold.solution.objective) / abs(cold.solution.objective)
    return Timed(edit, slow, quick, (cold.solution.rounds, again.solution.rounds), apart)


def _clocked(make: Callable[[], Result]) -> tuple[Result, Seconds]:
    """Return a result, and the seconds that it took by the clock and of the processor."""
    clock, processor = time.perf_counter(), time.process_time()
    result = make()
    return result, Seconds(time.perf_counter() - clock, time.process_time() - processor)


def _figures(runs: list[Timed]) -> dict[str, float]:
    """Return median and ninth decile of all times, and the share of edits that are quick."""
    figures: dict[str, float] = {}
    for name in ("cold", "again"):
        for kind in ("clock", "processor"):
            seconds = [getattr(getattr(run, name), kind) for run in runs]
            figures[f"{name}, {kind}, median"] = float(np.median(seconds))
            figures[f"{name}, {kind}, ninth decile"] = float(np.quantile(seconds, 0.9))
            figures[f"{name}, {kind}, share under {QUICK:g} s"] = float(np.mean(np.less(seconds, QUICK)))
    return figures | {"largest difference": max(run.difference for run in runs)}


def _table(runs: list[Timed]) -> Table:
    """Return a row for each edit."""
    printed = Table(title="a plan after a single edit", caption="seconds, of the processor in brackets")
    printed.add_column("edit", overflow="fold")
    for label in ("from nothing", "rounds", "from the last plan", "rounds", "difference"):
        printed.add_column(label, justify="right")
    for run in runs:
        printed.add_row(
            run.edit,
            f"{run.cold.clock:.2f} ({run.cold.processor:.2f})",
            str(run.rounds[0]),
            f"{run.again.clock:.2f} ({run.again.processor:.2f})",
            str(run.rounds[1]),
            f"{run.difference:.1e}",
        )
    return printed


if __name__ == "__main__":
    raise SystemExit(main())
