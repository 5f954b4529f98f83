"""What a Parquet file would unpack to, read from the headers of its pages before anything is unpacked.

A page of a few kilobytes may unpack to gigabytes, and what the end of a file says of its sizes binds nobody:
a reader makes room for what each page claims. So the pages are walked from header to header, as a reader
would. The headers are written in the compact protocol of Thrift; their fields are numbered in
``parquet.thrift`` of the Apache Parquet format, version 2.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from sinews.case.limits import MIB, PARQUET_PAGES, PARQUET_UNPACKED

_MAGIC = b"PAR1"
_END = 8
"""Bytes behind the end of the metadata: their length, and the magic word."""

_METADATA_BYTES = 4 * MIB
_HEADER_BYTES = (4 * 1024, MIB)
"""How much is read to find the header of a page: enough for nearly all, and the most."""

_DEPTH = 16
_PREFIXES = 7
"""The encoding by which a text repeats the start of the one before: a page of it may unpack without bound."""


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Where the pages of one column in one part of the rows lie, and how many values they should hold."""

    start: int
    length: int
    values: int


def refuse_large_pages(file: Path) -> None:
    """Raise ValueError if a Parquet file would unpack to more than the limits, or its pages make no sense.

    Parameters
    ----------
    file
        A regular file.

    Raises
    ------
    OSError
        If it cannot be read.
    ValueError
        If it is no Parquet file or damaged, has more pages or would unpack to more than the limits, or holds
        more values than it says.
    """
    with file.open("rb") as stream:
        try:
            chunks = _chunks(stream)
            unpacked = pages = 0
            for chunk in chunks:
                unpacked, pages = _walked(stream, chunk, unpacked, pages, file.name)
        except (IndexError, KeyError, TypeError, AttributeError, struct.error) as error:
            raise ValueError(f"{file.name} is damaged ({str(error) or type(error).__name__})") from None


def _chunks(stream: BinaryIO) -> list[_Chunk]:
    """Return the chunks of pages that the end of a file names."""
    size = stream.seek(0, 2)
    stream.seek(max(size - _END, 0))
    end = stream.read(_END)
    if len(end) < _END or end[4:] != _MAGIC:
        raise ValueError("it is no Parquet file")
    (length,) = struct.unpack("<I", end[:4])
    if length > min(size - _END, _METADATA_BYTES):
        raise ValueError(f"its description has {length:,} bytes; at most {_METADATA_BYTES:,} are read")
    stream.seek(size - _END - length)
    described = _Reader(stream.read(length)).fields(0)
    chunks = []
    for group in described.get(4, []):
        for column in group[1]:
            about = column[3]
            # a dictionary, if there is one, lies before the pages that use it
            chunks.append(_Chunk(about.get(11, about[9]), about[7], about[5]))
    return chunks


def _walked(stream: BinaryIO, chunk: _Chunk, unpacked: int, pages: int, name: str) -> tuple[int, int]:
    """Return what is unpacked, and from how many pages, with a chunk; raise ValueError if too much."""
    place, end, values = chunk.start, chunk.start + chunk.length, 0
    while place < end:
        header, length = _header(stream, place)
        packed, room = header[3], header[2]
        if packed < 0 or room < 0 or place < 0:
            raise ValueError(f"{name} is damaged (a page of less than nothing)")
        about = header.get(5) or header.get(8) or {}
        values += about.get(1, 0)
        encoding = about.get(2 if 5 in header else 4)
        if encoding == _PREFIXES:
            raise ValueError(f"{name} holds texts packed by what they share; write it in another encoding")
        unpacked, pages = unpacked + room, pages + 1
        if unpacked > PARQUET_UNPACKED or pages > PARQUET_PAGES:
            raise ValueError(
                f"{name} would unpack to more than {PARQUET_UNPACKED // MIB:,} MiB, or lies in more than "
                f"{PARQUET_PAGES:,} pages"
            )
        place += length + packed
    if values > chunk.values:
        raise ValueError(f"{name} is damaged (it holds more values than it says)")
    return unpacked, pages


def _header(stream: BinaryIO, place: int) -> tuple[dict[int, Any], int]:
    """Return the header of the page at a place, and its length."""
    for most in _HEADER_BYTES:
        stream.seek(place)
        content = stream.read(most)
        reader = _Reader(content)
        try:
            return reader.fields(0), reader.place
        except IndexError:
            if len(content) < most:
                raise
    raise ValueError("a page has a header that does not end")


class _Reader:
    """Reads structures of Thrift's compact protocol from bytes; IndexError where these end too early."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self.place = 0

    def fields(self, depth: int) -> dict[int, Any]:
        """Return the fields of a structure by their numbers."""
        if depth > _DEPTH:
            raise ValueError("structures lie too deep in each other")
        found: dict[int, Any] = {}
        number = 0
        while (head := self._byte()) != 0:
            step, kind = head >> 4, head & 0xF
            number = number + step if step else self._whole()
            found[number] = kind == 1 if kind in (1, 2) else self._value(kind, depth)
        return found

    def _value(self, kind: int, depth: int) -> Any:
        match kind:
            case 1 | 2 | 3:
                return self._byte()
            case 4 | 5 | 6:
                return self._whole()
            case 7:
                return self._bytes(8)
            case 8:
                return self._bytes(self._length())
            case 9 | 10:
                return self._list(depth)
            case 12:
                return self.fields(depth + 1)
            case _:
                raise ValueError(f"it has a field of the unknown kind {kind}")

    def _list(self, depth: int) -> list[Any]:
        head = self._byte()
        count, kind = head >> 4, head & 0xF
        if count == 15:
            count = self._length()
        if count > len(self._content) - self.place:
            raise IndexError("a list is longer than what is there")
        if depth > _DEPTH:
            raise ValueError("lists lie too deep in each other")
        return [self._value(kind, depth + 1) for _ in range(count)]

    def _byte(self) -> int:
        value = self._content[self.place]
        self.place += 1
        return value

    def _bytes(self, count: int) -> bytes:
        if count > len(self._content) - self.place:
            raise IndexError("a text is longer than what is there")
        self.place += count
        return self._content[self.place - count : self.place]

    def _length(self) -> int:
        """Return a number that is not negative: seven bits to a byte, the lowest first."""
        value = shift = 0
        while True:
            byte = self._byte()
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7
            if shift > 63:
                raise ValueError("a number has too many bytes")

    def _whole(self) -> int:
        """Return a number whose sign is its lowest bit."""
        value = self._length()
        return (value >> 1) ^ -(value & 1)
