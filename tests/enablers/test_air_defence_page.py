"""The document of air defence: all that its page and its terminal showed before there were documents."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from tests.documents import check_document, check_shown

from sinews.case import Case, holdings, open_case
from sinews.document import Document
from sinews.enablers import air_defence
from sinews.enablers.air_defence.answer import Answer
from sinews.enablers.air_defence.page import page

CHARTS = [
    "depth-today",
    "depth",
    "layer-upper",
    "layer-long",
    "layer-medium",
    "layer-short",
    "layer-cuas",
    "marginal-curve",
    "by-ally",
    "magazine-curves",
]
TABLES = {
    # terminal: at least one, two and three layers
    "layers": "name usable placed national pooled low high",
    "threats": "name national pooled",
    # terminal: protection by multiples of today's units
    "curve": "multiple note units one two index",
    "magazines": "name stock production planned days lasts_high lasts lasts_low",
    "chances": "name target chance day_10 day_50 day_90",
    "leakers": "name comes stopped leak leak_low leak_high",
    "raids": "phase first_day name planned p50 p90 p99 peak low high",
    "other-side": "name output range stock as_of capability_name ours enough_for",
    "exchange": "threat_name layer_name interceptors price ratio",
    "saturation": "name raid ready wanted engaged beyond multiple",
    "needs": "name held needed times driver",
}


@pytest.fixture(scope="module")
def answer() -> Answer:
    case: Case = open_case()
    held = holdings(case).select("ally", "capability", "quantity")
    pooled, depth = air_defence.cover(case, held), air_defence.magazines(case, held)
    return Answer(
        case=case,
        year=2030,
        national=air_defence.cover(case, held, "national"),
        pooled=pooled,
        even=pooled,
        today=pooled,
        low=pooled,
        high=pooled,
        curve=air_defence.marginal_curve(case, held),
        magazines=depth,
        curves=air_defence.magazine_curves(case, depth),
        raids=air_defence.raids(case),
        leakers=air_defence.leakers(case, held),
        other_side=air_defence.beside_other_side(case),
        saturation=air_defence.saturation(case, held),
        exchange=air_defence.cost_exchange(case),
        requirement=air_defence.beside(case, air_defence.requirement(case), held),
    )


@pytest.fixture(scope="module")
def document(answer: Answer) -> Document:
    return page(answer)


def test_all_that_was_shown_is_shown(document: Document) -> None:
    check_shown(document, TABLES, CHARTS)


def test_it_is_the_same_in_every_medium(document: Document, tmp_path: Path) -> None:
    check_document(document, tmp_path)


def test_a_case_without_interceptors_is_presented(answer: Answer, tmp_path: Path) -> None:
    names = ("magazines", "curves", "raids", "leakers", "other_side", "saturation", "exchange", "requirement")
    empty = page(replace(answer, **{name: getattr(answer, name).clear() for name in names}))
    assert "The stated ambition is met in every class." in empty.sentences
    check_document(empty, tmp_path)


def test_days_that_nobody_has_published_are_not_shown(document: Document) -> None:
    (table,) = (each for each in document.tables if each.key == "raids")
    days = ("p50", "p90", "p99", "peak")
    of_threat = table.frame.filter(phase="opening").select("threat", *days)
    assert set(of_threat.row(by_predicate=pl.col("threat") == "glide")[1:]) == {None}
    assert None not in of_threat.row(by_predicate=pl.col("threat") == "drone")[1:]
