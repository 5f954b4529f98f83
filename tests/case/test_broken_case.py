"""Every kind of fault, planted into files: one run must find them all, by table, row and column."""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.small_case import write_small_case

from sinews.case import CaseError, Problem, open_case
from sinews.case.catalogue import TABLES, table_named
from sinews.case.checks import marking
from sinews.case.schema import Column, Kind, Table


def edit(folder: Path, table: str, old: str, new: str) -> None:
    """Replace one text in the file of a table; it must be there."""
    file = folder / f"{table}.csv"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def problems_of(folder: Path) -> tuple[Problem, ...]:
    """Return the problems that opening the folder reports."""
    with pytest.raises(CaseError) as caught:
        open_case(folder)
    return caught.value.problems


def places(problems: tuple[Problem, ...]) -> set[tuple[str, int | None, str]]:
    """Return where the problems are."""
    return {(problem.table, problem.row, problem.column) for problem in problems}


def test_all_faults_come_in_one_report(folder: Path) -> None:
    edit(folder, "personnel", "ally,year,military", "ally,year,militry")  # a missing and an unknown column
    edit(folder, "costs", "sam_short,procurement,85.0", "sam_short,procurement,-85.0")  # a negative price
    edit(folder, "inventory", "LVA,gbad_short", "LTV,gbad_short")  # an unknown ally
    edit(folder, "capabilities", "amd,,unit", "amd,gbad_long,unit")  # gbad -> gbad_long -> gbad
    edit(folder, "lines", "Firm B,DEU,6.0", "Firm B,DEU,six")  # text in a number
    edit(folder, "pledges", "2025,2030,step", "2025,2042,step")  # a year outside the horizon
    edit(folder, "allies", "CZE,Czechia", "DEU,Czechia")  # a duplicate key
    header = (folder / "learning.csv").read_text(encoding="utf-8").splitlines()[0]
    (folder / "learning.csv").write_text(header + "\n", encoding="utf-8")  # an empty table
    sources = (folder / "sources.csv").read_text(encoding="utf-8").replace("made up", "erfunden für")
    (folder / "sources.csv").write_bytes(sources.encode("latin-1"))  # not UTF-8

    with pytest.raises(CaseError) as caught:
        open_case(folder)
    found = places(caught.value.problems)
    assert {
        ("personnel", 1, "military"),
        ("personnel", 1, "militry"),
        ("costs", 4, "amount"),
        ("inventory", 7, "ally"),
        ("capabilities", 2, "aggregate"),
        ("capabilities", 3, "aggregate"),
        ("lines", 3, "rate"),
        ("pledges", 7, "target_year"),
        ("allies", 3, "ally"),
        ("learning", None, ""),
        ("sources", 2, ""),
    } <= found
    report = str(caught.value)
    for words in (
        "militry: expected only columns of the catalogue (did you mean 'military'?)",
        "row 4, amount: found '-85.0', expected at least 0",
        "row 7, ally: found 'LTV', expected a value of allies.ally (did you mean 'LVA'?)",
        "the circle is gbad -> gbad_long -> gbad",
        "row 3, rate: found 'six', expected a number (products per year)",
        "row 7, target_year: found '2042', expected a year from 2026 to 2032",
        "row 3, ally: found 'DEU', expected a key that no other row has (row 2 has it already)",
        "expected at least one row",
        "row 2: expected text in UTF-8",
    ):
        assert words in report


def test_the_report_counts_what_it_does_not_print(folder: Path) -> None:
    rows = "".join(f"X{n},2024,1,test,assumed,\n" for n in range(3_431))
    with (folder / "personnel.csv").open("a", encoding="utf-8") as file:
        file.write(rows)
    with pytest.raises(CaseError) as caught:
        open_case(folder)
    assert len(caught.value.problems) == 3_431
    report = str(caught.value)
    assert "The case has 3,431 problems in 1 table." in report
    assert "and 3,411 more like it in ally" in report
    assert report.count("expected a value of allies.ally") == 20


