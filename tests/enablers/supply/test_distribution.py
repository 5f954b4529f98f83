"""Ways, trucks, levels and the requirement against sums by hand, other algorithms and simulation."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from sinews.case import Case, CaseError, holdings
from sinews.enablers.supply import distribute, requirement, simulate_service
from sinews.enablers.supply.service import delivery_chain
from sinews.enablers.supply.ways import distances, ways
from sinews.engines.supply_chain import record
from sinews.verify.supply_balance import violations


def test_distances_are_those_of_bellman_and_ford(baseline: Case) -> None:
    found = distances(baseline, "rail", ["C_DE_hannover"])
    edges = baseline["land_edges"].filter(mode="rail").select("from_node", "to_node", "length").rows()
    shortest = {"C_DE_hannover": 0.0}
    for _ in range(300):
        before = dict(shortest)
        for start, end, length in edges:
            for one, two in ((start, end), (end, start)):
                if one in shortest:
                    shortest[two] = min(shortest.get(two, np.inf), shortest[one] + length)
        if shortest == before:
            break
    assert {end: pytest.approx(length, abs=1e-3) for (_, end), length in found.items()} == shortest


def test_packages_draw_on_the_nearest_base(baseline: Case) -> None:
    found = ways(baseline)
    assert found.height == baseline["force_packages"].height
    tallinn = found.filter(node="C_EE_tallinn").row(0, named=True)
    from_warsaw = distances(baseline, "road", ["C_PL_warsaw"])["C_PL_warsaw", "C_EE_tallinn"]
    assert tallinn["base_node"] == "C_LT_siauliai"
    assert tallinn["road"] < from_warsaw


def test_trucks_are_a_sum_by_hand(baseline: Case) -> None:
    alone = baseline["force_packages"].filter(pl.col("force_package") == "c4")
    case = baseline.with_table("force_packages", alone)
    lane = distribute(case).lanes.filter(node="C_EE_tallinn").row(0, named=True)
    # one armoured brigade: all that it needs but fuel, and a tenth of its water
    shells, rockets, missiles = 1620 * 0.06, 48 * 0.38, 4 * 0.03
    person = (7.41 + 1.6 + 1.2 + 3.962 + 2.06 + 1.2 + 2.5) * 0.45359237 / 1000
    cargo = 350 + 4000 * person + 4000 * 0.0265 * 0.1
    assert shells + rockets + missiles < 350
    assert lane["cargo"] == pytest.approx(cargo, rel=1e-4)
    assert lane["fuel"] == 250
    turn_round = 2 * lane["road"] / 350 + 2 * 0.25
    assert lane["turn_round"] == pytest.approx(turn_round)
    sent = 0.98 * 0.90
    assert lane["cargo_trucks"] == pytest.approx(cargo / sent * turn_round / (15 * 0.8), rel=1e-4)
    assert lane["fuel_trucks"] == pytest.approx(250 / sent * turn_round / (18 * 0.8))


def test_a_base_passes_on_losses_and_the_fuel_of_its_trucks_too(baseline: Case) -> None:
    made = distribute(baseline)
    flows = made.flows.filter(base="centre_siauliai")
    brigades = flows.filter(stage="brigade")
    down = brigades.group_by("supply_class", maintain_order=True).agg(pl.col("amount").sum())
    up = flows.filter(stage="base").join(down, on="supply_class", suffix="_below")
    dry = up.filter(pl.col("carrier") == "cargo")
    assert np.allclose(dry["amount"], dry["amount_below"] / 0.98)
    fuel = up.filter(supply_class="fuel")
    lanes = made.lanes.filter(base="centre_siauliai")
    burnt = ((lanes["cargo"] / 0.8 + lanes["fuel"]) / 0.98 * 2 * lanes["road"] / 100 * 0.0075).sum()
    assert fuel["amount"].item() == pytest.approx(fuel["amount_below"].item() / 0.98 + burnt)


def test_brigades_have_the_service_that_their_stocks_are_for(baseline: Case) -> None:
    made = distribute(baseline)
    found = simulate_service(baseline, made, days=120, paths=100)
    levels = made.levels.filter(stage="brigade")
    assert found.height == levels.height
    # half of the risk is the brigade's: the closed form for a base that never runs out
    planned, uncertain = found["planned"].to_numpy(), found["uncertain"].to_numpy()
    assert (planned >= 0.95).all()
    assert planned.mean() == pytest.approx(np.sqrt(0.95), abs=0.005)
    assert uncertain.mean() < planned.mean()


def test_books_of_the_distribution_balance(baseline: Case) -> None:
    chain, levels = delivery_chain(baseline, distribute(baseline), 50)
    assert chain.places == levels.height
    found = violations(chain, record(chain, 2, 3))
    assert {rule: broken for rule, broken in found.items() if broken} == {}


def test_a_pipeline_takes_fuel_off_the_railway(baseline: Case) -> None:
    before, after = distribute(baseline), distribute(baseline, 2035)
    place = before.legs["base"].to_list().index("centre_warsaw")
    assert (before.legs["piped"] == 0).all()
    assert after.legs["piped"][place] == pytest.approx(before.legs["fuel"][place])
    assert after.legs["trains"][place] < before.legs["trains"][place]


def test_requirement_names_every_capability_of_logistics_and_supply(baseline: Case) -> None:
    found = requirement(baseline)
    groups = baseline["capabilities"].filter(pl.col("pledge_group").is_in(["logistics", "supply"]))
    assert found["capability"].to_list() == groups["capability"].to_list()
    assert found.columns == ["capability", "held", "needed", "driver"]
    assert (found["needed"] > 0).all()
    assert found.equals(requirement(baseline))
    shells = found.filter(capability="ammo_155").row(0, named=True)
    held = dict(holdings(baseline).group_by("capability").agg(pl.col("quantity").sum()).iter_rows())
    brigades = (held["bde_armoured"] + held["bde_mech"]) * 1620 + held["bde_light"] * 540
    opening = 0.6 + 0.3 * 0.45 + 0.1 * 0.15
    assert shells["needed"] == pytest.approx(30 * brigades * opening / 0.95, abs=1)


def test_more_days_or_a_longer_road_need_more(baseline: Case) -> None:
    needed = {row[0]: row[1] for row in requirement(baseline).select("capability", "needed").iter_rows()}
    longer = baseline.with_value("supply_classes", "ammo_155", target_days=60.0)
    slow = baseline.with_value("lift", "truck", speed=175.0)
    more = {row[0]: row[1] for row in requirement(longer).select("capability", "needed").iter_rows()}
    far = {row[0]: row[1] for row in requirement(slow).select("capability", "needed").iter_rows()}
    assert more["ammo_155"] == pytest.approx(2 * needed["ammo_155"], rel=1e-6)
    assert far["truck_cargo"] > needed["truck_cargo"]
    assert far["ammo_155"] == needed["ammo_155"]


def test_a_missing_factor_is_named(baseline: Case) -> None:
    without = baseline["logistics_factors"].filter(pl.col("factor") != "convoy_loss")
    with pytest.raises(CaseError, match="convoy_loss"):
        distribute(baseline.with_table("logistics_factors", without))


@pytest.mark.parametrize("key", ["service_level", "road_closure", "convoy_loss"])
def test_a_whole_where_a_part_is_meant_is_refused(baseline: Case, key: str) -> None:
    with pytest.raises(CaseError, match=rf"logistics_factors.*\n?.*{key}"):
        distribute(baseline.with_value("logistics_factors", key, value=100.0, high=100.0))


def test_a_missing_truck_is_named(baseline: Case) -> None:
    without = baseline["lift"].filter(pl.col("lift") != "truck")
    with pytest.raises(CaseError, match="truck_cargo"):
        distribute(baseline.with_table("lift", without))


def test_a_case_without_force_packages_has_nothing_to_distribute(baseline: Case) -> None:
    idle = baseline.with_table("force_packages", baseline["force_packages"].clear())
    made = distribute(idle)
    assert made.lanes.is_empty()
    assert simulate_service(idle, made, days=5, paths=5).is_empty()
    assert requirement(idle).height == requirement(baseline).height
