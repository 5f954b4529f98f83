"""No silent misreading of a layout: other ways to write a table are read and told, or refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.case.ways import as_csv, by_csv, by_frame, by_overlay, by_workbook, columns_of, refusal, rows_of
from tests.small_case import SETTINGS, small_case

from sinews.case import Case, open_case, write_workbook
from sinews.case.catalogue import table_named
from sinews.case.workbook.layout import unit_line

pytestmark = pytest.mark.usefixtures("read_in_this_process")


def by_text(way: str, folder: Path, table: str, content: bytes) -> Case:
    """The small case with other bytes for one table, in a folder or in an overlay."""
    return (by_csv if way == "csv" else by_overlay)(folder, table, content)


@pytest.mark.parametrize("way", ["csv", "overlay"])
@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda text: text.replace(b",", b"\t"), "read as separated by tabs"),
        (lambda text: text.replace(b",", b";"), "read as separated by semicolons"),
        (lambda text: b"sep=;\n" + text.replace(b",", b";"), "read as separated by semicolons"),
        (lambda text: b"Budgets\nin per cent\n\n" + text, "3 lines above the header left out"),
        (lambda text: text.replace(b"\n", b",,,\n"), None),
    ],
    ids=["tabs", "semicolons", "sep=", "title", "empty columns"],
)
def test_other_layouts_of_text_are_read_and_told(
    way: str, change: Any, told: str | None, tmp_path: Path
) -> None:
    case = by_text(way, tmp_path, "budgets", change(as_csv(rows_of("budgets"))))
    assert case["budgets"].equals(small_case()["budgets"])
    assert case.warnings == (() if told is None else (f"budgets.csv: {told}",))


@pytest.mark.parametrize("way", ["csv", "overlay"])
def test_what_german_excel_writes_is_read_and_told(way: str, tmp_path: Path) -> None:
    rows = rows_of("budgets")
    place = rows[0].index("gdp_share")
    rows[1][place], rows[1][-1] = "2.45", "geschätzt"
    text = as_csv(rows).decode().replace(",", ";").replace(".", ",").replace("\n", "\r\n")
    case = by_text(way, tmp_path, "budgets", text.encode("cp1252"))
    assert case["budgets"]["gdp_share"][0] == 2.45
    assert case["budgets"]["note"][0].endswith("geschätzt")
    assert case.warnings == (
        "budgets.csv: read as separated by semicolons",
        "budgets.csv: read in the characters of Windows-1252",
        "budgets.csv: numbers read with decimal commas",
    )


@pytest.mark.parametrize("way", ["csv", "overlay"])
def test_a_point_among_decimal_commas_is_refused(way: str, tmp_path: Path) -> None:
    rows = rows_of("expenditure")
    text = as_csv(rows).decode().replace(",", ";").replace(".", ",").replace("73000,0", "73.000")
    report = refusal(lambda: by_text(way, tmp_path, "expenditure", text.encode()))
    assert "row 2, current: found '73.000', expected a number with a decimal comma" in report


@pytest.mark.parametrize("way", ["csv", "overlay"])
def test_a_table_cut_off_in_mid_row_is_refused(way: str, tmp_path: Path) -> None:
    content = as_csv(rows_of("inventory"))
    cut = content[: content.rindex(b",test")]
    report = refusal(lambda: by_text(way, tmp_path, "inventory", cut))
    assert "row 8: found '5 cells', expected as many cells as the header has (8)" in report
    assert "the file seems to have been cut off" in report


@pytest.mark.parametrize("way", ["workbook", "frame"])
@pytest.mark.parametrize(("mark", "word"), [(";", "semicolons"), ("\t", "tabs")])
def test_a_table_in_one_column_is_one_problem(way: str, mark: str, word: str, tmp_path: Path) -> None:
    lines = [[mark.join(row)] for row in rows_of("budgets")]
    report = refusal(
        lambda: (
            by_workbook(tmp_path / "case.xlsx", "budgets", rows=lines)
            if way == "workbook"
            else by_frame("budgets", columns_of(lines))
        )
    )
    assert f"it seems to be separated by {word}" in report
    assert report.count("\n  ") == 1


def test_a_frame_without_its_header_is_one_problem() -> None:
    columns = {f"Unnamed: {n}": values for n, values in enumerate(columns_of(rows_of("budgets")).values())}
    report = refusal(lambda: by_frame("budgets", columns))
    assert "is the header in another row?" in report
    assert report.count("\n  ") == 1


def test_empty_columns_of_a_frame_and_of_a_sheet_are_left_out(tmp_path: Path) -> None:
    columns = columns_of(rows_of("budgets")) | {"Unnamed: 8": [None] * 3, "": [None] * 3}
    assert by_frame("budgets", columns)["budgets"].equals(small_case()["budgets"])
    rows = [[*row, ""] for row in rows_of("budgets")]
    assert by_workbook(tmp_path / "case.xlsx", "budgets", rows=rows)["budgets"].equals(
        small_case()["budgets"]
    )


def test_a_title_above_the_header_of_a_sheet_is_left_out_and_told(tmp_path: Path) -> None:
    rows = [["Budgets"], [], *rows_of("budgets")]
    case = by_workbook(tmp_path / "case.xlsx", "budgets", rows=rows)
    assert case["budgets"].equals(small_case()["budgets"])
    assert case.warnings == ("sheet budgets: 2 rows above the header left out",)


@pytest.mark.parametrize("gone", ["description", "units"])
def test_a_sheet_may_lose_one_of_the_rows_that_explain_it(gone: str, tmp_path: Path) -> None:
    columns = table_named("contracts").columns
    rows = rows_of("contracts")
    rows.insert(1, [unit_line(c) if gone == "description" else c.description for c in columns])
    case = by_workbook(tmp_path / "case.xlsx", "contracts", rows=rows)
    assert case["contracts"].equals(small_case()["contracts"])


def test_a_setting_whose_name_stands_in_another_row_is_refused(tmp_path: Path) -> None:
    pairs = [["name", "value"], *map(list, SETTINGS.model_dump().items())]
    place = [name for name, _ in pairs].index("yearly_growth")
    pairs[place : place + 1] = [["yearly_growth", None], [None, 10.0]]
    report = refusal(lambda: by_workbook(tmp_path / "case.xlsx", "budgets", settings=pairs))
    assert f"row {place + 1}, yearly_growth: expected a value in the same row" in report
    assert f"row {place + 2}: found '10', expected the name of the setting in the same row" in report


def test_what_is_hidden_in_a_workbook_is_read_and_told(tmp_path: Path) -> None:
    def hide(_book: Any, sheet: Any, _formats: dict[str, Any]) -> None:
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.hide()

    case = by_workbook(tmp_path / "case.xlsx", "budgets", hide)
    assert case.hash == small_case().hash
    assert case.warnings == (
        "sheet budgets is hidden, and was read",
        "sheet budgets: 1 hidden row was read, too (3)",
    )


def test_an_old_workbook_and_a_single_table_are_told_what_to_do(tmp_path: Path) -> None:
    old, csv, book = tmp_path / "case.xls", tmp_path / "gdp.csv", tmp_path / "case.data"
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    csv.write_text("Country Name,2024\nGermany,1\n", encoding="utf-8")
    book.write_bytes(write_workbook(small_case(), tmp_path / "case.xlsx").read_bytes())
    assert "found 'a workbook of Excel 97 to 2003', expected a case (open it" in refusal(
        lambda: open_case(old)
    )
    assert "a publisher's file is read by: sinews case import" in refusal(lambda: open_case(csv))
    assert "give it a name that ends in .xlsx or .ods" in refusal(lambda: open_case(book))


def test_a_publishers_file_in_place_of_a_table_is_one_problem(folder: Path) -> None:
    lines = ['"Data Source","World Development Indicators",', "", '"Last Updated Date","2020-07-01",', "",
             '"Country Name","Country Code","Indicator Name","Code","2017","2018","2019",',
             '"Germany","DEU","GDP (current US$)","NY.GDP","3.66e12","3.95e12","3.86e12",']  # fmt: skip
    (folder / "economy.csv").write_text("\r\n".join(lines), encoding="utf-8")
    report = refusal(lambda: open_case(folder))
    assert "the header seems to be in line 5: Country Name, Country Code" in report
    assert "with a column for each year, where a row for each is needed" in report
    assert report.count("\n  ") == 1
