"""Tables are for a case of one ally as for 64: each is planned, reviewed, explained and printed."""

from __future__ import annotations

from functools import cache
from itertools import product
from pathlib import Path
from string import ascii_uppercase

import polars as pl
import pytest
from tests.recheck import violations
from tests.small_case import small_case_with_terms
from typer.testing import CliRunner

import sinews
from sinews.case import Case
from sinews.case.catalogue import TABLES
from sinews.cli import app
from sinews.implementation import Plan


def with_allies(number: int) -> Case:
    """Return the small case with Germany alone, or with as many more allies like Latvia as are wanted."""
    case = small_case_with_terms()
    if number == 1:
        return case.with_tables(
            {
                table.name: case[table.name].filter(pl.col(column.name).fill_null("DEU") == "DEU")
                for table in TABLES
                for column in table.columns
                if column.references == "allies.ally" or (table.name, column.name) == ("allies", "ally")
            }
        )
    codes = ["Q" + "".join(letters) for letters in product(ascii_uppercase, repeat=2)][: number - 3]
    return case.with_tables(
        {
            table.name: pl.concat(
                [case[table.name]]
                + [
                    case[table.name]
                    .filter(pl.col("ally") == "LVA")
                    .with_columns(ally=pl.lit(code), **_named(table.name, code))
                    for code in codes
                ]
            )
            for table in TABLES
            if "ally" in table.key
        }
    )


def _named(table: str, code: str) -> dict[str, pl.Expr]:
    """Return what else tells one ally from another."""
    return {"iso2": pl.lit(code[1:]), "name": pl.lit(f"Land {code}")} if table == "allies" else {}


@cache
def planned(number: int) -> Plan:
    return sinews.plan(with_allies(number))


@pytest.mark.parametrize("number", [1, 64])
def test_it_is_planned_and_reviewed(number: int) -> None:
    plan = planned(number)
    assert violations(plan) == []
    # what is required is shared out, all of it or all that somebody may provide
    needs = plan.requirements.filter(year=plan.case.settings.horizon).sort("capability")
    targets = plan.targets.filter(year=plan.case.settings.horizon)
    shared = targets.group_by("capability").agg(pl.col("target").sum()).sort("capability")
    assert set(targets["ally"]) <= set(plan.case["allies"]["ally"])
    asked = shared.join(needs, on="capability")
    assert asked.filter(pl.col("target") > pl.max_horizontal("required", "baseline") + 1.0).is_empty()
    review = sinews.review(plan, years=[plan.case.settings.horizon])
    assert review.burden.height == number
    assert set(review.scoreboard["dimension"]) >= {"stronger", "fairer", "more lethal"}


@pytest.mark.parametrize("number", [1, 64])
@pytest.mark.parametrize("command", ["show", "review", "explain", "brief"])
def test_it_is_printed(number: int, command: str, tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    planned(number).save(folder)
    arguments = {
        "show": [str(folder)],
        "review": [str(folder), "--report", str(tmp_path / "review.html")],
        "explain": [str(folder), "--ally", "DEU", "--capability", "gbad_short"],
        "brief": [str(folder), "--ally", "DEU", "--no-pdf", "--out", str(tmp_path / "briefs")],
    }
    result = CliRunner().invoke(app, [command, *arguments[command]])
    assert result.exit_code in (0, 1), result.output
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    assert command == "brief" or "Germany" in result.output or "DEU" in result.output
