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
    run = subprocess.run(
        [sys.executable, "-c", "from tests import small_case; print(small_case.__file__)"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(tmp_path)])},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.stdout.strip() == str(ROOT / "tests" / "small_case.py"), run.stderr
