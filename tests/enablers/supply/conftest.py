"""The baseline case and what allies hold, once for all tests of supply."""

from __future__ import annotations

import polars as pl
import pytest

from sinews.case import Case, holdings, open_case


@pytest.fixture(scope="session")
def baseline() -> Case:
    return open_case()


@pytest.fixture(scope="session")
def held(baseline: Case) -> pl.DataFrame:
    return holdings(baseline).select("ally", "capability", "quantity")
