"""The command line as a user meets it: its own process, real files, real exit codes."""

from __future__ import annotations

import contextlib
import json
import shutil
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import polars as pl
import pytest

import sinews
from tests.signed import sign
from tests.small_case import write_small_case

SINEWS = [sys.executable, "-m", "sinews"]


def run(*arguments: object, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*SINEWS, *map(str, arguments)], cwd=folder, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the small case and a plan of it."""
    folder = tmp_path_factory.mktemp("user")
    write_small_case(folder / "case")
    done = run("plan", "case", "--out", "plan", folder=folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_plan_writes_a_whole_folder(place: Path) -> None:
    manifest = json.loads((place / "plan" / "plan.json").read_text(encoding="utf-8"))
    assert manifest["solution"]["status"] == "optimal"
    assert manifest["settings"]["seed"] == 1
    for name in manifest["tables"]:
        assert (place / "plan" / f"{name}.parquet").is_file()
        assert (place / "plan" / f"{name}.csv").is_file()
    assert (place / "plan" / "report.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert sorted(path.name for path in place.iterdir()) == ["case", "plan"]


def test_json_is_all_there_is_on_standard_output(place: Path) -> None:
    done = run("plan", "case", "--out", "again", "--json", folder=place)
    assert json.loads(done.stdout)
    assert "Written to" in done.stderr
    shown = run("show", "again", "--json", folder=place)
    assert json.loads(shown.stdout) == json.loads(done.stdout)


def test_show_and_compare_speak_of_the_same_plan(place: Path) -> None:
    assert "three allies, three products" in run("show", "plan", folder=place).stdout
    changed = run("plan", "case", "--set", "pledges.amd_increase.factor=3", "--out", "three", folder=place)
    assert changed.returncode == 0, changed.stderr
    compared = run("compare", "plan", "three", folder=place)
    assert compared.returncode == 0, compared.stderr
    assert "amd_increase" in compared.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["plan", "nowhere"], "nowhere"),
        (["plan", "case", "--set", "pledges.amd_increase.factr=4"], "factor"),
        (["plan", "case", "--set", "nonsense"], "table.key.column=value"),
        (["plan", "case", "--out", "case"], "case"),
        (["plan", "case", "--year", "2030"], "--hold"),
        (["plan", "case", "--movement"], "--hold"),
        (["plan", "case", "--hold", "--after", "plan"], "--after"),
        (["show", "case"], "no complete plan folder"),
        (["compare", "plan", "nowhere"], "no complete plan folder"),
    ],
)
def test_a_users_mistake_is_told_and_nothing_is_written(
    place: Path, arguments: list[str], message: str
) -> None:
    before = set(place.rglob("*"))
    done = run(*arguments, folder=place)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert set(place.rglob("*")) == before


def test_a_plan_in_another_format_is_told_of_and_can_be_made_again(place: Path, tmp_path: Path) -> None:
    """What an older version wrote, perhaps without a column that is read by now."""
    shutil.copytree(place / "plan", tmp_path / "old")
    path = tmp_path / "old" / "plan.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest |= {"format": 1, "versions": manifest["versions"] | {"sinews": "0.0.9"}}
    del manifest["solution"]["whole_units_gap"]
    path.write_text(json.dumps(manifest), encoding="utf-8")
    told = run("check", "old", folder=tmp_path)
    assert told.returncode == 2
    assert "old was made by Sinews 0.0.9, in format 1 of plan folders; this is Sinews" in told.stderr
    assert "Traceback" not in told.stderr
    _, _, remedy = told.stderr.partition("Make the plan again with: sinews ")
    assert run(*remedy.split(), folder=tmp_path).returncode == 0
    assert run("show", "old", folder=tmp_path).returncode == 0


@pytest.mark.parametrize("seconds", [0.3, 1.0, 2.0, 3.0, 4.0, 5.0])
def test_an_interrupt_leaves_a_whole_plan_or_nothing(tmp_path: Path, seconds: float) -> None:
    # the interpreter's own start is not ours: the clock runs from the first line of Sinews
    begun = "from sinews.__main__ import start; print('begun', flush=True); start()"
    process = subprocess.Popen(
        [sys.executable, "-c", begun, "plan", "--out", "plan"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    process.stdout.readline()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(seconds)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert "Traceback" not in errors
    left = [path.name for path in tmp_path.iterdir()]
    assert left in ([], ["plan"])
    if left:
        # the plan is saved first, and whole; whoever ends the rest may have no report, but no half of one
        assert sinews.open_plan(tmp_path / "plan").solution.status == "optimal"
        report = tmp_path / "plan" / "report.html"
        assert report.is_file() or process.returncode != 0
        assert not report.is_file() or report.read_text(encoding="utf-8").endswith("</html>\n")
    if process.returncode != 0:
        assert process.returncode == 130
        assert "Interrupted; nothing is half-written.\n" in errors
    else:
        assert left


SWALLOWED = """
class Library:
    def __del__(self):
        raise KeyboardInterrupt

