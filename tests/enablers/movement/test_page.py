"""The document of movement: all that its page and its terminal showed before there were documents."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from tests.documents import check_document, check_shown, on_terminal

from sinews.case import Case
from sinews.document import Document
from sinews.enablers import movement
from sinews.enablers.movement.answer import Answer
from sinews.enablers.movement.page import page
from sinews.present.writers.json import as_json

CHARTS = ["europe", "curves", "late", "lift-use"]
TABLES = {
    "plans": "plan_name packages in_time last stranded",
    # page: all packages; terminal: the 20 that are latest
    "packages": "what required_day closed_90 closed in_time force_package",
    "bottlenecks": "where capacity through days full_days saves held",
    "variants": "name in_time delay cost per_day gap",
    "needs": "name held needed times driver",
    "additions": "where held added cost",
}


@pytest.fixture(scope="module")
def answer(baseline: Case, held: pl.DataFrame) -> Answer:
    few = baseline["force_packages"].filter(pl.col("force_package").is_in(["c2", "s3"]))
    case = baseline.with_table("force_packages", few.with_columns(required_day=pl.lit(2, pl.Int64)))
    outcome = movement.move(case, held)
    return Answer(
        case,
        None,
        None,
        outcome,
        movement.doublings(case, held, None, outcome),
        movement.regimes(case, held, None, outcome),
        movement.size(case, held, known=outcome.known),
        movement.doubling_costs(case, held, None),
    )


@pytest.fixture(scope="module")
def document(answer: Answer) -> Document:
    return page(answer)


def test_all_that_was_shown_is_shown(document: Document) -> None:
    check_shown(document, TABLES, CHARTS)


def test_it_is_the_same_in_every_medium(document: Document, tmp_path: Path) -> None:
    check_document(document, tmp_path)


def test_the_share_in_time_is_one_figure(document: Document, answer: Answer) -> None:
    told = as_json(document)
    in_time = sum(row["late"] is not None and row["late"] <= 0 for row in told["closures"])
    share = in_time / len(told["closures"])
    assert answer.outcome.on_time == pytest.approx(share)
    assert next(iter(told["doubling"].values()))["on_time"] == pytest.approx(share)
    (plans,) = (table.frame for table in document.tables if table.key == "plans")
    assert (plans["in_time"] * plans["packages"]).sum() == pytest.approx(in_time)
    assert document.sentences[0].startswith(f"{in_time} of {len(told['closures'])} force packages close")


def test_packages_are_named_by_what_they_are(document: Document, answer: Answer) -> None:
    on_a_terminal = on_terminal(document)
    assert not any(
        re.search(rf"\b{key}\b", on_a_terminal) for key in answer.case["force_packages"]["force_package"]
    )
    keys = answer.case["force_packages"]["force_package"]
    assert not any(
        f"({key}" in sentence or f" {key}" in sentence for key in keys for sentence in document.sentences
    )


def test_a_movement_that_nothing_holds_up_is_presented(answer: Answer, tmp_path: Path) -> None:
    names = ("closures", "arrivals", "use", "flows", "bottlenecks")
    outcome = replace(answer.outcome, **{name: getattr(answer.outcome, name).clear() for name in names})
    sizing = replace(answer.sizing, additions=answer.sizing.additions.clear(), outcome=outcome)
    empty = page(replace(answer, outcome=outcome, sizing=sizing))
    assert all(figure.nothing for figure in empty.figures)
    assert "Nothing that is full holds a package up." in on_terminal(empty)
    check_document(empty, tmp_path)
