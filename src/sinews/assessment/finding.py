"""What the stress test says of one enabler in one defence plan."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

ALL_PLANS = "all"
"""Stands for the plan in findings about all plans at once."""

MOVEMENT, MEDICAL, SUPPLY, AIR_DEFENCE = "movement", "medical", "supply", "air defence"
ENABLERS = (MOVEMENT, MEDICAL, SUPPLY, AIR_DEFENCE)
"""In the order of the answer."""

COLUMNS = {
    "year": pl.Int64,
    "plan": pl.String,
    "enabler": pl.String,
    "holds": pl.Boolean,
    "breaks": pl.String,
    "day": pl.Int64,
    "extent": pl.String,
    "mend": pl.String,
    "cost": pl.Float64,
    "figure": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
}
"""Columns of the stress test. `cost` of what would mend it is in USD m, null where `mend` says why there is
none. `figure` is the enabler's own measure, `low` and `high` its band, null without one: packages closed in
time (%); avoidable deaths (mean of the worlds; 8 of 10 worlds); days that the first stock to run out lasts
(range of the rates); people in cities that air and missile defence covers (%; range of the radii)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A row of the stress test but for its year; fields as `COLUMNS`."""

    plan: str
    enabler: str
    holds: bool
    breaks: str = ""
    day: int | None = None
    extent: str = ""
    mend: str = ""
    cost: float | None = None
    figure: float | None = None
    low: float | None = None
    high: float | None = None


def table_of(finding: Finding, year: int) -> pl.DataFrame:
    """Return a finding of a year as a table of one row with the columns `COLUMNS`."""
    row = (year, *(getattr(finding, name) for name in COLUMNS if name != "year"))
    return pl.DataFrame([row], schema=COLUMNS, orient="row")
