"""What is said of a line's slots is so, also where the plan itself has closed the line, or a part of it."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest
from tests.small_case import small_case_with_terms

import sinews
from sinews.implementation.bottlenecks import _why
from sinews.present.topics.explain.facts import spans
from sinews.present.topics.explain.fullness import fullness
from sinews.present.topics.explain.line import line


def test_each_year_is_told_for_what_it_is() -> None:
    output = pl.DataFrame(
        {
            "year": [2026, 2027, 2028, 2029, 2030],
            "closed": [0.0, 0.0, 4.0, 6.0, 10.0],
            "capacity": [10.0, 10.0, 6.0, 4.0, 0.0],
            "output": [10.0, 0.0, 6.0, 2.0, 0.0],
        }
    )
    assert fullness(output) == [
        "Every slot is taken in 2026.",
        "The plan has closed up to 6 a year of it in 2028 to 2029.",
        "Every slot left open is taken in 2028.",
        "The plan has closed all of it in 2030.",
        "It stands idle in 2027.",
    ]
    shut = fullness(output.filter(year=2030))
    assert shut == ["The plan has closed all of it in 2030.", "It is never full."]


def test_a_line_that_the_plan_has_closed_is_not_told_to_be_full() -> None:
    case = small_case_with_terms().with_value("pledges", "amd_increase", factor=1.0)
    plan = sinews.plan(case.with_table("published_requirements", case["published_requirements"].clear()))
    closed = plan.tables["lines"].filter(pl.col("closed") > 1e-6, pl.col("capacity") < 1e-6, line="long_line")
    assert closed.height
    told = " ".join(statement.text for statement in line(plan, "long_line")[1])
    assert f"The plan has closed all of it in {spans(sorted(closed['year'].to_list()))}." in told
    assert "Every slot is taken" not in told


@pytest.mark.parametrize(
    ("closed", "expansion", "words"),
    [
        ([0.0, 0.0, 0.0], 0.0, "every slot is taken"),
        ([0.4, 0.4, 0.4], 0.0, "every slot is taken that the plan has left open"),
        ([1.0, 1.0, 1.0], 2.0, "every slot is taken that the plan has left open"),
        ([0.0, 1.0, 1.0], 0.0, "every slot is taken, and the plan has closed it from 2027 on,"),
        ([1.0, 1.0, 1.0], 0.0, "the plan has closed it"),
    ],
)
def test_a_bottleneck_says_what_binds(closed: list[float], expansion: float, words: str) -> None:
    solved = SimpleNamespace(
        instance=SimpleNamespace(
            industry=SimpleNamespace(free=np.full((1, 3), 10.0)), years=np.array([2026, 2027, 2028])
        ),
        quantities=SimpleNamespace(closed=np.array([closed]), expansion=np.full((1, 3), expansion)),
    )
    limit = SimpleNamespace(kind="line", place=0, limit=SimpleNamespace(binds="every slot is taken"))
    binding = np.array([True, True, True])
    assert _why(solved, limit, binding) == words  # type: ignore[arg-type]  # only what is looked at
