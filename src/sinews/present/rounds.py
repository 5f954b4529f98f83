"""The rounds of the loop: what held in each, what became a requirement, and why the rest cannot be held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from sinews.assessment.needs import NAMES
from sinews.document import Column, Table, wording
from sinews.implementation import Plan
from sinews.loop.reasons import OPEN
from sinews.loop.rounds import RAISED


@dataclass(frozen=True, slots=True)
class Need:
    """What an enabler needs of a capability in a tested year, as one round of planning found it.

    Quantities are in units of the capability, of all allies and pools; they and the capability are None for
    what no capability mends. `outcome` and `reason` are those of the plan's table of rounds.
    """

    round: int
    year: int
    enabler: str
    capability: str | None
    name: str
    held: float | None
    needed: float | None
    required: float | None
    holds: bool
    outcome: str
    reason: str


def needs_of(plan: Plan) -> tuple[Need, ...]:
    """Return the rows of the plan's rounds with the names of capabilities; none for a plan without rounds."""
    names = dict(plan.case["capabilities"].select("capability", "name").iter_rows())
    return tuple(
        Need(name=names.get(row["capability"], NAMES[row["enabler"]]), **row)
        for row in plan.rounds.iter_rows(named=True)
    )


def last_round(needs: Sequence[Need]) -> list[Need]:
    """Return what the last round found."""
    return [need for need in needs if need.round == needs[-1].round]


def verdict(needs: Sequence[Need]) -> list[str]:
    """Return in sentences how the loop ended: after how many rounds, and what is not held in which year."""
    last = last_round(needs)
    broken = [need for need in last if not need.holds]
    rounds = f"{last[0].round} round{'s' if last[0].round > 1 else ''} of planning"
    tested = sorted({need.year for need in last})
    years = wording.listed([str(year) for year in tested])
    if not broken:
        return [
            f"The plan holds: after {rounds} all {len(last)} needs of the defence plans are met in {years}."
        ]
    unfinished = any(need.outcome == OPEN for need in broken)
    more = "further rounds would ask for more" if unfinished else "a further round would ask for no more"
    sentences = [
        f"The plan does not hold: after {rounds} {len(last) - len(broken)} of {len(last)} needs of the "
        f"defence plans are met in {years}, and {more}."
    ]
    for year in tested:
        names = wording.listed([need.name for need in broken if need.year == year])
        sentences.append(f"Not met in {year}: {names}." if names else f"In {year} all are met.")
    return sentences


def raised_table(needs: Sequence[Need]) -> Table:
    """Return what became a requirement, by capability and year."""
    years = sorted({need.year for need in needs})
    raised = [need for need in needs if need.outcome == RAISED]
    rows = []
    for name in dict.fromkeys(need.name for need in raised):
        own = [need for need in raised if need.name == name]
        # the largest need of a year is the one that stands
        of_year = {need.year: need.needed for need in sorted(own, key=lambda need: need.needed or 0.0)}
        rounds = ", ".join(str(number) for number in sorted({need.round for need in own}))
        enablers = wording.listed(list(dict.fromkeys(NAMES[need.enabler] for need in own)))
        rows.append((name, *(of_year.get(year) for year in years), rounds, enablers))
    schema = {"name": pl.String, **{str(year): pl.Float64 for year in years}}
    return Table(
        "raised",
        "What broke, and became a requirement",
        pl.DataFrame(rows, schema={**schema, "rounds": pl.String, "enablers": pl.String}, orient="row"),
        (
            Column("name", "Capability"),
            *(Column(str(year), str(year), "count", status="estimated") for year in years),
            Column("rounds", "In round", "key"),
            Column("enablers", "Enabler"),
        ),
    )


def broken_table(needs: Sequence[Need]) -> Table:
    """Return what the last round does not hold, and why."""
    rows = [
        (need.year, need.name, need.held, need.needed, need.reason)
        for need in last_round(needs)
        if not need.holds
    ]
    columns = (
        Column("year", "Year", "year"),
        Column("name", "Capability"),
        Column("held", "Held", "count"),
        Column("needed", "Needed", "count", status="estimated"),
        Column("reason", "Why"),
    )
    types = (pl.Int64, pl.String, pl.Float64, pl.Float64, pl.String)
    schema = {column.name: dtype for column, dtype in zip(columns, types, strict=True)}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    return Table("broken", "What is not met in the end, and why", frame, columns)
