from __future__ import annotations

from multiprocessing import active_children
from pathlib import Path

import polars as pl
import pytest
from tests.small_case import small_case

import sinews
from sinews.assessment import safer_measures
from sinews.assessment.finding import ALL_PLANS, COLUMNS, Finding, table_of
from sinews.assessment.stress import Forces, medical, stress, stress_years
from sinews.assessment.stress import air_defence as stress_of_air_defence
from sinews.assessment.stress.mending import mending
from sinews.assessment.stress.parts import Part, examinations, needs
from sinews.assessment.stress.side_by_side import side_by_side
from sinews.case import Case, CaseError
from sinews.enablers import air_defence, supply


@pytest.fixture(scope="module")
def plan() -> sinews.Plan:
    return sinews.plan(small_case())


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the titles of the parts that were run, none of which does its work."""
    titles: list[str] = []

    def run(part: Part) -> pl.DataFrame:
        titles.append(part.title)
        year = 0 if part.forces is None else part.forces.year
        return table_of(Finding(part.plan, part.enabler, holds=True, figure=float(len(titles))), year)

    monkeypatch.setattr(Part, "run", run)
    return titles


def test_what_is_done_is_kept_and_taken_up(
    plan: sinews.Plan, tmp_path: Path, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    years = [2026, 2027]
    whole = stress_years(plan, years)
    parts = len(made)
    made.clear()
    run = Part.run

    def broken(part: Part) -> pl.DataFrame:
        if len(made) == parts - 2:
            raise KeyboardInterrupt
        return run(part)

    with monkeypatch.context() as patch:
        patch.setattr(Part, "run", broken)
        with pytest.raises(KeyboardInterrupt):
            stress_years(plan, years, tmp_path)
    assert len(list(tmp_path.iterdir())) == parts - 2
    assert all(path.suffix == ".parquet" for path in tmp_path.iterdir())
    told: list[tuple[int, int, str]] = []
    again = stress_years(plan, years, tmp_path, lambda *step: told.append(step))
    assert len(made) == parts
    assert [done for done, *_ in told] == list(range(1, len(told) + 1))
    assert {total for _, total, _ in told} == {len(told)}
    columns = ["year", "plan", "enabler", "holds"]
    assert again.select(columns).equals(whole.select(columns))


def test_another_case_is_tested_again(plan: sinews.Plan, tmp_path: Path, made: list[str]) -> None:
    stress_years(plan, [2026], tmp_path)
    before = len(made)
    stress_years(plan, [2026], tmp_path)
    assert len(made) == before
    stress_years(sinews.plan(small_case().with_settings(seed=2)), [2026], tmp_path)
    assert len(made) == 2 * before


def test_a_part_rests_on_what_its_enabler_counts_and_on_nothing_else(case: Case, held: pl.DataFrame) -> None:
    def keys(of: pl.DataFrame, year: int = 2030) -> dict[str, str]:
        needed = {(part.enabler, part.plan): pl.DataFrame() for part in needs(case, None, move=True)}
        found = examinations(case, Forces(year, of), needed, None)
        return {part.enabler: part.key for part in found if part.plan == ALL_PLANS}

    def changed(now: dict[str, str], then: dict[str, str]) -> set[str]:
        return {name for name, key in then.items() if key != now[name]}

    def more(capability: str) -> pl.DataFrame:
        times = pl.when(pl.col("capability") == capability).then(2.0).otherwise(1.0)
        return held.with_columns(pl.col("quantity") * times)

    now = keys(held)
    assert now == keys(held)
    assert changed(now, keys(more("roro"))) == {"movement", "supply", "air defence"}
    assert changed(now, keys(more("med_role3"))) == {"medical", "supply", "air defence"}
    assert changed(now, keys(held, 2031)) == {"supply", "air defence"}


@pytest.fixture(scope="module")
def tested(case: Case, held: pl.DataFrame) -> pl.DataFrame:
    """Return the stress test of what the allies of the baseline hold today, in few worlds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(medical, "WORLDS", 4)
        return stress(case, held, 2026)


def test_every_plan_and_all_at_once_are_tested(case: Case, tested: pl.DataFrame) -> None:
    plans = [ALL_PLANS, *case["defence_plans"]["plan"]]
    for enabler in ("medical", "supply", "air defence"):
        assert tested.filter(pl.col("enabler") == enabler)["plan"].to_list() == plans


def test_what_breaks_is_what_the_enablers_say_themselves(
    case: Case, held: pl.DataFrame, tested: pl.DataFrame
) -> None:
    together = tested.filter(pl.col("plan") == ALL_PLANS)
    stocks = supply.assess(case, held, "high", year=2026, paths=10).stocks
    own = stocks.filter((pl.col("ally") == supply.ALLIANCE) & pl.col("counted")).join(
        supply.interceptor_classes(case), on="supply_class", how="anti"
    )
    least = min(own["days"].drop_nulls())
    row = together.row(by_predicate=pl.col("enabler") == "supply", named=True)
    assert row["figure"] == pytest.approx(least)
    assert row["day"] == int(least)
    assert row["cost"] == pytest.approx(own.filter(pl.col("days") < pl.col("target_days"))["cost"].sum())
    air = together.row(by_predicate=pl.col("enabler") == "air defence", named=True)
    needed = air_defence.beside(case, air_defence.requirement(case), held)
    assert air["holds"] == (needed["held"] >= needed["needed"]).all()


