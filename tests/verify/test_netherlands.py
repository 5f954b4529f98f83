"""What the Dutch targets cost beside what was published: parts that add up, and a page of the plan."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

import sinews
from sinews.case import unit_costs
from sinews.verify.published.evidence import Evidence, evidence
from sinews.verify.published.netherlands import REASONS, BesideDutch, as_page, beside_dutch

PAGE = Path(__file__).parents[2] / "docs" / "evidence" / "netherlands.md"


@pytest.fixture(scope="module")
def of(baseline_plan: sinews.Plan) -> Evidence:
    return evidence(baseline_plan)


@pytest.fixture(scope="module")
def found(of: Evidence) -> BesideDutch:
    return beside_dutch(of)


def test_the_parts_are_all_of_what_was_published(found: BesideDutch) -> None:
    """EUR 16 to 19 bn a year, and 17,000 to 18,000 people (DutchNews, May 2025)."""
    assert [part.name for part in found.parts] == list(REASONS)
    assert sum(part.low for part in found.parts) == pytest.approx(16.0)
    assert sum(part.high for part in found.parts) == pytest.approx(19.0)
    assert (found.people_low, found.people_high) == (17.0, 18.0)
    # NATO, edition of 2026, Netherlands 2025: 33.22 % for people, 4.40 % for infrastructure
    assert found.parts[1].high == pytest.approx(19.0 * 0.3322, rel=0.001)
    assert found.parts[2].low == pytest.approx(16.0 * 0.044, rel=0.001)


def test_ours_is_what_the_targets_add_in_money_and_people(of: Evidence, found: BesideDutch) -> None:
    """One target less: the parts fall by what it costs, and no other moves."""
    targets = of.plan.targets
    dutch = (pl.col("ally") == "NLD") & (pl.col("year") == 2035)
    brigades = targets.filter(dutch & (pl.col("capability") == "log_bn"))
    more = float(brigades.select(pl.col("target") - pl.col("held")).item())
    assert more > 0
    without = pl.when(dutch & (pl.col("capability") == "log_bn")).then("held").otherwise("target")
    tables = {**of.plan.tables, "targets": targets.with_columns(target=without)}
    changed = beside_dutch(replace(of, plan=replace(of.plan, tables=tables)))
    crew = of.case["crews"].filter(capability="log_bn")["crew"].item()
    assert found.people - changed.people == pytest.approx(more * crew / 1000.0)
    price = unit_costs(of.case).filter(capability="log_bn")["mean_price"].item()
    years = 2035 - of.case.settings.base_year + 1
    # USD m over the years until then, at EUR 0.9273 to the dollar of 2024 and 2.4 % of inflation to 2025
    fallen = found.parts[0].ours - changed.parts[0].ours
    assert fallen == pytest.approx(more * price / years / 1000.0 * 0.9273 * 1.024, rel=0.001)
    assert [part.low for part in found.parts] == [part.low for part in changed.parts]


def test_the_factor_is_explained_by_parts_of_which_none_is_negative(found: BesideDutch) -> None:
    assert found.factor > 1.0
    assert all(part.ours >= 0.0 for part in found.parts)
    assert all((part.low + part.high) / 2.0 >= part.ours for part in found.parts)


def test_the_page_is_of_the_plan_as_it_is(found: BesideDutch) -> None:
    def figures(text: str) -> list[float]:
        return [float(number) for number in re.findall(r"\d+\.\d", text)]

    page, now = figures(PAGE.read_text(encoding="utf-8")), figures(as_page(found))
    assert page == pytest.approx(now, rel=0.1, abs=0.15)
