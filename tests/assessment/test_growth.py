from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest
from tests.small_case import small_case

import sinews
from sinews.assessment.economy import read_economy, scaled_economy, sector_shares
from sinews.assessment.growth import Growth, growth, work_paid
from sinews.case import Case, CaseError, open_case, unit_prices
from sinews.engines.leontief import effects, factorise


def with_economy() -> Case:
    """Return the small case with the economy of the baseline."""
    baseline, small = open_case(), small_case()
    own = set(small["capabilities"]["capability"])
    tables = {
        name: baseline[name]
        for name in (
            "sectors",
            "input_output",
            "expansion_mix",
            "growth_factors",
            "deflators",
            "exchange_rates",
        )
    }
    mix = baseline["sector_mix"]
    tables["sector_mix"] = pl.concat(
        [
            mix.filter(pl.col("capability").is_in(own)),
            *(
                mix.filter(pl.col("capability") == "tank").with_columns(capability=pl.lit(capability))
                for capability in sorted(own - set(mix["capability"]))
            ),
        ]
    )
    tables["sources"] = pl.concat([small["sources"], baseline["sources"]]).unique(
        "source", maintain_order=True
    )
    return replace(small, tables={**small.tables, **tables})


@pytest.fixture(scope="module")
def plan() -> sinews.Plan:
    return sinews.plan(with_economy())


@pytest.fixture(scope="module")
def found(plan: sinews.Plan) -> Growth:
    return growth(plan)


def test_money_is_value_added_imports_and_taxes_in_every_country_and_year(found: Growth) -> None:
    assert found.countries["demand"].sum() > 0
    for row in found.countries.iter_rows(named=True):
        assert row["value_added"] + row["imports"] + row["taxes"] == pytest.approx(row["demand"], abs=1e-6)


def test_every_sector_pays_out_what_it_makes(plan: sinews.Plan, found: Growth) -> None:
    economy = read_economy(plan.case)
    for country in found.sectors["country"].unique():
        own = scaled_economy(plan.case, economy, country)
        inputs = own.coefficients.sum(axis=0) + own.imports + own.taxes + own.value_added
        assert inputs == pytest.approx(1.0)


def test_the_money_of_all_payers_arrives_in_countries(plan: sinews.Plan, found: Growth) -> None:
    work = work_paid(plan)
    assert found.demand["spending"].sum() == pytest.approx(work["spending"].sum())
    parts = found.leakage.select(pl.sum_horizontal("at_home", "allies", "elsewhere")).to_series()
    assert parts.to_list() == pytest.approx(found.leakage["spending"].to_list())
    of_allies = work.filter(pl.col("payer").is_in(plan.case["allies"]["ally"].to_list()))
    assert found.leakage["spending"].sum() == pytest.approx(of_allies["spending"].sum())
    at_home = found.countries["demand"].sum()
    assert at_home == pytest.approx(
        found.demand.filter(pl.col("country").is_in(plan.case["allies"]["ally"].to_list()))["spending"].sum()
    )


def test_new_lines_are_work_of_the_sectors_that_build_them(plan: sinews.Plan) -> None:
    """Three parts to one instead of halves: what both mixes agree on is the work on products."""
    case = plan.case
    mix = case["expansion_mix"]
    assert mix.sort("sector")["sector"].to_list() == ["construction", "machinery"]
    uneven = replace(
        plan,
        case=case.with_table(
            "expansion_mix",
            mix.with_columns(share=pl.when(pl.col("sector") == "construction").then(0.9).otherwise(0.3)),
        ),
    )
    new_lines = work_paid(plan).filter(pl.col("capability").is_null())["spending"].sum()
    assert new_lines > 0

    def paid(of: Growth) -> dict[str, float]:
        return dict(
            of.demand.group_by("sector", maintain_order=True).agg(pl.col("spending").sum()).iter_rows()
        )

    before, after = paid(growth(plan)), paid(growth(uneven))
    assert after["construction"] - before["construction"] == pytest.approx(new_lines / 4)
    assert after["machinery"] - before["machinery"] == pytest.approx(-new_lines / 4)
    others = set(before) - {"construction", "machinery"}
    assert {each: after[each] for each in others} == {each: pytest.approx(before[each]) for each in others}


