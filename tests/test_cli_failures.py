"""What goes wrong around a command: a sentence and exit code 2, no traceback, and nothing lost."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

import sinews
from sinews.case import write_workbook
from tests.small_case import small_case, write_small_case

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="what a POSIX shell does to a process")


def shell(line: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a line of a shell, in which `sinews` is the command line."""
    start = f'sinews() {{ "{sys.executable}" -m sinews "$@"; }}\n'
    return subprocess.run(
        ["bash", "-c", start + line],
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the small case, a plan of it, and a link in a circle."""
    folder = tmp_path_factory.mktemp("failures")
    write_small_case(folder / "case")
    sinews.plan(small_case()).save(folder / "plan")
    (folder / "loop").symlink_to(folder / "loop")
    return folder


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("sinews show plan > /dev/full", "standard output: No space left on device."),
        ("sinews show plan --json > /dev/full", "standard output: No space left on device."),
        ("sinews check plan --json >&-", "standard output: Bad file descriptor."),
        ("sinews show nowhere 2> /dev/full", ""),
        ("sinews show nowhere 2>&-", ""),
        ("ulimit -f 4; sinews plan case --out other", "other cannot be written: File too large"),
        ("ulimit -f 4; sinews case new other --from case", "other cannot be written: File too large"),
        (
            "ulimit -f 4; sinews case export case o.xlsx",
            "o.xlsx cannot be written: [Errno 27] File",
        ),
        ("ulimit -v 1500000; sinews plan case --out other", "limited to 1.4 GiB of address space"),
        ("mkdir gone; cd gone; rmdir ../gone; sinews plan ../case --out x", "No such file or directory"),
        ("sinews plan case --out loop", "loop cannot be written"),
        ("sinews plan case --out $(printf 'x%.0s' {1..300})", "cannot be written: File name too long"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(line: str, message: str, place: Path) -> None:
    before = sorted(path.name for path in place.iterdir())
    done = shell(line, place)
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert done.returncode == 2
    assert sorted(path.name for path in place.iterdir()) == before


def test_a_message_that_nobody_gets_costs_nobody_a_plan(place: Path) -> None:
    for number, closed in enumerate(("2> /dev/full", "2>&-")):
        done = shell(f"sinews plan case --out told{number} {closed}", place)
        assert done.returncode == 0
        assert sinews.open_plan(place / f"told{number}").solution.status == "optimal"
        shutil.rmtree(place / f"told{number}")


def test_a_temporary_folder_that_is_missing_costs_nothing(place: Path) -> None:
    write_workbook(small_case(), place / "book.xlsx")
    for line in (
        "sinews case validate book.xlsx",
        "sinews plan case --out elsewhere",
        "sinews explain plan --line short_line --report page.html",
        "sinews case export case other.xlsx",
    ):
        done = shell(line, place, TMPDIR=str(place / "missing"))
        assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    assert not (place / "missing").exists()
    shutil.rmtree(place / "elsewhere")
    for name in ("book.xlsx", "page.html", "other.xlsx"):
        (place / name).unlink()


def test_a_terminal_that_lacks_characters_gets_others(place: Path) -> None:
    poor = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    shown = shell("sinews show plan", place, **poor)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "three allies, three products" in shown.stdout
    assert shown.stdout.isascii()
    answer = shell("sinews show plan --json", place, **poor)
    assert answer.stdout.isascii()
    # nothing is lost in an answer for machines
    assert json.loads(answer.stdout) == json.loads(shell("sinews show plan --json", place).stdout)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["plan", "baseline", "--out", "missing/loop/../../loop"], "cannot be written"),
        (["airdefence", "--report", "missing/x.html"], "missing/x.html cannot be written: No such file"),
        (["endurance", "--report", "plan"], "plan cannot be written: it is a folder"),
        (["medical", "--report", "loop"], "loop cannot be written"),
        (["movement", "--report", "missing/x.html"], "missing/x.html cannot be written"),
        (["movement", "--export", "loop/x"], "loop/x cannot be written"),
        (["readings", "--report", "missing/x.html"], "missing/x.html cannot be written"),
        (["review", "plan", "--report", "missing/x.html"], "missing/x.html cannot be written"),
        (["review", "plan", "--stress", "--keep", "case/allies.csv/x"], "cannot be written"),
        (["explain", "plan", "--support", "--report", "missing/x.html"], "missing/x.html cannot be written"),
        (["brief", "plan", "--all", "--out", "case/allies.csv"], "cannot be written"),
        (["case", "export", "baseline", "missing/x.xlsx"], "missing/x.xlsx cannot be written"),
        (["case", "template", "missing/x.xlsx"], "missing/x.xlsx cannot be written"),
        (["case", "new", "plan"], "plan is not empty and has no case.toml"),
        (["case", "import", "nowhere.csv", "--as", "nato", "--out", "plan"], "has no case.toml"),
        (["case", "update", "case", ".", "--out", "plan"], "has no case.toml"),
    ],
)
def test_what_cannot_be_written_is_found_out_before_the_work(
    arguments: list[str], words: str, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sinews import cli
    from sinews.case import OutputError
    from sinews.commands import shared

    def worked(*_: object, **__: object) -> None:
        pytest.fail("a case or a plan was opened")

    monkeypatch.chdir(place)
    monkeypatch.setattr(shared, "open_case_and_warn", worked)
    monkeypatch.setattr("sinews.implementation.open_plan", worked)
    before = time.monotonic()
    with pytest.raises(OutputError, match=words):
        cli.app(arguments)
    assert time.monotonic() - before < 10.0


def test_a_plan_is_saved_before_it_is_reviewed_and_presented(place: Path) -> None:
    fails = """
import sys
import sinews
from sinews.case import write_workbook
from sinews.__main__ import start

def review(plan):
    raise {error}

sinews.review = review
sys.argv = ["sinews", "plan", "case", "--out", "saved"]
start()
"""
    for error, code in (("ZeroDivisionError", 1), ("KeyboardInterrupt", 130), ("MemoryError", 2)):
        done = subprocess.run(
            [sys.executable, "-c", fails.format(error=error)],
            cwd=place, capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        assert "The plan is saved in saved" in done.stderr
        assert done.returncode == code
        assert sinews.open_plan(place / "saved").solution.status == "optimal"
        shutil.rmtree(place / "saved")


@pytest.mark.parametrize(
    "arguments",
    [
        ["apportion", "case", "--rule", "leximin"],
        ["explain", "plan", "--line", "short_line"],
        ["readings", "case"],
    ],
)
def test_a_solvers_word_comes_with_the_figures_to_look_at(arguments: list[str], place: Path) -> None:
    fails = """
import sys
from sinews.__main__ import start
from sinews.engines.lp import LpError, LpSession

def run(self):
    raise LpError("the linear programme ended as: Unknown")

LpSession._run = run
sys.argv = ["sinews", *sys.argv[1:]]
start()
"""
    done = subprocess.run(
        [sys.executable, "-c", fails, *arguments],
        cwd=place, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "one of the largest; the solver's word: the linear programme ended as: Unknown" in done.stderr
    assert re.search(r"^  row \d+, \w+: found '.*', expected figures that the model can", done.stderr, re.M)
