"""The tables of medical support as this enabler reads them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from sinews.case import FROM_BASELINE, Case, CaseError, Problem, factor_value, require_rows

_NEEDED = (
    "medical_planning",
    "casualty_rates",
    "medical_stations",
    "medical_services",
    "force_packages",
    "defence_plans",
    "formations",
)
HOURS_A_DAY = 24.0


def check_tables(case: Case) -> None:
    """Raise CaseError unless the case has what medical support rests on, force packages included."""
    require_rows(case, _NEEDED, "to answer questions of medical support")


def planning_value(case: Case, factor: str) -> float:
    """Return a value of `medical_planning`, in its unit; raise CaseError if there is none."""
    return factor_value(case, "medical_planning", factor)


def share(case: Case, factor: str) -> float:
    """Return a value of `medical_planning` that is a share of 1; raise CaseError if it is not."""
    value = planning_value(case, factor)
    if not 0 <= value <= 1:
        raise CaseError(
            [Problem("medical_planning", None, "value", f"{value:g}", f"a share from 0 to 1 for {factor}")]
        )
    return value


def committed_shares(case: Case) -> pl.DataFrame:
    """Return capability, committed: the share of what allies hold that is at the plans' disposal.

    Raises
    ------
    CaseError
        If stations of a capability have different shares, or none.
    """
    shares = (
        case["medical_stations"]
        .group_by("capability", maintain_order=True)
        .agg(least=pl.col("committed").min(), most=pl.col("committed").max())
    )
    problems = [
        Problem("medical_stations", None, "committed", key, "the same share, above 0, at all its stations")
        for key, least, most in shares.iter_rows()
        if least != most or least <= 0
    ]
    if problems:
        raise CaseError(problems)
    return shares.select("capability", committed=pl.col("least") / 100.0)


@dataclass(frozen=True, slots=True)
class Service:
    """A step of care: days, and the standard deviation of the logarithm."""

    mean: float
    spread: float
    turnround: float


def services(case: Case) -> dict[str, Service]:
    """Return every step of care by its key; raise CaseError if one is missing."""
    rows = case["medical_services"]
    found = {
        row["service"]: Service(
            row["mean"] / HOURS_A_DAY,
            float(np.sqrt(np.log1p((row["variation"] / 100.0) ** 2))),
            row["turnround"] / HOURS_A_DAY,
        )
        for row in rows.iter_rows(named=True)
    }
    choices = case_choices("medical_services", "service")
    missing = [key for key in choices if key not in found]
    if missing:
        raise CaseError(
            [
                Problem("medical_services", None, "service", "", f"a row {key}", FROM_BASELINE)
                for key in missing
            ]
        )
    return found


def case_choices(table: str, column: str) -> tuple[str, ...]:
    """Return the values that a column of a table may have, in the order of its declaration."""
    from sinews.case.catalogue import table_named

    for each in table_named(table).columns:
        if each.name == column:
            return tuple(each.choices)
    raise KeyError(column)
