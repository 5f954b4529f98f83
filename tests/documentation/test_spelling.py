from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.documentation import PAGES, ROOT


def misspelt(*paths: Path) -> str:
    """Return what codespell finds in files and folders."""
    done = subprocess.run(
        [sys.executable, "-m", "codespell_lib", *map(str, paths)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 65), done.stderr
    return done.stdout


def test_words_are_spelt_right() -> None:
    assert not misspelt(*PAGES, ROOT / "src", ROOT / "tools", ROOT / "benchmarks")


def test_a_misspelt_word_is_found(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text("The requirment is not met.\n")
    assert "requirment" in misspelt(tmp_path)
