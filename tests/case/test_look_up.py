"""Looking things up: where a figure comes from, what differs, what a table means."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest
from tests.small_case import small_tables

from sinews.case import (
    Case,
    CaseError,
    changes,
    describe,
    describe_table,
    holdings,
    list_sources,
    open_case,
    where,
    write_case,
)
from sinews.case.catalogue import TABLES, table_named


def test_where_a_figure_comes_from_and_what_rests_on_it(case: Case) -> None:
    found = where(case, "capabilities", "truck")
    values = dict(found.values.select("column", "value").iter_rows())
    assert (values["name"], values["lot"], values["aggregate"]) == ("logistics trucks", "1", "")
    assert (found.status, found.source["title"]) == ("assumed", "figures made up for tests")
    dependants = {(table, column): rows for table, column, rows in found.dependants.iter_rows()}
    assert dependants["inventory", "capability"] == 3
    assert dependants["pledges", "capability"] == 2
    assert dependants["products", "capability"] == 1
    assert ("lines", "product") not in dependants


def test_pledges_rest_on_holdings(case: Case) -> None:
    found = where(case, "inventory", "DEU/gbad_long").dependants.select("table", "rows")
    # the increase of its group, and the two requirements for the sum that it is counted in
    assert found.rows() == [("pledges", 1), ("published_requirements", 2)]


def test_a_holding_by_a_factor_tells_the_factor(case: Case) -> None:
    inventory = case["inventory"].filter(pl.concat_str("ally", "capability", separator="/") != "CZE/truck")
    found = where(case.with_table("inventory", inventory), "inventory", ("CZE", "truck"))
    assert (found.table, found.key) == ("holding_factors", "truck")
    # 29.5 thousand in uniform times 0.3
    assert found.values.row(0)[:2] == ("quantity", "9")
    with pytest.raises(CaseError, match="the key of a row"):
        where(case, "inventory", "CZE/gbad_long")


@pytest.mark.parametrize(("table", "key"), [("inventry", "x"), ("allies", "LTU"), ("inventory", "DEU")])
def test_what_is_not_there_is_told(case: Case, table: str, key: str) -> None:
    with pytest.raises(CaseError):
        where(case, table, key)


def test_sources_are_counted() -> None:
    baseline = open_case()
    listed = list_sources(baseline)
    assert listed.height == baseline["sources"].height
    expected = sum(
        int((frame["source"] == "nato_2024").sum())
        for name, frame in baseline.tables.items()
        if "source" in frame.columns and name != "sources"
    )
    row = listed.row(by_predicate=pl.col("source") == "nato_2024", named=True)
    assert row["rows"] == expected
    assert "expenditure" in row["tables"]
    assert listed["rows"].is_sorted(descending=True)


def test_changes_have_units_and_know_rows(case: Case) -> None:
    changed = case.with_value(
        "costs", "lorry/procurement", amount=0.5, status="published", note=None
    ).with_settings(seed=3)
    without = changed.with_table("crews", changed["crews"].head(2))
    assert changes(case, without).rows() == [
        ("settings", "", "seed", "1", "3", ""),
        ("costs", "lorry/procurement", "amount", "0.333", "0.5",
         "millions of the row's currency at the row's price year"),
        ("costs", "lorry/procurement", "status", "assumed", "published", ""),
        ("crews", "truck", "row", "present", "absent", ""),
    ]  # fmt: skip
    assert changes(without, without).is_empty()
    assert changes(without, case).filter(pl.col("column") == "row")["after"].to_list() == ["present"]


def test_where_a_holding_that_lists_count_comes_from() -> None:
    baseline = open_case()
    found = where(baseline, "inventory", "DEU/brigades")
    values = dict(found.values.select("column", "value").iter_rows())
    held = holdings(baseline).filter(pl.col("ally") == "DEU", pl.col("capability").str.starts_with("bde_"))
    assert float(values["quantity"]) == held["quantity"].sum()
    assert values["counts: brigades, active"] == "0.875"
    assert where(baseline, "inventory", "USA/sam_upper").table == "air_defence_held"


def test_descriptions_are_those_of_the_catalogue(case: Case) -> None:
    told = describe(case)
    assert told["table"].to_list() == [table.name for table in TABLES]
    assert told.filter(pl.col("table") == "allies").row(0)[2:] == ("ally", 3, 0, 0, 0, 3)
    columns = describe_table("lines")
    assert columns.filter(pl.col("column") == "rate").row(0) == (
        "rate", "number", "products per year", "output open to the allies in the base year",
        "implementation", "raises lines.capacity", "at least 0; at most 1e+08",
    )  # fmt: skip
    assert columns.filter(pl.col("column") == "line")["constraints"].item() == "key"
    with pytest.raises(CaseError, match="did you mean 'lines'"):
        describe_table("line")


def test_a_notebook_shows_a_case(case: Case) -> None:
    shown = case.with_settings(title="<b>bold</b>")._repr_html_()
    assert "&lt;b&gt;bold&lt;/b&gt;" in shown
    assert "<td>inventory</td>" in shown
    assert "<td>7</td>" in shown


def as_pandas(frame: pl.DataFrame) -> pd.DataFrame:
    """Return a frame of pandas made from plain lists; a missing number is NaN there."""
    return pd.DataFrame({column: frame[column].to_list() for column in frame.columns})


@pytest.mark.parametrize("kind", ["polars", "lazy", "pandas"])
def test_a_case_of_frames(kind: str, case: Case) -> None:
    make: dict[str, Any] = {
        "polars": lambda frame: frame,
        "lazy": lambda frame: frame.lazy(),
        "pandas": as_pandas,
    }
    frames = {name: make[kind](frame) for name, frame in small_tables().items()}
    settings = case.settings.model_dump()
    assert open_case({**frames, "settings": settings}).hash == case.hash


def test_a_table_to_pandas_and_back(case: Case) -> None:
    frame = case["inventory"].to_pandas()
    assert isinstance(frame, pd.DataFrame)
    frame.loc[frame["ally"] == "LVA", "quantity"] *= 2
    tables = {**case.tables, "inventory": frame}
    changed = open_case({**tables, "settings": case.settings.model_dump()})
    assert changes(case, changed)["key"].to_list() == ["LVA/gbad_short", "LVA/truck"]


def test_a_frame_over_the_baseline() -> None:
    baseline = open_case()
    changed = baseline["pledges"].with_columns(
        factor=pl.when(pl.col("pledge") == "amd_increase").then(4.0).otherwise("factor")
    )
    assert changes(baseline, open_case({"pledges": changed}))["after"].to_list() == ["4"]


@pytest.mark.parametrize(
    ("frames", "words"),
    [
        ({"pledgs": pl.DataFrame()}, "did you mean 'pledges'"),
        ({"pledges": [1, 2]}, "found 'list', expected a frame"),
        ({"crews": pl.DataFrame({"capability": ["tank"]})}, "crew: expected a column"),
        ({"settings": {"seed": "soon"}}, "seed: found 'soon'"),
        (
            {"personnel": pd.DataFrame({"ally": ["DEU"], "year": [2024], "military": ["many"]})},
            "found 'many'",
        ),
    ],
)
def test_wrong_frames_are_told(frames: dict[str, Any], words: str) -> None:
    with pytest.raises(CaseError) as caught:
        open_case(frames)
    assert words in str(caught.value)


def test_the_data_package_describes_the_files(case: Case, tmp_path: Path) -> None:
    folder = write_case(case, tmp_path / "case")
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert package["name"] == "small"
    resources = {resource["name"]: resource for resource in package["resources"]}
    assert set(resources) == {table.name for table in TABLES}
    for name, resource in resources.items():
        schema, table = resource["schema"], table_named(name)
        with (folder / resource["path"]).open(encoding="utf-8", newline="") as stream:
            header = next(csv.reader(stream))
        assert [field["name"] for field in schema["fields"]] == header
        assert schema["primaryKey"] == list(table.key)
        for key in schema["foreignKeys"]:
            home = resources[key["reference"].get("resource", name)]
            names = [field["name"] for field in home["schema"]["fields"]]
            assert key["reference"]["fields"][0] in names
    fields = {field["name"]: field for field in resources["lines"]["schema"]["fields"]}
    assert fields["rate"] == {
        "name": "rate", "type": "number", "description": "output open to the allies in the base year",
        "unit": "products per year", "constraints": {"required": True, "minimum": 0, "maximum": 1e8},
    }  # fmt: skip
