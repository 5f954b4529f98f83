"""Bringing public files into a case: the diff first, no mixing of editions, provenance, money converted."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.public import books, texts
from tests.scoped_case import with_rows
from tests.small_case import small_case, write_small_case

from sinews import Case, CaseError, open_case
from sinews.case import holdings
from sinews.case.public import bring_in, open_public, parse_mapping, update_case

YEARS: list[Any] = [2023, "2024e", "2025e"]


def edition(path: Path, what: str, rows: dict[str, list[float]], shares: dict[str, list[float]]) -> Path:
    """An edition of NATO's tables 2 and 3, in the layout of since 2025."""
    header = [None, *YEARS]
    return books.workbook(
        path,
        {
            "Table 2": [[f"Table 2: {what}"], ["Million US dollars"], ["Current prices and exchange rates"],
                        header, *([name, *values] for name, values in rows.items()), [],
                        ["Notes: estimates."]],
            "Table 3": [[f"Table 3: {what} as a share of GDP"], ["Based on 2021 prices"],
                        ["Share of real GDP (%)"], header,
                        *([name, *values] for name, values in shares.items())],
        },
    )  # fmt: skip


@pytest.fixture
def older() -> Case:
    """The small case whose expenditure comes from an older edition of NATO's tables."""
    case = small_case()
    source = pl.DataFrame(
        [{"source": "nato_2024", "title": "Defence Expenditure of NATO Countries", "publisher": "NATO"}]
    )
    sources = pl.concat([case["sources"], source], how="diagonal")
    expenditure = case["expenditure"].with_columns(source=pl.lit("nato_2024"), status=pl.lit("published"))
    return case.with_tables({"sources": sources, "expenditure": expenditure})


FULL = {
    "Germany": [73000.0, 97700.0, 110000.0],
    "Czechia": [6000.0, 7100.0, 8000.0],
    "Latvia": [1000.0, 1716.0, 1900.0],
}
SHARES = {"Germany": [1.62, 2.06, 2.4]}


def test_what_would_change_by_hand(older: Case, tmp_path: Path) -> None:
    path = edition(tmp_path / "def-exp-2025-en.xlsx", "Defence expenditure", FULL, SHARES)
    brought = bring_in(older, open_public(path), "nato")
    by_key = {(row["key"], row["column"]): row for row in brought.differences.iter_rows(named=True)}
    assert len(by_key) == 12
    # Germany 2023 stands as it was; its share of 2024 is another; 2025 is new; Latvia's 2024 is 20 % more
    assert by_key["DEU/2023", "current"]["state"] == "untouched"
    changed = by_key["DEU/2024", "gdp_share"]
    assert (changed["state"], changed["old"], changed["new"]) == ("changed", 2.12, 2.06)
    assert changed["ratio"] == pytest.approx(2.06 / 2.12)
    assert by_key["LVA/2024", "current"]["ratio"] == pytest.approx(1.2)
    assert by_key["DEU/2025", "current"] == {
        "table": "expenditure", "key": "DEU/2025", "column": "current", "state": "new", "old": None,
        "new": 110000.0, "ratio": None, "estimate": True,
    }  # fmt: skip
    # the case that was given is as it was; the new one has the figures and says where they come from
    assert older["expenditure"].height == 4
    new = {row["ally"] + str(row["year"]): row for row in brought.case["expenditure"].iter_rows(named=True)}
    assert new["LVA2024"]["current"] == 1716.0
    assert (new["LVA2024"]["source"], new["LVA2024"]["status"]) == ("nato_2025", "published")
    assert new["LVA2024"]["note"] == (
        "current from nato_2025, the rest from nato_2024; current estimated by the publisher"
    )
    assert new["CZE2025"]["member"] is True
    source = brought.case["sources"].filter(pl.col("source") == "nato_2025").row(0, named=True)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    assert source["title"] == (
        f"Defence Expenditure of NATO Countries, 2025 (def-exp-2025-en.xlsx, SHA-256 {digest})"
    )
    assert (source["publisher"], source["year"], source["visibility"]) == ("NATO", 2025, "public")


