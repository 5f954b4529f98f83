"""Scopes: who is in one, which pools it has, what the others offer; and what a withdrawal takes away."""

from __future__ import annotations

import polars as pl
from tests.scoped_case import eastern_case, with_rows, without_rows

from sinews.case import (
    Case,
    held_before_withdrawals,
    held_in_scope,
    holdings,
    members,
    scope_name,
    standing_offers,
)


def test_members_stand_in_the_order_of_the_allies_and_nobody_means_all() -> None:
    case = eastern_case()
    assert members(case, "east") == ["CZE", "LVA"]
    assert members(case, None) == ["DEU", "CZE", "LVA"]
    assert (scope_name(case, "east"), scope_name(case, None)) == ("the east", "all allies")


def test_a_pool_counts_where_most_of_its_members_are() -> None:
    case = eastern_case()
    with_pool = dict(held_in_scope(case, holdings(case), "east").iter_rows())
    assert with_pool == {"gbad_short": 4.0, "truck": 15 + 5 + 2}
    czech = (pl.col("group") == "trucks") & (pl.col("ally") == "CZE")
    lost = without_rows(case, "groups", czech)
    # Germany and Latvia: one of two is not most of them
    assert dict(held_in_scope(lost, holdings(lost), "east").iter_rows())["truck"] == 20.0


def test_without_a_row_all_that_is_held_outside_is_offered() -> None:
    offers = {row[0]: row[1:] for row in standing_offers(eastern_case(), "east").iter_rows()}
    assert offers == {"gbad_long": (8.0, 8.0), "gbad_short": (4.0, 4.0), "truck": (60.0, 60.0)}


def offered(case: Case) -> dict[str, float]:
    return dict(standing_offers(case, "east").select("capability", "offered").iter_rows())


def test_an_offer_is_limited_or_switched_off_by_its_row() -> None:
    row = {"ally": "DEU", "capability": "truck", "quantity": 25.0, "counted": True}
    limited = with_rows(eastern_case(), standing_offers=[row])
    assert offered(limited)["truck"] == 25.0
    assert offered(limited.with_value("standing_offers", "DEU/truck", quantity=500.0))["truck"] == 60.0
    assert offered(limited.with_value("standing_offers", "DEU/truck", counted=False))["truck"] == 0.0


def test_an_offer_of_a_sum_is_divided_among_its_members() -> None:
    row = {"ally": "DEU", "capability": "gbad", "quantity": 6.0, "counted": True}
    # 8 long-range and 4 short-range units are held: two thirds and one third of six
    found = offered(with_rows(eastern_case(), standing_offers=[row]))
    assert found == {"gbad_long": 4, "gbad_short": 2, "truck": 60}


def test_a_withdrawal_takes_away_what_it_says_and_no_more_than_is_held() -> None:
    def left(*rows: dict[str, object]) -> dict[str, float]:
        numbered = [{"withdrawal": f"w{n}", **row} for n, row in enumerate(rows)]
        held = holdings(with_rows(eastern_case(), withdrawals=numbered))
        return {
            row["capability"]: row["quantity"] for row in held.iter_rows(named=True) if row["ally"] == "DEU"
        }

    assert left({"ally": "DEU", "capability": "truck", "quantity": 10.0})["truck"] == 50.0
    assert left({"ally": "DEU", "capability": "truck", "quantity": 100.0})["truck"] == 0.0
    assert left({"ally": "DEU", "capability": "truck"}) == {"gbad_long": 8, "gbad_short": 4, "truck": 0}
    assert left({"ally": "DEU"}) == {"gbad_long": 0, "gbad_short": 0, "truck": 0}
    gone = with_rows(eastern_case(), withdrawals=[{"withdrawal": "all", "ally": "DEU"}])
    assert held_before_withdrawals(gone).equals(holdings(eastern_case()))
