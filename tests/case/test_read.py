from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sinews.case import Case, CaseError, open_case
from sinews.case.catalogue import TABLES
from sinews.case.frames import DTYPES
from sinews.case.text import parse_text


def test_a_folder_reads_as_the_case_that_it_was_written_from(folder: Path, case: Case) -> None:
    read = open_case(folder)
    assert read.settings == case.settings
    for table in TABLES:
        assert read[table.name].equals(case[table.name])
        assert read[table.name].schema == {column.name: DTYPES[column.kind] for column in table.columns}
    assert read.hash == case.hash


def test_what_spreadsheets_do_to_a_file_changes_nothing(folder: Path, case: Case) -> None:
    file = folder / "allies.csv"
    text = file.read_text(encoding="utf-8").replace("true", "TRUE").replace(",1955,", ", 1955.0 ,")
    header, *rows = text.splitlines()
    # another order of columns, a byte-order mark, Windows line ends, empty rows at the end
    columns = header.split(",")
    turned = [",".join(reversed(line.split(","))) for line in [header, *rows]]
    blank = "," * (len(columns) - 1)
    file.write_bytes(b"\xef\xbb\xbf" + "\r\n".join([*turned, blank, "", blank]).encode())
    assert open_case(folder).hash == case.hash


def test_no_such_folder_says_what_to_give(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match=r"give a folder with case\.toml"):
        open_case(tmp_path / "nowhere")


def test_a_misnamed_file_is_recognised(folder: Path) -> None:
    (folder / "contracts.csv").rename(folder / "Contract.csv")
    with pytest.raises(CaseError, match=r"the file contracts\.csv \(did you mean 'Contract'\?\)"):
        open_case(folder)


def test_a_folder_instead_of_a_file_is_a_problem_not_a_crash(folder: Path) -> None:
    (folder / "pooled.csv").unlink()
    (folder / "pooled.csv").mkdir()
    with pytest.raises(CaseError, match=r"pooled\n  expected a file that can be read"):
        open_case(folder)


def test_wrong_settings_do_not_hide_wrong_tables(folder: Path) -> None:
    text = (folder / "case.toml").read_text(encoding="utf-8")
    (folder / "case.toml").write_text(
        text.replace("discount_rate = 0.03", "discount_rate = 'low'"), encoding="utf-8"
    )
    (folder / "allies.csv").unlink()
    with pytest.raises(CaseError) as caught:
        open_case(folder)
    assert {(problem.table, problem.column) for problem in caught.value.problems} == {
        ("case.toml", "discount_rate"),
        ("allies", ""),
    }


def test_rows_are_counted_in_lines_of_the_file(folder: Path) -> None:
    file = folder / "costs.csv"
    text = file.read_text(encoding="utf-8")
    text = text.replace('"unit, missiles included"', '"unit,\nmissiles\nincluded"')
    file.write_text(
        text.replace("fuel and upkeep", "").replace("sam_short,procurement", "\nsam_short,procurement")
    )
    last = len(file.read_text(encoding="utf-8").splitlines())
    with pytest.raises(CaseError) as caught:
        open_case(folder)
    (problem,) = caught.value.problems
    assert (problem.table, problem.row, problem.column) == ("costs", last, "basis")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "a header and at least one row"),
        (b"\xef\xbb\xbf\n\n", "a header and at least one row"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\n", "the file is a workbook, whatever its name"),
        (b"a" * 200_000, "field larger than field limit"),
        ("a,b\n1,2\n".encode("utf-16"), "text in UTF-8"),
        ("a,b\n1,2\n".encode("utf-16-le"), "text in UTF-8"),
    ],
)
def test_a_file_without_a_readable_header_is_one_problem(content: bytes, words: str) -> None:
    table = parse_text(content, "allies")
    (problem,) = table.problems
    assert table.frame is None
    assert words in str(problem)


def test_the_patient_reader_goes_on_after_each_fault() -> None:
    content = b'a,b\n1,2,3\nx"y,4\n"two\nlines",\xff\n5\n,,,,\n'
    table = parse_text(content, "allies")
    assert table.frame is not None
    assert table.frame.rows() == [("1", "2"), ('x"y', "4"), ("two\nlines", "\ufffd"), ("5", None)]
    assert table.lines.to_list() == [2, 3, 4, 6]
    assert [(problem.row, problem.value) for problem in table.problems] == [
        (5, ""),
        (2, "3 cells"),
        (7, "5 cells"),
        (6, "1 cells"),
    ]


@pytest.mark.parametrize(
    "content", [b"a,b\r1,2\r3,4\r", b"a,b\n1,2\n\n3,4\n\n", b"\xef\xbb\xbfa,b\r\n1,2\r\n3,4"]
)
def test_line_ends_of_every_system(content: bytes) -> None:
    table = parse_text(content, "allies")
    assert table.problems == ()
    assert table.frame is not None
    assert table.frame.equals(pl.DataFrame({"a": ["1", "3"], "b": ["2", "4"]}))


@pytest.mark.parametrize("content", [b"a,b,a\n1,2,3\n", b"a,b,a\n1,2,\xff\n"])
def test_a_column_that_is_there_twice(content: bytes) -> None:
    table = parse_text(content, "allies")
    assert ("a", "a column that is there once") in {(p.column, p.expected) for p in table.problems}
    assert table.frame is not None
    assert table.frame.get_column("a").to_list() == ["1"]


@settings(deadline=None)
@given(st.binary(max_size=40) | st.text('ab,"\r\n \x00\ufeffé;', max_size=40).map(str.encode))
def test_no_bytes_make_the_reader_stumble(content: bytes) -> None:
    for start in (b"", b"a,b\n1,2\n"):
        table = parse_text(start + content, "allies")
        assert table.problems if table.frame is None else table.frame.height == table.lines.len()


def test_a_quote_that_never_closes_is_a_problem_not_a_crash() -> None:
    table = parse_text(b'a,b\n"1,2\n' + b"3,4\n" * 100_000, "allies")
    assert [problem.expected for problem in table.problems] == ["a row of CSV"]
