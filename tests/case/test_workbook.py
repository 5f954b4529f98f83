"""Workbooks: an exact round trip, text that stays text, and files that nobody should open."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import fastexcel
import polars as pl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.small_case import SETTINGS, small_case

from sinews.case import Case, CaseError, OutputError, open_case, write_template, write_workbook
from sinews.case.catalogue import TABLES
from sinews.case.raw import assemble
from sinews.case.workbook import guard
from sinews.case.workbook.layout import HEADER_ROWS
from sinews.case.workbook.read import raw_case


def report_of(path: Path) -> str:
    """Return the report of the CaseError that opening a file raises."""
    with pytest.raises(CaseError) as caught:
        open_case(path)
    return str(caught.value)


def parts_of(path: Path) -> dict[str, bytes]:
    """Return the files that a workbook consists of."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(path: Path, parts: dict[str, bytes]) -> Path:
    """Write a workbook of parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def test_the_baseline_reads_back_as_it_was(tmp_path: Path) -> None:
    baseline = open_case()
    again = open_case(write_workbook(baseline, tmp_path / "baseline.xlsx"))
    assert again.hash == baseline.hash
    assert all(again[table.name].equals(baseline[table.name]) for table in TABLES)
    assert again.settings == baseline.settings


# hidden characters are refused: tests/case/test_names.py says which
BIDIRECTIONAL = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
LETTERS = st.characters(
    exclude_categories=["Cs", "Cc"],
    include_characters="\t\n",
    exclude_characters=BIDIRECTIONAL + "\ufffe\uffff",
)
TEXT = st.text(LETTERS, max_size=30)
NUMBERS = st.floats(min_value=0, max_value=1e9, allow_nan=False)


@settings(max_examples=12, deadline=None)
@given(
    st.lists(TEXT, min_size=7, max_size=7),
    st.lists(NUMBERS, min_size=7, max_size=7),
    st.lists(st.integers(0, 10**10), min_size=3, max_size=3),
    st.sampled_from([True, False]),
    st.integers(0, 2**63 - 1),
)
def test_any_values_read_back_as_they_were(
    notes: list[str], quantities: list[float], populations: list[int], coastal: bool, seed: int
) -> None:
    case = small_case()
    case = case.with_tables(
        {
            "inventory": case["inventory"].with_columns(
                note=pl.Series(notes, dtype=pl.String), quantity=pl.Series(quantities)
            ),
            "allies": case["allies"].with_columns(
                population=pl.Series(populations), coastal=pl.lit(coastal), name=pl.Series(notes[:3]) + "."
            ),
        }
    ).with_settings(seed=seed, discount_rate=0.1 + 0.2)
    path = Path(TEMPORARY) / "any.xlsx"
    # in this process, as another one for each example takes its time
    again = assemble(raw_case(write_workbook(case, path).read_bytes(), path.name))
    assert again["inventory"].equals(case["inventory"])
    assert again.hash == case.hash


@pytest.fixture(autouse=True, scope="module")
def _temporary(tmp_path_factory: pytest.TempPathFactory) -> None:
    global TEMPORARY  # noqa: PLW0603
    TEMPORARY = str(tmp_path_factory.mktemp("books"))


TEMPORARY = ""

DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    '=HYPERLINK("http://x")',
    "=cmd|' /C calc'!A0",
    "http://x.org",
    "{=1}",
]


def test_text_is_never_a_formula_a_link_or_a_number(case: Case, tmp_path: Path) -> None:
    notes = pl.Series("note", DANGEROUS[:7])
    changed = case.with_table("inventory", case["inventory"].with_columns(notes))
    path = write_workbook(changed.with_settings(title="=1+1"), tmp_path / "case.xlsx")
    sheets = [part for name, part in parts_of(path).items() if name.startswith("xl/worksheets/")]
    assert len(sheets) == len(TABLES) + 2
    assert not any(b"<f>" in sheet or b"<f " in sheet for sheet in sheets)
    assert not any(b"http://x" in part for name, part in parts_of(path).items() if "_rels" in name)
    assert open_case(path)["inventory"]["note"].to_list() == DANGEROUS[:7]


def test_a_sheet_tells_units_descriptions_and_choices(case: Case, tmp_path: Path) -> None:
    path = write_workbook(case, tmp_path / "case.xlsx")
    book = fastexcel.read_excel(path)
    assert book.sheet_names == ["about", "settings", *(table.name for table in TABLES)]
    lines = book.load_sheet("lines", header_row=None, dtypes="string").to_polars()
    assert lines[0, 5] == "rate"
    assert lines[1, 5] == "output open to the allies in the base year"
    assert lines[2, 5] == "products per year, from 0"
    place = book.sheet_names.index("lines") + 1
    sheet = parts_of(path)[f"xl/worksheets/sheet{place}.xml"].decode()
    assert 'pane xSplit="1" ySplit="3"' in sheet
    assert '"published,derived,estimated,assumed"' in sheet.replace("&quot;", '"')
    assert "'products'!$A$4:$A$" in sheet.replace("&apos;", "'")
    assert sheet.count("<cfRule") == 4
    about = book.load_sheet("about", header_row=None, dtypes="string").to_polars()
    assert "three allies, three products" in about.to_series(0).to_list()


def test_a_template_has_every_column_and_no_figure(tmp_path: Path) -> None:
    path = write_template(tmp_path / "empty.xlsx", SETTINGS)
    book = fastexcel.read_excel(path)
    for table in TABLES:
        cells = book.load_sheet(table.name, header_row=None, dtypes="string").to_polars()
        assert cells.row(0) == table.column_names
        assert cells.height == HEADER_ROWS
    report = report_of(path)
    for table in TABLES:
        assert (f"\n{table.name}\n" in f"{report}\n") == (not table.may_be_empty)


def test_problems_are_told_by_sheet_row_and_column(case: Case, tmp_path: Path) -> None:
    path = write_workbook(case, tmp_path / "case.xlsx")
    place = fastexcel.read_excel(path).sheet_names.index("inventory") + 1
    parts = parts_of(path)
    sheet = parts[f"xl/worksheets/sheet{place}.xml"].decode()
    # Germany's eight long-range units, in the first row below the three of the header
    assert sheet.count("<v>8.0</v>") == 1
    parts[f"xl/worksheets/sheet{place}.xml"] = sheet.replace("<v>8.0</v>", "<v>-8.0</v>").encode()
    report = report_of(pack(tmp_path / "broken.xlsx", parts))
    assert "inventory\n  row 4, quantity: found '-8.0', expected at least 0" in report


def plain_book(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    """Write a workbook without this package's help: names in the first row, values below."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for place, row in enumerate(rows):
                sheet.write_row(place, 0, row)
    return path