def test_core_expenditure_goes_to_a_table_of_its_own(older: Case, tmp_path: Path) -> None:
    """The basis of 2026 counts other things: what was counted before stays as it is."""
    shares = {"Germany": [1.6, 2.0, 2.3], "Czechia": [1.3, 1.9, 2.0], "Latvia": [2.9, 3.3, 3.7]}
    path = edition(tmp_path / "def-exp-2026-en.xlsx", "Core defence expenditure", FULL, shares)
    brought = bring_in(older, open_public(path), "nato")
    assert set(brought.differences["table"]) == {"core_expenditure"}
    assert brought.case["expenditure"].equals(older["expenditure"])
    row = brought.case["core_expenditure"].filter(ally="LVA", year=2025).row(0, named=True)
    assert (row["current"], row["gdp_share"], row["source"]) == (1900.0, 3.7, brought.source.key)
    assert brought.case["core_expenditure"].height == 9
    # and an edition of the earlier basis leaves the core figures as they are
    old = edition(tmp_path / "def-exp-2025-en.xlsx", "Defence expenditure", FULL, SHARES)
    again = bring_in(brought.case, open_public(old), "nato")
    assert set(again.differences["table"]) == {"expenditure"}
    assert again.case["core_expenditure"].equals(brought.case["core_expenditure"])


def test_core_editions_of_two_years_never_stand_in_one_table(tmp_path: Path) -> None:
    """The later one takes the place of all of the earlier, amounts in national currency with it."""
    older_source = {"source": "nato_2024_core", "title": "an earlier edition", "publisher": "NATO"}
    row = {"ally": "LVA", "year": 2025, "current": 1800.0, "amount": 1700.0, "currency": "EUR",
           "price_year": 2024, "gdp_share": 3.6, "source": "nato_2024_core"}  # fmt: skip
    case = small_case()
    sources = pl.concat([case["sources"], pl.DataFrame([older_source])], how="diagonal")
    case = with_rows(case.with_table("sources", sources), core_expenditure=[row])
    shares = {"Germany": [1.6, 2.0, 2.3], "Latvia": [2.9, 3.3, 3.7]}
    whole = {name: FULL[name] for name in shares}
    path = edition(tmp_path / "def-exp-2026-en.xlsx", "Core defence expenditure", whole, shares)
    found = bring_in(case, open_public(path), "nato").case["core_expenditure"]
    assert found["source"].n_unique() == 1
    latvia = found.filter(ally="LVA", year=2025).row(0, named=True)
    assert (latvia["current"], latvia["amount"], latvia["currency"]) == (1900.0, None, None)
    german = {name: {"Germany": rows["Germany"]} for name, rows in (("a", FULL), ("b", shares))}
    path = edition(tmp_path / "def-exp-2027-en.xlsx", "Core defence expenditure", german["a"], german["b"])
    for mix in (False, True):
        with pytest.raises(CaseError, match="1 rows of nato_2024_core would stay") as caught:
            bring_in(case, open_public(path), "nato", mix=mix)
        assert "--mix" not in str(caught.value)


def test_figures_of_another_edition_may_not_stay_beside_the_new(older: Case, tmp_path: Path) -> None:
    path = edition(tmp_path / "def-exp-2025-en.xlsx", "Defence expenditure", {"Germany": FULL["Germany"]}, {})
    with pytest.raises(CaseError, match="but 2 rows of nato_2024 would stay"):
        bring_in(older, open_public(path), "nato")
    assert bring_in(older, open_public(path), "nato", mix=True).differences.height == 3
    # what another publisher says may stay
    assert bring_in(small_case(), open_public(path), "nato").differences.height == 3


def test_units_are_those_of_the_column(tmp_path: Path) -> None:
    (tmp_path / "worldbank.json").write_bytes(texts.WORLD_BANK_JSON)
    brought = bring_in(small_case(), open_public(tmp_path / "worldbank.json"), "world_bank")
    # single dollars become millions; Poland is no ally of this case
    row = brought.case["expenditure"].filter(ally="DEU", year=2024).row(0, named=True)
    assert row["gdp_current"] == 4685592.57780469
    # most of the row is another publisher's: the note tells which figure is not
    assert (row["source"], row["note"]) == ("test", "gdp_current from world_bank_2026_07_13")
    assert "world_bank_2026_07_13" in brought.case["sources"]["source"].to_list()
    (tmp_path / "a.tsv").write_bytes(
        b"freq,unit,na_item,geo\\TIME_PERIOD\t2023 \t2024 \nA,CP_MEUR,B1GQ,LV\t39000.0 \t37000.0 \n"
        b"A,CP_MEUR,B1GQ,PL\t1.0 \t2.0 \n"
    )
    brought = bring_in(small_case(), open_public(tmp_path / "a.tsv"), "eurostat")
    # 0.925 euros are a dollar in 2024; the case has no rate for 2023
    assert brought.differences.select("key", "new").rows() == [("LVA/2024", 40000.0)]
    assert set(brought.notes) == {
        "2 figures left out: POL is no ally of the case",
        "1 figure left out: no exchange rate of EUR for 2023",
    }


