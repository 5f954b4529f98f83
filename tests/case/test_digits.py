"""Figures have fifteen digits, differences the ten that are printed: round trips through other programs."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import polars as pl
import pytest
from tests.case.ways import with_cell

from sinews.case import Case, changes, open_case, write_case, write_workbook
from sinews.case.catalogue import TABLES
from sinews.case.figures import to_digits


def test_figures_are_read_to_fifteen_digits() -> None:
    numbers = [0.1 + 0.2, 1 / 3, 2 / 3 * 1e22, -123456789.123456789, 5e-324, 1.7e308, 0.0, 48246.09084500001]
    rounded = to_digits(pl.Series(numbers)).to_list()
    assert rounded == [float(format(number, ".15g")) for number in numbers]
    assert to_digits(pl.Series(rounded)).to_list() == rounded
    odd = to_digits(pl.Series([None, float("nan"), float("inf")])).to_list()
    assert odd[0] is None
    assert odd[1] != odd[1]
    assert odd[2] == float("inf")


@pytest.mark.parametrize("way", ["csv", "overlay", "frame"])
def test_digits_beyond_the_fifteenth_change_nothing(way: str, tmp_path: Path) -> None:
    one = with_cell(way, tmp_path, "budgets", 0, "gdp_share", "2.4")
    (tmp_path / "again").mkdir()
    more = with_cell(way, tmp_path / "again", "budgets", 0, "gdp_share", "2.4000000000000004")
    assert one["budgets"]["gdp_share"][0] == more["budgets"]["gdp_share"][0] == 2.4
    assert one.hash == more.hash


def test_differences_below_the_printed_digits_are_none(case: Case) -> None:
    gdp = pl.col("gdp")
    near = case.with_table("economy", case["economy"].with_columns(gdp * (1 + 1e-12)))
    assert near.hash != case.hash
    assert changes(case, near).is_empty()
    far = case.with_table("economy", case["economy"].with_columns(gdp * (1 + 1e-8)))
    assert set(changes(case, far)["column"]) == {"gdp"}


def office() -> str:
    """The spreadsheet program; tools/test installs it where it is missing."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    assert found, "LibreOffice is needed: on Debian and Ubuntu apt-get install libreoffice-calc-nogui"
    return found


@pytest.mark.parametrize("suffix", ["xlsx", "ods"])
def test_a_case_that_a_spreadsheet_program_has_saved_is_the_same(suffix: str, tmp_path: Path) -> None:
    baseline = open_case()
    # seventeen digits, which the program does not keep
    gdp = (pl.col("gdp") * (1 / 3)).alias("gdp")
    case = baseline.with_table("economy", baseline["economy"].with_columns(gdp))
    path = write_workbook(case, tmp_path / "case.xlsx")
    subprocess.run(
        [office(), "--headless",
         f"-env:UserInstallation=file://{tmp_path / 'profile'}", "--convert-to", suffix,
         "--outdir", str(tmp_path / "saved"), str(path)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    again = open_case(tmp_path / "saved" / f"case.{suffix}")
    assert again.hash == case.hash
    assert changes(case, again).is_empty()


def write_as_german_excel(frame: pl.DataFrame, path: Path) -> None:
    """Write a table as Excel with German settings saves it as CSV: made here, not by Excel.

    Semicolons, decimal commas, ten significant digits, Windows-1252.
    """
    lines = [";".join(frame.columns)]
    for row in frame.iter_rows():
        cells = []
        for value in row:
            text = "" if value is None else f"{value:.10g}" if isinstance(value, float) else str(value)
            text = text.replace(".", ",") if isinstance(value, float) else text
            quoted = any(mark in text for mark in ';"\n')
            cells.append('"' + text.replace('"', '""') + '"' if quoted else text)
        lines.append(";".join(cells))
    path.write_bytes("\r\n".join([*lines, ""]).encode("cp1252"))


def test_a_case_through_german_excel_differs_in_nothing_that_is_printed(tmp_path: Path) -> None:
    baseline = open_case()
    writable = {
        name: frame.with_columns(
            pl.col(pl.String).map_elements(
                lambda text: text.encode("cp1252", "replace").decode("cp1252"), return_dtype=pl.String
            )
        )
        for name, frame in baseline.tables.items()
    }
    case = baseline.with_tables(writable)
    folder = write_case(case, tmp_path / "case")
    for table in TABLES:
        write_as_german_excel(case[table.name], folder / f"{table.name}.csv")
    again = open_case(folder)
    assert changes(case, again).is_empty()
    assert any("Windows-1252" in warning for warning in again.warnings)
