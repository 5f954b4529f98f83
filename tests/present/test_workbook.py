"""The workbook of a plan as another program opens it: LibreOffice, where it is installed."""

from __future__ import annotations

import re
import shutil
import subprocess
from html import unescape

import pytest

import sinews
from sinews.case import Case
from sinews.present.money import Money, with_money
from sinews.present.summary import summarise
from sinews.present.topics.plan import page
from sinews.present.writers import write

OFFICE = shutil.which("soffice")
FORMULA = "=1+1"


@pytest.fixture(scope="module")
def opened(case: Case, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the workbook of a plan whose names look like formulas, as LibreOffice reads and writes it."""
    if OFFICE is None:
        pytest.skip("LibreOffice is not installed")
    folder = tmp_path_factory.mktemp("office")
    plan = sinews.plan(case.with_value("allies", "DEU", name=FORMULA).with_settings(title=FORMULA))
    document = with_money(page(plan, summarise(plan, sinews.review(plan))), plan, Money("national"))
    write(document, folder / "plan.xlsx")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    words = ["--headless", "--convert-to", "fods", "--outdir", str(folder), str(folder / "plan.xlsx")]
    subprocess.run(
        [OFFICE, profile, *words],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    return (folder / "plan.fods").read_text(encoding="utf-8")


def test_no_name_becomes_a_formula(opened: str) -> None:
    assert "table:formula" not in opened
    assert f"<text:p>{FORMULA}</text:p>" in unescape(opened)


def test_charts_draw_the_cells_of_their_sheet(opened: str) -> None:
    assert opened.count("<chart:chart ") == 1
    (values,) = set(re.findall(r'chart:values-cell-range-address="([^"]+)"', opened))
    sheet, cells = values.rsplit(".", 2)[0], re.findall(r"\$?([A-Z]+)\$?(\d+)", values)
    assert "Chart cost by year" in sheet
    # seven years under a heading
    assert int(cells[1][1]) - int(cells[0][1]) == 6
    assert "The plan costs USD" in opened[opened.index("<chart:chart ") :]


def test_shares_years_and_money_are_laid_out_as_such(opened: str) -> None:
    told = re.findall(
        r'office:value-type="(\w+)"[^>]*?office:value="([^"]+)"[^>]*>\s*<text:p>([^<]*)</text:p>', opened
    )
    shares = [(float(value), text) for kind, value, text in told if kind == "percentage"]
    assert shares
    assert all(text == f"{100 * value:.1f}%" for value, text in shares)
    years = {
        text
        for kind, value, text in told
        if kind == "float" and value == text and 2026 <= float(value) <= 2032
    }
    assert years == {str(year) for year in range(2026, 2033)}
