"""What the defence plans need of transportation, to be set beside the pledge's doubling."""

from __future__ import annotations

import polars as pl

from sinews.case import Case, held_by_alliance, holdings
from sinews.enablers.movement.assess import Sizing, size

COLUMNS = {"capability": pl.String, "held": pl.Float64, "needed": pl.Float64, "driver": pl.String}


def requirement(case: Case) -> pl.DataFrame:
    """Return the lift that brings the force packages of all plans in time, at the least cost.

    Parameters
    ----------
    case
        A checked case.

    Returns
    -------
    polars.DataFrame
        capability, held (by the Alliance, today), needed (units to hold so that those busy at the peak can be
        used), driver (a sentence). Tankers and bridge sets are not sized by the movement of packages.

    Raises
    ------
    CaseError
        If the case lacks a table or factor of movement.
    """
    return needs_of(size(case, held_by_alliance(case, holdings(case))))


def needs_of(sizing: Sizing) -> pl.DataFrame:
    """Return what a sizing needs of each capability, as `requirement` does."""
    added = dict(sizing.additions.filter(from_node="").select("kind", "added").iter_rows())
    packages = sizing.outcome.closures.height
    rows = []
    for row in sizing.peak.iter_rows(named=True):
        driver = f"{row['busy']:,.0f} busy at the peak of moving {packages} force packages"
        if row["capability"] in added:
            driver += f", {added[row['capability']]:,.0f} more than there are, so that they come in time"
        rows.append((row["capability"], row["held"], row["needed"], driver))
    return pl.DataFrame(rows, schema=COLUMNS, orient="row")
