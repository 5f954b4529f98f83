"""What is held by name and by system: counted, formed, converted to fire units, in whole numbers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.scoped_case import with_rows, without_rows
from tests.small_case import small_case

from sinews.case import Case, fire_units_band, formations, holdings, open_case


def formation(ally: str, name: str, capability: str, count: float, **more: Any) -> dict[str, Any]:
    row = {"ally": ally, "name": name, "capability": capability, "count": count, "as_of": 2025}
    return row | {"component": "active"} | more


def counted_case(rows: Iterable[dict[str, Any]], counts: Iterable[dict[str, Any]] = ()) -> Case:
    """Return the small case with its air-defence units in place of brigades, listed by name."""
    case = without_rows(small_case(), "inventory", pl.col("capability") != "truck")
    return with_rows(case, formations_held=list(rows), formation_counts=list(counts))


def share(
    ally: str, capability: str, counts: float, before: float = 1.0, component: str = "active"
) -> dict[str, Any]:
    return {
        "ally": ally,
        "capability": capability,
        "component": component,
        "counts": counts,
        "counts_2021": before,
    }


def held(case: Case) -> dict[tuple[str, str], float]:
    rows = holdings(case).filter(pl.col("capability") != "truck")
    return {(row["ally"], row["capability"]): row["quantity"] for row in rows.iter_rows(named=True)}


def test_formations_count_as_far_as_their_component_does() -> None:
    case = counted_case(
        [
            formation("DEU", "first", "gbad_long", 4),
            formation("DEU", "guard", "gbad_long", 6, component="reserve"),
            formation("LVA", "only", "gbad_short", 1),
        ],
        [share("DEU", "gbad", 0.75), share("DEU", "gbad", 0.5, component="reserve")],
    )
    # 0.75 x 4 + 0.5 x 6; nothing is said of Latvia, so that its one counts in full
    assert held(case) == {("DEU", "gbad_long"): 6.0, ("LVA", "gbad_short"): 1.0}
    every = case.with_settings(formations="all")
    assert held(every)[("DEU", "gbad_long")] == 10.0
    before = case.with_settings(formations="offered_2021")
    assert held(before)[("DEU", "gbad_long")] == 10.0
    assert formations(case).select("exists", "standing", "counted").rows() == [(10, 10, 6), (1, 1, 1)]


def test_the_whole_of_a_sum_is_rounded_and_divided_by_largest_remainders() -> None:
    rows = [formation("DEU", "a", "gbad_long", 5), formation("DEU", "b", "gbad_short", 4)]
    # 0.6 x 9 = 5.4, so 5: 3 long (3.0) and 2 short (2.4)
    whole = {("DEU", "gbad_long"): 3, ("DEU", "gbad_short"): 2}
    assert held(counted_case(rows, [share("DEU", "gbad", 0.6)])) == whole
    # 0.5 x 9 = 4.5, so 5: of the parts 2.5 and 2.0 the first is rounded up
    assert held(counted_case(rows, [share("DEU", "gbad", 0.5)])) == whole


def test_no_order_of_the_lists_changes_what_counts() -> None:
    case = open_case()
    for seed in range(3):
        shuffled = case.with_tables(
            {
                name: case[name].sample(fraction=1.0, shuffle=True, seed=seed)
                for name in ("formations_held", "formation_counts", "air_defence_held", "fire_units")
            }
        )
        assert holdings(shuffled).drop("source").equals(holdings(case).drop("source"))


@pytest.mark.parametrize(("until", "counts"), [(2025, 1.0), (2026, 0.0), (2030, 0.0), (None, 1.0)])
def test_a_formation_counts_from_the_year_after_it_is_formed(until: int | None, counts: float) -> None:
    case = counted_case([formation("DEU", "new", "gbad_long", 1, forming_until=until)])
    assert held(case) == {("DEU", "gbad_long"): counts}
    assert formations(case)["exists"].to_list() == [1.0]


@settings(deadline=None, max_examples=50)
@given(st.tuples(*4 * [st.integers(0, 9)]), st.integers(0, 100))
def test_what_counts_is_whole_and_adds_up(parts: tuple[int, int, int, int], per_cent: int) -> None:
    long_active, long_reserve, short_active, short_reserve = parts
    rows = [
        formation("DEU", "a", "gbad_long", long_active),
        formation("DEU", "b", "gbad_long", long_reserve, component="reserve"),
        formation("DEU", "c", "gbad_short", short_active),
        formation("DEU", "d", "gbad_short", short_reserve, component="reserve"),
    ]
    counts = [share("DEU", "gbad", per_cent / 100), share("DEU", "gbad", 0.25, component="reserve")]
    table = formations(counted_case(rows, counts))
    counted, standing = table["counted"], table["standing"]
    exact = per_cent * (long_active + short_active) / 100 + 0.25 * (long_reserve + short_reserve)
    assert (counted == counted.round()).all()
    assert (counted <= standing).all()
    assert abs(float(counted.sum()) - exact) <= 0.5 + 1e-9


def test_systems_are_added_up_in_fire_units() -> None:
    units = [
        {"capability": "gbad_long", "unit": "battery", "fire_units": 1.0, "low": 1.0, "high": 2.0},
        {"capability": "gbad_long", "unit": "launcher", "fire_units": 0.25, "low": 0.125, "high": 0.25},
        {"capability": "gbad_short", "unit": "launcher", "fire_units": 0.125, "low": 0.1, "high": 0.2},
    ]
    system = {"ally": "DEU", "capability": "gbad_long", "as_of": 2025}
    systems = [
        {**system, "system": "big", "unit": "battery", "quantity": 3.0, "remaining_life": 10.0},
        {**system, "system": "new", "unit": "launcher", "quantity": 4.0, "remaining_life": 30.0},
        {**system, "system": "small", "capability": "gbad_short", "unit": "launcher", "quantity": 12.0},
    ]  # fmt: skip
    case = without_rows(small_case(), "inventory", pl.col("capability") != "truck")
    case = with_rows(case, fire_units=units, air_defence_held=systems)
    rows = holdings(case).filter(pl.col("capability") != "truck").drop("source")
    # 3 + 4/4 batteries, (3 x 10 + 1 x 30)/4 years; 12/8 batteries are rounded half upwards
    assert rows.rows() == [
        ("DEU", "gbad_long", 4.0, 2025, 15.0, "assumed"),
        ("DEU", "gbad_short", 2.0, 2025, None, "assumed"),
    ]


def test_the_band_of_a_conversion_is_kept() -> None:
    unit = {"capability": "gbad_long", "unit": "battery", "fire_units": 1.0, "low": 0.5, "high": 2.0}
    system = {"ally": "DEU", "capability": "gbad_long", "as_of": 2025, "unit": "battery"}
    systems = [system | {"system": "a", "quantity": 3.0}, system | {"system": "b", "quantity": 1.0}]
    case = without_rows(small_case(), "inventory", pl.col("capability") != "truck")
    case = with_rows(case, fire_units=[unit], air_defence_held=systems)
    assert fire_units_band(case).rows() == [("gbad_long", 2.0, 8.0)]
    assert fire_units_band(case, ["DEU"]).is_empty()


def test_factors_go_by_what_lists_count() -> None:
    factor = {
        "capability": "gbad_short",
        "per": "unit",
        "of": "gbad_long",
        "factor": 3.0,
        "lot": 1.0,
        "as_of": 2025,
    }
    case = with_rows(counted_case([formation("DEU", "a", "gbad_long", 2)]), holding_factors=[factor])
    assert held(case) == {("DEU", "gbad_long"): 2.0, ("DEU", "gbad_short"): 6.0}
