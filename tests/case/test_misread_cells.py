"""No silent misreading of a cell: read rightly or refused, whichever of four ways the table comes in."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.case.ways import WAYS, number, refusal, with_cell

from sinews.case import Case

pytestmark = pytest.mark.usefixtures("read_in_this_process")


@pytest.mark.parametrize("way", ["csv", "overlay", "frame"])
def test_a_per_cent_sign_is_refused_with_what_to_write(way: str, tmp_path: Path) -> None:
    report = refusal(lambda: with_cell(way, tmp_path, "budgets", 0, "gdp_share", "2.4 %"))
    assert "write the number of per cent without the sign: 2.4" in report


def test_a_cell_that_shows_per_cent_counts_as_it_is_shown(tmp_path: Path) -> None:
    case = with_cell("workbook", tmp_path, "budgets", 0, "gdp_share", "", number(0.024, "percent"))
    assert case["budgets"]["gdp_share"][0] == 2.4
    # where the unit is no per cent, what it holds is what counts
    case = with_cell("workbook", tmp_path, "inventory", 0, "quantity", "", number(0.5, "percent"))
    assert case["inventory"]["quantity"][0] == 0.5


@pytest.mark.parametrize("way", WAYS)
def test_a_fraction_for_per_cent_is_warned_of(way: str, tmp_path: Path) -> None:
    case = with_cell(way, tmp_path, "budgets", 0, "gdp_share", "0.024", number(0.024))
    (warning,) = case.warnings
    assert "gdp_share of DEU is 0.024 % of GDP" in warning


@pytest.mark.parametrize("way", WAYS)
def test_dollars_for_millions_are_warned_of(way: str, tmp_path: Path) -> None:
    case = with_cell(way, tmp_path, "economy", 0, "gdp", "4700000000000", number(4.7e12))
    (warning,) = case.warnings
    assert "GDP of DEU in 2025" in warning
    assert "expenditure.gdp_current says 4,600,000 for 2024" in warning


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("table", "column", "value", "words"),
    [
        ("costs", "amount", 900_000_000.0, "procurement of sam_long is 900,000,000 million USD"),
        ("personnel", "military", 185_600_000.0, "DEU has 185,600,000 thousand soldiers"),
        ("expenditure", "current", 73e9, "which is not 1.62 %"),
        ("expenditure", "gdp_share", 0.0162, "gdp_share of DEU is 0.0162 % of GDP"),
        ("budgets", "equipment_share", 0.3, "equipment_share of DEU is 0.3 %"),
        ("expenditure", "personnel_share", 0.331, "personnel_share of DEU is 0.331 %"),
    ],
)
def test_other_magnitudes_that_cannot_be_are_warned_of(
    way: str, table: str, column: str, value: float, words: str, tmp_path: Path
) -> None:
    case = with_cell(way, tmp_path, table, 0, column, repr(value), number(value))
    assert any(words in warning for warning in case.warnings)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("table", "column"), [("expenditure", "current"), ("allies", "population"), ("costs", "amount")]
)
def test_a_thousands_point_is_refused(way: str, table: str, column: str, tmp_path: Path) -> None:
    report = refusal(lambda: with_cell(way, tmp_path, table, 0, column, "1.430"))
    assert "1.430" in report
    assert "write 1430, or 1.43 if the point is a decimal point" in report


def test_text_that_could_be_grouped_is_refused_in_a_sheet_whatever_its_last_digit(tmp_path: Path) -> None:
    report = refusal(lambda: with_cell("workbook", tmp_path, "expenditure", 0, "current", "1.435"))
    assert "write 1435, or 1.435 if the point is a decimal point" in report
    case = with_cell("workbook", tmp_path, "expenditure", 0, "current", "", number(1.435))
    assert case["expenditure"]["current"][0] == 1.435


def test_three_decimals_throughout_are_decimals(case: Case) -> None:
    amounts = ["900.000", "30.000", "85.000", "8.500", "0.333", "0.232"]
    costs = case["costs"].with_columns(amount=pl.Series(amounts))
    assert case.with_table("costs", costs)["costs"]["amount"].to_list() == [900, 30, 85, 8.5, 0.333, 0.232]
    # but three decimals that could all be thousands are not
    costs = case["costs"].with_columns(
        amount=pl.Series(["900.000", "30.000", "85.000", "8.500", "3.330", "2.320"])
    )
    assert refusal(lambda: case.with_table("costs", costs)).count("the point is a decimal point") == 6


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("table", "column", "serial", "year"),
    [("products", "available_from", 46_023, 2026), ("economy", "year", 45_658, 2025)],
)
def test_the_serial_number_of_a_date_is_no_year(
    way: str, table: str, column: str, serial: int, year: int, tmp_path: Path
) -> None:
    report = refusal(lambda: with_cell(way, tmp_path, table, 0, column, str(serial), number(serial)))
    assert f"keep the date 1 January {year} as this number; write the year alone, {year}" in report


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("day", [date(2026, 1, 1), datetime(2026, 1, 1)])
def test_a_date_is_no_year(way: str, day: date, tmp_path: Path) -> None:
    def dated(page: Any, row: int, place: int, formats: dict[str, Any]) -> None:
        page.write_datetime(row, place, datetime(2026, 1, 1), formats["date"])

    report = refusal(
        lambda: with_cell(way, tmp_path, "products", 0, "available_from", str(day), dated, frame=day)
    )
    assert "expected a year (" in report
    assert "a date; write the year alone, 2026)" in report


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("table", "column"), [("inventory", "remaining_life"), ("inventory", "as_of")])
def test_a_formula_without_a_value_is_refused(way: str, table: str, column: str, tmp_path: Path) -> None:
    def formula(page: Any, row: int, place: int, _: dict[str, Any]) -> None:
        page.write_formula(row, place, "=2000+26", None, "")

    report = refusal(lambda: with_cell(way, tmp_path, table, 0, column, "=2000+26", formula))
    assert "a formula" in report
    assert "write" in report


def test_a_formula_without_a_value_is_refused_as_text_too(tmp_path: Path) -> None:
    def formula(page: Any, row: int, place: int, _: dict[str, Any]) -> None:
        page.write_formula(row, place, '="a"&"b"', None, "")

    report = refusal(lambda: with_cell("workbook", tmp_path, "inventory", 0, "note", "", formula))
    assert "row 2, note" in report
    assert "a formula without its value" in report


def test_an_error_of_the_spreadsheet_is_refused(tmp_path: Path) -> None:
    def error(page: Any, row: int, place: int, _: dict[str, Any]) -> None:
        page.write_formula(row, place, "=A1/0", None, "#DIV/0!")

    report = refusal(lambda: with_cell("workbook", tmp_path, "inventory", 0, "remaining_life", "", error))
    assert "an error of the spreadsheet" in report


@pytest.mark.parametrize("way", WAYS)
def test_a_decimal_comma_is_refused_with_what_to_write(way: str, tmp_path: Path) -> None:
    report = refusal(lambda: with_cell(way, tmp_path, "budgets", 0, "gdp_share", "2,4"))
    assert "write a decimal point: 2.4" in report


@pytest.mark.parametrize("way", WAYS)
def test_letters_composed_of_two_characters_are_the_same_letters(way: str, tmp_path: Path) -> None:
    case = with_cell(way, tmp_path, "allies", 0, "region", "Mittela\u0308")
    assert case["allies"]["region"][0] == "Mittel\u00e4"
