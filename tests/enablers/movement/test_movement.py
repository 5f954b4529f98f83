"""Movement against hand arithmetic, conservation, and what must hold of any answer."""

from __future__ import annotations

import polars as pl
import pytest
from tests.enablers.movement.conftest import FRONT, HOME, VIA, Theatre

from sinews.case import Case, CaseError
from sinews.enablers.movement import Outcome, move, needs_of, size, under_regime
from sinews.enablers.supply.ways import distances

RAIL = [(HOME, FRONT, "rail", 600.0)]
ROAD = [(HOME, FRONT, "road", 700.0)]


def only(outcome: Outcome) -> dict[str, float]:
    return outcome.closures.row(0, named=True)


def without_transporters(held: pl.DataFrame) -> pl.DataFrame:
    return held.filter(pl.col("capability") != "het")


def test_a_brigade_on_one_line_is_hand_arithmetic(theatre: Theatre, held: pl.DataFrame) -> None:
    """Thirty trains, three a day, six in a slot of two days: the fifth slot begins on day 8."""
    case = theatre([*RAIL, *ROAD], [("b1", "bde_armoured", 1, 5)])
    # all vehicles are heavy, so that they can go by rail only: 900 wagons, 30 trains
    tracked = pl.when(pl.col("formation") == "bde_armoured").then(900.0)
    case = case.with_table(
        "formations",
        case["formations"].with_columns(
            vehicles=tracked.otherwise(pl.col("vehicles")),
            heavy_tracked=tracked.otherwise(pl.col("heavy_tracked")),
        ),
    )
    found = only(move(case, without_transporters(held)))
    # the notice of six hours covers loading within the first slot
    loading, travel = 0.25, 600 / 600
    assert found["closed"] == pytest.approx(8 + travel + loading)
    # trains over trains a day, and travel and loading: within a slot and the loading
    assert 30 / 3 + travel + 2 * loading - found["closed"] <= 2 + loading


def test_half_of_the_trains_a_day_close_later(theatre: Theatre, held: pl.DataFrame) -> None:
    packages = [("b1", "bde_armoured", 1, 3)]
    days = [
        only(move(theatre([*RAIL, *ROAD], packages, trains), without_transporters(held)))["closed"]
        for trains in (1.0, 3.0, 12.0)
    ]
    assert days[0] > days[1] > days[2]


def test_a_plan_with_nothing_to_move_is_told(theatre: Theatre, held: pl.DataFrame) -> None:
    case = theatre([*RAIL, *ROAD], [("b1", "bde_light", 1, 3)])
    with pytest.raises(CaseError, match="force_packages"):
        move(case, held, plan="nowhere")


def test_lift_without_a_payload_is_told(theatre: Theatre, held: pl.DataFrame) -> None:
    case = theatre([*RAIL, *ROAD], [("b1", "bde_light", 1, 3)])
    broken = case["lift"].with_columns(availability=pl.lit(0.0))
    with pytest.raises(CaseError, match="availability"):
        move(case.with_table("lift", broken), held)


def test_more_lift_or_capacity_never_makes_closure_later(theatre: Theatre, held: pl.DataFrame) -> None:
    case = theatre([*RAIL, *ROAD], [("b1", "bde_armoured", 2, 4), ("b2", "bde_mech", 2, 6)])
    few = held.with_columns(pl.col("quantity") * 0.1)
    cost = {
        (lift, ways): move(case, few, lift_factor=lift, way_factor=ways).objective
        for lift in (1.0, 2.0) for ways in (1.0, 2.0)
    }  # fmt: skip
    for more in ((2.0, 1.0), (1.0, 2.0), (2.0, 2.0)):
        assert cost[more] <= cost[1.0, 1.0] * 1.01
    assert cost[2.0, 2.0] <= min(cost[2.0, 1.0], cost[1.0, 2.0]) * 1.01


def test_a_cut_line_reroutes_and_all_cut_strands(theatre: Theatre, held: pl.DataFrame) -> None:
    around = [(HOME, VIA, "rail", 600.0), (VIA, FRONT, "rail", 600.0)]
    package = [("b1", "bde_armoured", 1, 30)]
    heavy = [("h1", "bde_armoured", 1, 30)]
    whole = move(theatre([*RAIL, *around, *ROAD], package), without_transporters(held))
    cut = move(theatre([*around, *ROAD], heavy), without_transporters(held))
    assert only(whole)["stranded"] == pytest.approx(0, abs=1e-6)
    assert only(cut)["stranded"] == pytest.approx(0, abs=1e-6)
    assert set(cut.flows.filter(mode="rail")["to_node"]) == {VIA, FRONT}
    apart = move(theatre([(HOME, VIA, "rail", 600.0)], package), held)
    assert only(apart)["stranded"] == pytest.approx(1)
    assert only(apart)["closed"] is None
    assert apart.on_time == 0


