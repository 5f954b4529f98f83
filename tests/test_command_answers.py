"""How the commands that answer yes or no end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from rich.console import Console

from sinews.commands.shared import give_answer


def show(console: Console) -> None:
    console.print("for people")


def test_yes_ends_as_usual(capsys: pytest.CaptureFixture[str]) -> None:
    give_answer(as_json=None, show=show, report=None, holds=True)
    assert capsys.readouterr() == ("for people\n", "")


def test_no_ends_with_exit_code_1_after_the_answer(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as end:
        give_answer(as_json={"holds": False}, show=show, report=Path("page.html"), holds=False)
    assert end.value.exit_code == 1
    out, err = capsys.readouterr()
    assert json.loads(out) == {"holds": False}
    assert err == "Written to page.html.\n"
