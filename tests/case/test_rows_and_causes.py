"""Problems are told in the user's own counting of rows, and once for each cause."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from tests.case.ways import as_csv, by_overlay, by_workbook, refusal, rows_of
from tests.small_case import small_case

from sinews.case import Case, open_case


def test_rows_of_a_sheet_count_with_the_empty_rows_above_and_between(tmp_path: Path) -> None:
    rows = rows_of("inventory")
    rows[3][2] = "8 e"
    spaced = [[], [], *rows[:3], [], *rows[3:]]
    report = refusal(lambda: by_workbook(tmp_path / "case.xlsx", "inventory", rows=spaced))
    assert "row 7, quantity: found '8 e'" in report


def test_rows_of_a_csv_file_count_with_the_empty_rows_and_titles(folder: Path) -> None:
    rows = rows_of("inventory")
    rows[3][2] = "8 e"
    lines = as_csv(rows).split(b"\n")
    (folder / "inventory.csv").write_bytes(b"\n".join([b"Holdings", *lines[:3], b"", *lines[3:]]))
    assert "row 6, quantity: found '8 e'" in refusal(lambda: open_case(folder))


@pytest.mark.parametrize(("value", "words"), [("many", "expected a number"), ("-3", "expected at least 0")])
def test_rows_of_an_overlay_are_lines_of_its_file(value: str, words: str, tmp_path: Path) -> None:
    content = f"ally,capability,quantity\n\nDEU,truck,{value}\n".encode()
    report = refusal(lambda: by_overlay(tmp_path, "inventory", content))
    assert f"row 3, quantity: found '{'-3.0' if value == '-3' else value}', {words}" in report
    assert "line 3 of inventory.csv of the overlay" in report


def test_an_action_that_an_overlay_does_not_know_is_refused(tmp_path: Path) -> None:
    report = refusal(lambda: by_overlay(tmp_path, "inventory", b"ally,capability,action\nDEU,truck,delete\n"))
    assert "row 2, action: found 'delete', expected one of remove, or nothing" in report


@pytest.mark.parametrize("word", ["Remove", " remove "])
def test_an_overlay_removes_however_the_word_is_written(word: str, tmp_path: Path) -> None:
    case = by_overlay(tmp_path, "inventory", f"ally,capability,action\nDEU,truck,{word}\n".encode())
    assert case["inventory"].height == small_case()["inventory"].height - 1


def test_two_entries_of_an_overlay_for_one_cell_are_refused(folder: Path) -> None:
    overlay = folder.parent / "two.toml"
    overlay.write_text(
        'extends = "case"\n[change.inventory."DEU/truck"]\nquantity = 100\n'
        '[change.inventory."DEU/*"]\nquantity = {times = 2}\n',
        encoding="utf-8",
    )
    report = refusal(lambda: open_case(overlay))
    assert "the entries 'DEU/truck' and 'DEU/*' of two both change it" in report


def test_a_missing_key_is_one_message_for_all_that_refer_to_it(case: Case) -> None:
    allies = case["allies"].filter(pl.col("ally") != "LVA")
    report = refusal(lambda: case.with_table("allies", allies))
    assert report.count("found 'LVA', expected a value of allies.ally") == 1
    assert "and 2 more; also in expenditure (1), budgets (1), personnel (1), inventory (2)" in report