def test_counts_of_the_web_go_to_the_inventory_but_for_their_noughts(tmp_path: Path) -> None:
    (tmp_path / "GlobalFirePower.csv").write_bytes(
        b"Country,ISO3,Combat Tanks,Attack Helicopters,Frigates\nGermany,GER,543,0,10\nSlovenia,SLV,84,0,0\n"
    )
    baseline = open_case()
    brought = bring_in(baseline, open_public(tmp_path / "GlobalFirePower.csv", year=2017), "equipment_tables")
    assert brought.differences.select("key", "new").rows() == [
        ("DEU/tank", 543.0), ("DEU/frigate", 10.0), ("SVN/tank", 84.0),
    ]  # fmt: skip
    assert brought.notes == ("3 figures left out: a nought may stand for not known",)
    # what is counted by type is scaled to the count, and its split stays
    types = brought.case["fleets"].filter(ally="DEU", capability="tank")
    assert types["active"].sum() == 543.0
    assert set(types["source"]) == {"equipment_tables_2017"}
    assert set(types["as_of"]) == {2017}
    before = baseline["fleets"].filter(ally="DEU", capability="tank")
    assert types["type"].to_list() == before["type"].to_list()
    part = before["active"] / before["active"].sum()
    assert ((types["active"] - 543.0 * part).abs() < 1.0).all()
    assert holdings(brought.case).filter(ally="SVN", capability="tank")["quantity"].to_list() == [84.0]
    small = bring_in_of_small(tmp_path / "GlobalFirePower.csv")
    assert "the case has no capability tank" in small


def bring_in_of_small(path: Path) -> str:
    """What the small case, which has no tanks, says to counts of them."""
    with pytest.raises(CaseError) as caught:
        bring_in(small_case(), open_public(path, year=2017), "equipment_tables")
    return str(caught.value)


def test_a_table_without_years_takes_the_newest_figure(tmp_path: Path) -> None:
    (tmp_path / "API_LVA.csv").write_bytes(
        texts.WORLD_BANK.replace(b"Estonia", b"Latvia").replace(b"EST", b"LVA")
        .replace(b"MS.MIL.TOTL.P1", b"SP.POP.TOTL").replace(b'"7000","6500"', b'"1900000","1880000"')
    )  # fmt: skip
    brought = bring_in(small_case(), open_public(tmp_path / "API_LVA.csv"), "world_bank")
    assert brought.case["allies"].filter(ally="LVA")["population"].to_list() == [1_880_000]


def test_real_growth_is_applied_to_the_year_before(tmp_path: Path) -> None:
    (tmp_path / "WEO_Data.xls").write_text(
        "ISO\tCountry\tSubject Descriptor\tUnits\tScale\t2024\t2026\t2027\t2029\tEstimates Start After\n"
        "LVA\tLatvia\tGross domestic product, constant prices\tPercent change\t\t9\t10\t-50\t100\t2026\n"
        "International Monetary Fund, World Economic Outlook Database, April 2026",
        encoding="latin-1",
    )
    case = small_case()
    brought = bring_in(case, open_public(tmp_path / "WEO_Data.xls"), "imf_weo")
    # 45,000 in 2025: 10 % more in 2026, half of that in 2027, in 2028 1 % more as in the case, in 2029 twice
    # as much, and 1 % more in each year after it; 2024 is before what anything grows from
    levels = [49500.0, 24750.0, 24750 * 1.01]
    levels += [levels[-1] * 2 * 1.01**year for year in range(4)]
    assert brought.differences["new"].to_list() == pytest.approx(levels, rel=1e-13)
    assert brought.differences["estimate"].to_list() == [False, *[True] * 6]
    assert brought.notes == ("1 figure left out: growth of years before those that grow",)
    row = brought.case["economy"].filter(ally="LVA", year=2027).row(0, named=True)
    assert (row["status"], row["source"]) == ("derived", "imf_weo_april_2026")
    assert row["note"].endswith(
        "gdp estimated by the publisher; growth as published, applied to the year before"
    )


MAPPING = """
kind = "ministry"
publisher = "Ministry"
title = "Costs"
edition = "2025"
file = "costs-*.csv"
unit = "million EUR"
country = "ally"
item_is = "budget"
year_is = 2022
value = "amount"
[into]
table = "economy"
column = "gdp"
currency = "EUR"
price_year = 2022
"""


