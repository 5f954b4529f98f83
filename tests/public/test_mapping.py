"""Any table by a mapping written in TOML."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.public import books

from sinews import CaseError, read_public

WIDE = """
kind = "ministry"
unit = "pieces"
sheet = "Table 3"
header_row = 3
country = "Land"
item_is = "tanks"
years_are_columns = true
factor = 1000
[names]
"Bundesrepublik" = "DEU"
"Insgesamt" = ""
"""
LONG = """
kind = "ministry"
unit = "million EUR"
separator = ";"
decimal_comma = true
country = "Staat"
year = "Jahr"
item = "Was"
value = "Wert"
flag = "Hinweis"
"""


def mapping(folder: Path, text: str) -> str:
    """The path of a mapping."""
    path = folder / "mapping.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_wide_sheet_becomes_long(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["Bericht"], [], ["Land", 2024, "2025e", None], ["Bundesrepublik", 1.5, 2, None],
            ["Polen", 3, None, None], ["Insgesamt", 9, 9, None], []]  # fmt: skip
    book = books.workbook(tmp_path / "a.xlsx", {"Table 1": [], "Table 3": rows})
    assert read_public(book, kind=mapping(tmp_path, WIDE)).rows() == [
        ("DEU", 2024, "tanks", 1500.0, "pieces", ""),
        ("DEU", 2025, "tanks", 2000.0, "pieces", ""),
        ("POL", 2024, "tanks", 3000.0, "pieces", ""),
        ("POL", 2025, "tanks", None, "pieces", ""),
    ]


def test_a_long_text_with_decimal_commas(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(
        "Staat;Jahr;Was;Wert;Hinweis\nTürkei;2024;Ausgaben;1.430,5;geschätzt\n".encode("cp1252")
    )
    assert read_public(tmp_path / "a.csv", kind=mapping(tmp_path, LONG)).rows() == [
        ("TUR", 2024, "Ausgaben", 1430.5, "million EUR", "geschätzt")
    ]


def test_what_cannot_be_read_is_told_by_row(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "Staat;Jahr;Was;Wert;Hinweis\nUtopia;2024;x;1;\nPolen;2024;x;viele;\n", encoding="utf-8"
    )
    with pytest.raises(CaseError) as caught:
        read_public(tmp_path / "a.csv", kind=mapping(tmp_path, LONG))
    report = str(caught.value)
    assert "row 2, Staat: found 'Utopia', expected the name or code of a country" in report
    assert "row 3, Wert: found 'viele', expected a number" in report


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("kind = ", "a valid TOML file"),
        ('kind = "a"\nunit = "b"\ncolour = "c"', "colour: expected only kind"),
        ('kind = "a"', "unit: expected a value"),
        (
            'kind = "a"\nunit = "b"\nyear = "Y"\ncountry = "C"\nvalue = "V"',
            "item or item_is: expected one of these",
        ),
        ('kind = "a"\nunit = "b"\nheader_row = "x"', "header_row: found 'x'"),
        (LONG.replace('"Wert"', '"Wrt"'), "Wrt: expected a column of this name (did you mean 'Wert'?)"),
        (WIDE, "sheet of this name"),
    ],
)
def test_a_mapping_with_mistakes_is_told(text: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Staat;Jahr;Was;Wert;Hinweis\n", encoding="utf-8")
    path = tmp_path / "a.csv"
    if text == WIDE:
        path = books.workbook(tmp_path / "a.xlsx", {"Table 1": [["Land"]]})
    with pytest.raises(CaseError) as caught:
        read_public(path, kind=mapping(tmp_path, text))
    assert words in str(caught.value)
