"""Consumption, stocks, production and endurance against sums by hand and properties that must hold."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from tests.scoped_case import with_rows

from sinews.case import Case, CaseError
from sinews.enablers import air_defence
from sinews.enablers.supply import assess
from sinews.enablers.supply.consumption import effort, formation_rates, intense_consumption
from sinews.enablers.supply.endurance import chain, prepare
from sinews.enablers.supply.production import line_output, surge
from sinews.enablers.supply.stocks import ALLIANCE, ammunition_sites, stocks
from sinews.engines.supply_chain import record, simulate
from sinews.verify.supply_balance import violations


def value(frame: pl.DataFrame, column: str, **keys: str) -> float:
    """The one figure of a frame in the row with these keys."""
    return float(frame.filter(**keys)[column].item())


def test_rates_of_a_formation_are_sums_by_hand(baseline: Case) -> None:
    rates = formation_rates(baseline)
    brigade = {"formation": "bde_armoured"}
    rations = 4000 * 7.41 * 0.45359237 / 1000
    assert value(rates, "rate", supply_class="rations", **brigade) == pytest.approx(rations, rel=1e-5)
    assert value(rates, "rate", supply_class="fuel", **brigade) == 250
    assert value(rates, "rate", supply_class="ammo_155", **brigade) == 18 * 90
    # 350 tonnes of ammunition in all: shells of 60 kg, rockets of 380 kg, short-range missiles of 30 kg
    rest = 350 - 1620 * 0.06 - 48 * 0.38 - 4 * 0.03
    assert value(rates, "rate", supply_class="ammo_other", **brigade) == pytest.approx(rest)
    # a battery fires its interceptors, though the rate goes by systems
    assert value(rates, "rate", formation="sam_long_bty", supply_class="int_long") == 4


def test_consumption_of_an_ally_counts_each_force_once(baseline: Case) -> None:
    held = pl.DataFrame(
        {
            "ally": ["LVA"] * 4,
            "capability": ["bde_light", "sam_long", "int_long", "ammo_155"],
            "quantity": [2.0, 3.0, 96.0, 5000.0],
        }
    )
    found = intense_consumption(baseline, held)
    # who alone holds interceptors fires at all that come, however many batteries there are
    use = air_defence.daily_use(baseline).filter(interceptor="int_long")["planned"].item()
    assert value(found, "rate", supply_class="int_long") == pytest.approx(use)
    assert value(found, "rate", supply_class="ammo_155") == 2 * 540
    # no rockets and no storage of its own: neither is consumed from stock
    assert not set(found["supply_class"]) & {"ammo_gmlrs", "fuel"}


def test_effort_follows_phases_and_attrition(baseline: Case) -> None:
    spent = effort(baseline, "high", 120)
    place = spent.classes.index("ammo_155")
    assert spent.opening[place] == pytest.approx(0.6 + 0.3 * 0.45 + 0.1 * 0.15)
    assert spent.share[place, 29] == pytest.approx(spent.opening[place] * 0.997**29)
    hold = 0.4 + 0.4 * 0.45 + 0.15 * 0.15
    assert spent.share[place, 31] == pytest.approx(hold * 0.997**30 * 0.998)
    assert effort(baseline, "low", 1).opening[place] < effort(baseline, "medium", 1).opening[place]


def test_german_days_of_155_are_the_published_ones(baseline: Case, held: pl.DataFrame) -> None:
    """Press reports gave the Bundeswehr two to three days; 230,000 rounds for 30 days are 7,700 a day."""
    found = assess(baseline, held, paths=20).stocks.filter(ally="DEU", supply_class="ammo_155")
    assert 2 <= found["days"].item() <= 3
    assert found["daily"].item() == pytest.approx(7700, rel=0.15)


def test_doubling_stocks_doubles_days_of_supply(baseline: Case, held: pl.DataFrame) -> None:
    quiet = baseline.with_table("support_deliveries", baseline["support_deliveries"].clear())
    # twice the stocks, and the same forces
    stocked = quiet["supply_classes"]["capability"].drop_nulls().to_list()
    twice = held.with_columns(
        quantity=pl.col("quantity") * pl.when(pl.col("capability").is_in(stocked)).then(2.0).otherwise(1.0)
    )
    spent, keys = effort(quiet, "high", 1), ["ally", "supply_class"]
    once, doubled = (
        stocks(quiet, forces, intense_consumption(quiet, forces), spent, spent).filter(
            pl.col("counted"), pl.col("ally") != ALLIANCE
        )
        for forces in (held, twice)
    )
    joined = once.join(doubled, on=keys, suffix="_twice")
    assert joined.height == once.height == doubled.height
    assert np.allclose(joined["days_twice"], 2 * joined["days"])


def test_without_production_and_phases_stock_lasts_its_days(baseline: Case, held: pl.DataFrame) -> None:
    steady = baseline["supply_phases"].filter(pl.col("first_day") == 0).with_columns(attrition=pl.lit(0.0))
    idle = baseline["supply_classes"].with_columns(civil_supply=pl.lit(0.0))
    stopped = baseline["lines"].with_columns(
        rate=pl.lit(0.0),
        announced_rate=pl.lit(None, pl.Float64),
        announced_year=pl.lit(None, pl.Int64),
        ceiling=pl.lit(0.0),
    )
    on_order = {"support_deliveries": baseline["support_deliveries"].filter(pl.col("line").is_null())}
    on_order |= {name: baseline[name].clear() for name in ("contracts", "milestones", "order_books")}
    opening = baseline["threats"].filter(pl.col("first_day") == 0)
    tables = {"supply_phases": steady, "supply_classes": idle, "lines": stopped, "threats": opening}
    case = baseline.with_tables(tables | on_order)
    found = assess(case, held, paths=20)
    own = found.stocks.filter(pl.col("ally") != ALLIANCE).join(found.runs_out, on=["ally", "supply_class"])
    shown = own.filter(pl.col("days") < 365)
    assert shown.height > 300
    # the first day on which a stock does not suffice is the number of whole days that it lasts
    assert np.array_equal(shown["day"], np.floor(shown["days"] + 1e-9))


def test_the_expected_course_is_the_simulation_without_chance(baseline: Case, held: pl.DataFrame) -> None:
    still = baseline["supply_classes"].with_columns(
        variation=pl.lit(0.0), rate_low=pl.lit(100.0), rate_high=pl.lit(100.0)
    )
    found = assess(baseline.with_table("supply_classes", still), held, "medium", paths=2)
    assert found.runs_out["day"].equals(found.runs_out["middle"], null_equal=True, check_names=False)
    assert np.allclose(found.curves["stock"], found.curves["middle"], rtol=1e-5, atol=1.0)


def test_books_of_the_whole_baseline_balance(baseline: Case, held: pl.DataFrame) -> None:
    campaign, _ = prepare(baseline, held, "high", days=60)
    made = chain(baseline, campaign)
    found = violations(made, record(made, 2, 1))
    assert {rule: broken for rule, broken in found.items() if broken} == {}


def test_nothing_is_substituted_unless_the_table_says_so(baseline: Case, held: pl.DataFrame) -> None:
    campaign, _ = prepare(baseline, held, "high", days=40)
    made = chain(baseline, campaign)
    assert (made.substitute < 0).all()
    row = {"supply_class": "ammo_gmlrs", "substitute": "int_long", "rate": 2.0, "source": "sinews_assumption",
           "status": "assumed", "note": None}  # fmt: skip
    case = baseline.with_table("supply_substitutes", pl.DataFrame([row]))
    other = chain(case, campaign)
    pairs = campaign.pairs.select("ally", "supply_class").rows()
    served = [(pairs[place], pairs[by]) for place, by in enumerate(other.substitute) if by >= 0]
    assert served
    assert {(one[1], two[1]) for one, two in served} == {("ammo_gmlrs", "int_long")}
    assert all(one[0] == two[0] for one, two in served)
    place = pairs.index(("DEU", "ammo_gmlrs"))
    without, with_it = simulate(made, 50, 1), simulate(other, 50, 1)
    assert (with_it.met[:, place] >= without.met[:, place]).all()
    assert with_it.met[:, place].mean() > without.met[:, place].mean()


def test_donations_still_to_come_are_taken_off(baseline: Case, held: pl.DataFrame) -> None:
    first = baseline.settings.base_year
    last_part = {
        "delivery": "last_part", "ally": "GBR", "capability": "ammo_155", "quantity": 5000.0,
        "first_year": first, "last_year": first, "source": "sinews_assumption",
    }  # fmt: skip
    case = with_rows(baseline, support_deliveries=[last_part])
    spent = effort(case, "high", 1)
    rates = intense_consumption(case, held)
    today, later = (stocks(case, held, rates, spent, spent, year) for year in (None, first))
    assert value(today, "promised", ally="GBR", supply_class="ammo_155") == 5000
    assert value(later, "promised", ally="GBR", supply_class="ammo_155") == 0
    there = held.filter(ally="GBR", capability="ammo_155")["quantity"].item()
    assert value(today, "usable", ally="GBR", supply_class="ammo_155") == (there - 5000) * 0.95


def test_pools_count_for_the_alliance_alone(baseline: Case, held: pl.DataFrame) -> None:
    found = assess(baseline, held, paths=10).stocks.filter(supply_class="fuel")
    own = float(found.filter(pl.col("ally") != ALLIANCE)["usable"].sum())
    # the storage of the NATO Pipeline System, four fifths full
    assert value(found, "usable", ally=ALLIANCE) - own == pytest.approx(4_100_000 * 0.8)
    lacking = found.filter(pl.col("ally") != ALLIANCE)["missing"].sum()
    assert value(found, "missing", ally=ALLIANCE) == pytest.approx(lacking)


def test_lines_surge_to_their_ceiling_and_follow_a_plan(baseline: Case) -> None:
    lines = line_output(baseline)
    us = lines.filter(line="ammo_155_us")
    # lots of 1,000 rounds, of which nothing is promised to Ukraine
    rate = 1000 * baseline["lines"].filter(line="ammo_155_us")["rate"].item()
    assert us["rate"].item() == rate
    output = surge(baseline, 400)
    place = baseline["supply_classes"]["supply_class"].to_list().index("ammo_155")
    daily = float(lines.filter(supply_class="ammo_155")["rate"].sum()) / 365
    assert output[place, 0] == pytest.approx(daily)
    assert output[place, 399] == pytest.approx(1.5 * daily)
    grown = pl.DataFrame({"line": ["ammo_155_us"], "capacity": [900.0]})
    planned = line_output(baseline, 2030, grown).filter(line="ammo_155_us")
    assert planned["rate"].item() == planned["ceiling"].item() == 900_000
    assert line_output(baseline, 2030).filter(line="ammo_155_us")["rate"].item() == rate


def test_surge_saves_what_it_delivers_where_stock_never_suffices(baseline: Case, held: pl.DataFrame) -> None:
    found = assess(baseline, held, paths=10).savings.filter(supply_class="ammo_155").row(0, named=True)
    place = baseline["supply_classes"]["supply_class"].to_list().index("ammo_155")
    assert found["saved"] == pytest.approx(surge(baseline, 180)[place].sum())
    assert found["with"] >= found["without"]


def test_more_intensity_never_lasts_longer(baseline: Case, held: pl.DataFrame) -> None:
    """Of what is shot; of food it may, because attrition leaves fewer to feed."""
    shot = baseline["supply_classes"].filter(number="V")["supply_class"].to_list()
    days = [
        assess(baseline, held, intensity, paths=10)
        .runs_out.filter(pl.col("supply_class").is_in(shot))["day"]
        .fill_null(999)
        .to_numpy()
        for intensity in ("low", "medium", "high")
    ]
    assert (days[0] >= days[1]).all()
    assert (days[1] >= days[2]).all()


def test_a_case_without_tables_of_supply_says_so(baseline: Case, held: pl.DataFrame) -> None:
    empty = {
        name: baseline[name].clear() for name in ("supply_substitutes", "supply_rates", "supply_classes")
    }
    with pytest.raises(CaseError, match="supply_classes"):
        assess(baseline.with_tables(empty), held)
    late = baseline["supply_phases"].filter(pl.col("first_day") > 0)
    with pytest.raises(CaseError, match="from day 0"):
        assess(baseline.with_table("supply_phases", late), held)


def test_ammunition_sites_are_tonnes_by_hand(baseline: Case) -> None:
    """One ally with shells alone: 10,000 held; 30 days of one brigade weigh more."""
    held = pl.DataFrame(
        {"ally": ["EST"] * 2, "capability": ["bde_light", "ammo_155"], "quantity": [1.0, 10_000.0]}
    )
    spent = effort(baseline, "high", 1)
    rates = intense_consumption(baseline, held)
    shells = stocks(baseline, held, rates, spent, spent).filter(supply_class="ammo_155")
    filled, needed = ammunition_sites(baseline, shells)
    daily = 540 * spent.opening[spent.classes.index("ammo_155")]
    assert filled == pytest.approx(10_000 * 0.06 / 3000)
    assert needed == pytest.approx(30 * daily / 0.95 * 0.06 / 3000)