def plain_sheets(case: Case) -> dict[str, list[list[object]]]:
    """Return a case as rows of values, with its settings."""
    tables = {
        name: [list(frame.columns), *map(list, frame.iter_rows())] for name, frame in case.tables.items()
    }
    values = [[name, value] for name, value in case.settings.model_dump().items()]
    return {"settings": [["name", "value"], *values], **tables}


def test_a_plain_workbook_of_somebody_else_reads_too(case: Case, tmp_path: Path) -> None:
    # that library writes sixteen digits
    case = case.with_table("economy", case["economy"].with_columns(pl.col("gdp").round(3)))
    path = plain_book(tmp_path / "plain.xlsx", {**plain_sheets(case), "My notes": [["anything"]]})
    assert open_case(path).hash == case.hash


def test_every_planted_fault_in_a_workbook_is_named(case: Case, tmp_path: Path) -> None:
    sheets = plain_sheets(case)
    sheets["costs"][1][2] = "many"
    sheets["lines"][2][5] = True
    sheets["inventory"][3][1] = "trukc"
    sheets["allies"][2][0] = None
    sheets["personnel"][0][2] = "soldiers"
    sheets["pledges"][1].append("beyond")
    sheets["invntory"] = sheets.pop("inventory")
    sheets["settings"][3][1] = "soon"
    report = report_of(plain_book(tmp_path / "broken.xlsx", sheets))
    for words in (
        "row 2, amount: found 'many', expected a number",
        "row 3, rate: found 'true', expected a number",
        "expected a sheet called inventory (did you mean 'invntory'?)",
        "row 3, ally: expected a value",
        "soldiers: expected only columns of the catalogue",
        "military: expected a column that holds active military personnel",
        "row 2: found 'beyond', expected no cell without a column's name above it",
        "case.toml\n  base_year: found 'soon'",
    ):
        assert words in report


