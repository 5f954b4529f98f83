"""The rules across columns and tables: each is broken once, alone, and must be all that is reported."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from tests.small_case import small_case

from sinews.case import Case
from sinews.case.checks import check

TABLES = small_case().tables


def where(table: str, column: str, value: Any, **key: Any) -> dict[str, pl.DataFrame]:
    """Return a table of the small case with one value set in the rows that have the key."""
    frame = TABLES[table]
    here = pl.all_horizontal(pl.col(name).eq_missing(part) for name, part in key.items())
    assert frame.filter(here).height
    set_value = pl.when(here).then(pl.lit(value, dtype=frame.schema[column])).otherwise(pl.col(column))
    return {table: frame.with_columns(set_value.alias(column))}


def without(table: str, **key: Any) -> dict[str, pl.DataFrame]:
    """Return a table of the small case without the rows that have the key."""
    frame = TABLES[table]
    here = pl.all_horizontal(pl.col(name).eq_missing(part) for name, part in key.items())
    assert frame.filter(here).height
    return {table: frame.filter(~here)}


def committed(currency: str, price_year: int) -> dict[str, pl.DataFrame]:
    """Return a table with one commitment, in money of a currency and a year."""
    row = {
        "ally": "LVA", "year": 2025, "kind": "given", "amount": 12.5, "currency": currency,
        "price_year": price_year, "source": "test", "status": "assumed", "note": None,
    }  # fmt: skip
    return {"commitments": pl.DataFrame([row], schema=TABLES["commitments"].schema)}


LEVEL = {"pledge": "truck_level"}
CAP = {"pledge": "half_at_most"}
BROKEN = [
    (where("inventory", "capability", "gbad", capability="gbad_long"), ("inventory", 2, "capability")),
    (where("pooled", "capability", "gbad", pool="nspa"), ("pooled", 2, "capability")),
    (where("products", "capability", "gbad", product="sam_long"), ("products", 2, "capability")),
    (where("pledges", "factor", None, pledge="amd_increase"), ("pledges", 2, "factor")),
    (where("pledges", "pledge_group", None, pledge="amd_increase"), ("pledges", 2, "capability")),
    (where("pledges", "capability", "gbad", pledge="amd_increase"), ("pledges", 2, "pledge_group")),
    (where("pledges", "level", None, **LEVEL), ("pledges", 4, "level")),
    (where("pledges", "capability", None, **LEVEL), ("pledges", 4, "capability")),
    (where("pledges", "share", None, pledge="core_spending"), ("pledges", 5, "share")),
    (where("pledges", "share", None, **CAP), ("pledges", 6, "share")),
    (where("pledges", "share", None, pledge="equipment"), ("pledges", 7, "share")),
    (where("pledges", "start_year", 2032, **CAP), ("pledges", 6, "target_year")),
    (where("published_requirements", "start_year", 2030, requirement="gbad_study"),
     ("published_requirements", 3, "target_year")),
    (where("contracts", "first_year", 2029, ally="DEU"), ("contracts", 2, "last_year")),
    (where("lines", "announced_year", None, line="long_line"), ("lines", 2, "announced_year")),
    (where("lines", "announced_rate", None, line="long_line"), ("lines", 2, "announced_rate")),
    (without("costs", product="sam_long", element="operating"), ("products", 2, "product")),
    (without("costs", product="sam_long", element="procurement"), ("products", 2, "product")),
    (without("exchange_rates", currency="CZK"), ("costs", 7, "currency")),
    (without("deflators", currency="EUR", year=2022), ("costs", 6, "price_year")),
    (without("deflators", currency="EUR", year=2024), ("costs", 6, "currency")),
    (committed("NOK", 2024), ("commitments", 2, "currency")),
    (committed("EUR", 2023), ("commitments", 2, "price_year")),
    (without("economy", ally="CZE", year=2025), ("economy", None, "ally/year")),
    (without("economy", ally="CZE", year=2032), ("economy", None, "ally/year")),
    (without("budgets", ally="LVA"), ("allies", 4, "ally")),
    (where("workforce", "apprentices", 30.5, trade="fitter"), ("workforce", 2, "apprentices")),
    (where("workforce", "intake_limit", 8.0, trade="fitter"), ("workforce", 2, "apprentices")),
    (where("capabilities", "aggregate", "truck", capability="truck"), ("capabilities", 5, "aggregate")),
]  # fmt: skip


@pytest.mark.parametrize(("tables", "place"), BROKEN, ids=[str(place) for _, place in BROKEN])
def test_a_broken_rule_is_named(
    tables: dict[str, pl.DataFrame], place: tuple[str, int | None, str], case: Case
) -> None:
    problems = check(case.settings, {**case.tables, **tables})
    found = [(problem.table, problem.row, problem.column) for problem in problems]
    # a capability that is its own aggregate is held directly too
    assert found == [place] or (place[0] == "capabilities" and place in found)


def test_the_small_case_breaks_none(case: Case) -> None:
    assert check(case.settings, case.tables) == []


def test_an_intake_beyond_its_limit_is_told_with_the_limit(case: Case) -> None:
    (problem,) = check(
        case.settings, {**case.tables, **where("workforce", "apprentices", 1e10, trade="fitter")}
    )
    assert str(problem) == (
        "row 2, apprentices: found '10000000000.0', expected no more than intake_limit of the same row "
        "(that is 30.0; raise it to 10000000000.0 at least, or lower apprentices)"
    )
    # today's intake may be all that there can be
    assert (
        check(case.settings, {**case.tables, **where("workforce", "apprentices", 30.0, trade="fitter")}) == []
    )


def test_a_circle_of_three_is_told_and_what_leads_into_it_is_not_in_it(case: Case) -> None:
    above = {"gbad": "gbad_long", "gbad_long": "gbad_short", "gbad_short": "gbad", "truck": "gbad"}
    frame = case["capabilities"].with_columns(aggregate=pl.col("capability").replace_strict(above))
    problems = check(case.settings, {**case.tables, "capabilities": frame})
    circles = [problem for problem in problems if problem.column == "aggregate"]
    assert [problem.row for problem in circles] == [2, 3, 4]
    assert circles[0].remedy == "the circle is gbad_long -> gbad_short -> gbad -> gbad_long"


@pytest.mark.parametrize("table", sorted(TABLES))
def test_no_check_stumbles_over_a_missing_table_or_column(table: str, case: Case) -> None:
    others = {name: frame for name, frame in case.tables.items() if name != table}
    assert (table, None) in {(problem.table, problem.row) for problem in check(case.settings, others)}
    for column in case[table].columns:
        frames = {**others, table: case[table].drop(column)}
        assert (table, 1, column) in {(p.table, p.row, p.column) for p in check(case.settings, frames)}


@pytest.mark.parametrize("mode", ["rail", "road"])
def test_a_way_listed_again_from_its_other_end_is_refused(mode: str) -> None:
    node = {
        "kind": "city",
        "country": "LVA",
        "latitude": 57.0,
        "longitude": 24.0,
        "source": "test",
        "status": "assumed",
    }
    edge = {"mode": "rail", "length": 10.0, "countries": "LV", "source": "test", "status": "assumed"}
    places = (("a", 24.0), ("b", 24.1))
    nodes = [{**node, "node": key, "name": key, "longitude": east} for key, east in places]
    edges = [
        {**edge, "from_node": "a", "to_node": "b"},
        {**edge, "from_node": "b", "to_node": "a", "mode": mode},
    ]
    tables = {**TABLES}
    for name, rows in (("nodes", nodes), ("land_edges", edges)):
        tables[name] = pl.DataFrame(rows, schema=TABLES[name].schema, orient="row")
    found = check(small_case().settings, tables)
    # by rail and by road are two ways
    assert [(p.table, p.row, p.value) for p in found] == (
        [("land_edges", 3, "b/a")] if mode == "rail" else []
    )
