"""What the defence plans need of each capability, by the models of the enablers, beside what is held.

The stress test says whether an enabler holds; this says how much of which capability it takes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

from sinews.assessment.finding import AIR_DEFENCE, MEDICAL, MOVEMENT, SUPPLY
from sinews.case import Case, has_rows, held_by_alliance, holdings
from sinews.enablers import air_defence, movement, supply
from sinews.enablers.medical.requirement import requirement as medical_requirement

USUAL = (MEDICAL, SUPPLY, AIR_DEFENCE)
"""Those that are asked if nothing else is said: the sizing of movement takes minutes."""

NAMES = {
    MOVEMENT: "movement",
    MEDICAL: "medical support",
    SUPPLY: "supply and logistics",
    AIR_DEFENCE: "air and missile defence",
}

NEEDS = {"enabler": pl.String, "capability": pl.String, "needed": pl.Float64, "driver": pl.String}
"""Columns of needs; quantities in units of the capability, of all allies and pools together."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Needs that follow from the defence plans alone.

    Attributes
    ----------
    needs
        Columns as `NEEDS`.
    beyond
        Enabler, and a sentence on what it takes that no capability brings.
    """

    needs: pl.DataFrame
    beyond: tuple[tuple[str, str], ...]


def standing_needs(
    case: Case, enablers: Sequence[str] = USUAL, progress: Callable[[str], None] | None = None
) -> Standing:
    """Return what follows from the defence plans alone, whatever a plan delivers.

    The force packages that are moved, the casualties that are treated and the sites that are covered are the
    defence plans' own.

    Parameters
    ----------
    case
        A checked case with defence plans.
    enablers
        Which to ask, of `sinews.assessment.finding.ENABLERS`; supply has no standing needs.
    progress
        Called with the name of each enabler as it begins.

    Raises
    ------
    CaseError
        If a table that an enabler rests on is empty.
    """
    tell = progress or (lambda _: None)
    parts, beyond = [pl.DataFrame(schema=NEEDS)], []
    if MOVEMENT in enablers:
        tell(f"sizing: {NAMES[MOVEMENT]}")
        sizing = movement.size(case, held_by_alliance(case, holdings(case)))
        parts.append(_of(MOVEMENT, movement.needs_of(sizing)))
        currency = case.settings.currency
        beyond = [(MOVEMENT, statement) for statement in _beyond_lift(sizing, currency)]
    if MEDICAL in enablers:
        tell(f"sizing: {NAMES[MEDICAL]}")
        parts.append(_of(MEDICAL, medical_requirement(case)))
    if AIR_DEFENCE in enablers:
        tell(f"sizing: {NAMES[AIR_DEFENCE]}")
        parts.append(_of(AIR_DEFENCE, air_defence.requirement(case)))
    return Standing(pl.concat(parts), tuple(beyond))


def _beyond_lift(sizing: movement.Sizing, currency: str) -> list[str]:
    """Return what lift alone does not mend: ways that are too narrow, and packages that nothing brings."""
    statements = []
    ways = sizing.additions.filter(pl.col("from_node") != "")
    if ways.height:
        first = ways.row(0, named=True)
        statements.append(
            f"No lift brings all packages in time without wider ways: {ways.height} ways for "
            f"{currency} {float(ways['cost'].sum()):,.0f} m, first {first['kind']} {first['from_node']} to "
            f"{first['to_node']}."
        )
    late = sizing.outcome.closures.filter(pl.col("late").is_null() | (pl.col("late") > 0))
    if late.height:
        first = late.row(0, named=True)
        statements.append(
            f"Neither lift nor ways bring {late.height} packages in time, first {first['formation']} from "
            f"{first['origin']} to {first['destination']}: distance, borders and notice are longer than the "
            "days that the plan allows."
        )
    return statements


def needs_beside(
    case: Case, standing: pl.DataFrame, held: pl.DataFrame, year: int, enablers: Sequence[str] = USUAL
) -> pl.DataFrame:
    """Return what is needed beside what is held at the end of a year: columns as `NEEDS`, and `held`.

    The standing needs, and those of supply, which grow with the forces: they are sized for the forces held.

    Parameters
    ----------
    case
        A checked case with defence plans.
    standing
        The needs of `standing_needs`.
    held
        ally, capability, quantity at the end of the year.
    year
        The year.
    enablers
        As for `standing_needs`.
    """
    total = held_by_alliance(case, held).rename({"quantity": "held"})
    parts = [standing]
    if SUPPLY in enablers:
        parts.append(_of(SUPPLY, supply.requirement(case, held, year)))
    return (
        pl.concat(parts)
        .join(total, on="capability", how="left", maintain_order="left")
        .join(_stays(case, held), on=["enabler", "capability"], how="left", maintain_order="left")
        .select(
            "enabler",
            "capability",
            pl.col("held").fill_null(0.0),
            pl.col("needed") + pl.col("stays").fill_null(0.0),
            driver=pl.when(pl.col("stays").fill_null(0.0) > 0)
            .then(pl.format("{}; {} more stay overseas", "driver", pl.col("stays").round().cast(pl.Int64)))
            .otherwise("driver"),
        )
    )


def _stays(case: Case, held: pl.DataFrame) -> pl.DataFrame:
    """Return enabler, capability, stays: what of air defence stays overseas."""
    kinds = {"enabler": pl.String, "capability": pl.String, "stays": pl.Float64}
    if not has_rows(case, air_defence.NEEDED):
        return pl.DataFrame(schema=kinds)
    stays = air_defence.stays_overseas(case, held)
    return stays.with_columns(enabler=pl.lit(AIR_DEFENCE)).select(*kinds)


def _of(enabler: str, needs: pl.DataFrame) -> pl.DataFrame:
    """Return what an enabler's own model needs, columns as `NEEDS`."""
    return needs.with_columns(enabler=pl.lit(enabler)).select(*NEEDS).cast({"needed": pl.Float64})
