"""Keys, text and names of files: what could reach a terminal, a spreadsheet or another folder is refused."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinews.case import (
    Case,
    CaseError,
    OutputError,
    file_in,
    open_case,
    replace_file,
    replace_folder,
    write_case,
    write_csv,
)
from sinews.case.names import inert, without_marks


def with_ally(case: Case, key: str) -> Case:
    """Return the case with one more ally, which nothing refers to."""
    allies = case["allies"]
    return case.with_table("allies", pl.concat([allies, allies.tail(1).with_columns(ally=pl.lit(key))]))


def with_product(case: Case, key: str) -> Case:
    """Return the case with the key of a product and all that refers to it changed."""
    frames = {
        name: frame.with_columns(pl.col("product").replace("lorry", key))
        for name, frame in case.tables.items()
        if "product" in frame.columns
    }
    return case.with_tables(frames)


@pytest.mark.parametrize(
    "key", ["lorry-2", "lo_rry.a", "Lkw-größer", "грузовик", "卡车", "ट्रक", "-", "_", "4x4"]
)
def test_letters_of_any_script_make_a_key(case: Case, key: str) -> None:
    assert key in with_product(case, key)["products"]["product"].to_list()


@pytest.mark.parametrize(
    "key",
    ["../../evil", "..", ".", ".hidden", "a/b", "a\\b", "a b", "a*", "C:", "end.", "a\nb", "=1+1", "@SUM",
     "x" * 201, "index", "INDEX", "con", "Aux", "nul.txt", "com1", "LPT9", "alliance"],
)  # fmt: skip
def test_what_could_lead_elsewhere_is_no_key(case: Case, key: str) -> None:
    with pytest.raises(CaseError) as caught:
        with_product(case, key)
    assert ("products", "product") in {(found.table, found.column) for found in caught.value.problems}


def test_a_bare_letter_and_its_accent_are_one_letter_of_a_key(case: Case) -> None:
    assert "über" in with_product(case, "u\u0308ber")["products"]["product"].to_list()


@pytest.mark.parametrize(
    "hidden", ["\x1b]0;owned\x07", "\x00", "\x7f", "\x9b31m", "\u202e", "\u2066", "\u200f", "\x0c"]
)
@pytest.mark.parametrize(
    ("table", "key", "column"), [("products", "lorry", "name"), ("inventory", "DEU/truck", "note")]
)
def test_hidden_characters_are_refused_in_every_text(
    case: Case, table: str, key: str, column: str, hidden: str
) -> None:
    with pytest.raises(CaseError, match=r"text without hidden characters") as caught:
        case.with_value(table, key, **{column: f"harm{hidden}less"})
    assert hidden not in str(caught.value)
    assert f"U+{ord(hidden[0]):04X}" in str(caught.value)


def test_hidden_characters_are_refused_in_settings(case: Case) -> None:
    for name in ("name", "title", "edition"):
        with pytest.raises(CaseError, match="U\\+001B"):
            case.with_settings(**{name: "a\x1b[31m"})


def test_tabs_line_breaks_and_joined_letters_may_stand_in_text(case: Case) -> None:
    note = "first\n\tsecond, \u0645\u06cc\u200c\u062e"
    assert (
        case.with_value("inventory", "DEU/truck", note=note)["inventory"]["note"].to_list().count(note) == 1
    )


def test_a_refusal_can_do_no_harm_on_a_terminal() -> None:
    assert inert("a\x1b[31m\u202eb\n") == "a\\u001b[31m\\u202eb\n"


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../x", "a/b", "/etc/passwd", "a\\b", "C:x", "con", "nul.csv", "x" * 300]
)
def test_a_file_lies_in_its_folder(name: str, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be the name of a file"):
        file_in(tmp_path, name)
    assert file_in(tmp_path, "DEU.html") == tmp_path / "DEU.html"


@given(st.lists(st.text("'=+-@\tx\uff1d", max_size=5), min_size=1, max_size=6))
def test_no_formula_is_written_and_text_comes_back(texts: list[str]) -> None:
    frame = pl.DataFrame({"text": texts, "number": [-1.5] * len(texts)})
    written = pl.read_csv(write_csv_bytes(frame), infer_schema=False).fill_null("")
    assert not [text for text in written["text"] if text[:1] in {"=", "+", "-", "@", "\t", "\uff1d"}]
    assert without_marks(written, ["text"])["text"].to_list() == texts
    assert written["number"].cast(float).to_list() == frame["number"].to_list()


def write_csv_bytes(frame: pl.DataFrame) -> bytes:
    """Return the bytes of the file that `write_csv` makes."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        write_csv(frame, Path(folder) / "t.csv")
        return (Path(folder) / "t.csv").read_bytes()


@pytest.mark.parametrize(
    "text", ['=HYPERLINK("http://x","y")', "+1+1", "@SUM(A1)", "-1+1", "'=1", "''", "'tis"]
)
def test_a_case_with_formulas_for_names_reads_back_as_the_same(case: Case, tmp_path: Path, text: str) -> None:
    named = case.with_value("products", "lorry", name=text)
    folder = write_case(named, tmp_path / "written")
    assert open_case(folder).hash == named.hash
    cells = (folder / "products.csv").read_text(encoding="utf-8")
    assert f",{text}" not in cells.replace('"', "") or text[0] == "'"


def test_who_may_read_a_file_or_folder_stays_as_it_is(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("old")
    page.chmod(0o600)
    with replace_file(page) as new:
        assert new.stat().st_mode & 0o777 == 0o600
        new.write_text("new")
    assert page.stat().st_mode & 0o777 == 0o600
    folder = tmp_path / "plan"
    for content in ("old", "new"):
        with replace_folder(folder, "plan.json") as into:
            if content == "new":
                assert into.stat().st_mode & 0o777 == 0o700
            (into / "plan.json").write_text(content)
        folder.chmod(0o700)
        (folder / "plan.json").chmod(0o640)
    with replace_folder(folder, "plan.json") as into:
        (into / "plan.json").write_text("newer")
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "plan.json").stat().st_mode & 0o777 == 0o640
