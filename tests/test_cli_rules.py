"""Rules on suppliers on the command line: planned without, priced, explained."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

import sinews
from sinews.case import write_case
from sinews.cli import app
from tests.small_case import small_case
from tests.supplier_cases import with_rules

RULE = {"rule": "no_german_lorries", "who": "CZE", "what": "truck", "kind": "excluded", "suppliers": "DEU"}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a case that has a rule, and with its plan."""
    folder = tmp_path_factory.mktemp("rules")
    case = with_rules(small_case(), RULE)
    write_case(case, folder / "case")
    sinews.plan(case).save(folder / "plan")
    return folder


def answered(*words: str) -> str:
    """Return what a command prints; it must end well."""
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_plan_without_a_rule_orders_what_it_shut(place: Path) -> None:
    out = place / "without"
    case = str(place / "case")
    answered("plan", case, "--without-rule", "no_german_lorries", "--out", str(out))
    free, ruled = (
        sinews.open_plan(folder).tables["orders"].filter(ally="CZE", line="lorry_line")["quantity"].sum()
        for folder in (out, place / "plan")
    )
    assert free > 1.0
    assert ruled == 0.0
    refused = CliRunner().invoke(app, ["plan", case, "--without-rule", "no_rule", "--out", str(out)])
    assert refused.exit_code != 0


def test_the_price_of_a_rule_is_told_and_answered_in_json(place: Path) -> None:
    told = answered("rules", str(place / "plan"))
    assert "Rules that cost something: 1 of 1 that were priced." in told
    found = json.loads(answered("rules", str(place / "plan"), "--rule", "no_german_lorries", "--json"))
    (row,) = found["rules"]
    assert row["rule"] == "no_german_lorries"
    assert row["shortfall"] > 0.0
    assert {each["ally"] for each in found["origins"]} == {"DEU", "CZE", "LVA"}


def test_explain_says_who_is_open_and_which_rule_shuts_whom(place: Path) -> None:
    said = answered("explain", str(place / "plan"), "--ally", "CZE", "--capability", "truck")
    flat = " ".join(said.split())
    assert "may be ordered from nobody" in flat
    assert "The rule no_german_lorries shuts lorry" in flat
    open_to = " ".join(
        answered("explain", str(place / "plan"), "--ally", "LVA", "--capability", "truck").split()
    )
    assert "It may be ordered from lorry (lorry_line, Germany)" in open_to
    assert "It is the only one that is open" in open_to


def test_the_check_has_the_rules(place: Path) -> None:
    told = answered("check", str(place / "plan"))
    assert re.search("rules on suppliers +holds", told)
