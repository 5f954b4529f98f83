from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from tests.small_case import small_case

import sinews
from sinews.assessment import saved
from sinews.assessment import stress as stress_module
from sinews.assessment.stress import COLUMNS, safer_measures, stress
from sinews.case import holdings, open_case
from sinews.enablers import air_defence, supply


@pytest.fixture(scope="module")
def plan() -> sinews.Plan:
    return sinews.plan(small_case())


def row(year: int) -> pl.DataFrame:
    return pl.DataFrame(
        [(year, "all", "supply", True, "", None, "", "", None, 30.0)], schema=COLUMNS, orient="row"
    )


def test_what_is_done_is_kept_and_taken_up(
    plan: sinews.Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []

    def once_broken(_case: object, _held: object, year: int, *_: object, **__: object) -> pl.DataFrame:
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
    monkeypatch.setattr(saved, "stress", lambda _case, _held, year, *_, **__: row(year))
    saved.stress_years(plan, [2026], tmp_path)
    other = sinews.plan(small_case().with_settings(seed=2))
    saved.stress_years(other, [2026], tmp_path)
    assert len(list(tmp_path.iterdir())) == 2


@pytest.fixture(scope="module")
def tested() -> pl.DataFrame:
    """Return the stress test of what the allies of the baseline hold today, in few worlds."""
    case = open_case()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stress_module, "WORLDS", 10)
        return stress(case, holdings(case).select("ally", "capability", "quantity"), 2026)


def test_every_plan_and_all_at_once_are_tested(tested: pl.DataFrame) -> None:
    plans = [*open_case()["defence_plans"]["plan"], "all"]
    assert sorted(tested.filter(pl.col("enabler") == "medical")["plan"]) == sorted(plans)
    assert tested.filter(pl.col("plan") == "all")["enabler"].to_list() == ["medical", "supply", "air defence"]


def test_what_breaks_is_what_the_enablers_say_themselves(tested: pl.DataFrame) -> None:
    case = open_case()
    held = holdings(case).select("ally", "capability", "quantity")
    stocks = supply.assess(case, held, "high", year=2026, paths=10).stocks
    own = stocks.filter((pl.col("ally") == supply.ALLIANCE) & pl.col("counted"))
    least = min(own["days"].drop_nulls())
    row = tested.row(by_predicate=pl.col("enabler") == "supply", named=True)
    assert row["figure"] == pytest.approx(least)
    assert row["day"] == int(least)
    assert row["cost"] == pytest.approx(own.filter(pl.col("days") < pl.col("target_days"))["cost"].sum())
    air = tested.row(by_predicate=pl.col("enabler") == "air defence", named=True)
    needs = air_defence.beside(air_defence.requirement(case), held)
    assert air["holds"] == (needs["held"] >= needs["needed"]).all()


def test_what_holds_breaks_on_no_day_and_what_breaks_has_a_mend(tested: pl.DataFrame) -> None:
    for row in tested.iter_rows(named=True):
        assert row["holds"] == (row["breaks"] == "")
        assert row["holds"] == (row["day"] is None)
        assert row["holds"] == (row["mend"] == "")


def test_safety_is_told_of_all_plans_at_once(tested: pl.DataFrame) -> None:
    board = safer_measures(tested)
    assert board.height == 2
    assert set(board["dimension"]) == {"safer"}
    assert board["value"].to_list() == [
        tested.row(by_predicate=(pl.col("enabler") == name) & (pl.col("plan") == "all"), named=True)["figure"]
        for name in ("medical", "air defence")
    ]
