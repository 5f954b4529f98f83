from __future__ import annotations

from typing import Any

import polars as pl
import pytest
import vl_convert

from sinews.document.charts.style import MET_NAMES, met_step
from sinews.document.wording import Prices
from sinews.implementation import Plan
from sinews.present import charts, figures
from sinews.present.attribution import group_cost
from sinews.present.line_schedule import line_schedule

PRICES = Prices("USD", 2024)


def drawn(plan: Plan) -> dict[str, charts.Chart]:
    case, tables = plan.case, plan.tables
    domains = case["capabilities"].select("capability", "domain")
    results = figures.capability_results(plan)
    return {
        "cost": charts.cost_by_year(figures.yearly_cost(plan), plan.elements, PRICES),
        "groups": charts.cost_by_group(group_cost(plan), PRICES),
        "core": charts.core_by_region(tables["spending_path"], case["allies"], PRICES),
        "shares": charts.spending_shares(tables["spending_path"], case["allies"], 3.5),
        "fulfilment": charts.fulfilment_heat_map(tables["fulfilment"], results),
        "allies": charts.ally_heat_map(tables["stock"], results, case["allies"], 2030),
        "build-up": charts.build_up(tables["fulfilment"], results),
        "deliveries": charts.deliveries_by_year(plan.paid_to_lines, domains, PRICES),
        "lines": charts.line_gantt(line_schedule(plan), case["lines"], plan.paid_to_lines),
        "bottlenecks": charts.bottleneck_bars(tables["bottlenecks"]),
        "burden": charts.burden_bars(figures.ally_cost(plan)),
    }


def data_of(chart: charts.Chart) -> list[dict[str, Any]]:
    """All rows that a chart holds."""
    return [row for rows in charts.specification(chart)["datasets"].values() for row in rows]


@pytest.fixture(scope="module")
def all_charts(plan: Plan) -> dict[str, charts.Chart]:
    return drawn(plan)


def test_every_chart_draws_and_says_what_it_shows(all_charts: dict[str, charts.Chart]) -> None:
    for key, chart in all_charts.items():
        specified = charts.specification(chart)
        svg = vl_convert.vegalite_to_svg(specified)
        assert specified["title"]["text"], key
        assert specified["title"]["subtitle"], key
        assert specified["title"]["text"] in specified["description"], key
        assert svg.startswith("<svg"), key
        assert len(svg) > 2000, key


def test_bars_of_cost_add_up_to_the_spending(plan: Plan, all_charts: dict[str, charts.Chart]) -> None:
    total = sum(plan.spending[element.key].sum() for element in plan.elements) / 1000
    for key in ("cost", "groups"):
        assert sum(row["value"] for row in data_of(all_charts[key])) == pytest.approx(total, abs=0.01)


def test_heat_map_shows_every_capability_and_year(plan: Plan, all_charts: dict[str, charts.Chart]) -> None:
    met = {(row["label"], row["year"]): row["met"] for row in data_of(all_charts["fulfilment"])}
    names = dict(plan.case["capabilities"].select("capability", "name").iter_rows())
    assert met == {
        (names[row["capability"]], row["year"]): pytest.approx(row["met"], abs=1e-6)
        for row in plan.fulfilment.to_dicts()
    }


def test_heat_map_of_allies_shows_targets_only(plan: Plan, all_charts: dict[str, charts.Chart]) -> None:
    rows = plan.stock.filter((pl.col("year") == 2030) & (pl.col("target") > 0)).to_dicts()
    names = dict(plan.case["capabilities"].select("capability", "name").iter_rows())
    assert {(row["ally"], row["label"]): row["met"] for row in data_of(all_charts["allies"])} == {
        (row["ally"], names[row["capability"]]): pytest.approx(
            min(row["closing"] / row["target"], 1), abs=1e-6
        )
        for row in rows
    }


def test_the_pledged_line_is_drawn_only_where_there_is_a_pledge(plan: Plan) -> None:
    path, allies = plan.tables["spending_path"], plan.case["allies"]
    with_line = charts.specification(charts.spending_shares(path, allies, 3.5))
    without = charts.specification(charts.spending_shares(path, allies, None))
    marks = [[layer["mark"]["type"] for layer in spec["spec"]["layer"]] for spec in (with_line, without)]
    assert [found.count("rule") for found in marks] == [1, 0]
    assert "3 of 3 allies stand at 3.5 % of GDP or more in 2032" in with_line["title"]["text"]