def test_a_value_lies_within_its_range(tmp_path: Path) -> None:
    folder = write_full_case(tmp_path / "case")
    edit(folder, "growth_factors", "jobs,3,2,4", "jobs,5,2,4")
    edit(folder, "logistics_factors", "metres,3,2,4", "metres,,4,2")
    edit(folder, "air_defence_layers", "70,30,120", "20,30,120")
    edit(folder, "transport_factors", "trains,3,2,4", "trains,3,,")
    edit(folder, "supply_classes", "60,136", "160,136")  # there is no column rate between the two
    found = problems_of(folder)
    assert places(found) == {
        ("growth_factors", 2, "value"),
        ("logistics_factors", 2, "low"),
        ("air_defence_layers", 2, "radius_low"),
        ("supply_classes", 2, "rate_low"),
    }
    report = "\n".join(map(str, found))
    assert "radius_low: found '30.0', expected at most what column radius of the row says" in report


@dataclass(frozen=True)
class Fault:
    """A fault to plant, and where it must be reported; row None in `row` stands for the whole file."""

    kind: str
    table: str
    row: int
    column: str
    value: str = ""


WHOLE_FILE = ("file gone", "no rows", "column gone", "column added", "row twice", "bytes", "cells added")


FURTHER_ROWS = {
    "aliases": "Lettland,LVA,de",
    "core_expenditure": "LVA,2025,1500,1400,EUR,2024,3.5,30,30,10,30,test,assumed,",
    "spending_plans": "LVA,2026,3.7,35,test,assumed,",
    "outside_programmes": "research,research,LVA,,5,test,assumed,",
    "price_bases": "package,missile,0.6,test,assumed,",
    "personnel_costs": "crew,0.1,EUR,2024,test,assumed,",
    "payment_terms": "missile,20,30,test,assumed,",
    "price_growth": "missile,1,test,assumed,",
    "rate_effects": "missile,95,test,assumed,",
    "sustaining_rates": "missile,50,20,test,assumed,",
    "expansion_steps": "short_line,1,test,assumed,",
    "licences": "short_line,Firm E,5,test,assumed,",
    "programmes": "sam_short,a programme,200,10,test,assumed,",
    "novel_products": "sam_short,50,2,test,assumed,",
    "fiscal_rules": "DEU,10,10,2,test,assumed,",
    "loans": "joint,LVA,east,100,EUR,100,2027,2028,3,2,5,test,assumed,",
    "resilience_funds": "factories,industry,2,test,assumed,",
    "resilience_uses": "factories,industry,test,assumed,",
    "whole_units": "gbad_long,test,assumed,",
    "contract_sizes": "truck,5,5,test,assumed,",
    "joint_procurement": "short_line,east,test,assumed,",
    "capabilities": "brigade,a brigade,land,forces,,brigade,1,any,1,test,assumed,",
    "groups": "east,the east,LVA,test,assumed,",
    "pledge_bases": "amd_increase,gbad_short,8,test,assumed,",
    "standing_offers": "LVA,truck,1,true,test,assumed,",
    "published_targets": "more,LVA,more trucks,level,truck,10,12,hundred trucks,2030,test,assumed,",
    "service_lives": "truck,20,2,test,assumed,",
    "peacetime_use": "truck,5,20,100,2,test,assumed,",
    "withdrawals": "away,LVA,truck,0,test,assumed,",
    "order_books": "book,short_line,others,2,2027,2028,2025,test,assumed,",
    "operators": "lorry,LVA,2,test,assumed,",
    "fleets": "LVA,brigade,an old brigade,,20,,,1995,,,,2025,test,assumed,",
    "types_announced": "LVA,truck,a new lorry,lorry,2025,2028,test,assumed,",
    "line_partners": "lorry_line,LVA,30,test,assumed,",
    "supplier_rules": "near,LVA,lorry,european_content,DEU,65,20,2027,2030,a law,test,assumed,",
    "type_limits": "LVA,truck,1,,2,1,2,test,assumed,",
    "milestones": "DEU,long_line,2028,1,1,test,assumed,",
    "formations_held": "LVA,1st,brigade,light,active,ready,2025,1,2024,test,assumed,",
    "formation_counts": "LVA,brigade,active,0.5,0.5,test,assumed,",
    "fire_units": "brigade,battery,1,1,2,test,assumed,",
    "air_defence_held": "CZE,a system,brigade,battery,2,2024,10,test,assumed,",
    "offers": "LVA,truck,offer,1,test,assumed,",
    "packages": "shared,shared trucks,truck,LVA,test,assumed,",
    "commitments": "LVA,2026,given,12.5,EUR,2024,test,assumed,",
    "nodes": "riga,city,Riga,LVA,56.95,24.11,605802,test,assumed,",
    "land_edges": "riga,riga,rail,10,LV>LV,1520,1435,true,test,assumed,",
    "sea_edges": "riga,riga,10,test,assumed,",
    "lift": "ferry,a ferry,sea,truck,100,250,800,0.5,90,test,assumed,",
    "corridor_classes": "line,single line,rail,1435,true,6,50,test,assumed,",
    "corridors": "riga,riga,rail,line,test,assumed,",
    "border_regimes": "today,notice of today,45,true,test,assumed,",
    "transport_factors": "t1,rail,trains,3,2,4,trains per day,in war,test,assumed,",
    "formations": "brigade,a brigade,truck,4000,900,0,9000,6000,9,30,80,test,assumed,",
    "defence_plans": "north,plan north,North,30,test,assumed,",
    "force_packages": "n1,north,brigade,2,riga,riga,10,high,test,assumed,",
    "medical_planning": "evacuation_policy,holding,days,3,2,4,days,in war,test,assumed,",
    "casualty_rates": "high,0,1,0.5,2,test,assumed,",
    "casualty_exposure": "brigade,50,test,assumed,",
    "medical_stations": "ambulance,ambulances,litters,truck,4,75,0,10,test,assumed,",
    "medical_services": "transfer,carried,4,2,8,40,4,test,assumed,",
    "medical_supplies": "blood,transfer,T1,4,test,assumed,",
    "sites": "gn1,city,Riga,LVA,56.95,24.11,605802,test,assumed,",
    "air_defence_layers": "long,Long range,weapon,truck,70,30,120,56,32,96,80,test,assumed,",
    "raids": "cruise,Cruise missiles,,,,1,test,assumed,",
    "threats": "all,opening,cruise,0,0,1,2,3,4,5,6,100,50,200,test,assumed,",
    "other_side": "missiles,Missiles,truck,900,800,1000,,2025,test,assumed,",
    "errata": "wrong_truck,2026-01-01,inventory,DEU/truck,sixty trucks,fifty",
    "air_defence_engagements": "cruise,long,30,10,50,truck,1.3,1,2,salvo,50,30,70,test,assumed,",
    "site_weights": "city,1,test,assumed,",
    "air_defence_planning": "days,30,days,test,assumed,",
    "readiness": "r1,LVA,truck,lorry,availability,70,percent,2024,test,assumed,",
    "supply_classes": "fuel,fuel,III,cubic metre,truck,80,95,10,0.8,fuel,100,45,30,15,60,136,30,30,5,60,15,"
    "test,assumed,\nfood,food,I,tonne,,,95,10,1,cargo,100,100,100,100,60,136,30,30,5,60,15,test,assumed,",
    "supply_rates": "fuel,formation,brigade,95,truck,test,assumed,",
    "supply_phases": "high,opening,0,60,30,10,0.3,test,assumed,",
    "supply_substitutes": "fuel,food,2,test,assumed,",
    "supply_bases": "north_depot,north,depot,riga,test,assumed,",
    "pipelines": "line,a pipeline,LVA,1000,50,2026,test,assumed,",
    "logistics_factors": "l1,load,cubic metres,3,2,4,cubic metres,in war,test,assumed,",
    "force_tiers": "tier1,tier 1,10,1000,0.4,0.1,0.5,0.7,test,assumed,",
    "reserves": "LVA,36,2025,test,assumed,",
    "establishments": "brigade,truck,2,test,assumed,",
    "sectors": "ships,ships,2010,GBP,20,1,-1,30,20,10,test,assumed,",
    "sector_mix": "truck,ships,1,test,assumed,",
    "expansion_mix": "ships,1,test,assumed,",
    "input_output": "ships,ships,10,test,assumed,",
    "sector_concordance": "ships,vessels,test,assumed,",
    "national_sectors": "LVA,vessels,2014,USD,20,1,50,30,10,test,assumed,",
    "national_input_output": "LVA,vessels,vessels,10,test,assumed,",
    "economy_stand_ins": "CZE,LVA,test,assumed,",
    "growth_factors": "g1,jobs,jobs,3,2,4,jobs,in war,test,assumed,",
}
"""Rows for the tables that the small case leaves empty, so that their cells can be broken too."""


