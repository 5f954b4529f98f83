"""Further traps of publishers' layouts: what a reader may misread without anyone noticing, by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from tests.public import books, texts
from tests.public.test_texts import TIV, read, refusal
from tests.public.test_workbooks import Row, rows_of
from tests.small_case import small_case

from sinews import CaseError
from sinews.case.public import bring_in, open_public


def national_currency(path: Path, currency: str, years: list[Any], values: list[float]) -> Path:
    """NATO's table 1 of one ally, in a currency."""
    title = ["Table 1: Defence expenditure"]
    rows = [title, ["Million"], ["Current prices"], [None, *years], [f"Bulgaria ({currency})", *values]]
    return books.workbook(path, {"Table 1": rows})


def test_an_ally_that_changes_its_currency_is_never_joined_by_number(tmp_path: Path) -> None:
    leva = national_currency(tmp_path / "def-exp-2024.xlsx", "Leva", [2014, "2024e"], [1101.6, 4217.0])
    euros = national_currency(tmp_path / "def-exp-2026.xlsx", "Euros", [2014, "2026e"], [563.0, 2900.0])
    item = "defence expenditure (T1 current)"
    assert rows_of(leva, "nato")[0] == ("BGR", 2014, item, 1101.6, "million Leva, current prices", "")
    assert rows_of(euros, "nato")[0] == ("BGR", 2014, item, 563.0, "million Euros, current prices", "")
    # the table of expenditure is in dollars: none of the two goes there
    for path in (leva, euros):
        with pytest.raises(CaseError, match="figures that a table of the case takes"):
            bring_in(small_case(), open_public(path), "nato")


def test_errors_of_the_spreadsheet_are_no_figures_even_beside_the_name_of_an_ally(tmp_path: Path) -> None:
    error = ("=1/0", "#REF!")
    rows: list[list[Any]] = [
        ["Table 2: Defence expenditure"], ["Million US dollars"], ["Current prices and exchange rates"],
        [None, 2023, "2024e"], ["Bulgaria", 1800, 2300], ["Latvia", error, error], [None, error, error],
        ["Czechia", error, error],
    ]  # fmt: skip
    path = books.workbook(tmp_path / "def-exp-2024.xlsx", {"TABLE2": rows}, hidden={"TABLE2": [7]})
    assert [(row[0], row[1], row[3], row[5]) for row in rows_of(path, "nato")] == [
        ("BGR", 2023, 1800.0, ""),
        ("BGR", 2024, 2300.0, "e"),
    ]


def test_personnel_of_nato_come_in_as_thousands(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["Table 7: Military personnel"], ["Thousands"], [None, 2024, "2025e"],
                             ["Latvia", 7.498, 8.25]]  # fmt: skip
    path = books.workbook(tmp_path / "def-exp-2025.xlsx", {"Table 7": rows})
    brought = bring_in(small_case(), open_public(path), "nato")
    soldiers = brought.case["personnel"].filter(ally="LVA").sort("year")
    # 7,498 and 8,250 persons, in a table that counts thousands
    assert soldiers["military"].to_list() == [7.498, 8.25]


def test_what_sipri_prints_in_red_is_highly_uncertain(tmp_path: Path) -> None:
    path = tmp_path / "SIPRI-Milex-data-1949-2024.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Current US$")
        sheet.write_row(0, 0, ["Country", "Notes", 2023, 2024])
        sheet.write_row(1, 0, ["Bulgaria", None, None, 1900.5])
        sheet.write_number(1, 2, 1700.25, book.add_format({"font_color": "#FF0000"}))
    unit = "million USD, current prices and exchange rates"
    assert rows_of(path, "sipri_milex") == [
        ("BGR", 2023, "Current US$", 1700.25, unit, "highly uncertain (red)"),
        ("BGR", 2024, "Current US$", 1900.5, unit, ""),
    ]


def test_letters_of_iso_8859_1_far_down_in_a_register(tmp_path: Path) -> None:
    line = "Estonia,Poland,2022,,300,,Missile-D,SAM,300,,2023,New,,0.08,24,24\n"
    boat = "Denmark,Turkiye,2022,,1,,Patruljek\u00f8ret\u00f8j,boat,1,,2023,New,,2,2,2\n"
    head = books.ARMS_BY_DEAL.decode("latin-1").split("\nEstonia")[0] + "\n"
    content = (head + 3000 * line + boat).encode("latin-1")
    rows = read(tmp_path, "trade-register.csv", content, "sipri_arms_transfers")
    item = "Patruljek\u00f8ret\u00f8j (boat) from TUR, TIV delivered"
    assert rows[-1] == ("DNK", 2023, item, 2.0, TIV, "new")


