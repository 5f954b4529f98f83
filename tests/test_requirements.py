"""The lock files agree with pyproject.toml and with each other, and tools/setup is careful."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS = {"run": [], "test": ["test"], "bench": ["bench"]}


def read_lock(name: str) -> dict[str, Requirement]:
    """Return the requirements of a lock file by name; every one must carry at least one hash."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", re.sub(r"(?m)^\s*#.*\n?", "", text).strip())
    locked: dict[str, Requirement] = {}
    for entry in entries:
        requirement, *hashes = (piece.strip() for piece in entry.replace("\\\n", "\n").splitlines())
        assert hashes
        assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", one) for one in hashes)
        parsed = Requirement(requirement)
        locked[canonicalize_name(parsed.name)] = parsed
    return locked


@pytest.mark.parametrize("name", EXTRAS)
def test_a_lock_file_pins_what_the_project_asks_for(name: str) -> None:
    locked = read_lock(name)
    asked = [*PROJECT["build-system"]["requires"], *PROJECT["project"]["dependencies"]]
    for extra in EXTRAS[name]:
        asked += PROJECT["project"]["optional-dependencies"][extra]
    for requirement in map(Requirement, asked):
        (pin,) = locked[canonicalize_name(requirement.name)].specifier
        assert pin.operator == "=="
        assert requirement.specifier.contains(pin.version)


@pytest.mark.parametrize("name", ["test", "bench"])
def test_what_is_tested_is_what_is_run(name: str) -> None:
    run, other = read_lock("run"), read_lock(name)
    assert {package: str(other.get(package)) for package in run} == {
        package: str(requirement) for package, requirement in run.items()
    }


def test_setup_leaves_an_environment_alone_that_it_did_not_make(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "precious").write_text("kept")
    answer = subprocess.run(
        ["sh", str(ROOT / "tools" / "setup"), str(tmp_path / "mine")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 1
    assert "was not made by this script" in answer.stderr
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["precious"]


def test_setup_names_the_pythons_that_it_can_use(tmp_path: Path) -> None:
    answer = subprocess.run(
        ["sh", str(ROOT / "tools" / "setup"), str(tmp_path / "new")],
        env={"PATH": "/usr/bin:/bin", "PYTHON": str(tmp_path / "no-python")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 1
    assert "needs Python 3.11" in answer.stderr
    assert not (tmp_path / "new").exists()