def needed(table: Table) -> list[str]:
    """Return the columns that a file of the table must have."""
    return [column.name for column in table.columns if not column.may_be_missing]


@cache
def full_case() -> dict[str, bytes]:
    """Return the files of the small case with at least one row in every table, by name."""
    with TemporaryDirectory() as parent:
        folder = write_small_case(Path(parent) / "case")
        for name, row in FURTHER_ROWS.items():
            with (folder / f"{name}.csv").open("a", encoding="utf-8") as stream:
                stream.write(row + "\n")
        return {file.name: file.read_bytes() for file in folder.iterdir()}


def write_full_case(folder: Path) -> Path:
    """Write the small case with at least one row in every table."""
    folder.mkdir()
    for name, content in full_case().items():
        (folder / name).write_bytes(content)
    return folder


def cell_faults(table: Table, column: Column, row: int) -> list[Fault]:
    """Return every fault that one cell can have by its column's declaration."""
    values: dict[str, str] = {}
    if not column.optional:
        values["empty"] = ""
    if column.kind is not Kind.TEXT:
        values["type"] = "many"
        values["thousands"] = "1 000"
    if column.kind is Kind.NUMBER:
        values["nan"], values["infinite"] = "NaN", "-inf"
    if column.kind in (Kind.INTEGER, Kind.YEAR):
        values["fraction"] = "2027.5"
    if column.minimum is not None:
        values["below"] = f"{column.minimum - 1:.15g}"
    if column.maximum is not None:
        values["above"] = f"{column.maximum + 1:.15g}"
    if column.within_horizon:
        values["horizon"] = "2033"
    if column.choices or column.references:
        values["unknown"] = "nothing like it"
    return [Fault(kind, table.name, row, column.name, value) for kind, value in values.items()]


