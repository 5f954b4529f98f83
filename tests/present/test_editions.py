"""What earlier editions had wrong goes with every plan and page."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
from tests.small_case import small_case

import sinews
from sinews.case import Case, open_case
from sinews.document import Document, Section
from sinews.present.writers.html import render


def corrected(*errata: tuple[str, str, str, str | None, str, str]) -> Case:
    """Return the small case in an edition, with errata."""
    case = small_case().with_settings(edition="2026-05-01")
    rows = pl.DataFrame(list(errata), schema=case["errata"].schema, orient="row")
    return case.with_table("errata", rows)


def foot(case: Case) -> str:
    """Return the foot of a page on a case."""
    page = render(Document("topic", "Topic", "", case, None, (), (Section("one", "One", ()),)))
    return page.split("<footer>")[1].split("</footer>")[0]


TRUCKS = ("trucks", "2026-05-01", "inventory", "DEU/truck", "sixty <b>trucks</b>", "fifty & five")


def test_a_plan_carries_edition_and_errata(tmp_path: Path) -> None:
    sinews.plan(corrected(TRUCKS)).save(tmp_path / "plan")
    told = json.loads((tmp_path / "plan" / "plan.json").read_text(encoding="utf-8"))["case"]
    assert told["edition"] == "2026-05-01"
    assert [row["was"] for row in told["errata"]] == ["sixty <b>trucks</b>"]
    assert sinews.open_plan(tmp_path / "plan").case.settings.edition == "2026-05-01"


def test_the_foot_of_a_page_tells_them_folded() -> None:
    text = foot(corrected(TRUCKS))
    assert "edition 2026-05-01" in text
    assert "<details><summary>1 erratum of earlier editions</summary>" in text
    assert "inventory DEU/truck (edition 2026-05-01)" in text
    assert "sixty &lt;b&gt;trucks&lt;/b&gt;" in text
    assert "fifty &amp; five" in text
    assert "<summary>2 errata" in foot(corrected(TRUCKS, ("more", *TRUCKS[1:])))


def test_a_case_without_editions_says_nothing_of_them() -> None:
    assert foot(small_case()) == f"<p>Made by Sinews from public figures. Case {small_case().hash}.</p>"


def test_the_errata_of_the_baseline_speak_of_its_tables_and_edition() -> None:
    case = open_case()
    assert case.settings.edition
    assert set(case["errata"]["table"]) <= set(case.tables)
    assert set(case["errata"]["edition"]) == {case.settings.edition}
