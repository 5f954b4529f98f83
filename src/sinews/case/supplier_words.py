"""The words in which rules on suppliers name allies and things."""

from __future__ import annotations

SEPARATOR = ";"
"""Between the keys of a cell that names several."""

EVERYTHING = "all"
"""What stands for all allies, or for all that can be ordered."""

FROM_WHOM = ("sovereign", "operates", "announced", "open")
"""Kinds of rules that say from whom may be ordered; the one most at the point holds."""


def named(cell: str | None) -> list[str]:
    """Return the keys that a cell names."""
    return [key.strip() for key in (cell or "").split(SEPARATOR) if key.strip()]
