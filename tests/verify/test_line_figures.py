"""What lines build beside what was published of them: the baseline's plan, and the comparison by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from tests.small_case import small_case

import sinews
from sinews.verify import line_figures as module
from sinews.verify.line_figures import as_markdown, beside_published, line_figures, standing_still

PAGE = Path(__file__).parents[2] / "docs" / "line-figures.md"

INDEPENDENT = {
    "a400m_es", "ammo_155_fr", "ammo_155_rh", "ammo_155_us", "c130_us", "caesar_fr", "cv90_se", "f35_us",
    "gm400_fr", "griffon_fr", "himars_us", "imshorad_us", "kc46_us", "m109_us", "mistral_fr", "nassco_us",
    "piorun_pl", "rafale_fr", "virginia_us",
}  # fmt: skip
"""Lines that build what was published of them, where the rate rests on something else."""

ADOPTED = {
    "ah64_us", "aw249_it", "c390_br", "ddg_us", "eurofighter_eu", "f15_us", "f16_us", "gmlrs_us", "hx_at",
    "irist_missile_de", "krab_pl", "lpd_line", "m1_us", "newport_us", "p8_us", "patriot_us", "rmcm_line",
    "sampt_fr", "tkms_de", "type26_gb", "type31_gb", "uh60_us",
}  # fmt: skip
"""Lines that build what was published of them, where the rate rests on the same text."""

EVIDENT = 40
"""Least number of lines that build what was published of them in both years."""


UNWANTED = {
    "akinci_tr": "no requirement asks for more drones of its class than are held and due",
    "puls_de": "no requirement asks for more rocket launchers than are held and due",
    "dragon_es": "built for one ally; the order ends with 2029",
    "krab_pl": "built for one ally and Ukraine; the orders end with 2029",
    "attack_drone_de": "one order, delivered within its first year",
    "iceye_fi": "planned for all customers, of whom the plan knows the allies alone",
}
"""Lines that build nothing in one of the first four years, and why."""


@pytest.fixture(scope="module")
def plan(baseline_plan: sinews.Plan) -> sinews.Plan:
    return baseline_plan


@pytest.fixture(scope="module")
def found(plan: sinews.Plan) -> pl.DataFrame:
    return beside_published(plan)


def test_lines_with_an_order_book_build_what_was_published_of_them(found: pl.DataFrame) -> None:
    within = found.filter(pl.col("within"))
    assert INDEPENDENT - set(within.filter(~pl.col("adopted"))["line"]) == set()
    assert ADOPTED - set(within.filter(pl.col("adopted"))["line"]) == set()
    assert len(INDEPENDENT | ADOPTED) >= EVIDENT


def test_every_line_is_told_once_with_its_part_of_what_is_ordered(
    plan: sinews.Plan, found: pl.DataFrame
) -> None:
    assert found["line"].to_list() == plan.case["lines"]["line"].to_list()
    assert found["value"].sum() == pytest.approx(1.0)
    assert found.filter(pl.col("figure").is_null())["within"].null_count() == found["within"].null_count()


def test_no_figure_is_read_where_an_order_of_its_line_was_read(plan: sinews.Plan) -> None:
    """Not the same text nor another one under its title; an independent figure not where the rate was."""
    case = plan.case
    sources = case["sources"].select("source", "title", "publisher")
    told = (
        line_figures()
        .join(sources, on="source", how="left", suffix="_of_source")
        .select(
            "line",
            "source",
            title=pl.coalesce("title_of_source", "title"),
            publisher=pl.coalesce("publisher_of_source", "publisher"),
        )
    )
    for tables, figures in (
        (("contracts", "order_books"), told),
        (("lines",), told.filter(pl.col("source") == "")),
    ):
        behind = pl.concat([case[name].select("line", "source") for name in tables]).join(
            sources, on="source"
        )
        both = figures.drop("source").join(behind, on="line", suffix="_of_case")
        same = (pl.col("title") == pl.col("title_of_case")) & (
            pl.col("publisher") == pl.col("publisher_of_case")
        )
        assert both.height > 0
        assert both.filter(same).rows() == []


def test_an_adopted_figure_is_what_the_rate_of_its_line_rests_on(plan: sinews.Plan) -> None:
    rates = plan.case["lines"].select("line", "status", rests="source")
    adopted = line_figures().filter(pl.col("source") != "").join(rates, on="line", how="left")
    assert adopted.filter(pl.col("source") != pl.col("rests")).rows() == []
    assert set(adopted["status"]) <= {"published", "derived"}
    own = line_figures().filter(pl.col("source") == "")
    assert own.filter((pl.col("title") == "") | (pl.col("publisher") == "")).rows() == []


def test_a_line_without_a_figure_says_why(plan: sinews.Plan, found: pl.DataFrame) -> None:
    none = found.filter(pl.col("within").is_null())
    assert set(none["gap"]) == {"raised", "slow", "unread"}
    assert found.filter(pl.col("within").is_not_null())["gap"].null_count() == found.height - none.height
    homeless = plan.case["lines"].filter(pl.col("country").is_null())["line"]
    assert set(none.filter(gap="raised")["line"]) == set(homeless)


def test_figures_are_of_lines_and_say_why_ours_may_differ() -> None:
    figures = line_figures()
    assert figures["line"].n_unique() == figures.height
    assert set(figures["line"]) <= set(sinews.open_case()["lines"]["line"])
    assert figures.filter(pl.col("reason").str.count_matches(" ") < 5).is_empty()
    assert set(figures["kind"]) == {"built", "planned", "announced", "ordered", "capacity"}


def test_the_page_is_up_to_date(plan: sinews.Plan, found: pl.DataFrame) -> None:
    assert PAGE.read_text(encoding="utf-8") == as_markdown(found, standing_still(plan))


def test_no_line_of_a_product_in_service_stands_still_but_those_named(plan: sinews.Plan) -> None:
    """What is idle for want of orders, beside what is new, not open yet or slow."""
    still = standing_still(plan)
    assert set(still.filter(why="unwanted")["line"]) <= set(UNWANTED)
    idle = set(still["line"])
    for line in plan.case["lines"].drop_nulls("country")["line"]:
        built = plan.tables["lines"].filter(pl.col("line") == line).sort("year")["output"][:4]
        assert (line in idle) == (built.min() == 0.0), line


def test_within_a_fifth_in_both_years(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten pairs a year: 16 and 24 products are within a fifth of 20, 15.9 and 24.1 are not."""
    case = small_case()
    known = case["contracts"].with_columns(status=pl.lit("published"))
    plan = sinews.plan(case.with_table("contracts", known))
    lines = plan.case["lines"]["line"].to_list()
    row = {
        "figure": 10.0, "unit": "pairs", "products": 2.0, "years": "2025", "kind": "built", "source": "",
        "publisher": "somebody", "title": "a text", "date": "2025", "reason": "None is needed.",
    }  # fmt: skip
    monkeypatch.setattr(module, "line_figures", lambda: pl.DataFrame([row | {"line": lines[0]}]))
    first = plan.case.settings.base_year
    for made, expected in (((16.0, 24.0), True), ((15.9, 20.0), False), ((20.0, 24.1), False)):
        table = plan.tables["lines"].with_columns(
            output=pl.when(year=first).then(made[0]).when(year=first + 1).then(made[1]).otherwise("output")
        )
        of_line = beside_published(replace(plan, tables={**plan.tables, "lines": table}))
        assert of_line.filter(line=lines[0])["within"].item() is expected
        assert of_line.filter(pl.col("line") != lines[0])["within"].null_count() == len(lines) - 1


def test_an_assumed_order_is_no_evidence(plan: sinews.Plan, found: pl.DataFrame) -> None:
    """The same plan with the status of one order changed alone."""
    assert found.filter(line="rafale_fr")["within"].item() is True
    case = plan.case.with_value("order_books", "rafale_export", status="assumed")
    again = beside_published(replace(plan, case=case))
    assert again.filter(line="rafale_fr")["within"].item() is False
    assert again.filter(pl.col("line") != "rafale_fr").equals(found.filter(pl.col("line") != "rafale_fr"))