def test_more_parts_than_colours_become_one() -> None:
    regions = [f"region {number:02}" for number in range(12)]
    allies = pl.DataFrame({"ally": regions, "region": regions})
    path = pl.DataFrame(
        {
            "ally": regions,
            "year": [2026] * 12,
            "core": [1000.0 * (12 - n) for n in range(12)],
            "gdp": [1e5] * 12,
        }
    )
    chart = charts.core_by_region(path, allies, PRICES)
    parts = {row["part"]: row["value"] for row in data_of(chart)}
    assert len(parts) == 8
    assert parts["Other"] == pytest.approx(5 + 4 + 3 + 2 + 1)


def test_two_capabilities_of_one_name_stay_apart(plan: Plan) -> None:
    results = figures.capability_results(plan).with_columns(name=pl.lit("same"))
    rows = data_of(charts.fulfilment_heat_map(plan.fulfilment, results))
    assert len({row["label"] for row in rows}) == plan.fulfilment["capability"].n_unique()


@pytest.mark.parametrize(
    ("met", "name"),
    [
        (0.0, 0),
        (0.2499, 0),
        (0.25, 1),
        (0.5, 2),
        (0.7499, 2),
        (0.75, 3),
        (0.9, 4),
        (0.9949, 4),
        (0.995, 5),
        (1.0, 5),
    ],
)
def test_steps_of_fulfilment(met: float, name: int) -> None:
    assert pl.DataFrame({"met": [met]}).select(met_step("met")).item() == MET_NAMES[name]


def test_a_lines_parts_add_up_to_its_capacity_or_its_output(plan: Plan) -> None:
    rows = line_schedule(plan)
    whole = plan.tables["lines"].select("line", "year", whole=pl.max_horizontal("capacity", "output"))
    total = rows.group_by("line", "year", maintain_order=True).agg(pl.col("quantity").sum())
    joined = whole.join(total, on=["line", "year"], how="left").fill_null(0.0)
    assert joined["quantity"].to_list() == pytest.approx(joined["whole"].to_list(), abs=1e-4)
    built = rows.filter(~pl.col("part").is_in(["idle", "added"]))["quantity"].sum()
    assert built == pytest.approx(plan.tables["lines"]["output"].sum(), rel=1e-6)
    given = plan.tables["support"].filter(pl.col("origin") == "line")["quantity"].sum()
    assert rows.filter(pl.col("part") == "ukraine")["quantity"].sum() == pytest.approx(given)


def test_the_lines_picture_draws_every_part_to_the_scale_of_its_row(
    plan: Plan, all_charts: dict[str, charts.Chart]
) -> None:
    drawn = [row for row in data_of(all_charts["lines"]) if "part" in row]
    rows = line_schedule(plan)
    assert sum(row["quantity"] for row in drawn) == pytest.approx(rows["quantity"].sum(), abs=0.5)
    assert {"On contract", "For Ukraine", "Orders: Central"} <= {row["part"] for row in drawn}
    peaks: dict[str, float] = {}
    for row in drawn:
        peaks[row["label"]] = max(peaks.get(row["label"], 0.0), (row["low"] - row["high"]) / row["quantity"])
    for row in drawn:
        assert (row["low"] - row["high"]) / row["quantity"] == pytest.approx(peaks[row["label"]], rel=0.05)


def test_a_chart_may_have_more_rows_than_altair_allows_by_default(plan: Plan) -> None:
    stock = pl.concat(
        [
            plan.stock.filter(pl.col("capability") == "truck").with_columns(ally=pl.lit(f"A{number}"))
            for number in range(6000)
        ]
    )
    allies = pl.DataFrame({"ally": [f"A{number}" for number in range(6000)]}).with_columns(name="ally")
    chart = charts.ally_heat_map(
        stock.unique(["ally", "year"]), figures.capability_results(plan), allies, 2030
    )
    assert len(data_of(chart)) == 6000
