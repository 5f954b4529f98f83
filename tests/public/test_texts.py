"""Text files of the IMF, World Bank, Eurostat and others: every trap of their layouts, by hand."""

from __future__ import annotations

import gzip
import time
from pathlib import Path
from typing import Any

import pytest
from tests.public import books, texts
from tests.public.test_workbooks import Row

from sinews import CaseError, read_public
from sinews.case.public import KINDS, open_public

MISSING = "not available"


def read(folder: Path, name: str, content: bytes, kind: str, **options: Any) -> list[Row]:
    """The figures of a file of these bytes, as tuples."""
    path = folder / name
    path.write_bytes(content)
    return list(read_public(path, kind=kind, **options).iter_rows())


def refusal(folder: Path, name: str, content: bytes, kind: str, **options: Any) -> str:
    """The one problem that refuses a file."""
    with pytest.raises(CaseError) as caught:
        read(folder, name, content, kind, **options)
    (problem,) = caught.value.problems
    return str(problem)


def edition(folder: Path, name: str, content: bytes, kind: str) -> str:
    """The edition of a file of these bytes."""
    (folder / name).write_bytes(content)
    return KINDS[kind].edition(open_public(folder / name))


UNITS, TIV = "units delivered in the year", "million TIV (SIPRI trend indicator, no currency)"


def test_the_register_by_year(tmp_path: Path) -> None:
    rows = read(tmp_path, "trade-register.csv", books.ARMS_BY_YEAR, "sipri_arms_transfers")
    tank = "Tank-A (tank) from DEU, order 2002, deal 7001"
    jet = "Jet-B (FGA aircraft) from USA, order 2020, deal 7002"
    assert rows == [
        # a semicolon at the end of each line, a header below eleven lines, several rows of one deal
        ("POL", 2002, tank, 30.0, UNITS, "number estimate;second hand"),
        ("POL", 2002, f"{tank}, TIV", 48.0, TIV, "number estimate;second hand"),
        ("POL", 2003, tank, 90.0, UNITS, "number estimate;second hand"),
        ("POL", 2003, f"{tank}, TIV", 144.0, TIV, "number estimate;second hand"),
        # an empty mark is unknown and no No; a name without its accents; an index that is no money
        ("TUR", 2024, jet, 3.0, UNITS, "order date estimate;delivery year mark empty;local production;new"),
        ("TUR", 2024, f"{jet}, TIV", 165.0, TIV,
         "order date estimate;delivery year mark empty;local production;new"),
        # what is no state keeps its name
        ("United Nations**", 2006, "Carrier-C (APC) from BEL, order 2006, deal 7003", 15.0, UNITS, "new"),
        ("United Nations**", 2006, "Carrier-C (APC) from BEL, order 2006, deal 7003, TIV", 4.5, TIV, "new"),
    ]  # fmt: skip
    assert edition(tmp_path, "a.csv", books.ARMS_BY_YEAR, "sipri_arms_transfers") == "12 Feb 2026"


def test_the_register_by_deal(tmp_path: Path) -> None:
    rows = read(tmp_path, "trade-register.csv", books.ARMS_BY_DEAL, "sipri_arms_transfers")
    missile, sam, fighter, jet = (
        "Missile-D (portable SAM) from POL", "Missile-E (SAM) from FRA", "Jet-F (fighter) from KOR",
        "Jet-G (fighter) from USA",
    )  # fmt: skip
    doubtful = "order year uncertain;delivered or year of delivery uncertain;new"
    named, order, value = "delivered, sum over the years named", "number ordered", "TIV of total order"
    assert rows == [
        # three headers that are a blank hold marks; several years in one field are one sum
        ("EST", "2022", f"{missile}, {order}", 300.0, "units", doubtful),
        (
            "EST",
            "2023/2025",
            f"{missile}, {named}",
            300.0,
            "units",
            f"{doubtful};delivery years 2023; 2024; 2025",
        ),
        ("EST", "2022", f"{missile}, {value}", 24.0, TIV, doubtful),
        ("EST", "2023/2025", f"{missile}, TIV delivered", 24.0, TIV, doubtful),
        # a number ordered that is not yet known, and a nought that stands for it
        ("DNK", "2025", f"{sam}, {order}", None, "units", "new;not yet known"),
        ("DNK", None, f"{sam}, {named}", 0.0, "units", "new;none delivered yet"),
        ("DNK", "2025", f"{sam}, {value}", None, TIV, "new;0 stands for not known"),
        ("DNK", None, f"{sam}, TIV delivered", 0.0, TIV, "new"),
        # a semicolon in a field is text
        ("POL", "2022", f"{fighter}, {order}", 36.0, "units", "new"),
        ("POL", None, f"{fighter}, {named}", 0.0, "units", "new;none delivered yet"),
        ("POL", "2022", f"{fighter}, {value}", None, TIV, "new;0 stands for not known"),
        ("POL", None, f"{fighter}, TIV delivered", 0.0, TIV, "new"),
        # a selection is no order
        ("BEL", "2025", f"{jet}, {order}", 11.0, "units", "selected, not yet ordered;new"),
        ("BEL", None, f"{jet}, {named}", 0.0, "units", "selected, not yet ordered;new;none delivered yet"),
        ("BEL", "2025", f"{jet}, {value}", 605.0, TIV, "selected, not yet ordered;new"),
        ("BEL", None, f"{jet}, TIV delivered", 0.0, TIV, "selected, not yet ordered;new"),
    ]