@st.composite
def faults(draw: st.DrawFn) -> list[Fault]:
    """Draw at most one fault for each of some tables, so that none hides another."""
    chosen = draw(
        st.lists(st.sampled_from(TABLES), min_size=1, max_size=8, unique_by=lambda table: table.name)
    )
    planted = []
    for table in chosen:
        # every table has a first row
        cells = [fault for column in table.columns for fault in cell_faults(table, column, 2)]
        whole = [
            Fault(kind, table.name, 0, draw(st.sampled_from(needed(table))))
            for kind in WHOLE_FILE
            if not (kind in ("no rows", "file gone") and table.may_be_empty)
        ]
        planted.append(draw(st.sampled_from(cells) | st.sampled_from(whole)))
    broken = {fault.table for fault in planted}
    # without the table that a value refers to nobody can tell that it is unknown
    return [
        fault
        for fault in planted
        if fault.kind != "unknown"
        or (table_named(fault.table).column(fault.column).references.partition(".")[0] or fault.table)
        not in broken - {fault.table}
    ]


def plant(folder: Path, fault: Fault) -> tuple[str, int | None, str]:
    """Plant a fault in the files of a sound case and return where it must be reported."""
    file = folder / f"{fault.table}.csv"
    with file.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    place = rows[0].index(fault.column)
    where: tuple[str, int | None, str] = (fault.table, fault.row, fault.column)
    match fault.kind:
        case "file gone":
            file.unlink()
            return (fault.table, None, "")
        case "bytes":
            file.write_bytes(file.read_bytes().rstrip(b"\n") + b"\xe4\xf6\n")
            return (fault.table, len(rows), "")
        case "no rows":
            rows, where = rows[:1], (fault.table, None, "")
        case "column gone":
            rows, where = [row[:place] + row[place + 1 :] for row in rows], (fault.table, 1, fault.column)
        case "column added":
            rows = [[*row, "superfluous" if n == 0 else "1"] for n, row in enumerate(rows)]
            where = (fault.table, 1, "superfluous")
        case "row twice":
            rows.append(rows[1])
            where = (fault.table, len(rows), "/".join(table_named(fault.table).key))
        case "cells added":
            rows[-1].append("surplus")
            where = (fault.table, len(rows), "")
        case _:
            rows[fault.row - 1][place] = fault.value
            if "note" in rows[0]:
                # a row without any value would be no row
                rows[fault.row - 1][rows[0].index("note")] = "not what it was"
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)
    return where


