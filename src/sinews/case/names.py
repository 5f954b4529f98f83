"""Keys, text and file names that can do no harm: on a terminal, on a page, in a spreadsheet or as a path."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import polars as pl

from sinews.case.output import OutputError

KEY = r"^[\p{L}\p{M}\p{Nd}_\-]([\p{L}\p{M}\p{Nd}_.\-]*[\p{L}\p{M}\p{Nd}_\-])?$"
"""What a key is made of: letters of any script, digits, ``_``, ``-``, and points within it."""

MOST_KEY_BYTES = 200
"""Bytes of a key in UTF-8, so that a file can be named by it everywhere."""

RESERVED = r"(?i)^(index|alliance|con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)"
"""Keys that name something else: a page of ours, or a device of Windows."""

_BIDIRECTIONAL = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
HIDDEN = rf"[\x00-\x08\x0b-\x1f\x7f-\x9f{_BIDIRECTIONAL}]"
"""Characters that steer a terminal or the direction of writing; tabs and line breaks are not among them."""

_HIDDEN = re.compile(HIDDEN)
_LIVE = r"^('*[=+\-@＝＋－＠\t])"  # noqa: RUF001 - spreadsheets take the wide signs for a formula, too
_MARKED = r"^'('*[=+\-@＝＋－＠\t])"  # noqa: RUF001

_FILE_NAME = re.compile(r"[^./\\:\x00-\x1f][^/\\:\x00-\x1f]*")
_RESERVED_FILE = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")


def hidden_in(text: str) -> str:
    """Return the names of the characters that must not stand in text, ``""`` where there is none.

    Examples
    --------
    >>> hidden_in("harmless"), hidden_in("ab\u202ecd")
    ('', 'U+202E (RIGHT-TO-LEFT OVERRIDE)')
    """
    found = dict.fromkeys(_HIDDEN.findall(text))
    return ", ".join(f"U+{ord(one):04X} ({unicodedata.name(one, 'a control character')})" for one in found)


def inert(text: str) -> str:
    r"""Return text with escapes in place of characters that would steer a terminal.

    Examples
    --------
    >>> inert("\x1b]0;owned\x07")
    '\\u001b]0;owned\\u0007'
    """
    return _HIDDEN.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def file_in(folder: Path, name: str) -> Path:
    """Return the path of a file that lies in a folder itself; every name that is not ours goes through here.

    Raises
    ------
    OutputError
        If the name would lead elsewhere, or could not be a file's name everywhere.
    """
    if not _FILE_NAME.fullmatch(name) or _RESERVED_FILE.fullmatch(name) or len(name.encode()) > 255:
        raise OutputError(f"{name[:60]!r} cannot be the name of a file in {folder}.")
    return folder / name


def write_csv(frame: pl.DataFrame, file: Path) -> None:
    """Write a table as CSV in which a spreadsheet finds no formula.

    Text that a spreadsheet would compute (it begins with ``=``, ``+``, ``-``, ``@`` or a tab) gets an
    apostrophe in front, and so does text that begins with apostrophes and then one of these: what
    `without_marks` takes off is what was put on.
    """
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    frame.with_columns(pl.col(texts).str.replace(_LIVE, "'$1")).write_csv(file)


def without_marks(frame: pl.DataFrame, texts: list[str]) -> pl.DataFrame:
    """Return text as it was before `write_csv` put an apostrophe in front of what looks like a formula."""
    return frame.with_columns(pl.col(texts).str.replace(_MARKED, "$1"))
