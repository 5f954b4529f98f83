from __future__ import annotations

from pathlib import Path

import pytest
from tests.small_case import small_case, write_small_case

from sinews.case import Case


@pytest.fixture
def case() -> Case:
    """The small case of the tests."""
    return small_case()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the files of the small case, to be broken."""
    return write_small_case(tmp_path / "case")