def test_a_register_in_rich_text_is_refused(tmp_path: Path) -> None:
    content = rb"{\rtf1\ansi\b Transfers of major weapons\b0\par Estonia\tab 300}"
    assert "the RTF form is not read" in refusal(tmp_path, "register.rtf", content, "sipri_arms_transfers")


def test_the_tracker_of_procurement_is_refused(tmp_path: Path) -> None:
    path = books.workbook(tmp_path / "orders.xlsx", {"Orders": [["company", "quantity"], ["Firm", 10]]})
    with pytest.raises(CaseError, match="the tracker of procurement is not read"):
        rows_of(path, "kiel_ukraine_support_tracker")


def package(path: Path, *rows: tuple[str, Any, Any, Any, int]) -> Path:
    """The tracker of 2022: of each row item, value as given, units, euros, and whether it is the first."""
    header = [
        "ID", "countries ", "Announcement Date", "Monetary Value as Given by Source", None, "No. of Units",
        "Converted Value in EUR ", "Total_value_dummy (1 is first row in the package)",
    ]  # fmt: skip
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Bilateral assistance, MAIN DATA")
        sheet.write_row(0, 0, header)
        for number, (item, given, units, euros, first) in enumerate(rows, start=1):
            cells = ["DEM1", "Germany", "2022-03-01 00:00:00", given, item, units, euros, first]
            sheet.write_row(number, 0, cells)
        sheet = book.add_worksheet("Country Summary")
        for place, (name, unit) in enumerate([("Country", ""), ("EU member", "")]):
            sheet.merge_range(3, place, 4, place, name or unit)
        sheet.write_row(3, 2, ["Military commitments ", "Total bilateral commitments"])
        sheet.write_row(4, 2, ["\u20ac billion", "% GDP"])
        sheet.write_row(5, 0, ["Germany", 1, 1.5, 0.0223])
    return path


def test_the_value_of_a_package_counts_once_though_each_row_repeats_it(tmp_path: Path) -> None:
    path = package(
        tmp_path / "tracker.xlsx", ("missile", 9e7, 500, 8e7, 1), ("mine", 9e7, 100, None, 0),
        ("vest", 9e7, 200, None, 0),
    )  # fmt: skip
    rows = rows_of(path, "kiel_ukraine_support_tracker")
    worth = [row[3] for row in rows if row[2] == "DEM1 package value committed"]
    assert worth == [8e7, None, None]
    assert sum(row[3] for row in rows if row[3] is not None and row[4] == "units") == 800
    # names above two merged rows, and those with a blank at their end
    assert [row[2:5] for row in rows[-2:]] == [
        ("military commitments", 1.5, "EUR billion"),
        ("total bilateral commitments", 0.0223, "per cent of GDP 2021"),
    ]


@pytest.mark.parametrize(
    ("cell", "value", "flag"),
    [
        ("undisclosed", None, "not a number: undisclosed"),
        ("Not given", None, "not a number: Not given"),
        ("No price", None, "not a number: No price"),
        ("dozens", None, "not a number: dozens"),
        (".", None, ""),
        ("1.000.00", None, "not a number: 1.000.00"),
        (" 3193503.68 \n", 3193503.68, ""),
        ("1,200", 1200.0, ""),
    ],
)
def test_words_in_place_of_numbers_are_kept_as_words(
    cell: str, value: float | None, flag: str, tmp_path: Path
) -> None:
    path = package(tmp_path / "tracker.xlsx", ("missile", "Not given", cell, 8e7, 1))
    first = rows_of(path, "kiel_ukraine_support_tracker")[0]
    assert first == ("DEU", 2022, "DEM1 units committed: missile", value, "units", flag)


