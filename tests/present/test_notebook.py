"""What a notebook shows of plans, reviews and comparisons: short names, tables, charts from no network."""

from __future__ import annotations

import re
import socket
from pathlib import Path

import pytest
from tests.present.conftest import HOSTILE

import sinews
from sinews.assessment import Review
from sinews.case import CaseError
from sinews.implementation import Plan


@pytest.fixture(autouse=True)
def _offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing reach for a network."""

    def refused(*_: object, **__: object) -> None:
        raise AssertionError("a notebook reaches for a network")

    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)


def test_the_names_of_the_package_are_its_api() -> None:
    assert dir(sinews) == sorted([*sinews.__all__, "__version__"])
    assert all(getattr(sinews, name) is not None for name in dir(sinews))


def test_each_is_told_on_a_short_line(plan: Plan, review: Review) -> None:
    assert repr(plan) == f"Plan('small', 2026-2032, {len(plan.tables)} tables, optimal)"
    assert re.fullmatch(r"Review\((\d{4}, )+\d{4}; \d+ measures\)", repr(review))
    compared = sinews.compare(plan, plan, ("one", "other"))
    assert repr(compared) == "Comparison('one', 'other', 0 values, cost +0.0 bn)"


def test_each_is_shown_with_its_answer_and_its_tables(plan: Plan, review: Review) -> None:
    shown = plan._repr_html_()
    assert "The plan costs USD" in shown
    assert "<caption>Capabilities that must grow: the year" in shown
    assert shown.count("<table>") == shown.count("</table>") >= 4
    assert "<caption>Scoreboard" in review._repr_html_()
    compared = sinews.compare(plan, plan)._repr_html_()
    assert "small (A) and small (B) are the same." in compared


def test_names_stay_text(hostile_plan: Plan) -> None:
    assert "<script>" not in hostile_plan._repr_html_()
    assert "&lt;script&gt;" in hostile_plan._repr_html_()
    page = hostile_plan.report()
    assert HOSTILE not in page._repr_html_()
    assert page._repr_html_().count("<iframe") == 1


def test_the_report_is_a_page_that_needs_nothing_else(plan: Plan, tmp_path: Path) -> None:
    page = plan.report(tmp_path / "report.html")
    assert (tmp_path / "report.html").read_text(encoding="utf-8") == page.html
    assert page.html.startswith("<!DOCTYPE html>")
    assert len(repr(page)) < 100
    assert not re.search(r'<(?:script|link|img)[^>]+(?:src|href)="https?:', page.html)


def test_charts_are_drawn_here(plan: Plan) -> None:
    picture = plan.chart("cost-by-year")
    assert picture.says.startswith("The plan costs")
    assert picture._repr_svg_().startswith("<svg")
    assert len(repr(picture)) < 400
    with pytest.raises(CaseError, match=r"did you mean 'cost-by-year' or.*known are cost-by-year"):
        plan.chart("cost-by-yaer")
