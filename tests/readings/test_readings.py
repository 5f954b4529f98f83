"""The readings of a case: what each would add, by hand; and that each changes one thing and is planned."""

from __future__ import annotations

import polars as pl
import pytest
from tests.scoped_case import eastern_case, listed_case, with_rows
from tests.small_case import small_case

import sinews
import sinews.implementation
import sinews.readings
from sinews.readings import additions, main_scope, outside_share, readings, standing, variants


def test_what_each_reading_would_add_is_told() -> None:
    rows = additions(listed_case()).filter(pl.col("capability") == "gbad_long")
    found = rows.select("planned", "exists", "counted", "required", "added").rows()
    # 0.8 x 5; 0.6 x 5 + 0.2 x 5; all ten
    assert found == [(True, 10, 4, 20, 16), (False, 10, 4, 20, 16), (False, 10, 10, 20, 10)]
    # a sum of which a member is listed by name goes by which formations count
    units = additions(listed_case().with_value("published_requirements", "gbad_units", adopted=True))
    assert units.filter(pl.col("capability") == "gbad")["planned"].to_list() == [True, False, False]


def test_a_former_figure_read_as_holdings_is_told_beside_one_read_as_a_requirement() -> None:
    rows = additions(
        eastern_case().with_value("published_requirements", "gbad_units", published_baseline=20.0)
    )
    # 16 are held; 80 are required, or 80 - 20 come on top of what is held
    assert rows.select("planned", "counted", "required", "added").rows() == [
        (True, 16, 80, 64),
        (False, 16, 80, 64),
    ]
    alone = eastern_case().with_table(
        "pledges", eastern_case()["pledges"].filter(pl.col("pledge") != "amd_increase")
    )
    rows = additions(alone.with_value("published_requirements", "gbad_units", published_baseline=20.0))
    assert rows["added"].to_list() == [64, 60]


def test_a_case_that_was_rolled_has_the_same_questions() -> None:
    """What an addition counts from is recorded when a case is rolled, and is no former figure."""
    case = sinews.open_case()
    rolled = sinews.roll(case, case.settings.base_year + 1)
    assert [each.question for each in variants(rolled)] == [each.question for each in variants(case)]
    assert additions(rolled)["capability"].to_list() == additions(case)["capability"].to_list()


def test_a_recorded_base_is_that_of_whom_a_reading_binds() -> None:
    """The east's trucks are recorded; bound to all, what the others hold comes on top."""
    case = sinews.roll(listed_case(), 2027)
    trucks = {"pledge": "logistics_double", "capability": "truck"}
    recorded = case["pledge_bases"].filter(**trucks)["quantity"].item()
    east = case["groups"].filter(group="east")["ally"]
    held = case["inventory"].filter(capability="truck")
    others = held.filter(~pl.col("ally").is_in(east.implode()))["quantity"].sum()
    assert others > 0
    (wide,) = (each.case for each in variants(case) if each.reading.startswith("all allies"))
    assert wide["pledge_bases"].filter(**trucks)["quantity"].item() == recorded + others


def test_each_variant_changes_one_thing_and_each_question_has_our_own_answer() -> None:
    case = listed_case()
    found = list(variants(case))
    questions = {reading.question for reading in found}
    assert len(questions) == 4
    for question in questions:
        assert [r.planned for r in found if r.question == question].count(True) == 1
    for reading in found:
        changed = [n for n, frame in reading.case.tables.items() if not frame.equals(case.tables[n])]
        settings = reading.case.settings != case.settings
        assert (not changed and not settings) == reading.planned
        assert len(changed) <= 2


def test_a_case_without_lists_and_scopes_has_few_questions() -> None:
    assert {reading.question for reading in variants(small_case())} == {
        "What were the 16 of “air defence units”?",
        "Half of what may one ally provide?",
        "What comes first where not all can be had?",
    }


@pytest.fixture(scope="module")
def found() -> sinews.readings.Readings:
    return readings(listed_case())


def test_the_case_s_own_reading_is_the_case_s_own_plan(found: sinews.readings.Readings) -> None:
    plan = sinews.plan(listed_case())
    elements = pl.sum_horizontal(element.key for element in plan.elements)
    cost = float(plan.spending.select(elements).sum().item())
    own = found.headlines.filter("planned")
    assert own["cost"].to_list() == pytest.approx([cost] * own.height)
    east = plan.spending.filter(pl.col("ally").is_in(["CZE", "LVA"])).select(elements).sum().item()
    assert own["scope_cost"].to_list() == pytest.approx([east] * own.height)
    assert found.scope == main_scope(listed_case()) == "east"


def test_whom_no_pledge_binds_bears_nothing_of_what_it_adds() -> None:
    case = listed_case().with_value("published_requirements", "long", adopted=False)
    case = case.with_value("pledges", "truck_level", scope="east")
    plan = sinews.plan(case)
    assert plan.tables["shares"]["cost"].sum() > 0
    assert outside_share(plan, "east") == 0.0
    assert outside_share(plan, None) == 0.0


def test_what_stands_is_met_everywhere_and_what_never_is_nowhere(found: sinews.readings.Readings) -> None:
    stands = standing(found)
    for capability in found.met["capability"].unique():
        met = found.met.filter(pl.col("capability") == capability)["met"] >= 0.995
        assert (capability in stands["always"]) == met.all()
        assert (capability in stands["never"]) == (not met.any())


def test_what_is_not_offered_counts_neither_as_held_nor_as_required() -> None:
    case = listed_case().with_value("published_requirements", "long", scope="east")
    offer = {"ally": "DEU", "capability": "gbad_long", "quantity": None, "counted": False}
    for each in (case, with_rows(case, standing_offers=[offer])):
        row = additions(each).filter("planned", pl.col("capability") == "gbad_long").row(0, named=True)
        assert row["required"] == 20
    # Germany's four count where they are offered
    assert (row["counted"], row["added"]) == (0, 20)
    assert additions(case).filter("planned", pl.col("capability") == "gbad_long")["added"].item() == 16


def test_what_is_withdrawn_no_longer_exists() -> None:
    gone = with_rows(listed_case(), withdrawals=[{"withdrawal": "w", "ally": "DEU"}])
    row = additions(gone).filter("planned", pl.col("capability") == "gbad_long").row(0, named=True)
    assert (row["exists"], row["counted"], row["required"]) == (0, 0, 20)
