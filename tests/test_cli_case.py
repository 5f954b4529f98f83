"""The commands of `sinews case` as a user meets them: own processes, real files, real exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from tests.small_case import write_small_case

SINEWS = [sys.executable, "-m", "sinews"]


def run(*arguments: object, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*SINEWS, "case", *map(str, arguments)],
        cwd=folder, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the small case and an overlay of it."""
    folder = tmp_path_factory.mktemp("user")
    write_small_case(folder / "small")
    (folder / "four.toml").write_text(
        'extends = "small"\n[change.pledges.amd_increase]\nfactor = 4\n', encoding="utf-8"
    )
    return folder


def test_a_case_is_made_checked_exported_and_read_again(place: Path) -> None:
    assert run("new", "mine", "--from", "small", folder=place).returncode == 0
    sound = json.loads(run("validate", "mine", "--json", folder=place).stdout)
    assert sound == {"case": "mine", "sound": True, "problems": []}
    assert run("export", "mine", "mine.xlsx", folder=place).returncode == 0
    assert run("export", "mine.xlsx", "again", folder=place).returncode == 0
    same = run("diff", "mine", "again", folder=place)
    assert same.returncode == 0
    assert "The two cases are the same.\n" in same.stdout


def test_a_broken_case_is_an_answer_of_no(place: Path) -> None:
    assert run("new", "broken", "--from", "small", folder=place).returncode == 0
    file = place / "broken" / "inventory.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("LVA,truck", "LTV,truck"), encoding="utf-8")
    told = run("validate", "broken", folder=place)
    assert told.returncode == 1
    assert (
        "inventory\n  row 8, ally: found 'LTV', expected a value of allies.ally (did you mean 'LVA'?)"
        in told.stdout
    )
    (problem,) = json.loads(run("validate", "broken", "--json", folder=place).stdout)["problems"]
    assert (problem["table"], problem["row"], problem["column"]) == ("inventory", 8, "ally")
    assert run("diff", "small", "broken", folder=place).returncode == 2


def test_differences_come_with_units(place: Path) -> None:
    (factor, *_) = [
        row for row in json.loads(run("diff", "small", "four.toml", "--json", folder=place).stdout)
        if row["column"] == "factor"
    ]  # fmt: skip
    assert (factor["key"], factor["before"], factor["after"]) == ("amd_increase", "5", "4")


def test_where_and_sources(place: Path) -> None:
    told = run("where", "pledges", "amd_increase", "--case", "four.toml", folder=place)
    assert told.returncode == 0
    assert "assumed: set by four: factor 5 -> 4" in told.stdout
    assert "Source: figures made up for tests, the tests, 2026" in told.stdout
    found = json.loads(run("where", "products", "lorry", "--case", "small", "--json", folder=place).stdout)
    assert {"table": "lines", "column": "product", "rows": 1} in found["dependants"]
    (source,) = json.loads(run("sources", "small", "--json", folder=place).stdout)
    assert source["source"] == "test"
    assert source["rows"] > 50
    unknown = run("where", "pledges", "amd_increas", "--case", "small", folder=place)
    assert unknown.returncode == 2
    assert "did you mean 'amd_increase'?" in unknown.stderr


def test_describe_scenarios_template_and_schema(place: Path) -> None:
    columns = {
        row["column"]: row for row in json.loads(run("describe", "lines", "--json", folder=place).stdout)
    }
    assert columns["rate"]["unit"] == "products per year"
    assert "expansion_cost" in run("describe", "lines", folder=place).stdout
    tables = json.loads(run("describe", "--case", "small", "--json", folder=place).stdout)
    assert {"table": "allies", "rows": 3}.items() <= tables[0].items()
    assert "threat_2029" in run("scenarios", folder=place).stdout
    assert run("template", "empty.xlsx", folder=place).returncode == 0
    assert run("validate", "empty.xlsx", folder=place).returncode == 1
    schema = json.loads(run("schema", "overlay", folder=place).stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert run("schema", "everything", folder=place).returncode == 2


@pytest.mark.parametrize(
    "command", ["new", "validate", "describe", "diff", "export", "template", "sources", "where"]
)
def test_every_command_helps_with_an_example(command: str, place: Path) -> None:
    told = run(command, "--help", folder=place)
    assert told.returncode == 0
    assert f"Example: sinews case {command}" in told.stdout