def test_a_register_that_a_spreadsheet_has_changed_is_refused(tmp_path: Path) -> None:
    content = books.ARMS_BY_DEAL.replace(b"EUR100 m deal", b"EUR100, m deal")
    words = refusal(tmp_path, "a.csv", content, "sipri_arms_transfers")
    assert "found '17 fields in line 13', expected 16 fields in each line" in words


def test_a_report_of_the_imf_in_utf_16(tmp_path: Path) -> None:
    item, unit = "GDP current prices", "billion USD"
    assert read(tmp_path, "WEO_Data.xls", texts.WEO_REPORT, "imf_weo") == [
        # text that is called .xls, an empty column at the end, thousands commas, a country that is no ally
        ("DEU", 2019, item, None, unit, MISSING),
        ("DEU", 2020, item, 3900.125, unit, ""),
        ("DEU", 2021, item, 4200.5, unit, "estimate"),
        # what is estimated begins in another year for each series
        ("GBR", 2019, item, None, unit, MISSING),
        ("GBR", 2020, item, 2700.0, unit, "estimate"),
        ("GBR", 2021, item, 3100.0, unit, "estimate"),
    ]
    assert edition(tmp_path, "WEO_Data.xls", texts.WEO_REPORT, "imf_weo") == "October 2022"


def test_a_report_of_the_imf_with_decimal_commas(tmp_path: Path) -> None:
    item = "Gross domestic product, constant prices"
    assert read(tmp_path, "WEO_Data.xls", texts.WEO_COMMA, "imf_weo") == [
        ("TUR", 2021, "Current account balance", -6.433, "billion U.S. dollars", "no estimate column"),
        ("TUR", 2022, "Current account balance", -45.799, "billion U.S. dollars", "no estimate column"),
        # one number alone could be a thousand; the file decides
        ("EST", 2021, item, -6.24, "Percent change", "no estimate column"),
        ("EST", 2022, item, 1.174, "Percent change", "no estimate column"),
    ]


def test_the_whole_database_of_the_imf(tmp_path: Path) -> None:
    assert read(tmp_path, "WEOOct2022all.xls", texts.WEO_ALL, "imf_weo") == [
        ("POL", 2021, "NGDPD GDP current prices", 679.067, "billion USD", ""),
        ("POL", 2022, "NGDPD GDP current prices", 716.3, "billion USD", "estimate"),
        ("POL", 2021, "LP Population", 37.9, "million Persons", ""),
        ("POL", 2022, "LP Population", 37.8, "million Persons", ""),
    ]
    assert edition(tmp_path, "WEOOct2022all.xls", texts.WEO_ALL, "imf_weo") == "Oct 2022"
    words = refusal(tmp_path, "WEOOct2022all.xls", b"\xd0\xcf\x11\xe0" + bytes(99), "imf_weo")
    assert "the file has been saved again" in words


