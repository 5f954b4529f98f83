"""Planning from where the last plan ended: the same plan as from nothing, or a start from nothing."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from tests.random_cases import random_case
from tests.recheck import violations
from tests.small_case import small_case

import sinews
from sinews.case import apply_overrides
from sinews.implementation import groups
from sinews.implementation.learning import CONVERGED

EDITS = (
    "pledges.amd_increase.factor=2",
    "budgets.CZE.programme_share=50",
    "costs.sam_long/procurement.amount=500",
    "lines.short_line.rate=12",
    "lines.long_line.lead_time=1",
)


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_planned_from_the_last_plan_is_as_good_as_from_nothing(edit: str) -> None:
    last = sinews.plan(small_case())
    edited = apply_overrides(last.case, [edit])
    cold, again = sinews.plan(edited), sinews.plan(edited, after=last)
    assert (again.solution.start, cold.solution.start) == ("from the last plan", "from nothing")
    assert last.ending is not None
    assert again.solution.started_from == last.ending.fingerprint
    assert again.solution.objective == pytest.approx(cold.solution.objective, rel=CONVERGED)
    assert again.solution.converged
    assert again.solution.gap <= 1e-6
    assert again.solution.rounds <= cold.solution.rounds
    assert violations(again) == []


@pytest.mark.parametrize("seed", range(4))
def test_groups_and_their_division_start_from_the_last_plan(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(groups, "SMALL", 0)
    case = random_case(seed)
    last = sinews.plan(case)
    cut = case.with_table("lines", case["lines"].with_columns(pl.col("ramp") * 0.9))
    cold, again = sinews.plan(cut), sinews.plan(cut, after=last)
    assert again.solution.start == "from the last plan"
    assert again.solution.objective == pytest.approx(cold.solution.objective, rel=CONVERGED)
    assert violations(again) == []


def test_at_the_same_prices_the_objective_is_the_same() -> None:
    case = small_case()
    case = case.with_table("learning", case["learning"].with_columns(slope=100.0))
    last = sinews.plan(case)
    edited = case.with_value("lines", "short_line", rate=12.0)
    cold, again = sinews.plan(edited), sinews.plan(edited, after=last)
    assert again.solution.objective == pytest.approx(cold.solution.objective, rel=1e-6)


def test_the_same_case_from_the_same_plan_gives_the_same_and_a_saved_plan_serves_as_well(
    tmp_path: Path,
) -> None:
    last = sinews.plan(small_case())
    last.save(tmp_path / "last")
    opened = sinews.open_plan(tmp_path / "last")
    assert opened.ending is not None
    assert last.ending is not None
    assert opened.ending.fingerprint == last.ending.fingerprint
    edited = last.case.with_value("lines", "short_line", rate=12.0)
    first, second = sinews.plan(edited, after=last), sinews.plan(edited, after=opened)
    for name, table in first.tables.items():
        assert table.equals(second.tables[name]), name
    assert first.solution.objective == second.solution.objective


def test_a_plan_that_does_not_fit_is_left_aside_and_that_is_told() -> None:
    case = small_case()
    last = sinews.plan(case)
    further = case["lines"].head(1).with_columns(line=pl.lit("further_line"))
    other = case.with_table("lines", pl.concat([case["lines"], further]))
    cold, again = sinews.plan(other), sinews.plan(other, after=last)
    assert again.solution.start == "from nothing: the last plan does not fit, it has other lines"
    assert again.solution.started_from == ""
    for name, table in cold.tables.items():
        assert table.equals(again.tables[name]), name


def test_a_saved_plan_without_its_ending_or_with_a_spoilt_one_is_a_plan_still(tmp_path: Path) -> None:
    last = sinews.plan(small_case())
    last.save(tmp_path / "last")
    for spoilt in (b"no archive", b""):
        (tmp_path / "last" / "ending.npz").write_bytes(spoilt)
        opened = sinews.open_plan(tmp_path / "last")
        assert opened.ending is None
        again = sinews.plan(last.case, after=opened)
        assert again.solution.start == "from nothing: the last plan was kept without its ending"
        assert again.solution.objective == last.solution.objective
