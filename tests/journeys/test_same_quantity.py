"""The same quantity is the same figure in the JSON of every command that answers with it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner

import sinews
from sinews.case import FULLY_MET, holdings
from sinews.cli import app
from sinews.enablers import air_defence

ALLY, CAPABILITY = "POL", "sam_long"


@pytest.fixture(scope="module")
def folder(baseline_plan: sinews.Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the plan of the baseline, and with one of a case with one pledge raised."""
    place = tmp_path_factory.mktemp("plans")
    plan = baseline_plan
    plan.save(place / "plan")
    more = plan.case.with_value("pledges", "amd_increase", factor=6.0)
    sinews.plan(more, after=plan).save(place / "more")
    return place


@pytest.fixture(scope="module")
def told(folder: Path) -> dict[str, Any]:
    """Return what each command says in JSON."""
    plan, more = str(folder / "plan"), str(folder / "more")
    last = str(sinews.open_plan(plan).case.settings.horizon)
    calls = {
        "show": ["show", plan],
        "compare": ["compare", plan, more],
        "review": ["review", plan, "--year", last],
        "alliance": ["brief", plan],
        "ally": ["brief", plan, "--ally", ALLY],
    }
    found: dict[str, Any] = {}
    for name, words in calls.items():
        done = CliRunner().invoke(app, [*words, "--json"])
        assert done.exit_code in {0, 1}, done.output
        found[name] = json.loads(done.stdout)
    found["capability"] = rows(found["ally"], "fair_share", "fair_share")[0]["capability"]
    words = ["explain", plan, "--ally", ALLY, "--capability", found["capability"], "--json"]
    found["explain"] = json.loads(CliRunner().invoke(app, words).stdout)
    found["shown"] = " ".join(CliRunner().invoke(app, ["show", plan]).stdout.split())
    done = CliRunner().invoke(app, ["export", plan, str(folder / "plan.json")])
    assert done.exit_code == 0, done.output
    found["export"] = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    return found


def rows(told: dict[str, Any], section: str, table: str) -> list[dict[str, Any]]:
    """Return the rows of a table of a brief."""
    (found,) = (each for each in told["sections"] if each["key"] == section)
    return list(found["tables"][table]["rows"])


def test_what_is_exported_is_what_is_shown(told: dict[str, Any]) -> None:
    assert told["export"] == told["show"]


def test_the_cost_is_one_figure(told: dict[str, Any]) -> None:
    show, compared = told["show"], told["compare"]
    total = show["total_cost"]
    assert sum(year["total"] for year in show["cost"]) == pytest.approx(total)
    assert sum(ally["total"] for ally in show["allies"]) == pytest.approx(total)
    assert sum(group["total"] for group in show["pledge_groups"]) == pytest.approx(total)
    assert sum(year["a"] for year in compared["cost"]) == pytest.approx(total)
    years = {year["year"]: year["total"] for year in show["cost"]}
    for year in told["alliance"]["path"]:
        assert year["spent"] == pytest.approx(years[year["year"]])
    own = {ally["ally"]: ally["total"] for ally in show["allies"]}
    assert sum(year["spent"] for year in told["ally"]["path"]) == pytest.approx(own[ALLY])
    for ally in compared["allies"]:
        assert ally["a"] == pytest.approx(own[ally["ally"]])


def test_met_is_counted_in_one_way(told: dict[str, Any]) -> None:
    show, last = told["show"], told["show"]["horizon"]
    held = {row["capability"]: row for row in told["review"]["requirements"] if row["year"] == last}
    for row in show["capabilities"]:
        assert row["met"] == pytest.approx(held[row["capability"]]["met"])
        assert row["required"] == pytest.approx(held[row["capability"]]["required"])
        # the requirement stands at its final level in the last year
        assert row["met_year"] is not None or row["met"] < FULLY_MET
    for row in told["compare"]["capabilities"]:
        (one,) = (each for each in show["capabilities"] if each["capability"] == row["capability"])
        assert row["met_a"] == pytest.approx(one["met"])
        assert row["met_year_a"] == one["met_year"]
    own = [row for row in show["capabilities"] if not row["aggregate"] and row["required"] > 0]
    # what is covered counts what allies hold beyond their targets, too
    assert all(row["met"] <= row["stock"] / row["required"] + 1e-9 for row in own)
    covered = [row["stock"] >= FULLY_MET * row["required"] for row in own]
    scored = {each["measure"]: each["value"] for each in told["review"]["scoreboard"] if each["year"] == last}
    assert scored["requirements of the last year covered by all that allies hold"] == pytest.approx(
        100.0 * sum(covered) / len(covered)
    )
    growing = [row for row in own if row["required"] > row["baseline"] * (1 + 1e-9)]
    met = sum(row["met_year"] is not None for row in growing)
    assert f"{met} of {len(growing)} capabilities that must grow" in told["shown"]


def test_the_scoreboard_is_one(told: dict[str, Any]) -> None:
    last = told["show"]["horizon"]
    board = {
        (each["dimension"], each["measure"]): each["value"]
        for each in told["show"]["scoreboard"]
        if each["year"] == last
    }
    for each in told["review"]["scoreboard"]:
        assert each["value"] == pytest.approx(board[each["dimension"], each["measure"]])


def test_an_ally_s_targets_are_counted_in_one_way(told: dict[str, Any], folder: Path) -> None:
    last = told["show"]["horizon"]
    stock = sinews.open_plan(folder / "plan").stock.filter(pl.col("year") == last, pl.col("target") > 0)
    for name, of in (("alliance", stock), ("ally", stock.filter(pl.col("ally") == ALLY))):
        row = next(each for each in rows(told[name], "path", "path") if each["year"] == last)
        assert row["targets"] == of.height
        assert row["met"] == of.filter(pl.col("closing") >= FULLY_MET * pl.col("target")).height
    asked = {row["capability"]: row["target"] for row in rows(told["ally"], "fair_share", "fair_share")}
    explained = next(each for each in told["explain"]["figures"]["stock"] if each["year"] == last)
    assert explained["target"] == pytest.approx(asked[told["capability"]])


def test_days_of_magazines_are_one_figure(told: dict[str, Any], folder: Path) -> None:
    plan, last = sinews.open_plan(folder / "plan"), told["show"]["horizon"]
    made = air_defence.magazines(plan.case, plan.held(last), year=last, capacity=plan.line_capacity(last))
    days = {each["key"]: each for each in told["review"]["depth"] if each["kind"].startswith("magazine")}
    assert days.keys() == set(made["interceptor"])
    for row in made.iter_rows(named=True):
        assert days[row["interceptor"]]["days"] == (
            row["days"] if row["days"] is None else pytest.approx(row["days"])
        )
    first = [each["days"] for each in days.values() if each["days"] is not None]
    scored = {each["measure"]: each["value"] for each in told["review"]["scoreboard"]}
    measure = "days of supply of the first magazine of interceptors under raids"
    assert scored[measure] == pytest.approx(min(first))


def test_holdings_of_all_allies_add_up_to_what_the_alliance_holds(told: dict[str, Any], folder: Path) -> None:
    plan = sinews.open_plan(folder / "plan")
    held = holdings(plan.case).filter(capability=CAPABILITY)["quantity"].sum()
    (row,) = (each for each in told["show"]["capabilities"] if each["capability"] == CAPABILITY)
    assert row["baseline"] == pytest.approx(held)
