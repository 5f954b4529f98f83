"""Air and missile defence: small cases by hand, and properties on the baseline."""

from __future__ import annotations

import polars as pl
import pytest

from sinews.case import Case, CaseError, holdings, open_case
from sinews.enablers.air_defence import (
    area_of,
    beside,
    cost_exchange,
    cover,
    magazine_curves,
    magazines,
    marginal_curve,
    requirement,
    saturation,
    stays_overseas,
    usable_units,
    weighted_sites,
)


@pytest.fixture(scope="module")
def baseline() -> Case:
    """The baseline case."""
    return open_case()


@pytest.fixture(scope="module")
def held(baseline: Case) -> pl.DataFrame:
    """What the allies hold today."""
    return holdings(baseline).select("ally", "capability", "quantity")


def test_sites_are_those_of_european_allies(baseline: Case) -> None:
    sites = weighted_sites(baseline)
    assert sites["site"].is_unique().all()
    assert set(sites["kind"]) == {"city", "port", "airport", "border", "rail_hub", "troops"}
    allies = set(baseline["allies"]["ally"])
    assert set(sites["country"]) <= allies - {"USA", "CAN"}
    cities = sites.filter(pl.col("kind") == "city")
    people = baseline["sites"].filter(pl.col("country").is_in(cities["country"].unique().to_list()))
    assert float(cities["weight"].sum()) == pytest.approx(float(people["weight"].sum()) / 1e5)


def test_usable_units_by_hand(baseline: Case) -> None:
    held = pl.DataFrame(
        {"ally": ["DEU", "USA"], "capability": ["sam_long", "sam_long"], "quantity": [10.0, 40.0]}
    )
    units = usable_units(baseline, held)
    # 10 x 70 % x 90 % = 6.3; a quarter of the American 40 x 63 % = 25.2 is 6.3, too
    assert units.select("layer", "ally", "units", "overseas").rows() == [
        ("long", "DEU", 6, False),
        ("long", "USA", 6, True),
    ]


def test_a_unit_at_home_covers_its_own_ally_alone(baseline: Case) -> None:
    held = pl.DataFrame({"ally": ["LVA"], "capability": ["sam_long"], "quantity": [2.0]})
    national = cover(baseline, held, "national")
    assert national.units.filter(pl.col("layer") == "long")["placed"][0] == 1
    covered = national.sites.filter(pl.col("long"))
    assert covered.filter(pl.col("country") == "LVA").height > 0
    pooled = cover(baseline, held)
    assert float(pooled.sites.filter(pl.col("long"))["weight"].sum()) >= float(covered["weight"].sum())


def test_a_unit_defends_one_place(baseline: Case, held: pl.DataFrame) -> None:
    """Units placed never exceed those that are there, in all of Europe as in the area of a plan."""
    assert overseas_once(baseline, held)
    for plan in baseline["defence_plans"]["plan"]:
        area = area_of(baseline, plan)
        there, everywhere = usable_units(baseline, held, area), usable_units(baseline, held)
        units = pl.col("units").sum()
        assert (there.select(units) <= everywhere.select(units)).to_series().all()
        covered = cover(baseline, held, area=area)
        assert (covered.units["placed"] <= covered.units["usable"]).all()
        assert covered.units["usable"].sum() == there["units"].sum()


def overseas_once(case: Case, held: pl.DataFrame) -> bool:
    """Return whether what is held beside a need and what stays overseas are all that there is."""
    counted = beside(case, requirement(case), held).select("capability", "held")
    whole = held.group_by("capability").agg(pl.col("quantity").sum())
    pools = case["pooled"].group_by("capability").agg(pooled=pl.col("quantity").sum())
    sums = (
        counted.join(whole, on="capability", how="left")
        .join(pools, on="capability", how="left")
        .join(stays_overseas(case, held), on="capability", how="left")
        .fill_null(0.0)
    )
    gap = (sums["held"] + sums["stays"] - sums["quantity"] - sums["pooled"]).abs().max()
    return isinstance(gap, float) and gap < 1e-6


def test_american_units_count_alike_in_coverage_and_need(baseline: Case) -> None:
    held = pl.DataFrame({"ally": ["USA"], "capability": ["sam_long"], "quantity": [40.0]})
    found = beside(baseline, requirement(baseline), held).filter(pl.col("capability") == "sam_long")
    assert found["held"].item() == pytest.approx(10.0)
    # of ten that come, 63 % are usable
    assert usable_units(baseline, held)["units"].sum() == 6
    late = baseline.with_value("air_defence_planning", "overseas_move", value=31.0)
    assert usable_units(late, held)["units"].sum() == 0
    assert beside(late, requirement(late), held)["held"].sum() == 0.0


