"""Fleets by type: what allies hold is their sum, and types leave by their age."""

from __future__ import annotations

import polars as pl
import pytest
from tests.scoped_case import with_rows
from tests.small_case import small_case

from sinews.case import Case, CaseError, fleets_counted, holdings, leaving, where

TYPE = {"ally": "DEU", "capability": "truck"}


def by_type(*types: dict[str, object], life: float | None = 20.0) -> Case:
    """Return the small case, which starts in 2026, with German trucks by type and not the sixty counted."""
    case = small_case()
    mine = (pl.col("ally") == "DEU") & (pl.col("capability") == "truck")
    case = case.with_table("inventory", case["inventory"].filter(~mine))
    lives = [{"capability": "truck", "life": life, "ageing": 2.0}]
    return with_rows(case, service_lives=lives, fleets=[TYPE | each for each in types])


def held(case: Case) -> float:
    return float(holdings(case).filter(ally="DEU", capability="truck")["quantity"].item())


def test_what_an_ally_holds_is_the_sum_of_its_types() -> None:
    old = {"type": "old", "active": 40.0, "entry_year": 1990}
    new = {"type": "new", "active": 20.0, "entry_year": 2020, "product": "lorry"}
    case = by_type(old, new)
    assert held(case) == held(small_case()) == 60.0
    reserve = {"type": "reserve", "active": 0.0, "stored": 30.0, "entry_year": 1985}
    assert held(by_type(old, new, reserve)) == 60.0
    assert held(by_type(old, new, reserve | {"stored_counts": 50.0})) == 75.0


def test_the_weakest_status_and_the_largest_source_stand_for_the_sum() -> None:
    old = {"type": "old", "active": 40.0, "status": "published"}
    row = holdings(by_type(old, {"type": "new", "active": 20.0, "status": "assumed"})).filter(
        ally="DEU", capability="truck"
    )
    assert row["status"].item() == "assumed"


def test_a_type_leaves_between_the_ends_of_the_lives_of_its_first_and_last() -> None:
    """In 2026 with lives of 20 years: those of 2008 to 2012 leave from 2028 to 2032, a fifth a year."""
    case = by_type({"type": "a", "active": 50.0, "entry_year": 2008, "last_entry_year": 2012})
    part = dict(leaving(case).select("year", "part").iter_rows())
    assert part == pytest.approx({2026: 0, 2027: 0} | dict.fromkeys(range(2028, 2033), 0.2))


def test_years_of_its_own_go_before_the_service_life_and_types_add_up() -> None:
    """Ten of forty go in 2027 and 2028, thirty in 2026 because they are past their life."""
    a = {"type": "a", "active": 10.0, "entry_year": 2020, "retires_from": 2027, "retires_by": 2028}
    case = by_type(a, {"type": "b", "active": 30.0, "entry_year": 1980})
    part = dict(leaving(case).select("year", "part").iter_rows())
    assert part == pytest.approx({2026: 0.75, 2027: 0.125, 2028: 0.125} | dict.fromkeys(range(2029, 2033), 0))
    years = fleets_counted(case).select("type", "leaves_from", "leaves_by").rows()
    assert years == [("a", 2027, 2028), ("b", 2026, 2026)]


def test_without_a_life_nothing_leaves_by_age() -> None:
    case = by_type({"type": "a", "active": 10.0, "entry_year": 1960}, life=None)
    assert leaving(case)["part"].sum() == 0.0


def test_the_order_of_rows_does_not_matter() -> None:
    types = [{"type": name, "active": 10.0 + n, "entry_year": 1990 + 9 * n} for n, name in enumerate("abc")]
    one, other = by_type(*types), by_type(*reversed(types))
    assert holdings(one).equals(holdings(other))
    assert leaving(one).equals(leaving(other))


def test_a_list_by_name_counts_before_types() -> None:
    """Types of a capability that is listed by name say only what it is."""
    system = {
        "ally": "DEU",
        "capability": "truck",
        "system": "lorries",
        "unit": "column",
        "quantity": 3.0,
        "as_of": 2025,
    }
    unit = {"capability": "truck", "unit": "column", "fire_units": 10.0, "low": 10.0, "high": 10.0}
    case = small_case()
    case = case.with_table("inventory", case["inventory"].filter(pl.col("capability") != "truck"))
    case = with_rows(
        case, air_defence_held=[system], fire_units=[unit], fleets=[TYPE | {"type": "a", "active": 99.0}]
    )
    assert held(case) == 30.0


@pytest.mark.parametrize(
    ("row", "table", "column"),
    [
        ({"retires_by": 2020, "entry_year": 1990}, "fleets", "retires_by"),
        ({"retires_by": 2030, "retires_from": 2031}, "fleets", "retires_by"),
        ({"entry_year": 2000, "last_entry_year": 1999}, "fleets", "last_entry_year"),
        ({"stored_counts": 10.0}, "fleets", "stored_counts"),
        ({"stored": 10.0, "stored_counts": 110.0}, "fleets", "stored_counts"),
    ],
)
def test_rows_that_cannot_be_are_told(row: dict[str, object], table: str, column: str) -> None:
    with pytest.raises(CaseError) as refused:
        by_type({"type": "a", "active": 5.0, **row})
    problem = refused.value.problems[0]
    assert (problem.table, problem.row, problem.column) == (table, 2, column)


def test_a_holding_counted_twice_is_told() -> None:
    with pytest.raises(CaseError, match="fleets lists none of the ally's types") as refused:
        with_rows(
            small_case(),
            fleets=[TYPE | {"type": "a", "active": 5.0}],
            service_lives=[{"capability": "truck", "ageing": 2.0}],
        )
    assert refused.value.problems[0].table == "inventory"


def test_types_of_what_is_not_counted_by_type_only_say_what_it_is() -> None:
    case = with_rows(small_case(), fleets=[TYPE | {"type": "a", "active": 5.0}])
    assert held(case) == 60.0
    assert where(case, "inventory", "DEU/truck").table == "inventory"


def test_where_tells_the_types_and_when_they_leave() -> None:
    case = by_type({"type": "a", "active": 50.0, "entry_year": 2008, "last_entry_year": 2012})
    found = where(case, "inventory", "DEU/truck")
    assert found.table == "fleets"
    told = dict(found.values.select("column", "value").iter_rows())
    assert told["quantity"] == "50"
    assert told["leaves: a"] == "2028 to 2032"
