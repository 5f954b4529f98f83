"""The document of endurance: all that its page and its terminal showed before there were documents."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from tests.documents import check_document, check_shown, on_terminal

from sinews.case import Case
from sinews.document import Document
from sinews.enablers import supply
from sinews.enablers.supply.answer import Answer
from sinews.enablers.supply.page import page

CHARTS = ["days-heat", "first-out", "endurance-curves", "distribution-map"]
TABLES = {
    # terminal: days of supply, ally by class, with what runs out first
    "days": "ally {classes} out",
    # page: stock, consumption and what is missing; terminal: missing for the target, worth
    "stocks": "name unit usable daily days target_days missing cost rotation counted_words",
    # page: production and what it saves; terminal: made, saved, worth
    "production": "name output surged part saved value without with",
    # page: every stock that runs out; terminal: the first 15
    "first-out": "ally_name class_name day band without met",
    "lanes": "from to road turn_round cargo fuel cargo_trucks fuel_trucks held planned uncertain",
    "legs": "from to mode line cargo fuel piped trains use battalions",
    "needs": "name held needed times driver",
}


@pytest.fixture(scope="module")
def answer(baseline: Case, held: pl.DataFrame) -> Answer:
    distribution = supply.distribute(baseline, None)
    return Answer(
        baseline,
        supply.assess(baseline, held, "high", paths=10),
        distribution,
        supply.simulate_service(baseline, distribution, paths=10),
        supply.requirement(baseline),
        supply.leg_bands(baseline, None),
    )


@pytest.fixture(scope="module")
def document(answer: Answer) -> Document:
    return page(answer)


def test_all_that_was_shown_is_shown(document: Document, answer: Answer) -> None:
    assert {"fuel", "ammo_155", "int_long"} <= set(answer.counted)
    classes = " ".join(answer.counted)
    check_shown(document, {key: each.format(classes=classes) for key, each in TABLES.items()}, CHARTS)


def test_it_is_the_same_in_every_medium(document: Document, tmp_path: Path) -> None:
    check_document(document, tmp_path)


def test_the_verdict_comes_first_and_keys_are_no_words(document: Document, baseline: Case) -> None:
    text = on_terminal(document)
    assert text.index("First to run out") < text.index("Days of supply")
    for key in baseline["supply_classes"]["supply_class"]:
        assert "_" not in key or key not in text


def test_a_case_in_which_nothing_is_consumed_is_presented(answer: Answer, tmp_path: Path) -> None:
    names = ("stocks", "runs_out", "curves", "savings")
    nothing = replace(answer.endurance, **{name: getattr(answer.endurance, name).clear() for name in names})
    empty = page(replace(answer, endurance=nothing))
    assert all(figure.nothing for figure in empty.figures if figure.key != "distribution-map")
    check_document(empty, tmp_path)
