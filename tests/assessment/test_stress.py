from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from tests.small_case import small_case

import sinews
from sinews.assessment import saved
from sinews.assessment.stress import COLUMNS


@pytest.fixture(scope="module")
def plan() -> sinews.Plan:
    return sinews.plan(small_case())


def row(year: int) -> pl.DataFrame:
    return pl.DataFrame([(year, "all", "supply", True, "", None, "", "", None)], schema=COLUMNS, orient="row")


def test_what_is_done_is_kept_and_taken_up(
    plan: sinews.Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []

    def once_broken(_case: object, _held: object, year: int, *_: object) -> pl.DataFrame:
        if year == 2028 and 2028 not in made:
            made.append(year)
            raise KeyboardInterrupt
        made.append(year)
        return row(year)

    monkeypatch.setattr(saved, "stress", once_broken)
    with pytest.raises(KeyboardInterrupt):
        saved.stress_years(plan, [2026, 2027, 2028, 2029], tmp_path)
    assert sorted(path.name[:11] for path in tmp_path.iterdir()) == ["stress-2026", "stress-2027"]
    found = saved.stress_years(plan, [2026, 2027, 2028, 2029], tmp_path)
    assert found.equals(pl.concat([row(year) for year in (2026, 2027, 2028, 2029)]))
    assert made == [2026, 2027, 2028, 2028, 2029]


def test_another_case_is_tested_again(
    plan: sinews.Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saved, "stress", lambda _case, _held, year, *_: row(year))
    saved.stress_years(plan, [2026], tmp_path)
    other = sinews.plan(small_case().with_settings(seed=2))
    saved.stress_years(other, [2026], tmp_path)
    assert len(list(tmp_path.iterdir())) == 2
