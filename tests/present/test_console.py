from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console
from tests.present.conftest import HOSTILE

import sinews
from sinews.implementation import Plan
from sinews.present.console import print_plan
from sinews.present.headline import headline
from sinews.present.summary import Summary, summarise


def console(width: int = 200) -> tuple[Console, StringIO]:
    out = StringIO()
    return Console(file=out, width=width), out


def test_it_prints_the_headline_and_every_part(summary: Summary) -> None:
    where, out = console(500)
    print_plan(where, summary)
    text = out.getvalue()
    for sentence in headline(summary):
        assert sentence in text
    for name in (*(r.name for r in summary.capabilities), *(a.name for a in summary.allies)):
        assert name in text
    for bottleneck in summary.bottlenecks:
        assert bottleneck.statement in text
    for cost in summary.cost:
        assert f"{cost.total / 1000:,.1f}" in text
    for measure in summary.scoreboard:
        assert measure.measure in text


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_is_wider_than_the_terminal(summary: Summary, width: int) -> None:
    where, out = console(width)
    print_plan(where, summary)
    assert max(len(line) for line in out.getvalue().splitlines()) <= width


def test_names_are_no_markup(hostile_plan: Plan) -> None:
    where, out = console(500)
    print_plan(where, summarise(hostile_plan, sinews.review(hostile_plan)))
    assert out.getvalue().count(HOSTILE) >= 3