def test_the_figures_of_magazines_are_the_same_in_all(
    case: Case, held: pl.DataFrame, tested: pl.DataFrame
) -> None:
    """Air defence, supply, the depth of the review and the words of the stress test."""
    depth = air_defence.magazines(case, held, year=2026).sort("days")
    days = dict(depth.select("interceptor", "days").iter_rows())
    stocks = supply.days_of_supply(case, held, year=2026).filter(pl.col("ally") == supply.ALLIANCE)
    of_class = dict(stocks.select("supply_class", "days").iter_rows())
    for supply_class, interceptor in supply.interceptor_classes(case).iter_rows():
        assert of_class[supply_class] == pytest.approx(days[interceptor])
    told = tested.filter((pl.col("plan") == ALL_PLANS) & (pl.col("enabler") == "air defence"))[
        "extent"
    ].item()
    assert f"{depth['name'][0]}) has {depth['days'][0]:,.0f} days of supply" in told


def test_what_pools_hold_meets_the_ambition_of_air_defence(case: Case, held: pl.DataFrame) -> None:
    needed = stress_of_air_defence.need(case, ALL_PLANS)
    forces = Forces(2026, held)
    assert not stress_of_air_defence.examine(case, forces, ALL_PLANS, needed).holds
    first = case["pooled"].head(1).with_columns(pool=pl.lit("test")).drop("capability", "quantity")
    of_pool = first.join(needed.select("capability", quantity="needed"), how="cross")
    pooled = pl.concat([case["pooled"], of_pool.select(case["pooled"].columns)])
    with_pool = case.with_table("pooled", pooled)
    assert stress_of_air_defence.examine(with_pool, forces, ALL_PLANS, needed).holds


def test_a_plan_draws_on_the_stock_of_the_allies_that_send_its_packages(
    case: Case, held: pl.DataFrame
) -> None:
    alone = supply.forces_of_plan(case, held, "centre")
    packages = case["force_packages"].filter(pl.col("plan") == "centre")
    kinds = case["formations"]["capability"].implode()
    assert alone.filter(pl.col("capability").is_in(kinds))["quantity"].sum() == packages["quantity"].sum()
    classes = case["supply_classes"].join(supply.interceptor_classes(case), on="supply_class", how="anti")
    stored = pl.col("capability").is_in(classes["capability"].drop_nulls().implode())
    assert alone.filter(stored).equals(held.filter(stored))
    # what raids use stands with air defence
    assert "int_long" not in alone["capability"].to_list()
    days = supply.days_of_supply(case, alone)
    senders = packages.join(case["nodes"].select(origin="node", ally="country"), on="origin")["ally"].unique()
    assert set(days["ally"]) - {supply.ALLIANCE} <= set(senders)


def test_what_holds_breaks_on_no_day_and_what_breaks_is_mended_at_a_cost_or_says_why_not(
    tested: pl.DataFrame,
) -> None:
    assert tested.columns == list(COLUMNS)
    for row in tested.iter_rows(named=True):
        assert row["holds"] == (row["breaks"] == "")
        assert row["holds"] == (row["day"] is None)
        assert row["holds"] == (row["mend"] == "")
        assert row["low"] <= row["figure"] <= row["high"]
        if not row["holds"] and row["cost"] is None:
            assert "nothing" in row["mend"] or "no price" in row["mend"]


def test_what_is_missing_is_bought_and_then_it_holds(case: Case, held: pl.DataFrame) -> None:
    needed = Part(case, "air defence", ALL_PLANS).run()
    found = Part(case, "air defence", ALL_PLANS, Forces(2026, held), needed).run().row(0, named=True)
    assert not found["holds"]
    assert found["cost"] > 0
    enough = needed.select(pl.lit("DEU").alias("ally"), "capability", quantity=pl.col("needed"))
    forces = Forces(2026, pl.concat([held, enough]))
    assert Part(case, "air defence", ALL_PLANS, forces, needed).run()["holds"].item()


def test_mending_names_the_dearest_first_and_adds_up() -> None:
    missing = pl.DataFrame(
        {"name": ["tents", "ships", "dogs"], "missing": [10.0, 2.0, 3.0], "price": [1.0, 500.0, None]}
    )
    assert mending(missing) == ("2 ships, 10 tents, 3 dogs (no price)", 1010.0)
    assert mending(missing.with_columns(missing=pl.lit(0.0))) == ("", None)


def test_parts_side_by_side_find_the_same(case: Case, held: pl.DataFrame) -> None:
    forces = Forces(2026, held)
    plans = ["north", "centre", ALL_PLANS]
    parts = {plan: Part(case, "supply", plan, forces) for plan in plans}
    found = dict(side_by_side(parts, 2))
    assert all(found[key].equals(part.run()) for key, part in parts.items())


def test_what_is_wrong_with_the_case_is_told_and_all_processes_end(case: Case, held: pl.DataFrame) -> None:
    broken = case.with_table("supply_rates", case["supply_rates"].clear())
    parts = {plan: Part(broken, "supply", plan, Forces(2026, held)) for plan in ("north", ALL_PLANS)}
    with pytest.raises(CaseError, match="supply_rates"):
        list(side_by_side(parts, 2))
    assert not active_children()


def test_safety_is_told_of_all_plans_at_once(tested: pl.DataFrame) -> None:
    board = safer_measures(tested)
    assert board.height == 2
    assert set(board["dimension"]) == {"safer"}
    together = tested.filter(pl.col("plan") == ALL_PLANS)
    for row, name in zip(board.iter_rows(named=True), ("medical", "air defence"), strict=True):
        own = together.row(by_predicate=pl.col("enabler") == name, named=True)
        assert (row["value"], row["low"], row["high"]) == (own["figure"], own["low"], own["high"])
