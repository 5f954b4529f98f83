"""A topic made up in one folder appears in every medium; what the writers promise of any document."""

from __future__ import annotations

import ast
import importlib.util
import io
import re
import zipfile
from html import unescape
from pathlib import Path

import polars as pl
import pytest
from rich.console import Console
from tests.documents import check_document, on_terminal, workbook_texts
from tests.present.conftest import HOSTILE

from sinews.case import Case, OutputError
from sinews.document import Column, Document, Note, Section, Table, wording
from sinews.document.glossary import glossary, term
from sinews.present.topics import glossary as terms
from sinews.present.writers import write
from sinews.present.writers.html import policy, render
from sinews.present.writers.json import as_json
from sinews.present.writers.markdown import render as as_markdown
from sinews.present.writers.terminal import show

TOPIC = '''
"""A topic nobody has thought of: how many boots each ally has."""

from functools import partial

import altair as alt
import polars as pl

from sinews.document import Column, Document, Fact, Figure, Items, KeyFacts, Plot, Section, Table, said

COUNTED = "Counted by hand."
SHARES = [0.9996, 0.0004]
from sinews.document.charts.style import styled


def bars(frame, title):
    chart = alt.Chart(frame).mark_bar().encode(x="pairs:Q", y="name:N")
    return styled(chart, title, "Pairs of boots", f"Bars, one for each ally. {title}.")


def page(case):
    boots = pl.DataFrame({"name": ["Germany", "Latvia"], "pairs": [157_820.0, 62.74], "share": SHARES})
    lead = [said("{pairs} pairs of boots.", pairs=Fact(157_882.74, status="assumed"))]
    says = "Germany has the most boots"
    return Document(
        "boots", "Who has boots?", "made up", case, True, lead,
        (
            Section("boots", "Boots", (
                Figure(
                    "bars", says, COUNTED, boots, partial(bars, boots, says), Plot("bar", "name", ("pairs",))
                ),
                KeyFacts((("pairs in all", "158,000"),)),
                Table("boots", "Boots, by ally", boots, (
                    Column("name", "Ally"), Column("pairs", "Pairs", "count"),
                    Column("share", "Share", "met"),
                )),
                Items(("Left.", "Right."), ordered=True),
            )),
        ),
        {"holds": True, "sentences": [str(each) for each in lead], "boots": boots},
    )
'''


@pytest.fixture
def boots(case: Case, tmp_path: Path) -> Document:
    folder = tmp_path / "boots"
    folder.mkdir()
    (folder / "topic.py").write_text(TOPIC, encoding="utf-8")
    specified = importlib.util.spec_from_file_location("boots_topic", folder / "topic.py")
    assert specified is not None
    assert specified.loader is not None
    module = importlib.util.module_from_spec(specified)
    specified.loader.exec_module(module)
    document: Document = module.page(case)
    return document


def test_a_topic_from_one_folder_appears_in_every_medium(boots: Document, tmp_path: Path) -> None:
    check_document(boots, tmp_path)
    for text in (render(boots), as_markdown(boots), on_terminal(boots)):
        assert "160,000 pairs of boots." in text
        assert "158,000" in text
        assert "62.7" in text
        assert "62.74" not in re.sub(r'data-value="[^"]*"|<script.*', "", text, flags=re.DOTALL)
    assert as_json(boots)["boots"][1]["pairs"] == 62.74
    assert "Germany has the most boots" in workbook_texts(tmp_path / "boots.xlsx")
    assert (tmp_path / "tables" / "boots.csv").read_text().splitlines()[2] == "Latvia,62.74,0.0004"


def test_hostile_names_stay_text(case: Case, tmp_path: Path) -> None:
    names = pl.DataFrame({"name": [HOSTILE, "=1+1", "| a | b |", "- x"]})
    table = Table("names", HOSTILE, names, (Column("name", HOSTILE),))
    document = Document(
        "x", HOSTILE, HOSTILE, case, None, (HOSTILE,), (Section("s", HOSTILE, (table, Note(HOSTILE))),)
    )
    page = render(document)
    assert "<script>alert" not in page
    assert unescape(page).count(HOSTILE) >= 8
    assert on_terminal(document, 300).count(HOSTILE) >= 5
    assert "<script>" not in as_markdown(document)
    write(document, tmp_path / "x.xlsx")
    assert {"=1+1", HOSTILE} <= set(workbook_texts(tmp_path / "x.xlsx"))
    write(document, tmp_path / "x.pdf")


def test_a_file_of_another_kind_is_refused(boots: Document, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"\.html, \.md"):
        write(boots, tmp_path / "boots.docx")
    assert not list(tmp_path.glob("boots.docx*"))


