"""Places that are not known, or all the same, are refused: no way between them would mean anything."""

from __future__ import annotations

import polars as pl
import pytest

from sinews.case import Case, CaseError, open_case


@pytest.fixture(scope="module")
def case() -> Case:
    """The baseline, which has places."""
    return open_case()


@pytest.mark.parametrize("table", ["nodes", "sites"])
def test_a_place_that_programs_write_for_an_unknown_one_is_refused(case: Case, table: str) -> None:
    frame = case[table]
    first = pl.int_range(pl.len()) == 0
    lost = frame.with_columns(
        pl.when(first).then(0.0).otherwise(pl.col(name)).alias(name) for name in ("latitude", "longitude")
    )
    with pytest.raises(CaseError) as caught:
        case.with_table(table, lost)
    (problem,) = caught.value.problems
    assert (problem.table, problem.row, problem.column, problem.value) == (table, 2, "latitude", "0.0")
    assert "Gulf of Guinea" in problem.remedy
    # on the equator, or on the meridian of Greenwich, a place may lie
    for other in ("latitude", "longitude"):
        case.with_table(table, lost.with_columns(pl.when(first).then(1.0).otherwise(other).alias(other)))


@pytest.mark.parametrize(("latitude", "longitude"), [(0.0, 0.0), (50.0, 8.0)])
def test_places_that_are_all_one_are_refused(case: Case, latitude: float, longitude: float) -> None:
    nodes = case["nodes"].with_columns(latitude=pl.lit(latitude), longitude=pl.lit(longitude))
    with pytest.raises(CaseError) as caught:
        case.with_table("nodes", nodes)
    assert {problem.row for problem in caught.value.problems} == set(range(2, nodes.height + 2))
    # one place alone is no mistake
    case.with_table("sites", case["sites"].with_columns(latitude=pl.lit(50.0), longitude=pl.lit(8.0)).head(1))