def test_tables_that_may_be_empty_need_no_sheet(case: Case, tmp_path: Path) -> None:
    sheets = plain_sheets(case)
    for table in TABLES:
        if table.may_be_empty:
            del sheets[table.name]
    assert open_case(plain_book(tmp_path / "short.xlsx", sheets))["pooled"].is_empty()


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 not a zip", b"a,b\n1,2\n"], ids=["empty", "cut", "text"]
)
def test_what_is_no_workbook_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "case.xlsx").write_bytes(content)
    assert "expected a workbook (.xlsx) that is not damaged" in report_of(tmp_path / "case.xlsx")


def test_a_zip_without_a_workbook_is_refused(tmp_path: Path) -> None:
    assert "expected a workbook (.xlsx) that can be read" in report_of(pack(tmp_path / "a.xlsx", {"x": b"y"}))


def test_a_zip_bomb_is_refused(case: Case, tmp_path: Path) -> None:
    parts = parts_of(write_workbook(case, tmp_path / "case.xlsx"))
    path = pack(tmp_path / "bomb.xlsx", {**parts, "xl/worksheets/sheet99.xml": b"0" * (50 * 2**20)})
    assert path.stat().st_size < 2**20
    assert "this looks like a zip bomb" in report_of(path)


def test_a_bomb_whose_directory_lies_is_refused(tmp_path: Path) -> None:
    path = pack(tmp_path / "liar.xlsx", {"xl/workbook.xml": b"0" * (20 * 2**20)})
    content = bytearray(path.read_bytes())
    size, small = struct.pack("<L", 20 * 2**20), struct.pack("<L", 1000)
    assert content.count(size) == 2
    path.write_bytes(bytes(content).replace(size, small))
    assert "expected a workbook (.xlsx) that is not damaged" in report_of(path)


def test_a_cell_far_away_is_refused(case: Case, tmp_path: Path) -> None:
    sheets = plain_sheets(case)
    path = plain_book(tmp_path / "case.xlsx", sheets)
    parts = parts_of(path)
    sheet = parts["xl/worksheets/sheet2.xml"].decode()
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    parts["xl/worksheets/sheet2.xml"] = sheet.replace("</sheetData>", far).encode()
    assert "spans 1,048,576 rows and 16,384" in report_of(pack(tmp_path / "far.xlsx", parts))


@pytest.mark.parametrize(
    ("limit", "value", "words"),
    [
        ("WORKBOOK_BYTES", 10_000, "expected at most"),
        ("WORKBOOK_UNPACKED", 100_000, "unpacked"),
        ("WORKBOOK_PARTS", 5, "parts"),
    ],
)
def test_a_workbook_over_a_limit_is_refused(
    limit: str, value: int, words: str, case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_workbook(case, tmp_path / "case.xlsx")
    monkeypatch.setattr(guard, limit, value)
    # in this process, where the limit is another one
    with pytest.raises(CaseError, match=words):
        raw_case(path.read_bytes(), path.name)


def test_what_does_not_fit_is_not_written(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "case.xlsx"
    for note, words in (("x" * 32_768, "32,767"), ("\U0001f600" * 20_000, "32,767"), ("\ufffe", r"U\+FFFE")):
        changed = case.with_value("inventory", "DEU/truck", note=note)
        with pytest.raises(OutputError, match=words):
            write_workbook(changed, path)
    rows = pl.DataFrame({"deflator": range(1_048_575)}).select(
        currency=pl.lit("EUR"), year=pl.col("deflator"), index=pl.lit(1.0), source=pl.lit("test"),
        status=pl.lit("assumed"), note=pl.lit(None, pl.String),
    )  # fmt: skip
    with pytest.raises(OutputError, match=r"deflators has 1,048,575 rows"):
        write_workbook(Case(case.settings, {**case.tables, "deflators": rows}), path)
    with pytest.raises(OutputError, match="cannot be written"):
        write_workbook(case, tmp_path / "nowhere" / "case.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_the_guard_reads_the_places_of_cells() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", '<x:c s="1" r="AB12"/><c r=\'B3\'>' * 10)
    guard.refuse_bombs(content.getvalue(), "book")


def test_the_guard_reads_references_that_the_end_of_a_piece_cuts() -> None:
    """A sheet of more than one piece, cut once at every letter of a cell."""
    cell = '<c r="E1234" t="n"><v>1</v></c>'
    for shift in range(len(cell)):
        filling = "<!-- -->" + " " * (2**20 - 8 - 20 * len(cell) - shift)
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as archive:
            archive.writestr("xl/worksheets/sheet1.xml", filling + 40 * cell)
        guard.refuse_bombs(content.getvalue(), "book")