def test_without_units_nothing_is_covered_and_nothing_lost(baseline: Case) -> None:
    none = pl.DataFrame({"ally": ["LVA"], "capability": ["sam_long"], "quantity": [0.0]})
    found = cover(baseline, none)
    assert found.sites.height == weighted_sites(baseline).height
    assert found.by_depth["covered"].sum() == 0.0
    assert found.gini == 0.0


def test_the_baseline_has_a_certified_cover(baseline: Case, held: pl.DataFrame) -> None:
    found = cover(baseline, held)
    assert found.gap <= 0.01
    assert (found.units["placed"] <= found.units["usable"]).all()
    total = float(found.sites["weight"].sum())
    for layer, share in found.by_layer.iter_rows():
        assert float(found.sites.filter(pl.col(layer))["weight"].sum()) / total == pytest.approx(share)
    assert found.by_depth["covered"].is_sorted(descending=True)
    assert found.out_of_reach == []


def test_protection_never_falls_with_more_units(baseline: Case, held: pl.DataFrame) -> None:
    curve = marginal_curve(baseline, held, (1.0, 1.2, 5.0))
    assert curve["index"].is_sorted()
    assert curve["units"].is_sorted()
    assert (curve["gap"] <= 0.01).all()
    assert (curve["placed"] <= curve["units"]).all()


def test_stock_is_gone_on_the_day_that_is_told(baseline: Case, held: pl.DataFrame) -> None:
    depth = magazines(baseline, held)
    curves = magazine_curves(baseline, depth)
    for row in depth.iter_rows(named=True):
        day = row["lasts_high"]
        stock = curves.filter((pl.col("interceptor") == row["interceptor"]) & (pl.col("use") == "high"))
        assert (stock.filter(pl.col("day") < day)["stock"] > 0.0).all()
        assert (stock.filter(pl.col("day") >= day + 1e-6)["stock"] == 0.0).all()


def test_no_end_where_production_keeps_up(baseline: Case) -> None:
    none = pl.DataFrame({"ally": ["DEU"], "capability": ["int_long"], "quantity": [0.0]})
    ends = ("scale", "scale_low", "scale_high")
    quiet = baseline["threats"].with_columns(pl.lit(0.0).alias(name) for name in ends)
    case = baseline.with_table("threats", quiet)
    row = magazines(case, none).filter(pl.col("interceptor") == "int_long").row(0, named=True)
    assert row["planned"] == 0.0
    assert row["lasts"] is None


def test_lines_produce_at_the_rate_of_the_year(baseline: Case, held: pl.DataFrame) -> None:
    def production(**options: object) -> float:
        depth = magazines(baseline, held, **options)  # type: ignore[arg-type]  # one of the two options
        return float(depth.filter(pl.col("interceptor") == "int_long")["production"][0])

    assert production(year=2030) > production()
    twice = baseline["lines"].select("line", capacity=2 * pl.col("rate"))
    assert production(capacity=twice) > 1.9 * production()


def test_even_sharing_lifts_who_has_least_and_costs_the_sum(baseline: Case, held: pl.DataFrame) -> None:
    pooled, even = cover(baseline, held), cover(baseline, held, "even")
    assert even.least > pooled.least
    assert even.index < pooled.index
    assert even.gini < pooled.gini
    assert even.gap < 0.05
    assert even.units.equals(pooled.units)


def alike(case: Case, **rates: float) -> Case:
    """Return a case whose raids are the same on every day."""
    raids = case["raids"]
    for end in ("rate", "rate_low", "rate_high"):
        raids = raids.with_columns(pl.col("threat").replace_strict(rates).cast(pl.Float64).alias(end))
    return case.with_tables({"raids": raids, "threats": case["threats"].clear()})