Library()
time.sleep(40)
"""

TURNED_INTO_ANOTHER_ERROR = """
try:
    signal.raise_signal(signal.SIGINT)
except KeyboardInterrupt:
    raise TypeError("is not a data type") from None
"""

ABORTED = """
try:
    signal.raise_signal(signal.SIGINT)
except KeyboardInterrupt:
    sys.exit(1)
"""


@pytest.mark.parametrize("library", [SWALLOWED, TURNED_INTO_ANOTHER_ERROR, ABORTED])
def test_an_interrupt_that_a_library_makes_something_else_of_is_heeded(library: str) -> None:
    imports = "import signal, sys, time\nfrom sinews.interrupts import ends_in_one_line\n"
    work = "with ends_in_one_line():\n" + textwrap.indent(library, "    ")
    done = subprocess.run(
        [sys.executable, "-c", imports + work], capture_output=True, text=True, check=False, timeout=50
    )
    assert (done.returncode, done.stderr) == (130, "Interrupted; nothing is half-written.\n")


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_signal_that_asks_for_an_end_lets_the_work_clean_up(name: str) -> None:
    work = f"""
import signal
from sinews.interrupts import ends_in_one_line

with ends_in_one_line():
    try:
        signal.raise_signal(signal.{name})
    finally:
        print("cleaned up")
"""
    done = subprocess.run(
        [sys.executable, "-c", work], capture_output=True, text=True, check=False, timeout=50
    )
    assert done.stdout == "cleaned up\n"
    assert done.returncode == 128 + getattr(signal, name)
    assert done.stderr == "Interrupted; nothing is half-written.\n"


def test_a_solver_that_gives_up_says_so_in_a_sentence() -> None:
    gives_up = """
from sinews import cli
from sinews.engines.lp import IterationLimitError

def command():
    raise IterationLimitError("no optimum was found")

cli.app = command
cli.main()
"""
    done = subprocess.run(
        [sys.executable, "-c", gives_up], capture_output=True, text=True, check=False, timeout=50
    )
    assert (done.returncode, done.stderr) == (2, "no optimum was found\n")


def test_check_says_yes_to_a_plan_and_no_to_a_doctored_one(place: Path) -> None:
    good = run("check", "plan", "--json", folder=place)
    assert good.returncode == 0
    assert json.loads(good.stdout)["holds"] is True
    shutil.copytree(place / "plan", place / "doctored")
    orders = pl.read_parquet(place / "doctored" / "orders.parquet")
    orders.with_columns(order_year=pl.col("order_year") + 1).write_parquet(
        place / "doctored" / "orders.parquet"
    )
    stock = pl.read_parquet(place / "doctored" / "stock.parquet")
    stock.with_columns(closing=pl.col("closing") + 1.0).write_parquet(place / "doctored" / "stock.parquet")
    altered = run("check", "doctored", folder=place)
    assert altered.returncode == 2
    assert "orders.parquet is not the file that was written" in altered.stderr
    sign(place / "doctored")
    bad = run("check", "doctored", "--json", folder=place)
    assert bad.returncode == 1
    broken = {name for name, findings in json.loads(bad.stdout)["violations"].items() if findings}
    assert broken >= {"stock balance", "lead times", "shortfalls", "fulfilment"}
    assert "BROKEN" in run("check", "doctored", folder=place).stdout
    shutil.rmtree(place / "doctored")


def test_verify_passes_and_prints_its_sources(tmp_path: Path) -> None:
    done = run("verify", "--json", folder=tmp_path)
    answer = json.loads(done.stdout)
    assert done.returncode == 0
    assert answer["passed"] is True
    assert all(check["source"] and check["passed"] for check in answer["checks"])


def test_verify_sets_published_figures_beside_the_plan(tmp_path: Path) -> None:
    done = run("verify", "--published", "--json", folder=tmp_path)
    answer = json.loads(done.stdout)
    assert done.returncode == 0, done.stderr
    assert answer["stands"] is True
    names = {"id", "kind", "published", "ours", "unit", "ratio", "reason"}
    assert all(names <= row.keys() for row in answer["rows"])
    assert "guidance" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_every_command_has_help_with_an_example(tmp_path: Path) -> None:
    for command in ("plan", "show", "compare", "check", "verify"):
        done = run(command, "--help", folder=tmp_path)
        assert done.returncode == 0
        assert f"Example: sinews {command}" in done.stdout
