"""Published national targets beside ours, worked out by hand."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from tests.scoped_case import with_rows
from tests.small_case import small_case

from sinews.apportionment import beside_published
from sinews.case import Case
from sinews.present.published_targets import sentence

TARGETS = pl.DataFrame(
    [
        # Germany is to go from 8 long- and 4 short-range units to 10 and 9 in 2030, and to 12 and 14 in 2032
        ("DEU", "gbad_long", 2030, 8.0, 10.0),
        ("DEU", "gbad_short", 2030, 4.0, 9.0),
        ("DEU", "gbad_long", 2032, 8.0, 12.0),
        ("DEU", "gbad_short", 2032, 4.0, 14.0),
        # Latvia holds more trucks than it is asked for
        ("LVA", "truck", 2032, 5.0, 4.0),
    ],
    schema=["ally", "capability", "year", "held", "target"],
    orient="row",
)


def published(ally: str, measure: str, capability: str | None, figure: Any, **values: Any) -> dict[str, Any]:
    """Return a row of published targets; `figure` is a number or its low and high end."""
    low, high = figure if isinstance(figure, tuple) else (figure, figure)
    named = {"target": "one", "title": "a target", "unit": "units", "by_year": 2032} | values
    return named | {"ally": ally, "measure": measure, "capability": capability, "low": low, "high": high}


def beside(row: dict[str, Any]) -> dict[str, Any]:
    """Return the one row of the comparison."""
    found: dict[str, Any] = beside_published(with_rows(small_case(), published_targets=[row]), TARGETS).row(
        0, named=True
    )
    return found


@pytest.mark.parametrize(
    ("row", "held", "ours", "ratio"),
    [
        (published("DEU", "level", "gbad_long", 24.0), 8.0, 12.0, 0.5),
        # the sum: 12 held, 19 in 2030 and 26 in 2032
        (published("DEU", "level", "gbad", 26.0), 12.0, 26.0, 1.0),
        (published("DEU", "addition", "gbad", (6.0, 8.0), by_year=2030), 12.0, 7.0, 1.0),
        (published("DEU", "multiple", "gbad_short", 7.0), 4.0, 3.5, 0.5),
        # 4 long-range units of 90 and 10 short-range ones of 20 more: 560 people
        (published("DEU", "personnel added", None, (1.0, 1.8)), None, 0.56, 0.4),
        (published("LVA", "personnel added", None, 1.0), None, 0.0, 0.0),
        (published("LVA", "level", "truck", 8.0), 5.0, 4.0, 0.5),
        (published("CZE", "level", "truck", 8.0), 0.0, 0.0, 0.0),
        # one is on contract for 2026, and none is asked for; of Germany's two one is there in 2027
        (published("LVA", "level", "gbad_short", 4.0), 0.0, 1.0, 0.25),
        (published("DEU", "level", "gbad_long", 4.0, by_year=2027), 0.0, 1.0, 0.25),
        (published("DEU", "level", "gbad", 4.0, by_year=2028), 0.0, 2.0, 0.5),
        (published("CZE", "multiple", "truck", 2.0), 0.0, None, None),
        (published("DEU", "level", "gbad_long", 0.0), 8.0, 12.0, None),
    ],
)
def test_ours_is_told_in_the_terms_of_the_published_figure(
    row: dict[str, Any], held: float | None, ours: float | None, ratio: float | None
) -> None:
    found = beside(row)
    assert (found["held"], found["ours"], found["ratio"]) == (
        held,
        pytest.approx(ours) if ours is not None else None,
        pytest.approx(ratio) if ratio is not None else None,
    )


@pytest.mark.parametrize(("by_year", "year"), [(None, 2032), (2030, 2030), (2045, 2032), (2020, 2026)])
def test_the_year_is_one_of_the_plan(by_year: int | None, year: int) -> None:
    assert beside(published("DEU", "level", "gbad_long", 24.0, by_year=by_year))["year"] == year


def test_money_shares_and_whole_forces_have_no_counterpart() -> None:
    rows = [
        published("DEU", measure, None, 3.0, target=measure.replace(" ", "_"))
        for measure in ("personnel", "gdp share", "money")
    ]
    case: Case = with_rows(small_case(), published_targets=rows)
    assert beside_published(case, TARGETS).is_empty()
    assert sentence(beside_published(case, TARGETS)) == ""


def test_a_sentence_names_figure_ours_and_ratio() -> None:
    rows = [published("DEU", "addition", "gbad", (6.0, 8.0), by_year=2030, title="More units")]
    found = beside_published(with_rows(small_case(), published_targets=rows), TARGETS)
    assert sentence(found) == (
        "Published targets beside ours: More units: 6–8 units, here 7 by 2030 (ratio 1.00)."
    )
