"""What tools/same says of two trees: which tables of which plans differ, and its exit code."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

TOOL = Path(__file__).parents[1] / "tools" / "same.py"


@pytest.fixture
def same() -> ModuleType:
    """Load the tool."""
    spec = importlib.util.spec_from_file_location("same", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("here", "code", "told"),
    [
        ({"baseline/orders": b"types\na\n1\n2\n"}, 0, "1 tables of 1 plans: none differ"),
        ({"baseline/orders": b"types\na\n1\n3\n"}, 1, "baseline/orders: 1 of 2 rows differ"),
        ({"baseline/orders": b"types\na\n1\n"}, 1, "baseline/orders: 2 rows there, 1 here differ"),
        ({"baseline/stock": b"types\na\n"}, 1, "baseline/stock: only here"),
        ({}, 1, "baseline/orders: only there"),
    ],
)
def test_tables_are_compared_by_bytes(
    same: ModuleType,
    here: dict[str, bytes],
    code: int,
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = {"there": {"baseline/orders": b"types\na\n1\n2\n"}, "here": here}
    monkeypatch.setattr(same, "planned", lambda source, *_: found[source.name])
    assert same.main(Path("scratch"), [Path("there"), Path("here")], []) == code
    assert told in capsys.readouterr().out