def test_billions_of_the_imf_come_in_as_millions(tmp_path: Path) -> None:
    (tmp_path / "WEO_Data.xls").write_bytes(texts.WEO_REPORT.replace(*_utf16("2021", "2024")))
    brought = bring_in(small_case(), open_public(tmp_path / "WEO_Data.xls"), "imf_weo")
    gdp = brought.case["expenditure"].filter(ally="DEU", year=2024)["gdp_current"].to_list()
    assert gdp == [4_200_500.0]


def test_chain_linked_volumes_and_regions_are_no_gdp_of_a_country(tmp_path: Path) -> None:
    labels = texts.EUROSTAT_LABELS.replace("T\u00fcrkiye,2023".encode(), b"Germany,2024")
    regions = (
        b"freq,unit,na_item,geo\\TIME_PERIOD\t2024 \nA,CP_MEUR,B1GQ,DE94\t99000.0 \nA,CP_MEUR,B1G,DE\t1.0 \n"
    )
    for name, content in (("labels.csv", labels), ("regions.tsv", regions)):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(CaseError, match="figures that a table of the case takes"):
            bring_in(small_case(), open_public(tmp_path / name), "eurostat")


def test_the_display_of_procurement_of_2022(tmp_path: Path) -> None:
    names = ["Account", "Line\nNumber", "Line Item", "Line Item Title", "Cost\nType", "Cost Type Title",
             "Add/\nNon-Add", "FY 2021\nEnacted**\nQuantity", "FY 2021\nEnacted**\nAmount",
             "FY 2022\nRequest\nQuantity", "FY 2022\nRequest\nAmount"]  # fmt: skip
    line = ["2031A", 7, "0757A05111", "HELICOPTER"]
    rows: list[list[Any]] = [
        [None, None, None, "Total of Displayed Rows"], names,
        [*line, "A", "Weapon System Cost", "Add", 50, 982897, 30, 673596],
        [*line, "B", "Less: Advance Procurement (PY)", "Add", 0, -190870, 0, -169460],
    ]  # fmt: skip
    found = rows_of(books.workbook(tmp_path / "p1.xlsx", {"Exhibit P-1": rows}), "us_dod_budget")
    item = "0757A05111 HELICOPTER"
    assert found[0] == ("USA", 2021, f"{item} / Weapon System Cost quantity", 50.0, "units", "Enacted;add")
    net = f"{item} net of all Add rows (account 2031A)"
    assert found[-2:] == [
        ("USA", 2021, net, 792027.0, "thousand USD", "Enacted;sum"),
        ("USA", 2022, net, 504136.0, "thousand USD", "Request;sum"),
    ]


def test_columns_of_raids_are_found_by_name_wherever_they_stand(tmp_path: Path) -> None:
    content = (
        b"source,launched,model,destroyed,time_end,launched_details,time_start,num_hit_location\n"
        b"post,236.0,Shahed-136/131,,2026-06-07 08:30,\"{'south': 61, 'east': NaN}\",2026-06-06 18:00,7\n"
        b"post,2.0,Iskander-M/KN-23 and Kalibr,1.0,2026-06-07 02:00,,2026-06-06 22:00,1\n"
    )
    night = "night of 2026-06-06"
    expected: list[Row] = [
        ("UKR", "2026-06-07", "Shahed-136/131 launched", 236.0, "pieces", night),
        ("UKR", "2026-06-07", "Shahed-136/131 destroyed", None, "pieces", f"not given;{night}"),
        ("UKR", "2026-06-07", "Iskander-M/KN-23 and Kalibr launched", 2.0, "pieces", night),
        ("UKR", "2026-06-07", "Iskander-M/KN-23 and Kalibr destroyed", 1.0, "pieces", night),
    ]
    assert read(tmp_path, "raids.csv", content, "ukraine_daily_raids") == expected


def test_codes_that_are_those_of_the_website_say_nothing(tmp_path: Path) -> None:
    content = b"Country,ISO3,Combat Tanks\nUnited Kingdom,UKD,227\nNetherlands,NET,18\nSpain,SVN,327\n"
    rows = read(tmp_path, "GlobalFirePower.csv", content, "equipment_tables", year=2017)
    assert [(row[0], row[3]) for row in rows] == [("GBR", 227.0), ("NLD", 18.0), ("ESP", 327.0)]


def _utf16(old: str, new: str) -> tuple[bytes, bytes]:
    """Both texts in the letters of the IMF's files."""
    return old.encode("utf-16-le"), new.encode("utf-16-le")