def test_saturation_by_hand(baseline: Case) -> None:
    # 100 units x 70 % available x 90 % not in reserve = 63 usable, a tenth of which meets the raid
    held = pl.DataFrame({"ally": ["DEU"], "capability": ["sam_medium"], "quantity": [100.0]})
    case = alike(baseline, ballistic=3.5, cruise=5.2, drone=700.0, glide=0.0)
    row = saturation(case, held).filter((pl.col("layer") == "medium") & (pl.col("raid") == "planned"))
    found = row.row(0, named=True)
    threats = 5.2 * 0.5 + 700 * 0.05
    assert found["ready"] == pytest.approx(6.3 * 24)
    assert found["wanted"] == pytest.approx(threats * 1.3)
    assert found["multiple"] == pytest.approx(6.3 * 24 / (threats * 1.3))
    assert (found["engaged"], found["beyond"]) == pytest.approx((threats, 0.0))
    half = saturation(case, held.with_columns(quantity=pl.lit(20.0)))
    short = half.filter((pl.col("layer") == "medium") & (pl.col("raid") == "planned")).row(0, named=True)
    assert short["engaged"] == pytest.approx(1.3 * 24 / 1.3)
    assert short["engaged"] + short["beyond"] == pytest.approx(threats)


def test_more_units_never_leave_more_threats_without_a_round(baseline: Case, held: pl.DataFrame) -> None:
    once, twice = (
        saturation(baseline, held.with_columns(pl.col("quantity") * times)) for times in (1.0, 2.0)
    )
    assert (twice["beyond"] <= once["beyond"] + 1e-9).all()


def test_cost_exchange_is_shots_times_price(baseline: Case) -> None:
    exchange = cost_exchange(baseline)
    assert (exchange["ratio"] * exchange["price"] - exchange["interceptors"]).abs().max() == pytest.approx(
        0.0
    )
    shots = exchange.filter(pl.col("layer") == "long")["interceptors"]
    # a salvo of 2.3, and two at most of which the second only if the first, at 70 %, has missed
    assert shots[0] / shots[1] == pytest.approx(2.3 / (1 + 0.3))


def test_the_requirement_meets_its_ambition(baseline: Case) -> None:
    needs = requirement(baseline)
    assert needs.columns == ["capability", "held", "needed", "driver"]
    assert needs["capability"].to_list() == [
        "sam_upper", "sam_long", "sam_medium", "shorad", "cuas",
        "radar_ew", "int_long", "int_medium", "int_short", "int_upper",
    ]  # fmt: skip
    long = needs.filter(pl.col("capability") == "sam_long")["needed"][0]
    enough = pl.DataFrame({"ally": ["DEU"], "capability": ["sam_long"], "quantity": [long]})
    covered = dict(cover(baseline, enough).by_layer.iter_rows())
    assert covered["long"] >= 0.8 * 0.99
    assert requirement(baseline).equals(needs)


def with_pool(case: Case, capability: str, quantity: float) -> Case:
    """Return a case with a multinational pool of one capability."""
    row = {"pool": "test", "name": "pool", "capability": capability, "quantity": quantity, "as_of": 2025}
    row |= {"source": case["pooled"]["source"][0], "status": "assumed", "note": None}
    pool = pl.DataFrame([row], schema=case["pooled"].schema)
    return case.with_table("pooled", pl.concat([case["pooled"], pool]))


def test_what_pools_hold_counts_for_the_alliance_and_covers_no_ally_at_home(baseline: Case) -> None:
    none = pl.DataFrame({"ally": ["DEU"], "capability": ["sam_long"], "quantity": [0.0]})
    case = with_pool(baseline, "sam_long", 10.0)
    # six of ten units are usable, as an ally's in Europe are
    assert usable_units(case, none).filter(pl.col("ally").is_null()).rows() == [("long", None, 6, False)]
    assert dict(cover(case, none).units.select("layer", "usable").iter_rows())["long"] == 6
    assert cover(case, none, "national").units["usable"].sum() == 0
    needed = requirement(baseline)
    assert beside(baseline, needed, none)["held"].sum() == 0.0
    assert beside(case, needed, none).filter(pl.col("held") > 0).select("capability", "held").rows() == [
        ("sam_long", 10.0)
    ]
    rounds = magazines(with_pool(baseline, "int_long", 300.0), none)
    assert rounds.filter(pl.col("interceptor") == "int_long")["stock"].item() == pytest.approx(300.0 * 0.95)


def test_more_ambition_takes_more_units(baseline: Case) -> None:
    def needed(case: Case) -> float:
        found: float = requirement(case).filter(pl.col("capability") == "sam_medium")["needed"][0]
        return found

    assert needed(baseline.with_value("air_defence_layers", "medium", ambition=60.0)) < needed(baseline)


def test_a_case_without_the_tables_is_told_what_it_lacks(baseline: Case) -> None:
    tables = {**baseline.tables, "raids": baseline["raids"].clear()}
    with pytest.raises(CaseError, match="raids"):
        weighted_sites(Case(baseline.settings, tables))