@settings(max_examples=20, deadline=None)
@given(faults())
def test_every_planted_fault_is_named(planted: list[Fault]) -> None:
    with TemporaryDirectory() as parent:
        folder = write_full_case(Path(parent) / "case")
        expected = {plant(folder, fault) for fault in planted}
        found = problems_of(folder) if planted else ()
    assert expected <= places(found)


# The faults drawn above are samples; the two tests below plant all there are, each kind into all tables at
# once. They look at what is expected as well as at the place, so that no other problem can speak for a fault.

EXPECTED: dict[str, str | tuple[str, ...]] = {
    "empty": "a value: ",
    "type": ("a number", "a whole number", "a year", "true or false"),
    "thousands": ("a number", "a whole number", "a year", "true or false"),
    "fraction": ("a whole number", "a year"),
    "nan": "a finite number",
    "infinite": "a finite number",
    "below": ("at least ", "a year from "),
    "above": ("at most ", "a year from "),
    "horizon": "a year from ",
    "unknown": ("one of ", "a value of "),
    "file gone": "the file ",
    "no rows": "at least one row",
    "column gone": "a column that holds ",
    "column added": "only columns of the catalogue",
    "row twice": "a key that no other row has",
    "bytes": "text in UTF-8",
    "cells added": "no more cells than the header has",
}
"""How what a report expects instead of a fault begins."""


def unnamed(folder: Path, planted: list[Fault]) -> list[Fault]:
    """Plant faults into a full case and return those that its report does not name."""
    write_full_case(folder)
    where = [(plant(folder, fault), fault) for fault in planted]
    told: dict[tuple[str, int | None, str], list[str]] = {}
    for problem in problems_of(folder):
        told.setdefault((problem.table, problem.row, problem.column), []).append(problem.expected)
    return [
        fault
        for place, fault in where
        if not any(expected.startswith(EXPECTED[fault.kind]) for expected in told.get(place, []))
    ]


CELLS = [fault for table in TABLES for column in table.columns for fault in cell_faults(table, column, row=2)]


@pytest.mark.parametrize("few", [0, marking.FEW])
@pytest.mark.parametrize("kind", list(dict.fromkeys(fault.kind for fault in CELLS)))
def test_every_fault_of_every_column_is_named(
    kind: str, few: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marking, "FEW", few)
    # every unknown value is another, so that none makes another known
    planted = [
        replace(fault, value=f"{fault.value}: {number}") if kind == "unknown" else fault
        for number, fault in enumerate(CELLS)
        if fault.kind == kind
    ]
    assert unnamed(tmp_path / "case", planted) == []


@pytest.mark.parametrize("kind", WHOLE_FILE)
def test_every_fault_of_every_file_is_named(kind: str, tmp_path: Path) -> None:
    """One column of each table at a time, where it is a column that is gone."""
    tables = [table for table in TABLES if not (table.may_be_empty and kind in ("no rows", "file gone"))]
    count = max(len(needed(table)) for table in tables) if kind == "column gone" else 1
    for place in range(count):
        planted = [
            Fault(kind, table.name, 0, needed(table)[place]) for table in tables if place < len(needed(table))
        ]
        assert unnamed(tmp_path / f"case-{place}", planted) == []
