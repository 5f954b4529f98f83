"""What a command line owes to those who use it: version, help, order, wrong calls, and widths."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner

import sinews
from sinews.case import CallError, write_case
from sinews.cli import app
from sinews.commands.order import ORDER
from sinews.failures import sentence
from tests.documents import workbook_texts
from tests.small_case import small_case_with_terms, write_small_case

SINEWS = [sys.executable, "-m", "sinews"]


def run(*arguments: str, folder: Path, columns: int = 80) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*SINEWS, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env={**os.environ, "COLUMNS": str(columns)},
    )


def test_the_version_is_told(tmp_path: Path) -> None:
    done = run("--version", folder=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"sinews {sinews.__version__}\n", "")


def test_help_lists_the_commands_in_the_order_of_work(tmp_path: Path) -> None:
    done = run("-h", folder=tmp_path)
    assert done.returncode == 0
    names = re.findall(r"^│ ([a-z]+)  ", done.stdout, flags=re.MULTILINE)
    assert names == list(ORDER)
    assert names[:6] == ["case", "plan", "show", "check", "compare", "explain"]
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert "…" not in done.stdout
    assert run("plan", "-h", folder=tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "option", "known"),
    [
        (["apportion", "--rule", "fairest"], "--rule", "leximin"),
        (["apportion", "--ability", "wealth"], "--ability", "gdp"),
    ],
)
def test_a_wrong_option_is_a_wrong_call(
    tmp_path: Path, arguments: list[str], option: str, known: str
) -> None:
    done = run(*arguments, folder=tmp_path)
    assert done.returncode == 2
    assert f"Invalid value for {option}" in done.stderr
    assert known in done.stderr
    assert done.stdout == ""


def test_a_page_of_a_form_that_there_is_not_is_refused_before_any_work(tmp_path: Path) -> None:
    done = run("endurance", "--report", "page.docx", folder=tmp_path)
    assert done.returncode == 2
    assert ".html, .md" in " ".join(done.stderr.split())
    assert not list(tmp_path.iterdir())


def test_the_glossary_tells_terms_and_says_no_where_it_has_none(tmp_path: Path) -> None:
    done = run("glossary", "days of supply", folder=tmp_path)
    assert done.returncode == 0
    assert any(line.startswith("• days of supply: ") for line in done.stdout.splitlines())
    answer = json.loads(run("glossary", "--json", folder=tmp_path).stdout)
    assert {"days_of_supply", "in_time"} <= {term["key"] for term in answer["terms"]}
    assert run("glossary", "boots", folder=tmp_path).returncode == 1


def test_progress_is_a_line_a_step_where_nobody_watches(tmp_path: Path) -> None:
    done = run("apportion", "baseline", "--json", folder=tmp_path)
    assert json.loads(done.stdout)["proof"]
    assert done.stderr.splitlines()[-2:] == [
        "requirements: what is needed",
        "apportionment: who provides what",
    ]


def test_a_plan_is_exported_as_a_workbook(tmp_path: Path) -> None:
    write_small_case(tmp_path / "case")
    assert run("plan", "case", "--out", "plan", folder=tmp_path).returncode == 0
    done = run("export", "plan", "plan.xlsx", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Written to plan.xlsx" in done.stderr
    texts = workbook_texts(tmp_path / "plan.xlsx")
    pledged = "Capabilities that must grow: the year in which the full requirement is first met"
    assert {pledged, "What it holds", "Latvia"} <= set(texts)
    assert run("export", "plan", "plan.docx", folder=tmp_path).returncode == 2


@pytest.mark.parametrize(
    "line",
    [
        "plan case --set XXX",
        "plan case --set lines.no_such.rate=1",
        "plan case --constraints XXX.py",
        "plan case --without-rule XXX",
        "rules plan --rule XXX",
        "explain plan --line XXX",
        "explain plan --capability XXX",
        "explain plan --ally DEU --capability truck --year 1900",
        "brief plan --ally XXX --no-pdf",
    ],
)
def test_a_wrong_argument_is_not_laid_to_the_case(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_case(small_case_with_terms(), tmp_path / "case")
    _small_plan().save(tmp_path / "plan")
    error = CliRunner().invoke(app, line.split()).exception
    assert isinstance(error, CallError)
    told = sentence(error)
    assert told is not None
    assert told.startswith("What was asked for has 1 problem.")


OTHERWISE = {"plan", "brief", "cache", "case validate", "case import"}
"""Commands that answer in JSON and take no --report: they write pages, or no table is in the answer."""


def commands(group: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{name} ")
        else:
            yield before + name, command


def test_every_answer_can_be_a_file() -> None:
    app_commands = dict(commands(get_command(app)))
    assert app_commands.keys() >= OTHERWISE
    for name, command in app_commands.items():
        options = {option for parameter in command.params for option in parameter.opts}
        assert ("--report" in options) == ("--json" in options and name not in OTHERWISE), name


def test_help_fits_on_eighty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERMINAL_WIDTH", "80")
    for name, _ in commands(get_command(app)):
        done = CliRunner().invoke(app, [*name.split(), "--help"])
        assert done.exit_code == 0, name
        assert max(map(len, done.stdout.splitlines())) <= 80, name
        assert "…" not in done.stdout, name
        assert "Example: sinews" in " ".join(done.stdout.split()), name


@pytest.mark.parametrize(
    "line",
    ["show plan", "check plan", "compare plan plan", "track plan --against case", "case diff case case"],
)
def test_pages_of_every_form_are_written(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_case(small_case_with_terms(), tmp_path / "case")
    _small_plan().save(tmp_path / "plan")
    for suffix in ("html", "md"):
        done = CliRunner().invoke(app, [*line.split(), "--report", f"page.{suffix}"])
        assert done.exit_code in {0, 1}, done.output
        assert f"Written to page.{suffix}." in done.stderr
        title = done.stdout.splitlines()[0]
        assert title in unescape((tmp_path / f"page.{suffix}").read_text(encoding="utf-8"))


@cache
def _small_plan() -> sinews.Plan:
    return sinews.plan(small_case_with_terms())