def test_a_closed_port_sends_ships_elsewhere_or_strands(baseline: Case, held: pl.DataFrame) -> None:
    """A brigade from Norfolk lands at Bremerhaven or Rotterdam; with one closed, at the other."""
    ports = ("P_DEBRV", "P_NLRTM")
    package = baseline["force_packages"].head(1).with_columns(
        formation=pl.lit("bde_armoured"), quantity=pl.lit(1, pl.Int64), origin=pl.lit("P_USORF"),
        destination=pl.lit(FRONT), required_day=pl.lit(60, pl.Int64),
    )  # fmt: skip
    grounded = held.filter(~pl.col("capability").str.starts_with("airlift"))
    case = baseline.with_table("force_packages", package)
    for open_ports in (ports, ports[:1], ports[1:], ()):
        sea = baseline["sea_edges"].filter(
            (pl.col("from_node") == "P_USORF") & pl.col("to_node").is_in(open_ports)
        )
        found = move(case.with_table("sea_edges", sea), grounded)
        landed = set(found.flows.filter(mode="sea")["to_node"])
        assert landed <= set(open_ports)
        assert bool(landed) == bool(open_ports)
        # the package is named as stranded if none of its vehicles can cross
        assert only(found)["stranded"] == pytest.approx(0 if open_ports else 1, abs=1e-6)
        assert only(found)["force_package"] == package["force_package"][0]


def test_what_leaves_arrives(theatre: Theatre, held: pl.DataFrame) -> None:
    around = [(HOME, VIA, "rail", 300.0), (VIA, FRONT, "rail", 300.0)]
    found = move(theatre([*RAIL, *around, *ROAD], [("b1", "bde_mech", 3, 4)]), held)
    flows = found.flows
    into = {node: float(flows.filter(to_node=node)["formations"].sum()) for node in (HOME, VIA, FRONT)}
    out = {node: float(flows.filter(from_node=node)["formations"].sum()) for node in (HOME, VIA, FRONT)}
    net = {node: into[node] - out[node] for node in into}
    assert net == {HOME: pytest.approx(-3), VIA: pytest.approx(0), FRONT: pytest.approx(3)}
    use = found.use
    assert (use["used"] <= use["capacity"] * (1 + 1e-6)).all()
    assert found.arrivals["arrived"].to_list()[0] == 0
    assert found.arrivals["arrived"].is_sorted()


def test_a_movement_from_what_another_knows_is_as_good(theatre: Theatre, held: pl.DataFrame) -> None:
    case = theatre([*RAIL, *ROAD], [("b1", "bde_armoured", 2, 4), ("b2", "bde_mech", 2, 6)])
    few = held.with_columns(pl.col("quantity") * 0.1)
    known = move(case, few).known
    for lift in (0.5, 2.0):
        fresh, again = (move(case, few, lift_factor=lift, known=k) for k in (None, known))
        assert again.objective == pytest.approx(fresh.objective, rel=0.01)
        assert again.gap <= 0.01
    # on another network nothing of it holds
    other = move(theatre([*ROAD], [("b1", "bde_mech", 1, 4)]), few, known=known)
    assert set(other.flows["mode"]) <= {"road", "het", "airlift_strat", "airlift_tac", "charter"}


def test_a_bottleneck_says_what_wants_through(theatre: Theatre, held: pl.DataFrame) -> None:
    found = move(theatre([*RAIL, *ROAD], [("b1", "bde_armoured", 2, 3)]), without_transporters(held))
    row = found.bottlenecks.filter(kind="rail").row(0, named=True)
    assert row["capacity"] == pytest.approx(3)
    assert row["days"] == pytest.approx(row["through"] / 3)
    assert row["packages"] == ["b1"]
    # the heavy vehicles of two brigades can go by rail only
    assert row["through"] >= 2 * 640 / 30 - 1e-6


