"""The benchmarks run in an environment into which some library has put a package ``tests`` of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_benchmarks_find_their_own_cases(tmp_path: Path) -> None:
    """A package without ``__init__.py`` would give way to one that comes later on the path."""
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "__init__.py").touch()
    path = os.pathsep.join([str(ROOT / "src"), str(tmp_path)])
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.plan", "--help"],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert (run.returncode, "--case" in run.stdout) == (0, True), run.stderr
