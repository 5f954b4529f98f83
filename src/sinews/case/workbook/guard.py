"""Refusing workbooks that would exhaust the machine, before any library unpacks them."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from sinews.case.limits import CELLS, WORKBOOK_BYTES, WORKBOOK_PARTS, WORKBOOK_RATIO, WORKBOOK_UNPACKED
from sinews.case.problems import CaseError, Problem

SMALL_PART = 2**20

_CELL = re.compile(rb"<(?:\w+:)?c\b[^>]*?\sr\s*=\s*[\"']([^\"']*)[\"']")
"""The reference of a cell, whole: one that the end of a piece cuts is found with the next piece."""

_REFERENCE = re.compile(rb"([A-Za-z]{1,3})([1-9]\d{0,6})")
_CHUNK = 2**20
_OVERLAP = 200


def refuse_bombs(content: bytes, name: str) -> None:
    """Raise CaseError if a workbook is damaged, or larger unpacked than any case.

    The sizes in the archive's directory are checked first, then each part is unpacked in pieces and
    compared with its size and its checksum, so that a directory that lies does not help.

    Parameters
    ----------
    content
        The bytes of the file.
    name
        The file's name, for the message.
    """
    if len(content) > WORKBOOK_BYTES:
        raise _refusal(name, f"{len(content) / 2**20:,.0f} MiB", f"at most {WORKBOOK_BYTES / 2**20:,.0f} MiB")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            _check_directory(parts, name)
            for part in parts:
                _check_part(archive, part, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise _refusal(name, "", "a workbook (.xlsx) that is not damaged", str(error)) from None


def _check_directory(parts: list[zipfile.ZipInfo], name: str) -> None:
    """Raise CaseError if the sizes that the archive states are too large."""
    if len(parts) > WORKBOOK_PARTS:
        raise _refusal(name, f"{len(parts):,} parts", f"at most {WORKBOOK_PARTS:,} parts")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > WORKBOOK_UNPACKED:
        raise _refusal(
            name,
            f"{unpacked / 2**20:,.0f} MiB unpacked",
            f"at most {WORKBOOK_UNPACKED / 2**20:,.0f} MiB unpacked",
        )
    for part in parts:
        if part.file_size > SMALL_PART and part.file_size > WORKBOOK_RATIO * part.compress_size:
            times = part.file_size / max(part.compress_size, 1)
            raise _refusal(
                name,
                f"{part.filename} unpacks to {times:,.0f} times its size",
                f"at most {WORKBOOK_RATIO} times: this looks like a zip bomb",
            )


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, name: str) -> None:
    """Unpack a part in pieces; raise CaseError if it is a sheet that spans too many cells."""
    is_sheet = part.filename.startswith("xl/worksheets/")
    widest = longest = 0
    rest = b""
    with archive.open(part) as stream:
        while piece := stream.read(_CHUNK):
            if not is_sheet:
                continue
            text = rest + piece
            for reference in _CELL.findall(text):
                place = _REFERENCE.fullmatch(reference)
                if place is None:
                    found = f"a cell {reference[:40].decode(errors='replace')} in {part.filename}"
                    raise _refusal(name, found, "references of cells as A1 to XFD1048576")
                widest, longest = max(widest, _place(place[1])), max(longest, int(place[2]))
            rest = text[-_OVERLAP:]
    if widest * longest > CELLS:
        raise _refusal(
            name,
            f"{part.filename} spans {longest:,} rows and {widest:,} columns",
            f"at most {CELLS:,} cells a sheet",
            "delete what stands far away from the table",
        )


def _place(letters: bytes) -> int:
    """Return the number of a column from its letters: A is 1, Z is 26, AA is 27."""
    place = 0
    for letter in letters.upper():
        place = place * 26 + letter - 64
    return place


def _refusal(name: str, value: str, expected: str, remedy: str = "") -> CaseError:
    """Return the error that refuses the workbook."""
    return CaseError([Problem(name, None, "", value, expected, remedy)])
