"""The tables of supply as this enabler reads them."""

from __future__ import annotations

from typing import Literal

import polars as pl

from sinews.case import Case
from sinews.case.problems import CaseError, Problem

Intensity = Literal["low", "medium", "high"]
INTENSITIES: tuple[Intensity, ...] = ("low", "medium", "high")


def supply_classes(case: Case) -> pl.DataFrame:
    """Return the classes of supply, in the order of their table.

    Raises
    ------
    CaseError
        If the case has none, or lacks the phases or rates that go with them.
    """
    needed = ("supply_classes", "supply_rates", "supply_phases")
    problems = [
        Problem(table, None, "", "", "at least one row, to answer questions of supply",
                "copy the table from the baseline: sinews case new")
        for table in needed if case[table].is_empty()
    ]  # fmt: skip
    if problems:
        raise CaseError(problems)
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
    values = case["logistics_factors"].filter(pl.col("factor") == key)["value"]
    if values.is_empty() or values[0] is None:
        raise CaseError(
            [
                Problem(
                    "logistics_factors",
                    None,
                    "value",
                    "",
                    f"a row {key} with a value",
                    "copy it from the baseline",
                )
            ]
        )
    return float(values[0]) / 100.0 if share else float(values[0])


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
        raise CaseError([Problem("lift", None, column, "", expected, "copy it from the baseline")])
    return rows.select("payload", "speed", pl.col("availability") / 100.0).row(0, named=True)