def test_indicators_of_the_world_bank(tmp_path: Path) -> None:
    dollars = "USD (single dollars), current"
    assert read(tmp_path, "API_EST.csv", texts.WORLD_BANK, "world_bank") == [
        # a mark of the order of bytes, a preamble, a comma at the end of each line, quoted numbers, no groups
        ("EST", 2019, "NY.GDP.MKTP.CD", 31000000000.5, dollars, ""),
        ("EST", 2020, "NY.GDP.MKTP.CD", None, dollars, MISSING),
        ("EST", 2019, "MS.MIL.TOTL.P1", 7000.0, "persons", ""),
        ("EST", 2020, "MS.MIL.TOTL.P1", 6500.0, "persons", ""),
    ]
    assert read(tmp_path, "API_MS.csv", texts.WORLD_BANK_SINGLE, "world_bank") == [
        ("TUR", 2019, "military expenditure", 2.75, "per cent of GDP", ""),
        ("TUR", 2020, "military expenditure", None, "per cent of GDP", MISSING),
    ]
    assert read(tmp_path, "worldbank.json", texts.WORLD_BANK_JSON, "world_bank") == [
        # a list of two, years as text, null for nothing, groups without a mark
        ("DEU", 2024, "NY.GDP.MKTP.CD", 4685592577804.69, dollars, ""),
        ("POL", 2024, "NY.GDP.MKTP.CD", None, dollars, MISSING),
    ]
    assert edition(tmp_path, "a.csv", texts.WORLD_BANK, "world_bank") == "2026-07-01"
    assert edition(tmp_path, "a.json", texts.WORLD_BANK_JSON, "world_bank") == "2026-07-13"
    page = texts.WORLD_BANK_JSON.replace(b'"pages":1', b'"pages":3')
    assert "all observations on one page" in refusal(tmp_path, "b.json", page, "world_bank")


def test_bulk_files_of_eurostat(tmp_path: Path) -> None:
    gdp, euros = "gross domestic product", "million EUR, current"
    expected = [
        # Eurostat's own codes of countries; marks behind the number, and composite ones; nothing, and no
        # observation; gross value added is not GDP; Austria and the Union are no allies; Windows line ends
        ("DEU", 2022, "gross value added (B1G, not GDP)", 3591874.0, "million EUR, current prices", "p"),
        ("DEU", 2023, "gross value added (B1G, not GDP)", 3853937.0, "million EUR, current prices", "p"),
        ("DEU", 2024, "gross value added (B1G, not GDP)", 3921311.0, "million EUR, current prices", "p"),
        ("GBR", 2022, gdp, None, euros, f"{MISSING};@C"),
        ("GBR", 2024, gdp, 2900000.0, euros, "be"),
        ("GRC", 2022, gdp, 207008.7, euros, ""),
        ("GRC", 2023, gdp, 224686.2, euros, "p"),
        ("GRC", 2024, gdp, None, euros, MISSING),
    ]
    for name, content in (("a.tsv", texts.EUROSTAT_TSV), ("a.tsv.gz", gzip.compress(texts.EUROSTAT_TSV))):
        assert sorted(read(tmp_path, name, content, "eurostat"), key=lambda row: row[:2]) == expected
    # years descending, and no frequency
    assert sorted(read(tmp_path, "old.tsv", texts.EUROSTAT_OLD_TSV, "eurostat")) == [
        ("GRC", 2013, "government debt", 177.0, "per cent of GDP", ""),
        ("GRC", 2014, "government debt", 178.6, "per cent of GDP", ""),
        ("POL", 2013, gdp, 1656341.0, "million national currency, current", ""),
        ("POL", 2014, gdp, 1719097.0, "million national currency, current", ""),
    ]
    # regions beside countries
    regions = sorted(
        read(tmp_path, "nama_10r_3gdp.tsv", texts.EUROSTAT_REGIONS, "eurostat"), key=lambda r: r[:3]
    )
    assert regions == [
        ("DEU", 2021, "GDP EUR_HAB of DE94 (region, not the country)", 38200.0, "EUR_HAB", "e"),
        ("DEU", 2022, "GDP EUR_HAB of DE94 (region, not the country)", 40700.0, "EUR_HAB", "e"),
        ("MKD", 2021, "GDP EUR_HAB of MK0 (region, not the country)", 4600.0, "EUR_HAB", "p"),
        ("MKD", 2022, "GDP EUR_HAB of MK0 (region, not the country)", 35.0, "EUR_HAB", "b"),
        ("NOR", 2021, "GDP MIO_PPS_EU27_2020 of NO (country)", 304249.36, "MIO_PPS_EU27_2020", ""),
        ("NOR", 2022, "GDP MIO_PPS_EU27_2020 of NO (country)", None, "MIO_PPS_EU27_2020", MISSING),
    ]


