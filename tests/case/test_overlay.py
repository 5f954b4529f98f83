"""Overlays: what they change, how they stack, and every way to write one wrong."""

from __future__ import annotations

import json
import tomllib
from importlib.resources import files
from pathlib import Path

import jsonschema
import polars as pl
import pytest
from tests.small_case import write_small_case

from sinews.case import CaseError, changes, open_case, overlay_schema, scenarios, settings_schema

SHIPPED = {
    "baseline",
    "pledges_half_kept",
    "threat_2029",
    "no_us_reinforcement",
    "ukraine_ends_2027",
    "all_35_by_2030",
}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with the small case in it."""
    write_small_case(tmp_path / "small")
    return tmp_path


def overlay(place: Path, text: str, name: str = "mine") -> Path:
    """Write an overlay over the small case."""
    path = place / f"{name}.toml"
    path.write_text(text if "extends" in text else f'extends = "small"\n{text}', encoding="utf-8")
    return path


def test_rows_are_changed_added_and_removed(place: Path) -> None:
    path = overlay(
        place,
        """
        title = "fewer"
        [settings]
        discount_rate = 0.05
        [change.inventory."DEU/truck"]
        quantity = 50
        remaining_life = ""
        [change.inventory."LVA/*"]
        quantity = { times = 3 }
        [change.lines.lorry_line]
        lead_time = { plus = 1 }
        [remove]
        contracts = ["DEU/*"]
        [[add.crews]]
        capability = "gbad"
        crew = 12.5
        source = "test"
        status = "estimated"
        """,
    )
    before, after = open_case(place / "small"), open_case(path)
    found = changes(before, after)
    figures = found.filter(~pl.col("column").is_in(["status", "note"])).drop("table").rows()
    assert figures == [
        ("", "name", "small", "mine", ""),
        ("", "title", "three allies, three products", "fewer", ""),
        ("", "discount_rate", "0.03", "0.05", ""),
        ("DEU/truck", "quantity", "60", "50", "units of the capability"),
        ("DEU/truck", "remaining_life", "20", "", "years"),
        ("LVA/gbad_short", "quantity", "1", "3", "units of the capability"),
        ("LVA/truck", "quantity", "5", "15", "units of the capability"),
        ("lorry_line", "lead_time", "1", "2", "years"),
        ("DEU/long_line", "row", "present", "absent", ""),
        ("gbad", "row", "absent", "present", ""),
    ]
    row = after["inventory"].row(by_predicate=pl.col("quantity") == 50, named=True)
    assert row["status"] == "assumed"
    assert row["note"] == "set by mine: quantity 60 -> 50, remaining_life 20 -> (empty)"
    assert before["inventory"].equals(open_case(place / "small")["inventory"])


def test_overlays_stack_and_the_last_one_holds(place: Path) -> None:
    overlay(place, "[change.pledges.amd_increase]\nfactor = 4\ntarget_year = 2030", "first")
    second = overlay(place, 'extends = "first.toml"\n[change.pledges.amd_increase]\nfactor = 3', "second")
    row = open_case(second)["pledges"].row(0, named=True)
    assert (row["factor"], row["target_year"]) == (3.0, 2030)


def test_an_overlay_of_csv_files(place: Path) -> None:
    folder = place / "csv"
    folder.mkdir()
    (folder / "overlay.toml").write_text('extends = "../small"\n', encoding="utf-8")
    (folder / "inventory.csv").write_text(
        "ally,capability,quantity,as_of,source,status,action\n"
        "DEU,truck,50,,,,\n"
        "LVA,gbad_long,2,2025,test,published,\n"
        "CZE,truck,,,,,remove\n",
        encoding="utf-8",
    )
    found = changes(open_case(place / "small"), open_case(folder)).filter(pl.col("table") == "inventory")
    assert found.filter(~pl.col("column").is_in(["status", "note"])).select(
        "key", "before", "after"
    ).rows() == [
        ("CZE/truck", "present", "absent"),
        ("DEU/truck", "60", "50"),
        ("LVA/gbad_long", "absent", "present"),
    ]


def test_a_cell_is_changed_by_the_toml_file_or_by_a_csv_file(place: Path) -> None:
    folder = place / "both"
    folder.mkdir()
    (folder / "overlay.toml").write_text(
        'extends = "../small"\n[change.inventory."DEU/truck"]\nremaining_life = 7\n', encoding="utf-8"
    )
    table = folder / "inventory.csv"
    table.write_text("ally,capability,quantity\nDEU,truck,50\n", encoding="utf-8")
    inventory = open_case(folder)["inventory"].filter(
        (pl.col("ally") == "DEU") & (pl.col("capability") == "truck")
    )
    assert inventory.select("quantity", "remaining_life").rows() == [(50.0, 7.0)]

    table.write_text("ally,capability,quantity,remaining_life\nDEU,truck,50,8\nDEU,truck,51,\n")
    with pytest.raises(CaseError) as told:
        open_case(folder)
    assert [
        (problem.table, problem.row, problem.column, problem.value) for problem in told.value.problems
    ] == [
        ("inventory", 2, "remaining_life", "8"),
        ("inventory", 3, "quantity", "51"),
    ]


def test_a_circle_is_told(place: Path) -> None:
    overlay(place, 'extends = "b.toml"', "a")
    overlay(place, 'extends = "a.toml"', "b")
    with pytest.raises(
        CaseError, match=r"(?s)an overlay that does not extend itself.*a\.toml -> .*b\.toml -> "
    ):
        open_case(place / "a.toml")
    with pytest.raises(CaseError, match="does not extend itself"):
        open_case(overlay(place, 'extends = "self.toml"', "self"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[change.pledgs.x]\nfactor = 1", "did you mean 'pledges' or"),
        ("[change.pledges.amd_increas]\nfactor = 1", "did you mean 'amd_increase'?"),
        ("[change.pledges.amd_increase]\nfaktor = 1", "did you mean 'factor'?"),
        ("[change.pledges.amd_increase]\nfactor = 'four'", "found 'four', expected a number"),
        ("[change.pledges.amd_increase]\nfactor = {time = 2}", "{times = x} or {plus = x}"),
        ("[change.pledges.amd_increase]\ntitle = {times = 2}", "{times = x} or {plus = x}"),
        ("[change.pledges.amd_increase]\nfactor = -1", "expected at least 0"),
        ("[change.pledges]\namd_increase = 4", '[change.table."key"]'),
        ("[remove]\npledges = 'all'", 'table = ["key", ...]'),
        ("[remove]\npledges = ['*/*']", "found '*/*', expected the key of a row"),
        ("[remove]\nallies = ['LVA']", "found 'LVA', expected a value of allies.ally"),
        ("[[add.crews]]\ncapability = 'gbad'", "added row 1 of mine"),
        (
            "[[add.crews]]\ncapability = 'gbad'\ncrew = 'many'\nsource='test'\nstatus='assumed'",
            "found 'many'",
        ),
        ("[[add.crews]]\ncapability = 'gbad'\ncrw = 1", "did you mean 'crew'?"),
        ("[add.crews]\ncapability = 'gbad'", "[[add.table]]"),
        ("[settings]\ndiscount_rat = 0.1", "did you mean 'discount_rate'?"),
        ("chnge = 1", "did you mean 'change'?"),
        ("title = 4", "title: expected text"),
        ("a = = b", "a valid TOML file"),
        ('extends = "smal"', "expected a case"),
        ('extends = "threat_2092"', "did you mean 'threat_2029'?"),
    ],
)
def test_what_is_wrong_is_told(place: Path, text: str, words: str) -> None:
    with pytest.raises(CaseError) as caught:
        open_case(overlay(place, text))
    assert words in str(caught.value)


def test_all_faults_come_at_once(place: Path) -> None:
    text = (
        "[change.pledges.x]\nfactor = 1\n[remove]\nlines = ['y']\n[[add.crews]]\nz = 1\n[settings]\nseed = -1"
    )
    with pytest.raises(CaseError) as caught:
        open_case(overlay(place, text))
    assert {problem.table for problem in caught.value.problems} == {"pledges", "lines", "crews", "case.toml"}


def test_an_overlay_needs_something_below_it(place: Path) -> None:
    path = place / "mine.toml"
    path.write_text("title = 'nothing'", encoding="utf-8")
    with pytest.raises(CaseError, match="extends: expected the case that it changes"):
        open_case(path)


def test_the_shipped_scenarios() -> None:
    assert set(scenarios()) >= SHIPPED
    hashes = {name: open_case(name).hash for name in scenarios()}
    assert len(set(hashes.values())) == len(hashes)


@pytest.mark.parametrize("name", sorted(SHIPPED - {"baseline"}))
def test_a_shipped_scenario_gives_its_reason_and_keeps_to_the_schema(name: str) -> None:
    values = tomllib.loads((files("sinews.case") / "scenarios" / f"{name}.toml").read_text(encoding="utf-8"))
    assert values["name"] == name
    assert len(values["why"].split()) > 40
    jsonschema.Draft202012Validator(overlay_schema()).validate(values)
    assert open_case(name).settings.title == values["title"]


def test_the_example_of_the_documentation_works(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "data.md").read_text(encoding="utf-8")
    text = page.partition("```toml\n")[2].partition("```")[0]
    jsonschema.Draft202012Validator(overlay_schema()).validate(tomllib.loads(text))
    path = tmp_path / "example.toml"
    path.write_text(text, encoding="utf-8")
    found = changes(open_case(), open_case(path))
    assert {"pledges", "inventory", "contracts", "crews"} <= set(found["table"])


def test_what_the_scenarios_mean() -> None:
    baseline = open_case()
    threat = open_case("threat_2029")["pledges"].filter(pl.col("kind") == "multiple_of_baseline")
    assert set(threat["target_year"]) == {2029}
    half = open_case("pledges_half_kept")["pledges"]
    factors = dict(
        half.filter(pl.col("kind") == "multiple_of_baseline").select("pledge", "factor").iter_rows()
    )
    promised = dict(baseline["pledges"].select("pledge", "factor").iter_rows())
    assert all(factor - 1 == pytest.approx((promised[key] - 1) / 2) for key, factor in factors.items())
    alone = open_case("no_us_reinforcement")
    from sinews.case import holdings

    assert holdings(alone).filter(pl.col("ally") == "USA")["quantity"].sum() == 0
    after = open_case("ukraine_ends_2027")["commitments"]
    assert after.filter(pl.col("kind") == "committed")["year"].max() == 2027
    assert after.filter(pl.col("kind") == "given").equals(
        baseline["commitments"].filter(pl.col("kind") == "given")
    )


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ('extends = "baseline"', True),
        ('extends = "baseline"\n[change.pledges.amd_increase]\nfactor = {times = 0.5}', True),
        ('extends = "baseline"\n[change.pledges.amd_increase]\nfaktor = 4', False),
        ('extends = "baseline"\n[change.pledges.amd_increase]\nfactor = "four"', False),
        ('extends = "baseline"\n[change.pledges.amd_increase]\npath = "curved"', False),
        ('extends = "baseline"\n[[add.crews]]\ncapability = "tank"\ncrew = 3', False),
        ('extends = "baseline"\n[remove]\npledges = [1]', False),
        ("title = 'no base'", False),
    ],
)
def test_the_schema_tells_right_from_wrong(text: str, sound: bool) -> None:
    validator = jsonschema.Draft202012Validator(overlay_schema())
    assert validator.is_valid(tomllib.loads(text)) == sound


def test_the_schema_of_the_settings() -> None:
    for schema in (settings_schema(), overlay_schema()):
        jsonschema.Draft202012Validator.check_schema(json.loads(json.dumps(schema)))
    validator = jsonschema.Draft202012Validator(settings_schema())
    values = tomllib.loads((files("sinews.case") / "baseline" / "case.toml").read_text(encoding="utf-8"))
    validator.validate(values)
    assert not validator.is_valid({**values, "discount_rate": 2})
    assert not validator.is_valid({**values, "sede": 2})
