"""How a sheet of a case's workbook is laid out: what the writer and the reader agree on."""

from __future__ import annotations

from sinews.case.schema import Column

ABOUT = "about"
"""The first sheet, which explains the workbook; nothing is read from it."""

SETTINGS = "settings"
"""The sheet with the settings: their names in the first column, their values in the second."""

HEADER_ROWS = 3
"""Names of the columns, what they hold, and their units; the figures begin below."""

MOST_ROWS = 1_048_576
"""Rows of a sheet, a limit of the file format."""

LONGEST_TEXT = 32_767
"""Characters of a cell, a limit of the file format."""

LARGEST_INTEGER = 2**53
"""Above this, the numbers of a sheet no longer tell one whole number from the next."""


def unit_line(column: Column) -> str:
    """Return what stands below the description of a column: its unit, its bounds and what it refers to."""
    parts = [column.unit or column.kind.value]
    # what follows from a unit alone would only be in the way
    least, most = column.stated or (column.minimum, column.maximum)
    if least is not None:
        parts.append(f"from {least:g}")
    if most is not None:
        parts.append(f"to {most:g}")
    if column.optional:
        parts.append("may be empty")
    if column.references:
        parts.append(f"a value of {column.references}")
    return ", ".join(parts)
