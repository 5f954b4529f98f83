"""Command lines: every command with every option, and values that are sound, odd, or somebody else's."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typer
from hypothesis import strategies as st
from tests.fuzz import material
from tests.fuzz.edits import texts
from tests.fuzz.material import Files, put
from tests.fuzz.told import OK, REFUSED, outcome
from typer.testing import CliRunner

from sinews.cli import app

LEFT_OUT = ("verify",)
"""Commands that read nothing of a user's."""

FILES = ("case", "plan", "full", "overlay.toml", "case.xlsx", "odd.csv", "empty", "nowhere", "constraints.py")
"""What lies in the folder of a line, one of them not."""

OUTPUTS = (
    "out",
    "plan",
    "case",
    "o.xlsx",
    "page.html",
    "missing/x.html",
    "case/allies.csv",
    "",
    ".",
    "x" * 300,
)

VALUES: dict[str, tuple[str, ...]] = {
    "--year": ("2026", "2032", "2030", "1900"),
    "--to": ("2027", "2028", "2026", "2040"),
    "--ally": ("DEU", "Latvia", "LVA", "XXX"),
    "--capability": ("truck", "gbad_long", "gbad"),
    "--line": ("long_line", "short_line", "lorry_line"),
    "--material": ("motor",),
    "--plan": ("north", "all"),
    "--intensity": ("high", "low"),
    "--rule": ("leximin", "talmud", "equal_awards", "shapley"),
    "--ability": ("gdp", "population"),
    "--as": ("nato", "sipri", "iiss", "other"),
    "--country": ("DEU",),
    "--unit": ("battery",),
    "--name": ("mine",),
    "--paths": ("1", "10"),
    "--worlds": ("1", "2"),
    "--set": ("pledges.amd_increase.factor=4", "settings.rule=talmud", "lines.*.rate=0",
              "budgets.*.gdp_share=0"),
    "table": ("pledges", "lines", "allies"),
    "key": ("amd_increase", "DEU"),
    "which": ("case", "overlay"),
}  # fmt: skip
"""Values that may be right, by the option or the argument."""

WRITTEN = ("--out", "--report", "--export", "--keep", "--into", "out")
"""Options and arguments that name what is written."""

ENVIRONMENTS: tuple[dict[str, str], ...] = (
    {},
    {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    {"TMPDIR": "/nowhere/at/all", "TERM": "dumb"},
    {"PYTHONIOENCODING": "latin-1", "COLUMNS": "1"},
    {"HOME": "/nowhere", "XDG_CACHE_HOME": "/nowhere", "NO_COLOR": "1"},
)


@cache
def commands() -> dict[tuple[str, ...], Any]:
    """Return the commands that do something, by their words."""
    return {path: found for path, found in _walk(typer.main.get_command(app), ()) if path[0] not in LEFT_OUT}


@st.composite
def command_lines(draw: st.DrawFn) -> list[str]:
    """Draw a command line; its arguments are given nearly always, lest all lines plan the baseline."""
    path, command = draw(st.sampled_from(sorted(commands().items(), key=lambda pair: pair[0])))
    line = list(path)
    for part in command.params:
        name = part.opts[0]
        if part.param_type_name == "argument":
            line.append(draw(_value(name)))
        elif name != "--help" and (part.required or draw(st.integers(0, 3)) == 0):
            times = draw(st.integers(1, 3)) if part.multiple else 1
            for _ in range(times):
                line += [name] if getattr(part, "is_flag", False) else [name, draw(_value(name))]
    if draw(st.integers(0, 19)) == 0:
        line.insert(draw(st.integers(0, len(line))), draw(_harmless(texts)))
    return line


def run_here(line: list[str]) -> str:
    """Run a command line in this process."""
    with _folder() as folder, chdir(folder):
        done = CliRunner().invoke(app, line)
    error = done.exception
    if error is None or isinstance(error, SystemExit):
        assert done.exit_code in (0, 1, 2), f"exit code {done.exit_code}"
        return OK if done.exit_code < 2 else REFUSED

    def again() -> None:
        raise error

    return outcome(again)


def run_apart(line: list[str], environment: dict[str, str]) -> str:
    """Run a command line in a process of its own, in an environment that may be poor."""
    with _folder() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "sinews", *line],
            cwd=folder, env={**os.environ, **environment}, stdin=subprocess.DEVNULL, capture_output=True,
            check=False,
        )  # fmt: skip
    told = done.stderr.decode("utf-8", "replace")
    assert "Traceback" not in told, told
    assert done.returncode in (0, 1, 2), f"exit code {done.returncode}: {told}"
    return OK if done.returncode < 2 else REFUSED


def environments() -> st.SearchStrategy[dict[str, str]]:
    """Return the environments of a process."""
    return st.sampled_from(ENVIRONMENTS)


def _walk(command: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    inside = getattr(command, "commands", None)
    if inside is None:
        yield path, command
        return
    for name, each in inside.items():
        yield from _walk(each, (*path, name))


def _value(name: str) -> st.SearchStrategy[str]:
    """Return values of an option or an argument."""
    right = VALUES.get(name, OUTPUTS if name in WRITTEN else FILES)
    return st.sampled_from(right) | st.sampled_from(right) | st.sampled_from(FILES) | _harmless(texts)


def _harmless(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return values that are no path out of the folder, in which anything may be written."""
    # no process can be given a null character or half a pair of UTF-16
    return values.filter(lambda text: not text.startswith(("/", "~")) and "\x00" not in text).filter(
        lambda text: text.isprintable() or text.encode("utf-8", "ignore").decode() == text
    )


@cache
def _files() -> Files:
    of_case = {f"case/{name}": content for name, content in material.small_files().items()}
    of_full = {f"full/{name}": content for name, content in material.case_files().items()}
    of_plan = {f"plan/{name}": content for name, content in material.plan_files().items()}
    return {
        **of_case, **of_full, **of_plan, **material.workbook_files(),
        "overlay.toml": b'extends = "case"\n[change.pledges.amd_increase]\nfactor = 4.0\n',
        "odd.csv": b"Country,2024\nGermany,1\n",
        "constraints.py": b"CONSTRAINTS = 1\n",
    }  # fmt: skip


class _folder(TemporaryDirectory[str]):  # noqa: N801 - used as a function
    """A folder so deep that nobody gets out of it, with files to work on."""

    def __enter__(self) -> str:
        folder = Path(super().__enter__()) / "deep" / "down" / "here"
        put(_files(), folder)
        (folder / "empty").mkdir()
        return str(folder)
