"""The baseline and what its allies hold, shared by the tests of medical support."""

from __future__ import annotations

import polars as pl
import pytest

from sinews.case import Case, holdings, open_case
from sinews.enablers.medical import Chain, Flow, chains, simulate


def with_factors(case: Case, **values: float) -> Case:
    """The case with other values of `medical_planning`, whatever their ranges."""
    table = case["medical_planning"]
    for factor, value in values.items():
        row = pl.col("factor") == factor
        new = [
            pl.when(row).then(value).otherwise(column).alias(column) for column in ("value", "low", "high")
        ]
        table = table.with_columns(new)
    return case.with_table("medical_planning", table)


@pytest.fixture(scope="session")
def baseline() -> Case:
    return open_case()


@pytest.fixture(scope="session")
def held(baseline: Case) -> pl.DataFrame:
    return holdings(baseline).select("ally", "capability", "quantity")


@pytest.fixture(scope="session")
def north(baseline: Case, held: pl.DataFrame) -> Chain:
    return chains(baseline, held, plan="north", days=60)[0]


@pytest.fixture(scope="session")
def flow(north: Chain) -> Flow:
    return simulate(north, 8)
