"""The functions behind the comparisons, by hand on the small case and by closed forms on the baseline."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest
from tests.scoped_case import with_rows
from tests.small_case import small_case

import sinews
from sinews.assessment import Growth
from sinews.case import Case
from sinews.enablers.supply.consumption import formation_rates
from sinews.implementation import Plan
from sinews.verify.published import forces, growth, money, operations, people, prices, suppliers
from sinews.verify.published.evidence import Evidence, amount, core, equipment, gdp, held, spent

NOTHING = pl.DataFrame()
WORK = pl.DataFrame(
    {
        "country": ["DEU", "DEU", "LVA", "USA"],
        "demand": [1000.0, 500.0, 350.0, 9000.0],
        "jobs_direct": [3000.0, 1500.0, 2500.0, 1.0],
        "jobs": [6000.0, 3000.0, 5000.0, 1.0],
    }
)


@pytest.fixture(scope="module")
def of() -> Evidence:
    plan = sinews.plan(small_case())
    return Evidence(plan, Growth(NOTHING, NOTHING, NOTHING, WORK, NOTHING, NOTHING))


@pytest.fixture(scope="module")
def baseline() -> Case:
    return sinews.open_case()


def test_spending_is_of_the_path_then_of_the_budgets_then_of_the_past(of: Evidence) -> None:
    # 2032: 3.5 % of 4,700 bn grown at 1 % for seven years; 2025: 2.4 % of it; 2024: as spent
    assert core(of, ["DEU"], 2032) == pytest.approx(4700 * 1.01**7 * 0.035)
    assert core(of, ["DEU"], 2025) == pytest.approx(4700 * 0.024)
    assert core(of, ["DEU", "CZE"], 2024) == pytest.approx(97.7 + 7.1)
    assert gdp(of.case, ["CZE", "LVA"], 2025) == pytest.approx(350 + 45)
    assert spent(of.case, ["DEU", "LVA"], 2024, "equipment_share") == pytest.approx(
        97.7 * 0.287 + 1.43 * 0.317
    )
    # 30 % of core spending is for equipment in both years, and more than a fifth
    both = core(of, ["DEU"], 2031) + core(of, ["DEU"], 2032)
    assert equipment(of, ["DEU"], [2031, 2032]) == pytest.approx(0.3 * both)


def test_what_is_missing_to_the_pledged_share(of: Evidence) -> None:
    assert money.missing(of, ["DEU"], 2025) == pytest.approx(4700 * (0.035 - 0.024))
    assert money.missing(of, ["DEU"], 2032) == pytest.approx(0, abs=1e-9)


def test_money_goes_by_exchange_rate_and_by_the_currencys_own_deflator(of: Evidence) -> None:
    assert amount(of.case, 100, "EUR", 2024) == pytest.approx(92.5)
    assert amount(of.case, 100, "EUR", 2022) == pytest.approx(92.5 * 0.9)
    assert amount(of.case, 100, "USD", 2020) == pytest.approx(85)


def test_prices_go_on_at_the_last_yearly_change(of: Evidence) -> None:
    deflators = of.case["deflators"]
    more = deflators.filter(pl.col("currency") == "EUR", pl.col("year") == 2024)
    more = more.with_columns(year=pl.lit(2025, pl.Int64), index=pl.lit(103.0))
    case = of.case.with_tables({"deflators": pl.concat([deflators, more])})
    assert amount(case, 100, "EUR", 2027) == pytest.approx(92.5 * 1.03**3)


def test_shares_and_sums_of_the_path(of: Evidence) -> None:
    assert money.share_of_gdp(of, ["CZE"], 0.015, "EUR", 2025, 2024) == pytest.approx(350 * 0.015 * 0.925)
    years = sum(core(of, ["LVA"], year) for year in (2025, 2026, 2027))
    assert money.total(of, ["LVA"], 2025, 2027, "USD", 2024) == pytest.approx(years)


def test_people_are_the_crews_of_what_is_added(of: Evidence) -> None:
    crew = {"gbad_long": 90, "gbad_short": 20, "truck": 50}
    more = {
        capability: held(of.plan, ["DEU"], [capability], 2032) - held(of.plan, ["DEU"], [capability])
        for capability in crew
    }
    assert more["gbad_long"] > 0
    by_hand = sum(number * more[capability] for capability, number in crew.items())
    assert people.added(of.plan, ["DEU"], 2032) == pytest.approx(by_hand / 1000)


def test_forces_are_read_from_stock_and_targets(of: Evidence) -> None:
    assert held(of.plan, ["DEU", "LVA"], ["gbad_long", "gbad_short"]) == pytest.approx(8 + 4 + 1)
    target = of.plan.targets.filter(pl.col("capability") == "gbad_short", pl.col("year") == 2032)
    every = target.filter(pl.col("ally") != "LVA")["target"].sum()
    assert forces.target_of(of.plan, ["DEU", "CZE"], "gbad_short", 2032) == every


def test_where_european_allies_order_by_hand(of: Evidence) -> None:
    """Germany and Latvia order for 60 from Germany and 30 from the United States; Czechia is left out."""
    europe = [{"group": "europe", "name": "Europe", "ally": ally} for ally in ("DEU", "LVA")]
    case = with_rows(of.case, groups=europe)
    places = dict(case["lines"].select("line", "country").iter_rows())
    assert (places["long_line"], places["short_line"]) == ("USA", "DEU")
    row = of.plan.orders.row(0, named=True)
    bought = (("DEU", "short_line", 50.0), ("LVA", "short_line", 10.0), ("LVA", "long_line", 30.0),
              ("CZE", "long_line", 999.0))  # fmt: skip
    orders = [row | {"ally": ally, "line": line, "value": value} for ally, line, value in bought]
    tables = dict(of.plan.tables) | {"orders": pl.DataFrame(orders, schema=of.plan.orders.schema)}
    of = Evidence(Plan(case, tables, of.plan.solution), of.growth)
    assert suppliers.from_europe(of) == pytest.approx(100 * 60 / 90)
    assert suppliers.american_imports(of) == pytest.approx(100 * 30 / 40)


def test_a_list_costs_the_mean_of_the_products(of: Evidence) -> None:
    # forty short- and long-range units at 900: the study speaks of an aggregate, which no product provides
    assert prices.price_of_list(of.case, "gbad_study") == 0
    case = of.case.with_value("published_requirements", "gbad_study", capability="gbad_long")
    assert prices.price_of_list(case, "gbad_study") == pytest.approx(40 * 900 / 1000)
    # another product at USD 1,000 m that provides two of them: 500 each
    product = case["products"].filter(pl.col("product") == "sam_long").row(0, named=True)
    cost = {"product": "twin", "currency": "USD", "price_year": 2024, "basis": "unit"}
    twin = with_rows(
        case,
        products=[{**product, "product": "twin", "yield": 2.0}],
        costs=[
            {**cost, "element": "procurement", "amount": 1000.0},
            {**cost, "element": "operating", "amount": 30.0},
        ],
    )
    assert prices.price_of_list(twin, "gbad_study") == pytest.approx(40 * 700 / 1000)


def test_operation_in_the_life_cycle(of: Evidence) -> None:
    orders = of.plan.orders.head(1).with_columns(
        product=pl.lit("sam_long"), quantity=pl.lit(2.0), value=pl.lit(1800.0)
    )
    plan = Plan(of.case, {**of.plan.tables, "orders": orders}, of.plan.solution)
    run = 2 * 30 * of.case.settings.service_life
    assert prices.operating_in_life_cycle(plan) == pytest.approx(100 * run / (1800 + run))


def test_jobs_are_of_european_work_in_euro(of: Evidence) -> None:
    europe = [{"group": "europe", "name": "Europe", "ally": ally} for ally in ("DEU", "LVA")]
    of = Evidence(replace(of.plan, case=with_rows(of.case, groups=europe)), of.growth)
    assert growth.jobs_a_billion(of, "jobs_direct", 2024) == pytest.approx(7.0 / (1.85 * 0.925))
    assert growth.jobs_a_billion(of, "jobs", 2022) == pytest.approx(14.0 / (1.85 * 0.925 * 0.9))


def test_a_brigade_carries_its_part_of_the_headquarters(baseline: Case) -> None:
    crews = {"bde_armoured": 5000, "bde_mech": 4000, "hq_division": 600, "hq_corps": 1500}
    case = baseline
    for capability, crew in crews.items():
        case = case.with_value("crews", capability, crew=float(crew))
    for key, quantity in (("mcr_brigades", 100), ("mcr_divisions", 40), ("mcr_corps", 10)):
        case = case.with_value("published_requirements", key, quantity=float(quantity))
    assert people.heavy_brigade_with_headquarters(case) == pytest.approx(4.5 + 0.6 * 0.4 + 1.5 * 0.1)


def test_wounded_of_one_brigade(baseline: Case) -> None:
    """A brigade in steady fighting: strength times rate, less those killed at once."""
    package = baseline["force_packages"].filter(pl.col("formation") == "bde_mech").head(1)
    package = package.with_columns(quantity=pl.lit(2, package["quantity"].dtype), intensity=pl.lit("medium"))
    case = baseline.with_tables({"force_packages": package})
    strength = case["formations"].filter(pl.col("formation") == "bde_mech")["personnel"].item()
    rate = case["casualty_rates"].filter(pl.col("intensity") == "medium")["rate"].item() / 100
    part = dict(case["medical_planning"].select("factor", "value").iter_rows())
    killed = part["mortally_wounded"] * part["dead_at_once"]
    assert operations.wounded_a_day(case) == pytest.approx(2 * strength * rate * (1 - killed))


def test_beds_by_littles_law(baseline: Case) -> None:
    """Who is neither back at Role 1, nor fit within the evacuation policy, nor dead goes home."""
    part = dict(baseline["medical_planning"].select("factor", "value").iter_rows())
    assert part["evacuation_policy"] == 7
    care = baseline["medical_services"].filter(pl.col("service") == "home_care")["mean"].item() / 24
    stay = (1 - part["role1_return"]) * (1 - part["hospital_mortality"]) * (1 - part["recovered_7"])
    # who dies on the way to Role 1 in the mean is counted with those who arrive there: a few per cent
    assert operations.beds_for(baseline, 1000) == pytest.approx(1000 * stay * care, rel=0.03)
    longer = baseline.with_value("medical_services", "home_care", mean=24.0, low=12.0, high=48.0)
    assert operations.beds_for(longer, 1000) == pytest.approx(operations.beds_for(baseline, 1000) / care)


def test_rounds_fired_are_of_an_allys_brigades(baseline: Case) -> None:
    held = pl.DataFrame(
        {
            "ally": ["DEU", "DEU", "FRA"],
            "capability": ["bde_mech", "ammo_155", "bde_mech"],
            "quantity": [3.0, 1.0, 9.0],
        }
    )
    rates = formation_rates(baseline).filter(pl.col("supply_class") == "ammo_155")
    a_day = rates.filter(pl.col("formation") == "bde_mech")["rate"].item()
    fired = operations.rounds_fired(baseline, held, "DEU", "ammo_155")
    # three brigades, thirty days, at a part of the rate since not all fight hard every day
    assert 0.5 < fired / (3 * 30 * a_day) < 1
    twice = held.with_columns(pl.col("quantity") * 2)
    assert operations.rounds_fired(baseline, twice, "DEU", "ammo_155") == pytest.approx(2 * fired)


def test_interceptors_of_sixteen_days_by_hand(baseline: Case) -> None:
    """A missile a day and ten days of twice as many: at 80 % and 2.3 shots, 36 days' worth."""
    rows = baseline["threats"].filter(pl.col("threat") == "ballistic")
    alike = [pl.lit(1.0).alias(name) for name in ("least", "p50", "p75", "p90", "p95", "p99", "peak")]
    scale = pl.when(pl.col("first_day") == 0).then(200.0).otherwise(100.0)
    bands = [scale.alias(name) for name in ("scale", "scale_low", "scale_high")]
    day = pl.when(pl.col("first_day") > 0).then(10).otherwise(0)
    ballistic = rows.with_columns(*alike, *bands, first_day=day)
    others = baseline["threats"].filter(pl.col("threat") != "ballistic")
    quiet = others.with_columns(pl.lit(0.0).alias(name) for name in ("scale", "scale_low", "scale_high"))
    threats = pl.concat([ballistic.cast(quiet.schema), quiet])
    case = baseline.with_table("threats", threats)
    assert operations.long_range_used(case, 16) == pytest.approx((10 * 2 + 6) * 0.8 * 2.3)


def test_eastern_air_defence_is_the_least_filled(baseline: Case) -> None:
    once = operations.eastern_air_defence(baseline)
    assert 0 < once < 100
    none = baseline.with_table("inventory", baseline["inventory"].filter(pl.col("capability") != "int_long"))
    assert operations.eastern_air_defence(none) <= once
