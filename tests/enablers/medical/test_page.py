"""The document of medical support: all that its page and its terminal showed before there were documents."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from tests.documents import check_document, check_shown, on_terminal

from sinews.case import Case
from sinews.document import Document, Fact
from sinews.enablers.medical.answer import Answer
from sinews.enablers.medical.page import page
from sinews.enablers.medical.summary import HELD, assess
from sinews.present.writers.json import as_json

PLANS = ("north", "centre", "south_east")
DRAWN = [f"{what}-{plan}" for plan in PLANS for what in ("occupancy", "waits")]
CHARTS = {"avoidable", "patients-sankey", *DRAWN}
TABLES = {
    "capacities": "plan words casualties deaths avoidable band resuscitated_in_time operated_in_time "
    "surgery_hours",
    "consumption": "plan blood_all blood_most class_viii_all class_viii_most",
    # terminal: waits with what is held; page: timelines, stations that are overrun
    **{f"waits-{plan}": "name patients waited mean_hours median_hours p90_hours" for plan in PLANS},
    **{f"timelines-{plan}": "timeline minutes mean band" for plan in PLANS},
    **{f"overrun-{plan}": "name day most_waiting most_waiting_day" for plan in PLANS},
    **{f"units-{plan}": "name held needed times cost" for plan in PLANS},
    **{f"criteria-{plan}": "name limit_hours reachable level share bound" for plan in PLANS},
    "needs": "name held pledged needed times driver",
    "arrangements": "arrangement chains avoidable avoidable_low avoidable_high operated_in_time",
    "pooled": "name unit national pooled saved",
    "homes": "nation need beds at_home abroad unmet received",
}


@pytest.fixture(scope="module")
def answer(baseline: Case, held: pl.DataFrame) -> Answer:
    few = baseline["force_packages"].group_by("plan", maintain_order=True).head(2)
    case = baseline.with_table("force_packages", few)
    return Answer(case, assess(case, held, worlds=10), None)


@pytest.fixture(scope="module")
def document(answer: Answer) -> Document:
    return page(answer)


def test_all_that_was_shown_is_shown(document: Document) -> None:
    drawn = [figure.key for figure in document.figures]
    assert set(drawn) == CHARTS
    check_shown(document, TABLES, drawn)


def test_it_is_the_same_in_every_medium(document: Document, tmp_path: Path) -> None:
    check_document(document, tmp_path)


def test_deaths_from_waiting_are_one_figure(document: Document, answer: Answer) -> None:
    told = as_json(document)
    (table,) = (each for each in document.tables if each.key == "capacities")
    held = float(table.frame.filter(capacity=HELD)["avoidable"].sum())
    mean = pl.col("avoidable").mean()
    by_world = sum(each.held.by_world.select(mean).item() for each in answer.support.plans)
    rows = [row for row in told["capacities"] if row["capacity"] == HELD]
    assert held == pytest.approx(by_world)
    assert held == pytest.approx(sum(row["avoidable"] for row in rows))
    assert any(
        each.startswith(f"Waiting costs {Fact(held, status='estimated')} lives")
        for each in document.sentences
    )


def test_one_plan_alone_has_no_pooling_and_no_requirement(answer: Answer) -> None:
    support = replace(answer.support, plans=answer.support.plans[:1], pooling=None, requirement=None)
    document = page(replace(answer, support=support))
    assert not {"needs", "arrangements", "pooled", "homes"} & {table.key for table in document.tables}
    assert "What each capacity" not in on_terminal(document)
    assert "Casualties, deaths and timelines" in on_terminal(document)
