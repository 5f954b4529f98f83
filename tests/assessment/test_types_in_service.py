"""How many types are in service today and at the end, by hand."""

from __future__ import annotations

import polars as pl
from tests.scoped_case import with_rows
from tests.small_case import small_case

import sinews
from sinews.assessment.types_in_service import types_by_capability, types_in_service
from sinews.implementation import Plan


def planned() -> Plan:
    """Return a plan of the small case, to 2032, with two German types of lorry, of which the old one goes."""
    case = small_case()
    mine = (pl.col("ally") == "DEU") & (pl.col("capability") == "truck")
    case = case.with_table("inventory", case["inventory"].filter(~mine))
    lorry = {"ally": "DEU", "capability": "truck"}
    types = [
        {"type": "old", "active": 20.0, "entry_year": 1990},
        {"type": "new", "active": 40.0, "product": "lorry", "entry_year": 2020},
    ]
    lives = [{"capability": "truck", "life": 30.0, "ageing": 0.0}]
    return sinews.plan(with_rows(case, service_lives=lives, fleets=[lorry | each for each in types]))


def test_what_is_delivered_of_a_type_in_service_is_no_new_one() -> None:
    plan = planned()
    assert plan.deliveries.filter(ally="DEU", product="lorry")["completed"].sum() > 1.0
    german = types_in_service(plan).filter(ally="DEU").sort("type")
    assert german.select("type", "today", "end").rows() == [("lorry", True, True), ("old", True, False)]


def test_types_are_counted_by_capability() -> None:
    """Germany goes from two types to one; Czechia and Latvia, of which no type is told, get the lorry."""
    row = types_by_capability(planned()).row(0, named=True)
    assert row == {
        "capability": "truck", "today": 2, "end": 1, "most_today": 2, "most_end": 1, "more": 2,
    }  # fmt: skip
