"""Scope and base of a pledge, against arithmetic by hand."""

from __future__ import annotations

import polars as pl
import pytest
from tests.scoped_case import eastern_case, with_rows

from sinews import guidance
from sinews.case import Case


def level(case: Case, capability: str, year: int = 2032) -> float:
    rows = guidance.establish(case).levels.filter(pl.col("capability") == capability, pl.col("year") == year)
    return float(rows["level"].item())


def test_a_multiple_counts_what_its_scope_holds_and_the_others_stand_where_they_are() -> None:
    case = eastern_case().with_value("pledges", "logistics_double", scope="east")
    # two times 15 + 5 and the pool's 2, and Germany's 60
    assert level(case, "truck") == pytest.approx(2 * 22 + 60)
    scopes = guidance.establish(case).levels.filter(pl.col("capability") == "truck")["scope"]
    assert scopes.to_list()[-1] == "east"


def test_an_ally_who_leaves_makes_no_promise_smaller() -> None:
    gone = with_rows(eastern_case(), withdrawals=[{"withdrawal": "all", "ally": "DEU"}])
    assert level(gone, "truck") == level(eastern_case(), "truck") == pytest.approx(2 * 82)
    # on the way there, the others start from what is left
    assert level(gone, "gbad_long", 2029) == pytest.approx(0 + 4 / 7 * 40)


def test_a_recorded_base_goes_before_what_is_held_now() -> None:
    promised = level(eastern_case(), "truck")
    grown = eastern_case().with_value("inventory", "CZE/truck", quantity=40.0)
    assert level(grown, "truck") != promised
    recorded = with_rows(
        grown, pledge_bases=[{"pledge": "logistics_double", "capability": "truck", "quantity": 82.0}]
    )
    assert level(recorded.with_value("pledges", "logistics_double", base_year=2024), "truck") == promised


def five_times(case: Case, reading: str | None, scope: str | None = None) -> Case:
    case = case.with_value(
        "pledges", "amd_increase", capability="gbad", pledge_group=None, base="requirement", scope=scope
    )
    return case.with_value(
        "published_requirements", "gbad_units", baseline_reading=reading, published_baseline=20.0
    )


def test_a_multiple_of_a_former_requirement_is_a_level_and_of_holdings_an_addition() -> None:
    for reading, total in ((None, 5 * 20), ("requirement", 5 * 20), ("holdings", 16 + 4 * 20)):
        case = five_times(eastern_case(), reading)
        # 8 long-range and 8 short-range units are held: half of the total each
        assert level(case, "gbad_long") == level(case, "gbad_short") == pytest.approx(total / 2)


def test_of_a_requirement_of_all_a_scope_owes_what_the_offer_of_the_others_leaves() -> None:
    east = five_times(eastern_case(), "requirement", scope="east")
    together = level(east, "gbad_long") + level(east, "gbad_short")
    # Germany offers all of its 12: the east owes 88, the Alliance has 100
    assert together == pytest.approx(100)
    off = {"ally": "DEU", "capability": "gbad", "quantity": None, "counted": False}
    without = with_rows(east, standing_offers=[off])
    assert level(without, "gbad_long") + level(without, "gbad_short") == pytest.approx(112)


def test_more_than_the_former_requirement_asks_for_is_no_requirement() -> None:
    case = five_times(eastern_case(), "requirement").with_value("pledges", "amd_increase", factor=0.5)
    assert level(case, "gbad_long", 2026) == level(case, "gbad_long") == pytest.approx(5)


def test_a_level_is_the_scope_s_own() -> None:
    case = eastern_case().with_value("pledges", "truck_level", scope="east", level=30.0)
    case = case.with_value("pledges", "logistics_double", factor=1.0)
    assert level(case, "truck") == pytest.approx(30 + 60)


def test_caps_tell_of_what_they_are_a_part_and_whom_they_bind() -> None:
    case = eastern_case().with_value("pledges", "half_at_most", base="addition", scope="east")
    caps = guidance.establish(case).share_caps.filter(pl.col("year") == 2032)
    assert set(caps.select("share_cap", "of", "scope", "pledge").iter_rows()) == {
        (0.5, "addition", "east", "half_at_most")
    }
