"""What the cells of a workbook show beyond their values: per cent, text, formulas, what is hidden.

A library gives the values of a sheet alone. A cell that shows 2.4 % holds 0.024, a formula that nobody has
computed holds nothing, and a number kept as text may be grouped: only the file itself tells.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

Place = tuple[int, int]
"""Row and column of a cell, both counted from 0 in the sheet."""

_ADDRESS = re.compile(r"([A-Z]{1,3})(\d{1,7})$")
_PERCENT_FORMATS = (9, 10)
_PALETTE = {8: "000000", 9: "FFFFFF", 10: "FF0000", 11: "00FF00", 12: "0000FF", 13: "FFFF00", 14: "FF00FF",
            15: "00FFFF"}  # fmt: skip
"""The first colours of the format's own palette, which a file may change."""

_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


@dataclass(slots=True)
class Marks:
    """What a sheet shows beyond its values.

    Parameters
    ----------
    hidden
        Whether the sheet as a whole is hidden.
    hidden_rows
        Rows that are hidden, or filtered away.
    percent
        Cells that show per cent: a hundred times what they hold.
    text
        Cells that hold text, whatever it looks like.
    uncomputed
        Formulas whose value is not in the file.
    errors
        The error that a cell holds instead of a value, as ``#REF!``.
    colours
        The colour of the letters, six hexadecimal digits, where it is another than black.
    first_column
        The first column that holds anything.
    """

    hidden: bool = False
    hidden_rows: list[int] = field(default_factory=list)
    percent: set[Place] = field(default_factory=set)
    text: set[Place] = field(default_factory=set)
    uncomputed: set[Place] = field(default_factory=set)
    errors: dict[Place, str] = field(default_factory=dict)
    colours: dict[Place, str] = field(default_factory=dict)
    first_column: int = 0


