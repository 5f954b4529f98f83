from __future__ import annotations

import math
import pickle
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.small_case import small_case

from sinews.case import Case, CaseError


def message_of(change: Any) -> str:
    """Return the report of the CaseError that calling `change` raises."""
    with pytest.raises(CaseError) as caught:
        change()
    return str(caught.value)


def test_a_change_makes_a_new_case_and_leaves_the_old_one(case: Case) -> None:
    before = case["pledges"].clone()
    changed = case.with_value("pledges", "amd_increase", factor=4.0)
    assert changed["pledges"].row(0, named=True) == {
        **before.row(0, named=True),
        "factor": 4.0,
        "status": "assumed",
        "note": "set by the user: factor 5 -> 4",
    }
    assert changed["pledges"].slice(1).equals(before.slice(1))
    assert case["pledges"].equals(before)
    assert changed.hash != case.hash


def test_the_note_keeps_what_it_said_and_tells_every_change(case: Case) -> None:
    table = case["inventory"].with_columns(note=pl.lit("counted twice"), status=pl.lit("published"))
    changed = case.with_table("inventory", table).with_value(
        "inventory", ("DEU", "truck"), quantity=61, remaining_life=None
    )
    row = changed["inventory"].row(2, named=True)
    assert row["note"] == "counted twice; set by the user: quantity 60 -> 61, remaining_life 20 -> (empty)"
    assert row["status"] == "assumed"
    assert changed["inventory"].get_column("status").to_list().count("published") == 6


def test_status_and_note_are_the_users_if_given(case: Case) -> None:
    row = case.with_value("budgets", "DEU", gdp_share=2.5, status="published", note="budget law")[
        "budgets"
    ].row(0, named=True)
    assert (row["gdp_share"], row["status"], row["note"]) == (2.5, "published", "budget law")


def test_another_source_alone_makes_no_figure_the_users(case: Case) -> None:
    row = case.with_value("budgets", "DEU", status="derived", note="checked")["budgets"].row(0, named=True)
    assert (row["status"], row["note"]) == ("derived", "checked")


def test_a_value_that_is_already_there_changes_nothing(case: Case) -> None:
    assert case.with_value("pledges", "amd_increase", factor="5.0", capability=None).hash == case.hash


@pytest.mark.parametrize("key", [("DEU", 2024), "DEU/2024", ("DEU", "2024")])
def test_a_key_of_several_columns_may_be_a_tuple_or_text(case: Case, key: Any) -> None:
    changed = case.with_value("personnel", key, military=190)
    assert changed["personnel"].get_column("military").to_list() == [190.0, 29.5, 8.4]


@pytest.mark.parametrize(
    ("table", "key", "values", "words"),
    [
        ("pledgs", "amd_increase", {"factor": 4}, "did you mean 'pledges'"),
        ("pledges", "amd_increas", {"factor": 4}, "did you mean 'amd_increase'?"),
        ("pledges", "amd_increase", {"facter": 4}, "did you mean 'factor'?"),
        ("pledges", "amd_increase", {"factor": "four"}, "row 2, factor: found 'four', expected a number"),
        ("pledges", "amd_increase", {"factor": -1}, "row 2, factor: found '-1.0', expected at least 0"),
        (
            "pledges",
            "amd_increase",
            {"factor": math.nan},
            "row 2, factor: found 'nan', expected a finite number",
        ),
        ("pledges", "amd_increase", {"factor": True}, "row 2, factor: found 'True', expected a number"),
        ("pledges", "amd_increase", {"target_year": 2030.5}, "found '2030.5', expected a year"),
        ("pledges", "amd_increase", {"target_year": 10**30}, "expected a year"),
        ("pledges", "amd_increase", {"target_year": 2050}, "expected a year from 2026 to 2032"),
        ("pledges", "amd_increase", {"path": "liner"}, "did you mean 'linear'?"),
        ("pledges", "amd_increase", {"factor": None}, "which a pledge of kind multiple_of_baseline needs"),
        ("budgets", "DEU", {"status": "asumed"}, "did you mean 'assumed'?"),
        ("inventory", "DEU", {"quantity": 4}, "expected a key of 2 parts"),
        ("inventory", ("DEU", "tanks"), {"quantity": 4}, "the key of a row"),
        ("inventory", ("DEU", "truck"), {"quantity": None}, "expected a value: number held"),
        ("allies", "DEU", {"coastal": "perhaps"}, "found 'perhaps', expected true or false"),
        ("allies", "DEU", {"coastal": 1.5}, "found '1.5', expected true or false"),
    ],
)
def test_a_wrong_change_is_refused_with_the_reason(
    case: Case, table: str, key: Any, values: dict[str, Any], words: str
) -> None:
    assert words in message_of(lambda: case.with_value(table, key, **values))


