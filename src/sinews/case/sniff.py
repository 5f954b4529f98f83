"""How a text file is laid out: its characters, what separates its columns, and where its header stands."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

SEPARATORS = (";", "\t")
"""What may separate columns instead of commas; told where it does."""

SEPARATOR_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}

SEARCHED = 40
"""Lines at the start of a file among which its header is looked for."""

OLD_EXCEL = b"\xd0\xcf\x11\xe0"
"""How the binary workbooks of Excel 97 to 2003 begin."""

ZIP = b"PK\x03\x04"
"""How the workbooks of today begin, whatever they are called."""

UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Layout:
    """How a text file is laid out.

    Parameters
    ----------
    text
        The file from its header on, in UTF-8.
    separator
        What separates its columns.
    above
        How many lines stand above the header.
    notes
        What a reader should be told: whatever is not UTF-8 with commas and a header in the first line.
    """

    text: bytes
    separator: str
    above: int
    notes: tuple[str, ...]


def lay_out(content: bytes, names: Sequence[str]) -> Layout:
    """Return how a file with a table of known columns is laid out.

    Parameters
    ----------
    content
        The bytes of the file: text in UTF-8, or, where a spreadsheet separated it by semicolons or tabs,
        in Windows-1252.
    names
        Names of the columns, by which the header is known.
    """
    notes: list[str] = []
    text = content.removeprefix(b"\xef\xbb\xbf")
    first, _, rest = text.partition(b"\n")
    above, separator = 0, ""
    if first.lower().startswith(b"sep=") and len(first.rstrip(b"\r\n")) == 5:
        separator, text, above = chr(first[4]), rest, 1
    if not above and _hits(_cells(first, ","), names):
        # as this package writes it
        return Layout(text, ",", 0, ())
    lines = text.split(b"\n", SEARCHED)[:SEARCHED]
    separator = separator or _separator(lines, names)
    header = _header(lines, separator, names)
    if header:
        notes.append(f"{header} line{'s' * (header > 1)} above the header left out")
        text = text.split(b"\n", header)[header]
        above += header
    if separator != ",":
        notes.insert(0, f"read as separated by {SEPARATOR_NAMES.get(separator, repr(separator))}")
        if not is_utf8(text):
            text = text.decode("cp1252", errors="replace").encode()
            notes.append("read in the characters of Windows-1252")
    return Layout(text, separator, above, tuple(notes))


def widest_line(content: bytes) -> tuple[int, list[str]]:
    """Return the line among the first ones with the most cells that are filled, and these cells."""
    lines = content.removeprefix(b"\xef\xbb\xbf").split(b"\n", SEARCHED)[:SEARCHED]
    separator = _separator(lines, ())
    rows = [[cell for cell in _cells(line, separator) if cell] for line in lines]
    place = max(range(len(rows)), key=lambda row: len(rows[row]))
    return place + 1, rows[place]


def is_utf8(part: bytes) -> bool:
    """Return whether the bytes are text in UTF-8."""
    try:
        part.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _separator(lines: Sequence[bytes], names: Sequence[str]) -> str:
    """Return what separates the columns: commas, unless the header shows under something else alone."""
    for line in lines:
        if _hits(_cells(line, ","), names):
            return ","
        for separator in SEPARATORS:
            if _hits(_cells(line, separator), names):
                return separator
    return max(
        (",", *SEPARATORS), key=lambda separator: sum(line.count(separator.encode()) for line in lines)
    )


def _header(lines: Sequence[bytes], separator: str, names: Sequence[str]) -> int:
    """Return how many lines stand above the header; none where no line looks like one."""
    if not lines or _hits(_cells(lines[0], separator), names):
        return 0
    for place, line in enumerate(lines):
        if _hits(_cells(line, separator), names) >= min(2, len(names)):
            return place
    return 0


def _hits(cells: Sequence[str], names: Sequence[str]) -> int:
    """Return how many of the cells are the name of a column."""
    return len(set(cells) & set(names))


def _cells(line: bytes, separator: str) -> list[str]:
    """Return the cells of a line, without blanks around them."""
    text = io.StringIO(line.decode("utf-8", errors="replace").strip("\r\n"), newline="")
    try:
        return [cell.strip() for cell in next(csv.reader(text, delimiter=separator), [])]
    except csv.Error:
        return []
