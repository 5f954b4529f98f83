"""Published figures beside those of the baseline's plan: all are there, and three quarters agree."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest
from tests.documents import check_document, on_terminal
from typer.testing import CliRunner

import sinews
from sinews.cli import app
from sinews.present.writers.json import as_json
from sinews.verify.published import (
    KINDS,
    Published,
    Row,
    agreement,
    as_markdown,
    compare,
    page,
    read_published,
    stands,
)
from sinews.verify.published.comparison import OURS, beside

PAGE = Path(__file__).parents[2] / "docs" / "cross-checks.md"

CHECKS = """
1 2 4 5 7 8 10 11 13 14 16 17 19 20 22 23 25 26 28 29 31 32 34 35 37 38 40 41 43 44 46 47 49 50 52 53 55 56
58 59 61 62 64 65 67 68 70 71 73 74 76 77 79 80 82 83 85 86
"""
TOTALS = "1 2 3 4 5 6 7 8 11 13 15 16 18 19 20 21 22 23 24 25 26 27 28 29 30 31 34 36 37 38 39 40 42"
BUDGETS = "572 573 579 580 598 601 602 612 613 614 616"
EVERY = [
    *(f"C{int(n):03d}" for n in CHECKS.split()), *(f"P{n}" for n in TOTALS.split()),
    "Q001", "Q008", "R438", "R451", *(f"S{n}" for n in BUDGETS.split()), "T1", "T2",
]  # fmt: skip
"""The keys of the collections of published figures, without our own figures in the second; of spending those
of which the case has not taken any, and two shares of trade."""

TWICE = {"P18": "C062", "P26": "C014", "P27": "C013", "P31": "C080", "P34": "C079"}
"""Figures that two collections have: the first is told, the second counts."""


@pytest.fixture(scope="module")
def rows(baseline_plan: sinews.Plan) -> list[Row]:
    return compare(baseline_plan)


def made_up(**changes: object) -> Published:
    """A published figure of ten, changed."""
    return replace(read_published()[0], figure=10.0, low=None, high=None, **changes)  # type: ignore[arg-type]


def test_every_published_figure_is_there_once() -> None:
    assert [published.id for published in read_published()] == EVERY


def test_what_is_compared_and_nothing_else_has_a_figure_of_ours() -> None:
    compared = {published.id for published in read_published() if published.kind == "compared"}
    assert compared == set(OURS)
    assert len(compared) >= 40


def test_every_row_says_why_in_a_sentence() -> None:
    for published in read_published():
        assert len(published.reason.split()) >= 6, published.id
        assert published.reason.endswith("."), published.id
        assert bool(published.beside) == (published.kind == "compared"), published.id


def test_ranges_hold_their_figure() -> None:
    for published in read_published():
        assert (published.low is None) == (published.high is None), published.id
        if published.low is not None and published.high is not None:
            assert published.low <= float(published.figure) <= published.high, published.id


def test_three_quarters_of_what_is_compared_agree(rows: list[Row]) -> None:
    agree, compared = agreement(rows)
    assert compared >= 40
    assert agree >= 0.75 * compared, [row.published.id for row in rows if row.within is False]
    assert stands(rows)
    for row in rows:
        if row.published.kind == "compared":
            assert row.ours is not None
            assert math.isfinite(row.ours), row.published.id
            assert row.ours > 0, row.published.id
        else:
            assert row.ours is row.ratio is row.within is None


@pytest.mark.parametrize(
    ("low", "high", "ours", "within"),
    [
        (None, None, 8.0, True),
        (None, None, 7.99, False),
        (None, None, 12.5, True),
        (None, None, 12.51, False),
        (5.0, 20.0, 4.0, True),
        (5.0, 20.0, 3.99, False),
        (5.0, 20.0, 25.0, True),
        (5.0, 20.0, 25.1, False),
    ],
)
def test_within_a_quarter_counts_from_the_ends_of_a_range(
    low: float | None, high: float | None, ours: float, within: bool
) -> None:
    row = beside(replace(made_up(), low=low, high=high), ours)
    assert row.within is within
    assert row.ratio == pytest.approx(ours / 10.0)


def test_a_gap_without_a_reason_does_not_stand() -> None:
    near, far = beside(made_up(), 10.0), beside(made_up(), 20.0)
    assert stands([near, near, near, far])
    assert not stands([near, near, far])
    unexplained = beside(made_up(reason=""), 20.0)
    assert not stands([near, near, near, unexplained])
    assert stands([near, near, near, beside(made_up(reason=""), 10.0)])
    assert not stands([near, Row(made_up(kind="input", reason=""))])


def test_the_command_says_no_where_too_few_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sinews.verify.published.compare", lambda _: [beside(made_up(), 20.0)])
    done = CliRunner().invoke(app, ["verify", "--published"])
    assert done.exit_code == 1
    assert "0 of 1 figures" in done.stdout


def test_json_has_what_another_program_needs(rows: list[Row]) -> None:
    answer = json.loads(json.dumps(as_json(page(rows)), allow_nan=False))
    assert [row["id"] for row in answer["rows"]] == EVERY
    for row in answer["rows"]:
        assert row["kind"] in KINDS
        if row["kind"] == "compared":
            assert row["ratio"] == pytest.approx(row["ours"] / row["published"])
        else:
            assert row["ours"] is None
        assert row["unit"] or isinstance(row["published"], str)
        assert row["reason"]


def test_the_table_shows_every_row(rows: list[Row], tmp_path: Path) -> None:
    shown = on_terminal(page(rows), 200)
    for key in EVERY:
        assert f"{key} " in shown
    agree, compared = agreement(rows)
    assert f"{agree} of {compared} figures" in shown
    check_document(page(rows), tmp_path)


def cells(page: str) -> dict[str, list[str]]:
    """The rows of the page's tables of figures, by their keys."""
    table = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("| ")]
    return {row[0]: row[1:] for row in table if row[0] in EVERY}


def test_the_page_of_the_documentation_is_up_to_date(rows: list[Row]) -> None:
    mend = "run PYTHONPATH=src python tools/cross_checks.py"
    written, made = cells(PAGE.read_text(encoding="utf-8")), cells(as_markdown(rows))
    assert sorted(written) == sorted(made) == sorted(EVERY)
    for row in rows:
        key = row.published.id
        then, now = written[key], made[key]
        if row.ours is not None and row.ratio is not None:
            for place, value in ((2, row.ours), (3, row.ratio)):
                assert float(then[place].replace(",", "")) == pytest.approx(value, rel=0.1), f"{key}: {mend}"
            then, now = then[:2] + then[4:], now[:2] + now[4:]
        assert then == now, f"{key}: {mend}"


def test_no_figure_counts_twice_and_no_edition_is_compared_with_itself() -> None:
    published = {row.id: row for row in read_published()}
    for told, counted in TWICE.items():
        assert published[told].kind == "not comparable"
        assert counted in published[told].reason
        assert published[counted].kind == "compared"
    compared = [row for row in published.values() if row.kind == "compared"]
    same = {(row.source, row.figure, row.unit, row.years, row.scope) for row in compared}
    assert len(same) == len(compared)
    assert {published[key].kind for key in ("C005", "C028", "C031", "C071")} == {"input"}