def test_csv_files_of_eurostat(tmp_path: Path) -> None:
    volumes = "Chain linked volumes (2020), million euro"
    assert read(tmp_path, "labels.csv", texts.EUROSTAT_LABELS, "eurostat") == [
        # labels for codes; volumes are not current prices; Kosovo's star is no ally
        ("TUR", 2023, "gross domestic product", 774812.4, volumes, "p"),
    ]
    defence = "general government expenditure on defence (COFOG GF02)"
    assert read(tmp_path, "codes.csv", texts.EUROSTAT_CODES, "eurostat") == [
        ("BEL", 2024, defence, 7946.4, "million EUR, current", ""),
        ("BEL", 2024, defence, None, "per cent of GDP", MISSING),
    ]
    assert read(tmp_path, "nama_10_gdp_1_Data.csv", texts.EUROSTAT_EXPLORER, "eurostat") == [
        # a long name, thousands commas in quotes, a colon for nothing
        ("DEU", 2016, "gross domestic product", 3159750.0, "million EUR, current", ""),
        ("GRC", 2016, "gross domestic product", None, "million EUR, current", f"{MISSING};p"),
    ]
    # day, month and two digits of the year
    assert edition(tmp_path, "a.csv", texts.EUROSTAT_LABELS, "eurostat") == "2024-12-13"
    queued = b'<?xml version="1.0"?><env:Envelope/>'
    assert "has queued the request" in refusal(tmp_path, "a.tsv", queued, "eurostat")


def test_ten_megabytes_of_eurostat_take_less_than_five_seconds(tmp_path: Path) -> None:
    years = range(1975, 2025)
    head = "freq,unit,na_item,geo\\TIME_PERIOD" + "".join(f"\t{year} " for year in years)
    line = "".join(f"\t{year * 1234.5:.1f} p" for year in years)
    count = 11 * 2**20 // (len(line) + 24)
    content = "\n".join([head, *(f"A,U{n},B1GQ,DE{line}" for n in range(count))]).encode()
    assert len(content) > 10 * 2**20
    start = time.process_time()
    rows = read(tmp_path, "large.tsv", content, "eurostat")
    assert time.process_time() - start < 5
    assert len(rows) == count * len(years)


def test_charts_of_our_world_in_data(tmp_path: Path) -> None:
    # a group without a code, codes of the publisher's own, a column behind the value
    assert read(tmp_path, "long.csv", texts.OWID_LONG, "our_world_in_data") == [
        ("EST", 2023, "Military expenditure (% of GDP)", 2.995723, "per cent of GDP", ""),
        ("TUR", 2023, "Military expenditure (% of GDP)", 1.7199188, "per cent of GDP", ""),
    ]
    dollars = "USD (single dollars; price basis only in the metadata file)"
    assert read(tmp_path, "short.csv", texts.OWID_SHORT, "our_world_in_data") == [
        ("POL", 2020, "military_expenditure", 12815477288.0, dollars, "")
    ]
    # a unit that stands nowhere is asked for
    assert "the unit of the column" in refusal(tmp_path, "a.csv", texts.OWID_NO_UNIT, "our_world_in_data")
    assert read(tmp_path, "a.csv", texts.OWID_NO_UNIT, "our_world_in_data", unit="pieces")[0][4] == "pieces"


def test_equipment_tables(tmp_path: Path) -> None:
    rows = read(tmp_path, "GlobalFirePower.csv", texts.FIREPOWER, "equipment_tables", year=2017)
    dollars = "USD (single dollars)"
    # the column ISO3 is not ISO: SLV is Slovenia here, and El Salvador is no ally
    assert [row for row in rows if row[2] in ("Combat Tanks", "Defense Budget", "Active Personnel")] == [
        ("DEU", 2017, "Active Personnel", 180000.0, "persons", "code in file GER"),
        ("DEU", 2017, "Combat Tanks", 543.0, "pieces", "code in file GER"),
        ("DEU", 2017, "Defense Budget", 39200000000.0, dollars, "code in file GER"),
        ("SVN", 2017, "Active Personnel", 7500.0, "persons", "code in file SLV"),
        ("SVN", 2017, "Combat Tanks", 84.0, "pieces", "code in file SLV"),
        ("SVN", 2017, "Defense Budget", 790000000.0, dollars, "code in file SLV"),
        ("TUR", 2017, "Active Personnel", 382850.0, "persons", ""),
        ("TUR", 2017, "Combat Tanks", 2445.0, "pieces", ""),
        ("TUR", 2017, "Defense Budget", 8208000000.0, dollars, ""),
    ]
    # the year may stand in the name alone, or nowhere
    named = read(tmp_path, "global_firepower_2022.csv", texts.FIREPOWER, "equipment_tables")
    assert {row[1] for row in named} == {2022}
    assert "give it: year=..." in refusal(tmp_path, "a.csv", texts.FIREPOWER, "equipment_tables")
    assert read(tmp_path, "air.csv", texts.AIRCRAFT, "equipment_tables", country="GRC") == [
        # a footnote glued to the count; words are refused and kept
        ("GRC", None, "Rafale in service", 8.0, "pieces", "footnotes [1]"),
        ("GRC", None, "Tejas in service", 31.0, "pieces", "footnotes [2][3]"),
        ("GRC", None, "Heron in service", None, "pieces", "not a plain number: N/A"),
        ("GRC", None, "Hawk in service", None, "pieces", "not a plain number: ~100"),
    ]
    headless = b"Germany,9,543\nPoland,19,1065\n"
    assert "without a header" in refusal(tmp_path, "b.csv", headless, "equipment_tables")


