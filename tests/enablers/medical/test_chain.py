"""The chain of care: every casualty ends once, capacity only helps, processors change nothing."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from tests.enablers.medical.conftest import with_factors

from sinews.case import Case
from sinews.enablers.medical import (
    Chain,
    Flow,
    chains,
    consumption,
    first_break,
    occupancy,
    offered_load,
    outcomes,
    patient_flows,
    simulate,
    timelines,
    waits,
)
from sinews.enablers.medical.simulate import schedule
from sinews.engines.arrays import Values
from sinews.engines.queue_simulation import simulate_queues


def test_every_casualty_ends_in_exactly_one_state(north: Chain, flow: Flow) -> None:
    for world in range(flow.worlds):
        drawn = north.stream.draw(north.seed, world)
        assert flow.outcomes[world].sum() == drawn.kind.size + drawn.killed
    row = flow.by_world.select(
        pl.sum_horizontal(
            "killed", "died_before_role1", "died_before_surgery", "died_of_wounds", "returned", "discharged",
            "in_care",
        )
    )  # fmt: skip
    assert row.to_series().to_list() == flow.by_world["casualties"].to_list()
    assert outcomes(flow)["share"].sum() == pytest.approx(1.0)


def test_what_comes_to_a_role_goes_on_from_it(flow: Flow) -> None:
    flows = patient_flows(flow)
    for role in ("Role 1", "Role 2", "Role 3", "Role 4"):
        came = flows.filter(pl.col("target") == role)["casualties"].sum()
        left = flows.filter(pl.col("source") == role)["casualties"].sum()
        assert came == pytest.approx(left)
        assert came > 0
    start = flows.filter(pl.col("source").is_in(["hit", "sick"]))["casualties"].sum()
    assert start == pytest.approx(flow.by_world["casualties"].mean())


def test_no_bed_table_or_litter_holds_two(north: Chain) -> None:
    drawn = north.stream.draw(north.seed, 0)
    plan = schedule(north, 0)
    run = simulate_queues(
        north.network, plan, drawn.arrival, drawn.kind, deadline=drawn.deadline, pace=north.pace, period=1.0,
        until=float(north.days), seed=north.seed, world=0,
    )  # fmt: skip
    follows = np.column_stack([run.start[:, 1:], np.full(run.kind.size, np.nan)])
    log = run.log()
    who, stage, station = (log[name].to_numpy() for name in ("customer", "stage", "station"))
    ends, then = log["finish"].to_numpy(), follows[who, stage]
    ends = np.where(north.network.hold[run.kind[who], stage] & ~np.isnan(then), then, ends)
    until = ends + north.network.turnround[run.kind[who], stage] * north.pace[station]
    spans = log.with_columns(until=until).filter(pl.col("server") >= 0)
    assert spans.height > 20_000
    again = spans.sort("server", "start").with_columns(before=pl.col("until").shift().over("server"))
    assert (again["start"] >= again["before"].fill_null(0.0) - 1e-9).all()
    began = plan[station, log["start"].to_numpy().astype(int)]
    assert (began != 0).all()


def test_figures_are_the_same_on_any_number_of_processors(north: Chain, flow: Flow) -> None:
    alone = simulate(north, flow.worlds, processors=1)
    assert alone.by_world.equals(flow.by_world)
    np.testing.assert_array_equal(alone.occupied, flow.occupied)
    later = simulate(north, 3, first_world=5, processors=2)
    assert later.by_world.equals(flow.by_world[5:8])


@pytest.mark.parametrize("station", ["role2_table", "role2_icu", "role2_bed"])
def test_more_never_lengthens_the_way_to_surgery(north: Chain, station: str) -> None:
    """With common random numbers, beyond what chance explains."""
    found = surgery_hours(north, station, (0.1, 0.5, 1.0, 2.0))
    assert found[-1].sum() < found[0].sum()


@pytest.mark.parametrize("station", ["role1", "ambulance", "helicopter"])
def test_more_before_surgery_never_lengthens_the_way_to_it(north: Chain, station: str) -> None:
    """What comes after has no limits here: else few places in front keep the crowd from the tables."""
    of = dict(north.stations.select("station", "servers").iter_rows())
    only = north.unlimited().with_servers({station: of[station]})
    found = surgery_hours(only, station, (0.005, 0.02, 0.1, 1.0))
    assert found[-1].sum() < found[0].sum()


def surgery_hours(chain: Chain, station: str, factors: tuple[float, ...]) -> list[Values]:
    """Mean times to surgery by world with ever more servers; none rises beyond chance."""
    servers = dict(chain.stations.select("station", "servers").iter_rows())[station]
    found = [
        simulate(chain.with_servers({station: math.ceil(factor * servers)}), 6).by_world["surgery_hours"]
        for factor in factors
    ]
    hours = [each.to_numpy() for each in found]
    for fewer, more in pairwise(hours):
        rise = more - fewer
        assert rise.mean() <= 3 * rise.std(ddof=1) / np.sqrt(rise.size) + 0.01
    return hours


def test_without_limits_nobody_waits_and_no_death_is_avoidable(north: Chain) -> None:
    ideal = simulate(north.unlimited(), 3)
    assert ideal.by_world["avoidable"].to_list() == [0, 0, 0]
    assert ideal.waits[:, 1:].sum() == 0
    assert waits(ideal)["mean_hours"].max() == 0.0
    assert first_break(ideal).is_empty()


def test_waiting_kills_and_the_ideal_does_not_depend_on_capacity(north: Chain, flow: Flow) -> None:
    half = simulate(north.with_servers({"role2_table": 4, "helicopter": 0}), flow.worlds)
    assert half.by_world["ideal_deaths"].equals(flow.by_world["ideal_deaths"])
    assert half.by_world["avoidable"].sum() > flow.by_world["avoidable"].sum() > 0


@pytest.mark.parametrize(
    "station", ["role1", "ambulance", "role2_table", "role2_bed", "role3_ward", "strategic"]
)
def test_no_capacity_leaves_casualties_in_care_or_dead_and_ends(north: Chain, station: str) -> None:
    none = simulate(north.with_servers({station: 0}), 2)
    row = none.by_world
    assert (row["casualties"] == simulate(north, 2).by_world["casualties"]).all()
    assert (row["in_care"] > 0.03 * row["casualties"]).all()
    assert station in first_break(none)["station"].to_list()


def test_who_waits_is_who_has_no_place(flow: Flow) -> None:
    table = occupancy(flow).filter(pl.col("servers").is_not_null())
    # who is served when a helicopter is grounded is served on
    assert (table["occupied"] <= table["servers"] + 1e-3).all()
    assert table.height == (flow.chain.stations.height - 1) * flow.chain.days
    assert set(table.columns) >= {"occupied_low", "waiting_high"}


def test_load_without_waits_is_what_is_offered(baseline: Case, held: pl.DataFrame) -> None:
    """Little's law, by station: what is busy in all is casualties times the mean of their time."""
    even = with_factors(baseline, battle_variation=0.0, sick_variation=0.0, mass_share=0.0)
    chain = chains(even, held, plan="north")[0]
    plenty = dict.fromkeys(chain.stations["station"].to_list()[1:], 20_000)
    free = simulate(chain.with_servers(plenty), 4)
    fought = int(((chain.stream.battle + chain.stream.sick).sum(axis=0) > 0).sum())
    busy = pl.Series("busy", free.occupied.mean(axis=0, dtype=float).sum(axis=1) / fought)
    both = offered_load(chain).with_columns(busy)
    # the immediate who die on the way need no more; these stations are for those who do not
    for station in ("role1", "ambulance", "role2_bed"):
        row = both.filter(pl.col("station") == station).row(0, named=True)
        assert row["busy"] == pytest.approx(row["mean"], rel=0.06), station
    assert (both["peak"] >= both["mean"]).all()


def test_tables_of_the_answer(flow: Flow, baseline: Case) -> None:
    assert timelines(flow)["mean"].is_between(0, 1).all()
    table = waits(flow)
    assert (table["p90_hours"] >= table["median_hours"]).all()
    used = consumption(flow, baseline)
    assert used["blood"].sum() > 0
    assert used["class_viii"].sum() > 0


def test_plans_share_what_is_held_and_one_chain_has_all(baseline: Case, held: pl.DataFrame) -> None:
    each = chains(baseline, held)
    (together,) = chains(baseline, held, pooled=True)
    assert together.plans == tuple(chain.name for chain in each)
    parts = pl.concat([chain.stations for chain in each]).group_by("station", maintain_order=True)
    shared = parts.agg(pl.col("units").sum())
    both = together.stations.select("station", "units").join(shared, on="station", maintain_order="left")
    np.testing.assert_allclose(both["units"][1:], both["units_right"][1:])
    with pytest.raises(KeyError, match="role9"):
        together.with_servers({"role9": 1})
    with pytest.raises(ValueError, match="at least one world"):
        simulate(together, 0)
