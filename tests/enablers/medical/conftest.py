"""The baseline and what its allies hold, shared by the tests of medical support."""

from __future__ import annotations

import polars as pl
import pytest

from sinews.case import Case, holdings, open_case
from sinews.enablers.medical import Chain, Flow, chains, simulate


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
