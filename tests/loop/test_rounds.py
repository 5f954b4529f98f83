from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
import pytest
from tests.small_case import small_case

import sinews
from sinews.assessment.finding import SUPPLY
from sinews.assessment.needs import NEEDS, Standing
from sinews.case import Case
from sinews.implementation.reach import Model, missing_together
from sinews.loop import MOST_ROUNDS, ROUNDS, rounds
from sinews.present.rounds import last_round, needs_of, raised_table, verdict


def hold(
    monkeypatch: pytest.MonkeyPatch, years: Sequence[int], *needs: tuple[str, float], case: Case | None = None
) -> sinews.Plan:
    """Plan the small case until it holds these needs of air defence, whatever enablers would say."""
    rows = [("air defence", capability, needed, "for a test") for capability, needed in needs]
    standing = Standing(pl.DataFrame(rows, schema=NEEDS, orient="row"), ())
    monkeypatch.setattr(rounds, "standing_needs", lambda *_: standing)
    return sinews.hold(case or small_case(), years, enablers=())


def last(plan: sinews.Plan) -> pl.DataFrame:
    return plan.rounds.filter(pl.col("round") == pl.col("round").max())


def never_falls(plan: sinews.Plan) -> bool:
    """Whether no requirement falls from round to round."""
    steps = plan.rounds.sort("round").with_columns(
        step=pl.col("required").diff().over("enabler", "capability", "year", order_by="round")
    )
    return bool((steps["step"].drop_nulls() >= 0).all())


