"""The baseline case and what allies hold, once for all tests of the assessment."""

from __future__ import annotations

import polars as pl
import pytest

from sinews.case import Case, holdings, open_case


@pytest.fixture(scope="session")
def case() -> Case:
    return open_case()


@pytest.fixture(scope="session")
def held(case: Case) -> pl.DataFrame:
    return holdings(case).select("ally", "capability", "quantity")