def test_prices_of_another_year_are_those_of_the_case(tmp_path: Path) -> None:
    (tmp_path / "costs-1.csv").write_text("ally,amount\nLettland,90\n", encoding="utf-8")
    mapping = parse_mapping(MAPPING.replace("year_is = 2022", "year_is = 2025").encode(), "m.toml")
    brought = bring_in(small_case(), open_public(tmp_path / "costs-1.csv"), mapping)
    # the euro's deflator is 90 in 2022 and 100 in 2024; 0.925 euros are a dollar: 90 / 0.9 / 0.925
    (new,) = brought.differences["new"].to_list()
    assert new == pytest.approx(100 / 0.925, rel=1e-14)
    assert brought.source.key == "ministry_2025"


def test_a_case_runs_the_mappings_that_it_keeps(tmp_path: Path) -> None:
    folder = write_small_case(tmp_path / "case")
    (folder / "mappings").mkdir()
    (folder / "mappings" / "nato.toml").write_text(
        'kind = "nato"\nfile = "def-exp-*.xlsx"\n', encoding="utf-8"
    )
    (folder / "mappings" / "gdp.toml").write_text(
        MAPPING.replace("year_is = 2022", "year_is = 2025"), encoding="utf-8"
    )
    downloads = tmp_path / "downloads"
    downloads.mkdir()
    for year, factor in (("2024", 1.0), ("2025", 2.0)):
        rows = {name: [value * factor for value in values] for name, values in FULL.items()}
        edition(downloads / f"def-exp-{year}-en.xlsx", "Defence expenditure", rows, {})
    (downloads / "costs-1.csv").write_text("ally,amount\nLV,90\n", encoding="utf-8")
    told: list[str] = []
    case = update_case(open_case(folder), folder / "mappings", downloads, lambda name, _: told.append(name))
    assert told == ["costs-1.csv", "def-exp-2025-en.xlsx"]
    # the last file by name counts
    assert case["expenditure"].filter(ally="DEU", year=2023)["current"].to_list() == [146000.0]
    (downloads / "costs-1.csv").unlink()
    with pytest.raises(
        CaseError, match=r"gdp\.toml\n  file: found 'costs-\*\.csv', expected a file of this name"
    ):
        update_case(open_case(folder), folder / "mappings", downloads)


def test_kinds_without_a_table_say_so(tmp_path: Path) -> None:
    (tmp_path / "raids.csv").write_bytes(texts.RAIDS)
    with pytest.raises(CaseError, match="a kind whose figures a table of the case takes"):
        bring_in(small_case(), open_public(tmp_path / "raids.csv"), "ukraine_daily_raids")


def run(*words: str) -> subprocess.CompletedProcess[str]:
    """Run the command line."""
    return subprocess.run(
        [sys.executable, "-m", "sinews", *words], capture_output=True, text=True, timeout=120, check=False
    )


def test_the_commands(tmp_path: Path) -> None:
    folder = write_small_case(tmp_path / "case")
    file = edition(tmp_path / "def-exp-2025-en.xlsx", "Defence expenditure", FULL, SHARES)
    shown = run("case", "import", str(file), "--as", "nato", "--into", str(folder))
    assert shown.returncode == 0, shown.stderr
    # Germany's 2023 and 2024 and Czechia's 2024 stand as they were
    assert "def-exp-2025-en.xlsx as nato_2025: 6 new, 2 changed, 4 untouched" in shown.stdout
    assert "Untested on a real file" in shown.stderr
    assert not (tmp_path / "new").exists()
    done = run(
        "case", "import", str(file), "--as", "nato", "--into", str(folder), "--out", str(tmp_path / "new")
    )
    assert done.returncode == 0, done.stderr
    assert open_case(tmp_path / "new")["expenditure"].height == 9
    again = run("case", "import", str(file), "--as", "nato", "--into", str(tmp_path / "new"), "--json")
    assert '"state": "untouched"' in again.stdout
    assert '"state": "changed"' not in again.stdout
    wrong = run("case", "import", str(file), "--as", "natto", "--into", str(folder))
    assert wrong.returncode == 2
    assert "the kinds are nato" in wrong.stderr.replace("\n", " ").replace("│ ", "").replace("  ", " ")
    (tmp_path / "new" / "mappings").mkdir()
    (tmp_path / "new" / "mappings" / "nato.toml").write_text(
        'kind = "nato"\nfile = "*.xlsx"\n', encoding="utf-8"
    )
    updated = run("case", "update", str(tmp_path / "new"), str(tmp_path), "--out", str(tmp_path / "newer"))
    assert updated.returncode == 0, updated.stderr
    assert "12 untouched" in updated.stdout
    assert (tmp_path / "newer" / "mappings" / "nato.toml").is_file()
