from __future__ import annotations

from pathlib import Path

import pytest
from tests.small_case import small_case, write_small_case

from sinews.case import Case
from sinews.case.workbook import read


@pytest.fixture
def case() -> Case:
    """The small case of the tests."""
    return small_case()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the files of the small case, to be broken."""
    return write_small_case(tmp_path / "case")


@pytest.fixture
def read_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read workbooks without a process for each, where it is asked what is read."""
    monkeypatch.setattr(read, "read_apart", lambda reader, content, name: reader(content, name))
