"""Workbooks of NATO, SIPRI, Kiel and the US budget: every trap of their layouts, expectations by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.public import books

from sinews import CaseError, read_public
from sinews.case.public import KINDS, open_public

Row = tuple[str, Any, str, float | None, str, str]


def rows_of(path: Path, kind: str, **options: Any) -> list[Row]:
    """The figures of a file, as tuples."""
    return list(read_public(path, kind=kind, **options).iter_rows())


LEVA, KORUNY = "million Leva, current prices", "million Koruny, current prices"


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    """The figures of an older edition of NATO's tables."""
    return rows_of(books.nato_old(tmp_path_factory.mktemp("nato") / "def-exp-2024-TABLES-en.xlsx"), "nato")


@pytest.fixture(scope="module")
def core(tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    """The figures of a core edition."""
    return rows_of(books.nato_core(tmp_path_factory.mktemp("nato") / "def-exp-2026-en.xlsx"), "nato")


@pytest.mark.parametrize(
    "row",
    [
        # the header is in row 8, below titles and units; 2019 is text among numbers, 2024e an estimate
        ("BGR", "2014", "defence expenditure (T1 current)", 1000.5, LEVA, ""),
        ("BGR", "2019", "defence expenditure (T1 current)", 2000.0, LEVA, ""),
        ("BGR", "2024", "defence expenditure (T1 current)", 3000.0, LEVA, "e"),
        # a star in the name, the currency in brackets
        ("CZE", "2024", "defence expenditure (T1 current)", 90000.0, KORUNY, "e;star"),
        # the second block has no header of its own, and its title a blank at the end
        ("BGR", "2014", "defence expenditure (T1 constant)", 1100.0, "million Leva, constant 2015 prices",
         ""),
        ("TUR", "2024", "defence expenditure (T2 constant)", 27000.0,
         "million USD, constant 2015 prices and exchange rates", "e"),
        # aggregates stand in another column than allies
        ("NATO_EUR_CAN", "2014", "defence expenditure (T2 current)", 250000.0,
         "million USD, current prices and exchange rates", "aggregate"),
        ("NATO", "2024", "defence expenditure (T2 constant)", 1200000.0,
         "million USD, constant 2015 prices and exchange rates", "e;aggregate"),
        ("SVK", "2019", "share of real GDP", 1.7, "per cent", ""),
        ("SVK", "2019", "annual real change", -1.5, "per cent", ""),
        # table 7 begins lower and one column to the right, in thousands
        ("BGR", "2014", "military personnel", 27.498, "thousand persons", ""),
        ("NATO", "2024", "military personnel", 3418.0, "thousand persons", "e;aggregate"),
        # shares are per cent as numbers
        ("BGR", "2014", "equipment share", 1.35, "per cent of defence expenditure", ""),
        ("BGR", "2024", "personnel share", 52.0, "per cent of defence expenditure", "e"),
    ],
)  # fmt: skip
def test_an_older_edition_of_nato(row: Row, old: list[Row]) -> None:
    assert [one for one in map(_text_years, old) if one[:3] == row[:3]] == [row]


def test_errors_hidden_rows_notes_and_page_numbers_are_no_figures(old: list[Row]) -> None:
    assert len(old) == 12 + 12 + 6 + 6 + 6
    assert {row[0] for row in old} == {"BGR", "CZE", "TUR", "SVK", "NATO", "NATO_EUR_CAN"}


@pytest.mark.parametrize(
    "row",
    [
        # each block has its own header; the title has changed, the currency and the base year, too
        ("BGR", "2026", "core defence expenditure (T1 current)", 1900.0, "million Euros, current prices",
         "e"),
        ("BGR", "2014", "core defence expenditure (T1 constant)", 700.0,
         "million Euros, constant 2021 prices", ""),
        ("SVN", "2025", "core defence expenditure (T2 current)", 1300.0,
         "million USD, current prices and exchange rates", "e;star"),
        ("NATO", "2014", "core defence expenditure (T2 current)", 940000.0,
         "million USD, current prices and exchange rates", "aggregate"),
        ("BGR", "2025", "share of real GDP", 2.13, "per cent", "e"),
    ],
)  # fmt: skip
def test_a_core_edition_of_nato(row: Row, core: list[Row]) -> None:
    assert [one for one in map(_text_years, core) if one[:3] == row[:3]] == [row]


def test_editions_of_nato_tell_their_basis(tmp_path: Path) -> None:
    editions = [
        KINDS["nato"].edition(open_public(make(tmp_path / f"{make.__name__}.xlsx")))
        for make in (books.nato_old, books.nato_core)
    ]
    assert editions == ["2024, prices of 2015", "2026, core, prices of 2021"]


def test_the_text_of_printed_pages(tmp_path: Path) -> None:
    path = tmp_path / "def-exp-2024.txt"
    path.write_text(books.NATO_PAGES, encoding="utf-8")
    assert rows_of(path, "nato") == [
        ("BGR", 2014, "defence expenditure (T1 current)", 1102.0, LEVA, ""),
        ("BGR", 2019, "defence expenditure (T1 current)", 3771.0, LEVA, ""),
        ("BGR", 2024, "defence expenditure (T1 current)", 4217.0, LEVA, "e"),
        ("SVK", 2014, "defence expenditure (T1 current)", 752.0, "million Euros, current prices", ""),
        ("SVK", 2019, "defence expenditure (T1 current)", 1610.0, "million Euros, current prices", ""),
        ("SVK", 2024, "defence expenditure (T1 current)", 2634.0, "million Euros, current prices", "e"),
        ("BGR", 2014, "share of real GDP", 1.31, "per cent", ""),
        ("BGR", 2019, "share of real GDP", 3.13, "per cent", ""),
        ("BGR", 2024, "share of real GDP", 2.18, "per cent", "e"),
    ]


def test_the_sheets_of_sipri(tmp_path: Path) -> None:
    path = books.sipri_milex(tmp_path / "SIPRI-Milex-data-1949-2024_2.xlsx")
    ones = "national currency units (ones), current prices, calendar year"
    constant = "million USD, constant 2023 prices and exchange rates"
    missing = "not available"
    assert rows_of(path, "sipri_milex") == [
        # estimates show by colour; the number of columns before the years differs; single units of a currency
        ("BGR", 1949, "Local currency calendar years", None, ones, f"{missing};notes †13"),
        ("BGR", 1990, "Local currency calendar years", 1740000.0, ones, "SIPRI estimate (blue);notes †13"),
        ("BGR", 2024, "Local currency calendar years", 4200000000.0, ones, "notes †13"),
        ("ALB", 1949, "Constant (2023) US$", None, constant, f"{missing};notes §¶3"),
        ("ALB", 1990, "Constant (2023) US$", 481.5, constant, "notes §¶3"),
        ("ALB", 2024, "Constant (2023) US$", 397.25, constant, "notes §¶3"),
        # Iceland's nought is a figure; notes may be numbers
        ("ISL", 1949, "Current US$", None, "million USD, current prices and exchange rates",
         f"{missing};notes 86"),
        ("ISL", 1990, "Current US$", 0.0, "million USD, current prices and exchange rates", "notes 86"),
        ("ISL", 2024, "Current US$", 0.0, "million USD, current prices and exchange rates", "notes 86"),
        ("DEU", 1949, "Share of GDP", None, "fraction of GDP (1 = 100 %)", missing),
        ("DEU", 1990, "Share of GDP", 0.025, "fraction of GDP (1 = 100 %)", ""),
        ("DEU", 2024, "Share of GDP", 0.0189, "fraction of GDP (1 = 100 %)", ""),
        # the first year differs by sheet
        ("TUR", 1988, "Per capita", None, "USD per person, current", f"{missing};notes ‖"),
        ("TUR", 1989, "Per capita", None, "USD per person, current", f"{missing};notes ‖"),
        ("TUR", 2024, "Per capita", 200.5, "USD per person, current", "notes ‖"),
        ("EST", 1988, "Share of Govt. spending", None,
         "fraction of general government expenditure (1 = 100 %)", f"{missing};notes ‖73"),
        # the state did not exist, which is another thing than not available
        ("EST", 1989, "Share of Govt. spending", None,
         "fraction of general government expenditure (1 = 100 %)", "state did not exist;notes ‖73"),
        ("EST", 2024, "Share of Govt. spending", 0.0775,
         "fraction of general government expenditure (1 = 100 %)", "notes ‖73"),
    ]  # fmt: skip
    # the copyright in the file is not its edition
    assert KINDS["sipri_milex"].edition(open_public(path)) == "1949-2024"


def test_the_tracker_of_2022(tmp_path: Path) -> None:
    path = books.kiel_2022(tmp_path / "Ukraine_Support_Tracker.xlsx")
    euros, further = "EUR (single euros)", "no value on this row (further row of the package)"
    span = "2022-01-24/2022-10-03"
    assert rows_of(path, "kiel_ukraine_support_tracker") == [
        # the item has no header; a package's value is that of its first row, and no sum of repeated ones
        ("NLD", "2022", "NLM1 units committed: helmet M", 3000.0, "units", ""),
        ("NLD", "2022", "NLM1 package value committed", 50000000.0, euros, "first row of package"),
        ("NLD", "2022", "NLM1 units committed: vest", 2000.0, "units", ""),
        ("NLD", "2022", "NLM1 package value committed", None, euros, further),
        # a date as text in American order, a word for a number, a formula with its stored value
        ("POL", "2022", "PLM2 units committed: missile", None, "units",
         "date text: until 6/27/2022;not a number: undisclosed"),
        ("POL", "2022", "PLM2 package value committed", 1800000000.0, euros,
         "date text: until 6/27/2022;first row of package"),
        # a number spoilt by typing is none
        ("USA", "2022", "USM1 units committed: Javelin", None, "units", "not a number: 1.000.00"),
        ("USA", "2022", "USM1 package value committed", None, euros, further),
        # the summary has two rows of header, and one name twice, told apart by its unit
        ("CZE", span, "military commitments", 0.28, "EUR billion", "cumulated"),
        ("CZE", span, "total bilateral commitments", 0.39, "EUR billion", "cumulated"),
        ("CZE", span, "GDP (2021)", 245.3, "USD billion", "cumulated"),
        ("CZE", span, "total bilateral commitments", 0.157, "per cent of GDP 2021", "cumulated"),
    ]  # fmt: skip
    assert KINDS["kiel_ukraine_support_tracker"].edition(open_public(path)) == "release 7"


def test_the_tracker_of_since_2024(tmp_path: Path) -> None:
    path = books.kiel_new(tmp_path / "Ukraine_Support_Tracker_Release_28.xlsx")
    euros, span = "EUR (single euros)", "2022-01/2026-02"
    assert rows_of(path, "kiel_ukraine_support_tracker") == [
        # months are counted from December 2021; a category may have a blank at its end
        ("DNK", "2025-10", "Military allocation (redistributed), row 2", 13.5, euros, ""),
        ("NOR", "2022-06", "Humanitarian allocation (redistributed), row 3", None, euros, "not given"),
        # month 0 is unknown, a negative value a correction, a commitment never an allocation
        ("CZE", None, "Military commitment (redistributed), row 4", -62.0, euros, "month unknown;correction"),
        ("TUR", span, "military allocation", 0.066, "EUR billion", "cumulated"),
        ("TUR", span, "total allocation", 0.07, "EUR billion", "cumulated"),
        ("TUR", span, "GDP (2021)", 720.0, "USD billion", "cumulated"),
        ("TUR", span, "GDP (2021)", 728.0, "EUR billion", "cumulated"),
        ("TUR", span, "military commitment", 0.067, "EUR billion", "cumulated"),
    ]


def test_the_display_of_procurement(tmp_path: Path) -> None:
    path = books.budget_p1(tmp_path / "p1.xlsx")
    found = rows_of(path, "us_dod_budget")
    # the first sheet alone, below the row of totals; codes keep their noughts; line breaks and stars go
    assert found[:4] == [
        ("USA", 2023, "0147 JET / Weapon System Cost quantity", 43.0, "units", "Actual;add"),
        ("USA", 2023, "0147 JET / Weapon System Cost", 4000000.0, "thousand USD", "Actual;add"),
        ("USA", 2025, "0147 JET / Weapon System Cost quantity", 42.0, "units", "Request;add"),
        ("USA", 2025, "0147 JET / Weapon System Cost", 5000000.0, "thousand USD", "Request;add"),
    ]
    negative = (
        "USA",
        2023,
        "0147 JET / Less: Advance Procurement (PY)",
        -400000.0,
        "thousand USD",
        "Actual;add",
    )
    repeated = (
        "USA",
        2023,
        "0147 JET / C (FY 2025 for FY 2026) (M)",
        200000.0,
        "thousand USD",
        "Actual;non-add",
    )
    assert {negative, repeated} <= set(found)
    # 4000 - 400 + 200, without the row that repeats a part
    assert found[-2:] == [
        (
            "USA",
            2023,
            "0147 JET net of all Add rows (account 3010F)",
            3800000.0,
            "thousand USD",
            "Actual;sum",
        ),
        (
            "USA",
            2025,
            "0147 JET net of all Add rows (account 3010F)",
            4800000.0,
            "thousand USD",
            "Request;sum",
        ),
    ]
    assert len(found) == 4 * 4 + 2
    assert KINDS["us_dod_budget"].edition(open_public(path)) == "budget of fiscal year 2025"


def test_the_display_of_research(tmp_path: Path) -> None:
    assert rows_of(books.budget_r1(tmp_path / "r1.xlsx"), "us_dod_budget") == [
        ("USA", 2020, "0601102A Sciences", 343000.0, "thousand USD", "Actual;TOA Y"),
        ("USA", 2022, "0601102A Sciences", 297000.0, "thousand USD", "Request;TOA Y"),
        ("USA", 2020, "0901517X Inspector General", 2300.0, "thousand USD", "Actual;TOA N"),
        ("USA", 2022, "0901517X Inspector General", 0.0, "thousand USD", "Request;TOA N"),
    ]


@pytest.mark.parametrize("kind", ["nato", "sipri_milex", "kiel_ukraine_support_tracker", "us_dod_budget"])
def test_a_file_of_another_kind_is_refused_in_a_sentence(kind: str, tmp_path: Path) -> None:
    path = books.workbook(tmp_path / "other.xlsx", {"Sheet": [["a", "b"], [1, 2]]})
    (tmp_path / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))
    for file in (path, tmp_path / "old.xls"):
        with pytest.raises(CaseError) as caught:
            read_public(file, kind=kind)
        assert len(caught.value.problems) == 1


def _text_years(row: Row) -> Row:
    """A row with its year as text."""
    return (row[0], str(row[1]), *row[2:])