@pytest.mark.parametrize(("brigades", "day"), [(1, 2), (1, 4), (3, 7)])
def test_what_the_sizing_adds_brings_all_in_time(
    theatre: Theatre, held: pl.DataFrame, brigades: int, day: int
) -> None:
    """Moved again with the additions bought, all close in time who would with lift and ways without end."""
    case = theatre([*RAIL, *ROAD], [("b1", "bde_armoured", brigades, day), ("b2", "bde_mech", 1, day)])
    few = held.with_columns(pl.col("quantity") * 0.02)
    sizing = size(case, few)
    lift = sizing.additions.filter(pl.col("from_node") == "").select("kind", "added")
    more = few.join(lift, left_on="capability", right_on="kind", how="left", maintain_order="left")
    bought = more.with_columns(pl.col("quantity") + pl.col("added").fill_null(0.0)).drop("added")
    line = sizing.additions.filter(kind="rail")["added"].sum()
    road = sizing.additions.filter(kind="road")["added"].sum()
    terminals = max(sizing.additions.filter(kind="rail_terminal")["added"].to_list(), default=0.0)
    wider = case["corridor_classes"].with_columns(
        capacity=pl.col("capacity")
        + pl.col("kind").replace_strict(
            {"rail": float(line), "road": float(road), "rail_terminal": terminals},
            default=0.0,
            return_dtype=pl.Float64,
        )
    )
    again = move(case.with_table("corridor_classes", wider), bought)
    boundless = move(case, few, lift_factor=1e6, way_factor=1e6)
    # coaches are two days and more on a road of 700 km
    late = sizing.outcome.closures.filter(pl.col("late") > 0)
    assert (late["soonest"] > late["required_day"]).all()
    assert boundless.on_time == (1.0 if day > 2 else 0.0)
    assert sizing.outcome.on_time == boundless.on_time
    assert again.on_time == boundless.on_time


def test_who_may_not_leave_before_the_day_is_late_whatever_is_bought(
    theatre: Theatre, held: pl.DataFrame
) -> None:
    """With 45 days of notice at the border nothing arrives by day 8, and the sizing says so."""
    case = under_regime(theatre([*RAIL, *ROAD], [("b1", "bde_armoured", 1, 8)]), "today")
    found = only(size(case, held).outcome)
    assert found["closed"] >= found["soonest"] >= 45 > found["required_day"]


def test_notice_for_the_border_delays_all(theatre: Theatre, held: pl.DataFrame) -> None:
    case = theatre([*RAIL, *ROAD], [("b1", "bde_light", 1, 10)])
    days = {key: only(move(under_regime(case, key), held))["closed"] for key in ("emergency", "today")}
    assert days["today"] >= 45 > 10 > days["emergency"]


def test_sizing_buys_what_brings_all_in_time(theatre: Theatre, held: pl.DataFrame) -> None:
    case = theatre([*RAIL, *ROAD], [("b1", "bde_armoured", 2, 8)])
    before = move(case, without_transporters(held))
    sizing = size(case, without_transporters(held))
    assert before.on_time == 0
    assert sizing.outcome.on_time == 1
    assert sizing.cost > 0
    lines = sizing.additions.filter(kind="rail").row(0, named=True)
    classes = dict(case["corridor_classes"].select("corridor_class", "expansion_cost").iter_rows())
    assert lines["cost"] == pytest.approx(lines["added"] * classes["rail_main"])
    needs = needs_of(sizing)
    assert needs.columns == ["capability", "held", "needed", "driver"]
    assert set(needs["capability"]) <= set(case["capabilities"]["capability"])


def test_sea_routes_are_as_long_as_published(baseline: Case) -> None:
    """National Geospatial-Intelligence Agency, Distances Between Ports (Pub. 151, 2001), nautical miles.

    Norfolk to Bishop Rock 3,101, and on to Bremerhaven 657: ports without a distance of their own are joined
    at junction points.
    """
    sea = baseline["sea_edges"].filter(from_node="P_USORF", to_node="P_DEBRV").row(0, named=True)
    assert sea["length"] == pytest.approx(3101 + 657, rel=0.1)


def test_roads_are_as_long_as_published(baseline: Case) -> None:
    """Amsterdam to Vilnius by Berlin and Warsaw: 1,645 km (wereldreis.net, by car to Lithuania).

    For Rotterdam no published length was found. It is at most as much farther as Amsterdam is from there, and
    at least 1,401 km, the great circle.
    """
    road = distances(baseline, "road", ["C_NL_rotterdam", "C_NL_amsterdam"])
    assert road["C_NL_amsterdam", "C_LT_vilnius"] == pytest.approx(1645, rel=0.1)
    detour = road["C_NL_rotterdam", "C_NL_amsterdam"]
    assert road["C_NL_rotterdam", "C_LT_vilnius"] == pytest.approx(1645, rel=0.1, abs=detour + 164.5)
    assert road["C_NL_rotterdam", "C_LT_vilnius"] >= 1401


def test_what_is_missing_is_named(baseline: Case, held: pl.DataFrame) -> None:
    with pytest.raises(CaseError, match="force_packages"):
        move(baseline.with_table("force_packages", baseline["force_packages"].clear()), held)
    factors = baseline["transport_factors"].filter(pl.col("factor") != "wagons_per_train")
    with pytest.raises(CaseError, match="wagons_per_train"):
        move(baseline.with_table("transport_factors", factors), held)
