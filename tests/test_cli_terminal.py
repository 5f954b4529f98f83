"""What reaches a terminal: no control characters and no marks of a library, whatever a name says."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from rich.table import Table

import sinews
from sinews.case import OutputError
from sinews.commands.shared import print_json
from sinews.commands.terminal import InertConsole
from sinews.present.topics.brief import write_files
from tests.small_case import small_case


def test_a_console_prints_escapes_in_place_of_control_characters() -> None:
    out = io.StringIO()
    console = InertConsole(file=out, markup=False, emoji=False, force_terminal=True, width=80)
    table = Table("name")
    name = "\x1b]0;owned\x07 [red]x[/] [/nothing] :smile: \u202e"
    table.add_row(name)
    console.print(table)
    console.print(name, highlight=False)
    assert "\x1b]0" not in out.getvalue()
    assert "\x07" not in out.getvalue()
    assert "\\u001b]0;owned [red]x[/] [/nothing] :smile: \\u202e" in out.getvalue()


def test_json_prints_escapes_that_read_back(capsys: pytest.CaptureFixture[str]) -> None:
    answer = {"name": "\x1b]0;\x07 \x9b \u202e ü"}
    print_json(answer)
    printed = capsys.readouterr().out
    assert not set("\x1b\x07\x9b\u202e") & set(printed)
    assert "ü" in printed
    assert json.loads(printed) == answer


def test_pages_stay_in_their_folder(tmp_path: Path) -> None:
    for name in ("../evil.html", "/tmp/evil.html", "a/b.html"):
        with pytest.raises(OutputError, match="cannot be the name"):
            write_files(tmp_path / "pages", {"a.html": b"", name: b""})
    with pytest.raises(OutputError, match="same name"):
        write_files(tmp_path / "pages", {"DEU.html": b"", "deu.html": b""})
    assert not list(tmp_path.rglob("*.html"))


def test_a_manifest_cannot_name_a_table_outside_its_folder(tmp_path: Path) -> None:
    plan = sinews.plan(small_case())
    plan.save(tmp_path / "plan")
    manifest = tmp_path / "plan" / "plan.json"
    told = json.loads(manifest.read_text())
    told["tables"]["../../other/orders"] = told["tables"]["orders"]
    manifest.write_text(json.dumps(told))
    with pytest.raises(OutputError, match=r"'\.\./\.\./other/orders\.parquet' cannot be the name of a file"):
        sinews.open_plan(tmp_path / "plan")