def test_daily_raids(tmp_path: Path) -> None:
    both = "Iskander-M/KN-23 and Kalibr"
    expected = [
        # dated by the end of the night; decimal text for counts; empty is not given and no nought
        ("UKR", "2026-06-07", "Shahed-136/131 launched", 236.0, "pieces",
         "night of 2026-06-06;also border crossing {'poland': 8}"),
        ("UKR", "2026-06-07", "Shahed-136/131 destroyed", 215.0, "pieces", "night of 2026-06-06"),
        ("UKR", "2026-06-07", "Shahed-136/131 not_reach_goal", 0.0, "pieces", "night of 2026-06-06"),
        # several models in one field are one group
        ("UKR", "2025-11-08", f"{both} launched", 38.0, "pieces", ""),
        ("UKR", "2025-11-08", f"{both} destroyed", None, "pieces", "not given"),
        ("UKR", "2025-11-08", f"{both} not_reach_goal", None, "pieces", "not given"),
    ]  # fmt: skip
    assert read(tmp_path, "missile_attacks_daily.csv", texts.RAIDS, "ukraine_daily_raids") == expected
    # columns have other places and names in other copies
    moved = texts.RAIDS.replace(b"border_crossing", b"cross_border_belarus")
    found = read(tmp_path, "moved.csv", moved, "ukraine_daily_raids")
    assert found[0][5] == "night of 2026-06-06"
    assert [row[:5] for row in found] == [row[:5] for row in expected]


def test_input_output_tables(tmp_path: Path) -> None:
    euros, dollars = "million EUR, basic prices", "million USD, current, basic prices"
    added = "(D1+D29X39+B2A3G)"
    name = "matrix_eu-ic-io_ind-by-ind_26ed_2024.csv"
    rows = read(tmp_path, name, texts.FIGARO, "input_output")
    # W2 is no area; labels split at the first underscore; GR is Greece; the year is in the name
    assert [row for row in rows if " buys " not in row[2]] == [
        ("DEU", 2024, "output of C25", 239.5, euros, "row sum"),
        ("DEU", 2024, f"value added of C25 {added}", 248.5, euros, ""),
        ("GRC", 2024, "output of C31_32", 5.0, euros, "row sum"),
        ("GRC", 2024, f"value added of C31_32 {added}", 3.0, euros, ""),
        ("ROW", 2024, "output of C25", 940.0, euros, "row sum"),
        ("ROW", 2024, f"value added of C25 {added}", 5.0, euros, ""),
    ]
    assert ("DEU", 2024, "C25 of DE buys C31_32 of GR", 2.0, euros, "") in rows
    assert edition(tmp_path, name, texts.FIGARO, "input_output") == "26ed"
    assert "the year of the table" in refusal(tmp_path, "figaro.csv", texts.FIGARO, "input_output")
    flat = read(tmp_path, "flatfile_eu-ic-io_ind-by-ind_26ed_2024.csv", texts.FIGARO_FLAT, "input_output")
    assert flat == [
        ("DEU", 2024, "C30 of DE from C25 of PL", 18.0, euros, ""),
        ("GBR", 2024, "P3_S13 of GB from C30 of DE", 9.0, euros, ""),
        ("DEU", 2024, "C30 of DE from D1 of W2", -19.5, euros, ""),
    ]
    icio = read(tmp_path, "2022_SML.csv", texts.ICIO, "input_output")
    assert [row for row in icio if " buys " not in row[2]] == [
        ("DEU", 2022, "output of C25", 304.0, dollars, ""),
        ("DEU", 2022, "value added of C25", 34.0, dollars, ""),
        ("ROW", 2022, "output of C25", 995.0, dollars, ""),
        ("ROW", 2022, "value added of C25", 35.0, dollars, ""),
    ]


def test_an_unknown_kind_is_refused_with_those_that_are_known(tmp_path: Path) -> None:
    words = refusal(tmp_path, "a.csv", b"a,b\n", "natoo")
    assert "did you mean 'nato'?" in words
    with pytest.raises(CaseError, match="a file that can be read"):
        read_public(tmp_path / "nowhere.csv", kind="nato")