def test_the_policy_names_what_the_page_holds_and_no_more(boots: Document) -> None:
    page = render(boots)
    (style,) = re.findall(r"<style>(.*?)</style>", page, flags=re.DOTALL)
    scripts = re.findall(r'<script type="module">(.*?)</script>', page, flags=re.DOTALL)
    assert len(scripts) == 2
    assert policy([style], scripts) in unescape(page.split("<title>")[0])
    assert "unsafe" not in policy([style], scripts)
    assert "ast: true" in scripts[1]


def test_a_wide_table_is_divided_and_no_word_is_cut(case: Case) -> None:
    columns = tuple(Column(f"c{n}", f"Extraordinarily{n}", "count") for n in range(9))
    frame = pl.DataFrame({"name": ["Somewhere far away"], **{column.name: [1234.5] for column in columns}})
    table = Table("wide", "Wide", frame, (Column("name", "Place"), *columns))
    text = on_terminal(Document("x", "X", "", case, None, (), (Section("s", "S", (table,)),)))
    assert max(map(len, text.splitlines())) <= 80
    assert all(f"Extraordinarily{n}" in text for n in range(9))
    assert text.count("Somewhere") == 3


def test_prose_stays_on_one_line_where_a_program_reads_it(case: Case) -> None:
    sentence = " ".join(["word"] * 40)
    out = io.StringIO()
    document = Document("x", "X", "", case, None, (sentence,), (Section("s", "S", (Note(sentence),)),))
    show(Console(file=out, width=80), document)
    assert out.getvalue().count(f"{sentence}\n") == 2
    assert sentence not in on_terminal(document)


def test_every_term_is_defined_once() -> None:
    keys = [each.key for each in glossary()]
    assert keys == sorted(set(keys))
    assert all(each.meaning.endswith(".") and each.source for each in glossary())
    names = [each.name for each in glossary()]
    assert len(names) == len(set(names))
    with pytest.raises(KeyError):
        term("boots")


def test_every_term_that_a_page_asks_for_is_in_the_glossary() -> None:
    source = Path(wording.__file__).parents[1]
    asked = {
        node.value.value
        for path in source.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.keyword) and node.arg == "term" and isinstance(node.value, ast.Constant)
    }
    assert len(asked) > 10
    assert asked <= {each.key for each in glossary()}


def test_the_page_of_the_glossary_is_up_to_date() -> None:
    written = (Path(__file__).parents[2] / "docs" / "glossary.md").read_text(encoding="utf-8")
    assert written == as_markdown(terms.page(glossary())), "run PYTHONPATH=src python tools/glossary.py"


def test_a_term_is_told_where_a_page_uses_it(case: Case) -> None:
    table = Table("t", "T", pl.DataFrame({"n": [1.0]}), (Column("n", "N", "count", term="shortfall"),))
    page = render(Document("x", "X", "", case, None, (), (Section("s", "S", (table,)),)))
    meaning = term("shortfall").meaning
    assert f'title="shortfall: {meaning}"' in unescape(page)
    assert f"<dd>{meaning}</dd>" in unescape(page)
    assert "magazines" not in page.split("<script")[0]


@pytest.mark.parametrize(
    ("value", "digits", "words"),
    [
        (157_820.0, 3, "158,000"),
        (157_820.0, 2, "160,000"),
        (80_657.0, 2, "81,000"),
        (9.996, 3, "10.0"),
        (62.74, 3, "62.7"),
        (0.004, 3, "<0.01"),
        (-3.456, 3, "−3.46"),
        (12.5, 2, "13"),
        (99.0, 2, "99"),
        (0.0, 2, "0"),
        (None, 2, "–"),
        (float("inf"), 2, "–"),
    ],
)
def test_two_or_three_digits_tell_a_figure(value: float | None, digits: int, words: str) -> None:
    assert wording.significant(value, digits) == words


def test_digits_follow_status_and_band() -> None:
    assert [wording.digits_of(each) for each in ("published", "derived", "estimated", "assumed")] == [
        3,
        3,
        2,
        2,
    ]
    assert wording.digits_of("published", 100.0, (99.0, 101.0)) == 3
    assert wording.digits_of("published", 100.0, (90.0, 110.0)) == 2


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.6274, "63 %"),
        (0.996, "100 %"),
        (0.994, "99 %"),
        (0.0627, "6.3 %"),
        (0.00004, "<0.1 %"),
        (0.0999, "10 %"),
    ],
)
def test_shares_never_have_two_decimals(share: float, words: str) -> None:
    assert wording.in_percent(share) == words


def test_the_heads_of_a_workbook_stay_in_sight_and_have_filters(boots: Document, tmp_path: Path) -> None:
    write(boots, tmp_path / "boots.xlsx")
    with zipfile.ZipFile(tmp_path / "boots.xlsx") as book:
        sheets = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/")]
    # the answer is prose; table, chart and dictionary have heads
    assert sum('state="frozen"' in sheet and "<autoFilter" in sheet for sheet in sheets) == 3
