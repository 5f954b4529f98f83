"""Mistakes in scopes, bases, lists of units and published targets: each is told once, where it stands."""

from __future__ import annotations

from typing import Any

import pytest
from tests.scoped_case import eastern_case, with_rows

from sinews import guidance
from sinews.case import CaseError

FORMATION = {
    "ally": "DEU",
    "name": "a",
    "capability": "gbad_long",
    "component": "active",
    "count": 1.0,
    "as_of": 2025,
}
COUNT = {"ally": "DEU", "capability": "gbad", "component": "active", "counts": 0.5, "counts_2021": 0.5}
SYSTEM = {
    "ally": "DEU",
    "system": "b",
    "capability": "gbad_long",
    "unit": "battery",
    "quantity": 1.0,
    "as_of": 2025,
}
UNIT = {"capability": "gbad_long", "unit": "battery", "fire_units": 1.0, "low": 1.0, "high": 1.0}
TARGET = {
    "target": "t", "ally": "DEU", "title": "more", "measure": "addition", "capability": "truck",
    "low": 5.0, "high": 6.0, "unit": "trucks",
}  # fmt: skip

ADDED: list[tuple[str, dict[str, Any], str, str]] = [
    ("formation_counts", COUNT | {"counts": 1.5}, "counts", "at most 1"),
    (
        "formations_held",
        FORMATION | {"forming_until": 2040},
        "forming_until",
        "a year up to the horizon 2032",
    ),
    ("formations_held", FORMATION, "capability", "a capability without rows in formations_held"),
    ("air_defence_held", SYSTEM, "unit", "a unit with a row in fire_units"),
    ("withdrawals", {"withdrawal": "w", "ally": "DEU", "quantity": 5.0}, "quantity", "no number without"),
    ("withdrawals", {"withdrawal": "w", "ally": "DEU", "capability": "gbad"}, "capability", "not the sum"),
    ("fire_units", UNIT | {"high": 0.5}, "fire_units", "a value from low to high"),
    ("fire_units", UNIT | {"low": 2.0}, "fire_units", "a value from low to high"),
    ("published_targets", TARGET | {"capability": None}, "capability", "a capability for the measures"),
    ("published_targets", TARGET | {"measure": "money"}, "capability", "none for the others"),
    ("published_targets", TARGET | {"high": 4.0}, "high", "at least the value of low"),
    ("groups", {"group": "east", "name": "the orient", "ally": "DEU"}, "name", "the same name"),
]


@pytest.mark.parametrize(("table", "row", "column", "expected"), ADDED)
def test_a_wrong_row_is_told(table: str, row: dict[str, Any], column: str, expected: str) -> None:
    with pytest.raises(CaseError) as caught:
        with_rows(eastern_case(), **{table: [row]})
    # a list that names what the inventory counts is told there, and a system without a unit as well
    found = [problem for problem in caught.value.problems if problem.column == column]
    assert found
    assert all(expected in problem.expected for problem in found)


CHANGED: list[tuple[str, str, dict[str, Any], str, str]] = [
    ("pledges", "logistics_double", {"scope": "west"}, "scope", "groups"),
    ("pledges", "core_spending", {"scope": "east"}, "scope", "no scope"),
    ("pledges", "core_spending", {"base": "holdings"}, "base", "no base"),
    ("pledges", "logistics_double", {"base": "addition"}, "base", "holdings or requirement"),
    ("pledges", "half_at_most", {"base": "holdings"}, "base", "total or addition"),
    ("pledges", "logistics_double", {"base": "requirement"}, "capability", "a multiple of nothing"),
    ("pledges", "logistics_double", {"base_year": 2020}, "base_year", "a multiple of nothing"),
    ("pledges", "logistics_double", {"base_year": 2026}, "base_year", "2025 at the latest"),
    (
        "published_requirements",
        "gbad_study",
        {"baseline_reading": "holdings"},
        "baseline_reading",
        "no reading",
    ),
    ("published_requirements", "gbad_units", {"scope": "west"}, "scope", "groups"),
]


@pytest.mark.parametrize(("table", "key", "values", "column", "expected"), CHANGED)
def test_a_wrong_cell_is_told(
    table: str, key: str, values: dict[str, Any], column: str, expected: str
) -> None:
    with pytest.raises(CaseError) as caught:
        eastern_case().with_value(table, key, **values)
    [problem] = caught.value.problems
    assert (problem.table, problem.column) == (table, column)
    assert expected in problem.expected


def test_a_target_for_an_ally_outside_the_scope_is_told() -> None:
    narrowed = eastern_case().with_value("pledges", "logistics_double", scope="east")
    narrowed = narrowed.with_value("pledges", "truck_level", scope="east")
    offer = {"ally": "DEU", "capability": "truck", "kind": "offer", "quantity": 3.0}
    for table, row in (("published_targets", TARGET), ("offers", offer)):
        with_rows(eastern_case(), **{table: [row]})
        with pytest.raises(CaseError, match="in the scope of a pledge or requirement"):
            with_rows(narrowed, **{table: [row]})
    # a level that it names for itself adds nothing to what the others owe
    with_rows(narrowed, published_targets=[TARGET | {"measure": "level"}])


def test_a_standing_offer_of_an_ally_who_is_asked_anyway_is_told() -> None:
    narrowed = eastern_case().with_value("pledges", "logistics_double", scope="east")
    offer = {"capability": "truck", "quantity": 3.0, "counted": True}
    with_rows(narrowed, standing_offers=[offer | {"ally": "DEU"}])
    with pytest.raises(CaseError, match="outside the scope of some pledge"):
        with_rows(narrowed, standing_offers=[offer | {"ally": "CZE"}])


def test_a_base_that_is_recorded_in_part_is_told() -> None:
    case = eastern_case().with_value("pledges", "amd_increase", base="holdings")
    row = {"pledge": "amd_increase", "capability": "gbad_long", "quantity": 6.0}
    case = with_rows(case, pledge_bases=[row]).with_value("pledges", "amd_increase", base_year=2020)
    with pytest.raises(CaseError, match="amd_increase/gbad_short"):
        guidance.establish(case)