def test_what_holds_at_once_ends_in_the_first_round(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = hold(monkeypatch, [2032], ("truck", 100.0))
    assert plan.rounds["round"].to_list() == [1]
    assert plan.rounds["holds"].all()
    assert "The plan holds: after 1 round of planning" in verdict(needs_of(plan))[0]
    assert plan.tables["stock"].equals(sinews.plan(small_case()).tables["stock"])


def test_what_breaks_is_required_in_the_next_round_and_held(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = hold(monkeypatch, [2032], ("truck", 180.0))
    assert plan.rounds["outcome"].to_list() == ["raised", "holds"]
    need = plan.requirements.filter(pl.col("capability") == "truck", pl.col("year") == 2032).row(
        0, named=True
    )
    assert (need["required"], need["driver"]) == (180.0, "sized")
    assert need["sizing"] == (
        "Needed by 2032 of air and missile defence, found in round 1 of planning: for a test"
    )
    assert last(plan)["held"].item() >= 180.0
    assert never_falls(plan)


def test_what_no_line_can_build_is_proven_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = hold(monkeypatch, [2030, 2032], ("gbad_long", 60.0), ("truck", 100.0))
    row = last(plan).row(
        by_predicate=(pl.col("capability") == "gbad_long") & (pl.col("year") == 2030), named=True
    )
    assert row["outcome"] == "cannot"
    assert "long-range line (every slot is taken" in row["reason"]
    assert row["reason"].startswith("No plan can: at most ")
    assert never_falls(plan)
    told = verdict(needs_of(plan))
    assert told[0].startswith("The plan does not hold")
    assert "Not met in 2030: long-range air defence." in told[1]


def with_part_of_the_money(part: float) -> Case:
    shares = pl.col("equipment_share", "programme_share") * part
    case = small_case().with_table("budgets", small_case()["budgets"].with_columns(shares))
    # the money for equipment grows from year to year, and not all at once in 2030
    return case.with_value("pledges", "equipment", path="linear")


def test_what_gives_way_is_ruled_out_by_no_limit_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = hold(monkeypatch, [2032], ("truck", 63.0), case=with_part_of_the_money(0.02))
    row = last(plan).row(0, named=True)
    assert row["held"] < 63.0
    assert row["outcome"] == "gives way"
    assert row["reason"].startswith("No limit rules it out")
    model = Model.of(plan, plan.apportioned)
    assert missing_together(model, [("truck", 2032, 63.0)]) == [0.0]


def test_what_money_does_not_buy_together_is_proven(monkeypatch: pytest.MonkeyPatch) -> None:
    needs = [("truck", 127.0), ("gbad_long", 11.8), ("gbad_short", 31.0)]
    plan = hold(monkeypatch, [2032], *needs, case=with_part_of_the_money(0.1))
    assert not last(plan)["holds"].any()
    assert set(last(plan)["outcome"]) == {"cannot together", "gives way"}
    proven = last(plan).filter(outcome="cannot together")
    assert proven["reason"].str.contains("the plan that misses least of all lacks").all()


def test_two_needs_of_one_capability_in_a_year_have_each_its_own_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One enabler may ask for more of it than any plan can hold, another for what only the rest rules out."""
    needs = [("truck", 127.0), ("truck", 1e6), ("truck", 104.0), ("gbad_long", 11.8), ("gbad_short", 31.0)]
    plan = hold(monkeypatch, [2032], *needs, case=with_part_of_the_money(0.1))
    end = last(plan)
    assert list(end.select("capability", "needed").iter_rows()) == needs
    assert end["outcome"].to_list()[:3] == ["cannot together", "cannot", "gives way"]
    lacking = end["reason"].str.extract(r"lacks ([\d.,]+) of it").str.replace(",", "").cast(pl.Float64)
    assert (lacking <= end["needed"]).drop_nulls().all()
    # 104 trucks can be held beside all else that breaks, and so can no more than 127 less what is lacking
    assert 104.0 <= 127.0 - lacking[0] < 127.0


def test_the_largest_need_of_a_year_stands_and_all_who_raised_it_are_named() -> None:
    rows = [(1, "medical", 90.0), (1, "air defence", 40.0), (2, "medical", 80.0)]
    needs = pl.DataFrame(rows, schema=["round", "enabler", "needed"], orient="row").with_columns(
        year=2030, name=pl.lit("trucks"), outcome=pl.lit("raised")
    )
    (cells,) = raised_table(needs).cells()
    assert cells == [
        "trucks",
        "90",
        "1, 2",
        "medical support and air and missile defence",
    ]


def test_needs_that_run_ahead_of_what_is_held_end_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def ahead(_case: Case, standing: pl.DataFrame, held: pl.DataFrame, *_: Any) -> pl.DataFrame:
        trucks = float(held.filter(pl.col("capability") == "truck")["quantity"].sum())
        return standing.with_columns(held=pl.lit(trucks), needed=pl.lit(trucks + 10.0))

    monkeypatch.setattr(rounds, "needs_beside", ahead)
    plan = hold(monkeypatch, [2032], ("truck", 0.0))
    assert plan.rounds["round"].n_unique() <= MOST_ROUNDS
    assert never_falls(plan)
    assert not last(plan)["holds"].any()


def test_years_that_are_not_planned_are_refused() -> None:
    with pytest.raises(ValueError, match="2050 is no planning year"):
        sinews.hold(small_case(), [2050], enablers=())


@pytest.fixture(scope="module")
def baseline() -> sinews.Plan:
    """Return the baseline, planned until its supply holds or cannot."""
    return sinews.hold(sinews.open_case(), [2030, 2040], enablers=[SUPPLY])


def test_the_baselines_supply_raises_requirements_and_ends(baseline: sinews.Plan) -> None:
    assert 1 < baseline.rounds["round"].n_unique() < MOST_ROUNDS
    assert dict(baseline.rounds.schema) == ROUNDS
    assert never_falls(baseline)
    first = baseline.rounds.filter(pl.col("round") == 1, pl.col("outcome") == "raised")
    assert "ammo_155" in first["capability"].to_list()
    end = last(baseline)
    assert set(end["outcome"]) <= {"holds", "cannot", "cannot together", "gives way", "not assigned"}
    broken = end.filter(pl.col("outcome") == "cannot")
    assert broken.height
    assert broken["reason"].str.contains("every slot is taken").all()


def test_what_is_raised_is_what_the_last_plan_was_made_for(baseline: sinews.Plan) -> None:
    end = last(baseline).join(
        baseline.requirements.select("capability", "year", now="required"), on=["capability", "year"]
    )
    assert (end["required"] == end["now"]).all()
    short = end.filter(~pl.col("holds"))
    assert (short["required"] >= short["needed"]).all()


def test_a_saved_plan_keeps_its_rounds_and_its_targets(baseline: sinews.Plan, tmp_path: Any) -> None:
    baseline.save(tmp_path / "held")
    opened = sinews.open_plan(tmp_path / "held")
    assert opened.rounds.equals(baseline.rounds)
    assert opened.apportioned.targets.equals(baseline.targets)
    assert len(last_round(needs_of(opened))) == last(baseline).height
