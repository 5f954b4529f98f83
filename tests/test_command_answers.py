"""How the commands that answer yes or no end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer

from sinews.commands.shared import give_document, progress_of_parts
from sinews.document import Document


def answer(holds: bool | None) -> Document:
    return Document("x", "for people", "", None, holds, (), (), {"holds": holds})


@pytest.mark.parametrize("holds", [True, None])
def test_yes_ends_as_usual(holds: bool | None, capsys: pytest.CaptureFixture[str]) -> None:
    give_document(answer(holds), json_=False)
    assert capsys.readouterr() == ("for people\n", "")


def test_no_ends_with_exit_code_1_after_the_answer(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(typer.Exit) as end:
        give_document(answer(False), json_=True, report=Path("page.html"))
    assert "for people" in Path("page.html").read_text(encoding="utf-8")
    assert end.value.exit_code == 1
    out, err = capsys.readouterr()
    assert json.loads(out) == {"holds": False}
    assert err == "report: tables and charts\nWritten to page.html.\n"


def test_parts_that_are_done_are_lines_where_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_of_parts() as tell:
        tell(1, 2, "north, movement")
        tell(2, 2, "[centre]")
    assert capsys.readouterr() == ("", "1 of 2: north, movement\n2 of 2: [centre]\n")
