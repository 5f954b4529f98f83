"""DATA-LICENSES.md names every publisher of the baseline's sources, and no other."""

from __future__ import annotations

from pathlib import Path

from sinews import open_case

DOCUMENT = Path(__file__).resolve().parents[1] / "DATA-LICENSES.md"


def named() -> list[str]:
    """Return the publishers that the document lists, group by group, as they stand in it."""
    text = DOCUMENT.read_text(encoding="utf-8").split("## Every publisher", 1)[1].split("\n## ", 1)[0]
    groups = [part.split(":**", 1)[1] for part in text.split("\n\n") if part.strip().startswith("**")]
    return [" ".join(name.split()) for group in groups for name in group.split("·")]


def test_every_publisher_is_named_once() -> None:
    publishers = set(open_case()["sources"]["publisher"]) - {"Sinews"}
    listed = named()
    assert publishers - set(listed) == set()
    assert set(listed) - publishers == set()
    assert len(listed) == len(set(listed))
