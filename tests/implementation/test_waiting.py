"""Wherever a target is missed, what keeps it is named: time, or a limit that more could widen."""

from __future__ import annotations

import polars as pl
import pytest
from tests.random_cases import random_case
from tests.small_case import small_case, write_small_case

import sinews
from sinews.case import Case, CaseError
from sinews.implementation.waiting import waiting
from sinews.present.headline import headline
from sinews.present.summary import summarise


def late(case: Case, table: str, **values: int) -> Case:
    """Return a case without contracts, with other times in all rows of a table."""
    case = case.with_table("contracts", case["contracts"].clear())
    columns = [pl.lit(value, case[table].schema[name]).alias(name) for name, value in values.items()]
    return case.with_table(table, case[table].with_columns(columns))


@pytest.mark.parametrize(
    ("table", "values", "words"),
    [
        # ordered in 2026 at the earliest, delivered ten years later
        ("lines", {"lead_time": 10}, "before 2036, after the plan's horizon of 2032; lorry line"),
        # ordered in 2033 at the earliest, delivered after the line's lead time of one year
        ("products", {"available_from": 2033}, "before 2034, after the plan's horizon of 2032; lorry line"),
    ],
)
def test_time_is_named_where_nothing_new_can_come(table: str, values: dict[str, int], words: str) -> None:
    plan = sinews.plan(late(small_case(), table, **values))
    assert plan.orders.is_empty()
    missed = set(plan.shortfall["capability"])
    assert missed == set(waiting(plan))
    assert words in waiting(plan)["truck"]
    ally = plan.shortfall.filter(capability="truck")["ally"][0]
    assert words in str(sinews.explain(plan, ally=ally, capability="truck"))
    if plan.bottlenecks.is_empty():
        told = " ".join(headline(summarise(plan, sinews.review(plan))))
        assert "Time holds the plan back" in told
        assert "No limit of industry or money" not in told


def test_only_lines_from_which_may_be_ordered_count() -> None:
    """The long-range line needs three years; without it nobody builds its capability."""
    plan = sinews.plan(late(small_case(), "lines", lead_time=10))
    assert waiting(plan, plan.case["lines"]["line"]) == waiting(plan)
    told = waiting(plan, {"lorry_line"})
    assert told["truck"] == waiting(plan)["truck"]
    assert all("no line builds it" in words for key, words in told.items() if key != "truck")
    assert len(told) > 1


def test_years_before_the_first_delivery_are_told_apart_from_later_ones() -> None:
    case = late(small_case(), "lines", lead_time=3)
    told = waiting(sinews.plan(case))
    for capability, sentence in told.items():
        first = case["lines"].join(case["products"], on="product").filter(capability=capability)
        assert first.height
        assert "before 2029;" in sentence


@pytest.mark.parametrize("seed", range(6))
def test_wherever_something_is_missed_a_limit_is_named(seed: int) -> None:
    plan = sinews.plan(random_case(seed))
    named = set(waiting(plan)) | set(plan.bottlenecks["capability"].drop_nulls())
    money = plan.bottlenecks["kind"].str.ends_with("budget").any()
    for capability in set(plan.shortfall["capability"]):
        lines = plan.case["lines"].join(plan.case["products"], on="product").filter(capability=capability)
        binding = plan.bottlenecks.filter(pl.col("key").is_in(lines["line"].to_list()))
        assert capability in named or money or binding.height, capability


def test_a_plan_folder_is_no_case_and_says_where_its_case_is(tmp_path: object) -> None:
    from pathlib import Path

    assert isinstance(tmp_path, Path)
    write_small_case(tmp_path / "plan" / "case")
    with pytest.raises(CaseError, match=r"a plan folder.*its case is .*plan/case"):
        sinews.open_case(tmp_path / "plan")
    assert sinews.open_case(tmp_path / "plan" / "case").settings.name == "small"