def test_all_work_is_counted_once_at_its_price(plan: sinews.Plan) -> None:
    """Orders as the plan has them; contracts, support and new lines counted again row by row.

    Without terms of payment the price falls due in equal parts from the order on, and what fell due before
    the base year is none of the plan's.
    """
    price = dict(unit_prices(plan.case).select("product", "procurement").iter_rows())
    lines = {row["line"]: row for row in plan.case["lines"].iter_rows(named=True)}
    opening = dict(plan.case["lines"].select("line", "expansion_cost").iter_rows())

    def within(year: int, line: str) -> float:
        lead = int(lines[line]["lead_time"])
        return (min(lead, year - plan.case.settings.base_year) + 1) / (lead + 1)

    due = plan.orders["value"].sum()
    for row in plan.deliveries.iter_rows(named=True):
        due += row["contracted"] * price[row["product"]] * within(row["year"], row["line"])
    for row in plan.tables["support"].filter(pl.col("origin") == "line").iter_rows(named=True):
        due += row["quantity"] * price[lines[row["key"]]["product"]] * within(row["year"], row["key"])
    for row in plan.tables["follow_on"].iter_rows(named=True):
        until = plan.case.settings.horizon - row["order_year"] + 1
        due += row["quantity"] * row["unit_price"] * until / (int(lines[row["line"]]["lead_time"]) + 1)
    largest = plan.tables["lines"].group_by("line", maintain_order=True).agg(pl.col("expansion").max())
    for line, added in largest.iter_rows():
        due += added * opening[line]
    assert work_paid(plan)["spending"].sum() == pytest.approx(due)


def test_the_first_step_is_of_allies_money_alone(plan: sinews.Plan, found: Growth) -> None:
    assert set(found.leakage["payer"]) <= set(plan.case["allies"]["ally"])


def test_jobs_add_up_by_country_and_sector(found: Growth) -> None:
    by_sector = found.sectors.group_by("country", "year", maintain_order=True).agg(pl.col("jobs").sum())
    both = found.countries.join(by_sector, on=["country", "year"], suffix="_of_sectors")
    assert both["jobs"].to_list() == pytest.approx(both["jobs_of_sectors"].to_list())
    assert (both["jobs_direct"] <= both["jobs"] + 1e-9).all()
    assert (both["jobs"] <= both["jobs_induced"] + 1e-9).all()


def test_jobs_per_money_are_the_published_ratio_where_the_table_is_from() -> None:
    case = open_case()
    economy = read_economy(case)
    mean = sector_shares(case, economy.sectors).mean(axis=0)
    jobs = mean @ effects(factorise(economy.coefficients), economy.jobs)
    # 272,000 jobs on GBP 29 bn of 2023, the index 96.25 of 2023, GBP 0.7866 to the dollar of 2024
    assert jobs == pytest.approx(9.4 * 0.9625 * 0.7866)


def test_apprentices_in_training_are_the_intakes_of_their_years() -> None:
    case = open_case()
    plan = sinews.plan(case)
    found = growth(plan).apprentices
    for country in ("GBR", "FRA"):
        trades = case["workforce"].filter(pl.col("country") == country)
        for year in (case.settings.base_year, 2033):
            expected = 0.0
            for row in trades.iter_rows(named=True):
                intake = dict(
                    plan.tables["workforce"]
                    .filter((pl.col("country") == country) & (pl.col("trade") == row["trade"]))
                    .select("year", "apprentices")
                    .iter_rows()
                )
                expected += sum(
                    intake.get(y, row["apprentices"]) for y in range(year - row["training"] + 1, year + 1)
                )
            ours = found.filter((pl.col("country") == country) & (pl.col("year") == year))
            assert ours["in_training"].item() == pytest.approx(expected)


def test_taxes_and_crowding_out_lower_the_effect_on_gdp(plan: sinews.Plan, found: Growth) -> None:
    last = found.fiscal.filter(pl.col("year") == plan.case.settings.horizon)
    halved = growth(replace(plan, case=plan.case.with_settings(crowding_out=0.5))).fiscal
    assert halved["middle"].to_list() == pytest.approx((found.fiscal["middle"] / 2).to_list())
    taxed = growth(replace(plan, case=plan.case.with_settings(financing="tax"))).fiscal
    assert taxed["middle"].to_list() == pytest.approx(
        (found.fiscal["middle"] - 0.6 * points(plan)).to_list(), abs=1e-9
    )
    assert (last["low"].abs() <= last["high"].abs() + 1e-12).all()


def points(plan: sinews.Plan) -> pl.Series:
    path = plan.tables["spending_path"]
    start = path.filter(pl.col("year") == plan.case.settings.base_year).select("ally", start="gdp_share")
    return (
        path.join(start, on="ally", maintain_order="left")
        .select(pl.col("gdp_share") - pl.col("start"))
        .to_series()
    )


def test_a_case_without_an_economy_says_what_is_missing() -> None:
    case = small_case()
    with pytest.raises(CaseError, match="sector_mix"):
        read_economy(case)