def read_marks(content: bytes) -> dict[str, Marks]:
    """Return the marks of each sheet of a workbook (.xlsx, .ods), by its name.

    Parameters
    ----------
    content
        The bytes of the file.

    Raises
    ------
    zipfile.BadZipFile, KeyError, xml.parsers.expat.ExpatError
        If the file is no workbook of these formats.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if "content.xml" in archive.namelist():
            return _OpenDocument().read(archive.read("content.xml"))
        styles = _styles(archive)
        return {
            name: _Sheet(styles, Marks(hidden=hidden)).read(archive.read(part))
            for name, part, hidden in _sheets(archive)
        }


def _parse(content: bytes, start: Callable[[str, dict[str, str]], None]) -> None:
    """Call `start` with the bare name and the bare attributes of each element."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, found: start(
        name.rpartition(":")[2], {key.rpartition(":")[2]: value for key, value in found.items()}
    )
    parser.Parse(content, True)


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str, bool]]:
    """Yield name, part and whether it is hidden of each sheet with cells."""
    found: list[dict[str, str]] = []
    parts: dict[str, str] = {}

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            found.append(attributes)

    def relation(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship":
            parts[attributes["Id"]] = attributes["Target"]

    _parse(archive.read("xl/workbook.xml"), sheet)
    _parse(archive.read("xl/_rels/workbook.xml.rels"), relation)
    for attributes in found:
        target = parts.get(attributes.get("id", ""), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part in archive.namelist() and "worksheets" in part:
            yield attributes["name"], part, attributes.get("state", "visible") != "visible"


@dataclass(frozen=True, slots=True)
class _Styles:
    """Which of a workbook's styles show per cent, and the colours of their letters."""

    percent: frozenset[str]
    colours: dict[str, str]


def _styles(archive: zipfile.ZipFile) -> _Styles:
    """Return what the styles of a workbook mean, by the number that cells name them with."""
    if "xl/styles.xml" not in archive.namelist():
        return _Styles(frozenset(), {})
    formats: dict[int, str] = {}
    fonts: list[str] = []
    percent: list[bool] = []
    colours: list[str] = []
    palette: list[str] = []
    within: list[str] = [""]

    def start(name: str, attributes: dict[str, str]) -> None:
        if name in ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs"):
            within[0] = name
        elif name == "numFmt" and within[0] == "numFmts":
            formats[int(attributes["numFmtId"])] = attributes["formatCode"]
        elif name == "font" and within[0] == "fonts":
            fonts.append("")
        elif name == "color" and within[0] == "fonts" and fonts:
            fonts[-1] = attributes.get("rgb", "") or f"#{attributes.get('indexed', '')}"
        elif name == "rgbColor":
            palette.append(attributes.get("rgb", ""))
        elif name == "xf" and within[0] == "cellXfs":
            number = int(attributes.get("numFmtId", "0"))
            code = _LITERAL.sub("", formats.get(number, ""))
            percent.append(number in _PERCENT_FORMATS or "%" in code)
            font = int(attributes.get("fontId", "0"))
            colours.append(fonts[font] if font < len(fonts) else "")

    _parse(archive.read("xl/styles.xml"), start)
    shown = {str(place): _rgb(colour, palette) for place, colour in enumerate(colours)}
    return _Styles(
        frozenset(str(place) for place, is_percent in enumerate(percent) if is_percent),
        {place: colour for place, colour in shown.items() if colour not in ("", "000000")},
    )


def _rgb(colour: str, palette: list[str]) -> str:
    """Return a colour as six hexadecimal digits, ``""`` for the one that a theme gives."""
    if not colour.startswith("#"):
        return colour[-6:]
    if not colour[1:].isdigit():
        return ""
    place = int(colour[1:])
    return palette[place][-6:] if place < len(palette) else _PALETTE.get(place, "")


class _Sheet:
    """Reads the marks of one sheet of the Office Open XML format."""

    def __init__(self, styles: _Styles, marks: Marks) -> None:
        self.styles, self.marks = styles, marks
        self.place: Place = (0, -1)
        self.kind = self.style = ""
        self.formula = self.in_value = False
        self.value: list[str] = []
        self.columns: list[int] = []

    def read(self, content: bytes) -> Marks:
        """Return the marks of the sheet in the bytes of its part."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.Parse(content, True)
        self.marks.first_column = min(self.columns, default=0)
        return self.marks

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "c":
            match = _ADDRESS.match(attributes.get("r", ""))
            row, column = self.place
            self.place = (int(match[2]) - 1, _column(match[1])) if match else (row, column + 1)
            self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "")
            self.formula, self.value = False, []
        elif name in ("v", "t"):
            self.in_value = True
        elif name == "f":
            self.formula = True
        elif name == "row":
            row = int(attributes["r"]) - 1 if "r" in attributes else self.place[0] + 1
            self.place = (row, -1)
            if attributes.get("hidden") in ("1", "true"):
                self.marks.hidden_rows.append(row)

    def _characters(self, text: str) -> None:
        if self.in_value:
            self.value.append(text)

    def _end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if name in ("v", "t"):
            self.in_value = False
        elif name == "c":
            if self.value:
                self.columns.append(self.place[1])
                self._mark()
            elif self.formula and self.kind != "str":
                self.marks.uncomputed.add(self.place)

    def _mark(self) -> None:
        """Note what is to be told of the cell that ends."""
        if self.kind in ("s", "str", "inlineStr"):
            self.marks.text.add(self.place)
        elif self.kind == "e":
            self.marks.errors[self.place] = "".join(self.value)
        elif self.style in self.styles.percent:
            self.marks.percent.add(self.place)
        if self.style in self.styles.colours:
            self.marks.colours[self.place] = self.styles.colours[self.style]


def _column(letters: str) -> int:
    """Return the number of a column from its letters: A is 0, Z is 25, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


class _OpenDocument:
    """Reads the marks of all sheets of the OpenDocument format, in which cells and rows may be repeated."""

    def __init__(self) -> None:
        self.found: dict[str, Marks] = {}
        self.hidden_styles: set[str] = set()
        self.style = ""
        self.marks = Marks()
        self.row = self.column = 0
        self.rows = self.columns = 1
        self.columns_used: list[int] = []

    def read(self, content: bytes) -> dict[str, Marks]:
        """Return the marks of the sheets in the bytes of ``content.xml``."""
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.Parse(content, True)
        return self.found

    def _start(self, name: str, attributes: dict[str, Any]) -> None:
        if name == "style:style":
            self.style = attributes.get("style:name", "")
        elif name == "style:table-properties" and attributes.get("table:display") == "false":
            self.hidden_styles.add(self.style)
        elif name == "table:table":
            self.marks = Marks(hidden=attributes.get("table:style-name") in self.hidden_styles)
            self.found[attributes["table:name"]] = self.marks
            self.row, self.columns_used = 0, []
        elif name == "table:table-row":
            self.column = 0
            self.rows = int(attributes.get("table:number-rows-repeated", "1"))
            if attributes.get("table:visibility", "visible") != "visible":
                self.marks.hidden_rows.append(self.row)
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self.columns = int(attributes.get("table:number-columns-repeated", "1"))
            self._mark(attributes)

    def _mark(self, attributes: dict[str, Any]) -> None:
        """Note what is to be told of the cell that begins."""
        kind = attributes.get("office:value-type", "")
        if not kind and "table:formula" not in attributes:
            return
        for column in range(self.column, self.column + self.columns):
            for row in range(self.row, self.row + self.rows):
                if not kind:
                    self.marks.uncomputed.add((row, column))
                elif kind == "percentage":
                    self.marks.percent.add((row, column))
                elif kind == "string":
                    self.marks.text.add((row, column))
        if kind:
            self.columns_used.append(self.column)

    def _end(self, name: str) -> None:
        if name in ("table:table-cell", "table:covered-table-cell"):
            self.column += self.columns
        elif name == "table:table-row":
            self.row += self.rows
        elif name == "table:table":
            self.marks.first_column = min(self.columns_used, default=0)
