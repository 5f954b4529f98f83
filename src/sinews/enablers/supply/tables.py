"""The tables of supply as this enabler reads them."""

from __future__ import annotations

from typing import Literal

import polars as pl

from sinews.case import FROM_BASELINE, Case, CaseError, Problem, factor_value, require_rows

Intensity = Literal["low", "medium", "high"]
INTENSITIES: tuple[Intensity, ...] = ("low", "medium", "high")

NEEDED = ("supply_classes", "supply_rates", "supply_phases")
"""Tables without which nothing is said of supply."""

MOST_OF_A_WHOLE = 99.99
"""Per cent: what is asked of stocks, or taken by losses and closures, leaves at least this little over."""


def supply_classes(case: Case) -> pl.DataFrame:
    """Return the classes of supply, in the order of their table.

    Raises
    ------
    CaseError
        If the case has none, or lacks the phases or rates that go with them.
    """
    require_rows(case, NEEDED, "to answer questions of supply")
    return case["supply_classes"]


def factor(case: Case, key: str, *, share: bool = False) -> float:
    """Return the value of a row of `logistics_factors`.

    Parameters
    ----------
    case
        The case.
    key
        Key of the factor.
    share
        Whether the row is in per cent; the answer is then a share of 1.

    Raises
    ------
    CaseError
        If there is no such row, or no value in it.
    """
    value = factor_value(case, "logistics_factors", key)
    return value / 100.0 if share else value


def part(case: Case, key: str) -> float:
    """Return a row of `logistics_factors` that is a part of a whole: a share of 1 that leaves something over.

    No stock, however large, suffices on every day, and where every way is closed or every convoy lost
    nothing arrives: such a row is refused before it is divided by nothing or searched for without end.

    Raises
    ------
    CaseError
        If there is no such row, or its value is not between 0 and `MOST_OF_A_WHOLE`.
    """
    value = factor(case, key)
    if not 0.0 <= value <= MOST_OF_A_WHOLE:
        raise CaseError(
            [
                Problem(
                    "logistics_factors", None, "value", f"{value:g}",
                    f"from 0 to {MOST_OF_A_WHOLE:g} (%) for {key}", "give what can be had, not certainty",
                )
            ]
        )  # fmt: skip
    return value / 100.0


def lift(case: Case, column: str, value: str) -> dict[str, float]:
    """Return payload (t), speed (km a day) and availability (share) of a means of transport.

    Parameters
    ----------
    case
        The case.
    column, value
        What its row of `lift` says in which column; the first such row counts.

    Raises
    ------
    CaseError
        If there is no such row.
    """
    rows = case["lift"].filter(pl.col(column) == value)
    if rows.is_empty():
        expected = f"a row with {value}, to size distribution"
        raise CaseError([Problem("lift", None, column, "", expected, FROM_BASELINE)])
    return rows.select("payload", "speed", pl.col("availability") / 100.0).row(0, named=True)