def test_all_wrong_values_of_a_row_are_named_at_once(case: Case) -> None:
    report = message_of(lambda: case.with_value("lines", "lorry_line", rate="x", ceiling="y", colour="red"))
    assert all(word in report for word in ("rate", "ceiling", "colour"))


def test_tables_that_belong_together_change_together(case: Case) -> None:
    allies = case["allies"].filter(pl.col("ally") != "LVA")
    assert "LVA" in message_of(lambda: case.with_table("allies", allies))
    without = {
        name: frame.filter(pl.col("ally").is_null() | (pl.col("ally") != "LVA"))
        for name, frame in case.tables.items()
        if "ally" in frame.columns
    }
    assert case.with_tables(without)["allies"].height == 2


def test_a_table_may_come_with_other_types_and_another_order_of_columns(case: Case) -> None:
    frame = case["economy"].select(reversed(case["economy"].columns)).with_columns(pl.all().cast(pl.String))
    assert case.with_table("economy", frame).hash == case.hash
    frame = case["personnel"].with_columns(
        year=pl.col("year").cast(pl.Float64), military=pl.col("military").cast(pl.Float32)
    )
    assert case.with_table("personnel", frame)["personnel"].schema == case["personnel"].schema


def test_a_table_without_a_column_or_with_a_foreign_one_is_refused(case: Case) -> None:
    frame = case["personnel"].rename({"military": "soldiers"})
    report = message_of(lambda: case.with_table("personnel", frame))
    assert "military: expected a column that holds active military personnel" in report
    assert "soldiers: expected only columns of the catalogue" in report


def test_settings_change_and_the_tables_must_still_fit(case: Case) -> None:
    assert case.with_settings(discount_rate="0.05").settings.discount_rate == 0.05
    assert list(case.with_settings(horizon=2032).years) == [2026, 2027, 2028, 2029, 2030, 2031, 2032]
    report = message_of(lambda: case.with_settings(horizon=2034))
    assert "found 'LVA', expected a row for every year from 2025 to 2034 (missing: 2033, 2034)" in report
    assert "did you mean 'seed'?" in message_of(lambda: case.with_settings(sede=2))


def test_an_unknown_table_is_named_with_similar_ones(case: Case) -> None:
    assert "did you mean 'inventory'?" in message_of(lambda: case["inventry"])


def test_nobody_can_change_a_case(case: Case) -> None:
    frame, before = case["allies"], case.hash
    frame[0, "population"] = 1
    assert Case(case.settings, case.tables).hash == before
    with pytest.raises(TypeError):
        case.tables["allies"] = case["allies"]  # type: ignore[index]
    with pytest.raises(AttributeError):
        case.settings = case.settings  # type: ignore[misc]
    with pytest.raises(ValueError, match="frozen"):
        case.settings.seed = 2


@settings(max_examples=20, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_change_the_hash(random: Any) -> None:
    case = small_case()
    shuffled = {
        name: frame.select(pl.all().gather(random.sample(range(frame.height), frame.height)))
        for name, frame in case.tables.items()
    }
    assert Case(case.settings, shuffled).hash == case.hash


def test_any_other_value_changes_the_hash(case: Case) -> None:
    other = [
        case.with_settings(seed=2),
        case.with_value("allies", "DEU", armed_forces=False),
        case.with_value("allies", "DEU", population=82_999_999),
        case.with_value("allies", "DEU", name="Germany "[:6]),
        case.with_value("inventory", "DEU/truck", quantity=60.0000000000001, note="", status="assumed"),
        case.with_value("inventory", "DEU/truck", remaining_life=None, note="", status="assumed"),
        case.with_value("sources", "test", licence="open"),
        case.with_value("sources", "test", address="open"),
    ]
    assert len({case.hash, *(changed.hash for changed in other)}) == len(other) + 1


def test_a_case_travels_to_another_process(case: Case) -> None:
    assert pickle.loads(pickle.dumps(case)).hash == case.hash


def test_an_error_travels_to_another_process(case: Case) -> None:
    with pytest.raises(CaseError) as caught:
        case.with_value("pledges", "amd_increase", factor=-1)
    assert pickle.loads(pickle.dumps(caught.value)).problems == caught.value.problems


def test_what_a_case_says_of_itself(case: Case) -> None:
    rows = sum(frame.height for frame in case.tables.values())
    assert repr(case) == f"Case('small', 2026-2032, {len(case.tables)} tables, {rows} rows)"
