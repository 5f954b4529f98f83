"""Pooling, who receives whom, and the requirement: counted again from the answers."""

from __future__ import annotations

import math
from dataclasses import replace

import polars as pl
import pytest

from sinews.case import Case, CaseError
from sinews.enablers.medical import chains, simulate
from sinews.enablers.medical.pooling import Pooling, pool
from sinews.enablers.medical.requirement import requirement
from sinews.enablers.medical.sizing import Sizing, size

WORLDS = 10


@pytest.fixture(scope="module")
def few(baseline: Case) -> Case:
    """Two packages of the northern plan, from two nations."""
    homes = baseline["nodes"].select(origin="node", nation="country")
    packages = (
        baseline["force_packages"]
        .filter(pl.col("plan") == "north")
        .join(homes, on="origin", maintain_order="left")
        .unique("nation", keep="first", maintain_order=True)
        .head(2)
        .drop("nation")
    )
    return baseline.with_table("force_packages", packages)


@pytest.fixture(scope="module")
def without_beds_at_home(few: Case, held: pl.DataFrame) -> Pooling:
    """Nobody who fights has beds at home, so that allies must receive all."""
    (chain,) = chains(few, held)
    fights = pl.col("ally").is_in(chain.nations) & (pl.col("capability") == "med_beds")
    lacking = held.filter(~fights)
    return pool(few, lacking, [simulate(chain, WORLDS) for chain in chains(few, lacking)], WORLDS)


def test_every_patient_at_home_is_in_a_bed_or_told_to_lack_one(without_beds_at_home: Pooling) -> None:
    homes, hosts = without_beds_at_home.homes, without_beds_at_home.hosts
    assert (homes["need"] > 0).all()
    assert homes["at_home"].to_list() == [0.0, 0.0]
    for row in homes.iter_rows(named=True):
        sent = hosts.filter(pl.col("nation") == row["nation"])["beds"].sum()
        assert sent == pytest.approx(row["abroad"])
        assert row["at_home"] + row["abroad"] + row["unmet"] == pytest.approx(row["need"])


def test_the_nearest_with_room_receive(
    without_beds_at_home: Pooling, held: pl.DataFrame, baseline: Case
) -> None:
    """No swap of a patient's host for one nearer with room left would shorten the way."""
    hosts = without_beds_at_home.hosts
    rule = baseline["medical_stations"].row(by_predicate=pl.col("station") == "role4_bed", named=True)
    beds = dict(held.filter(pl.col("capability") == "med_beds").select("ally", "quantity").iter_rows())
    taken = dict(hosts.group_by("host", maintain_order=True).agg(pl.col("beds").sum()).iter_rows())
    for host, received in taken.items():
        usable = beds[host] * rule["per_unit"] * rule["availability"] * rule["committed"] / 10_000.0
        assert received <= usable + 1e-6
    nearest = hosts.group_by("nation", maintain_order=True).agg(pl.col("distance").min())
    assert (nearest["distance"] < 1_500.0).all()


def test_the_deaths_are_told_for_three_arrangements(without_beds_at_home: Pooling) -> None:
    arrangements = without_beds_at_home.deaths["arrangement"].to_list()
    assert arrangements == ["national chains", "a chain for each plan", "one chain for all"]


def test_who_has_no_city_in_the_network_sends_nobody(baseline: Case, held: pl.DataFrame) -> None:
    homes = baseline["nodes"].select(origin="node", nation="country")
    american = (
        baseline["force_packages"]
        .join(homes, on="origin", maintain_order="left")
        .filter(pl.col("nation") == "USA")
        .head(1)
        .drop("nation")
    )
    case = baseline.with_table("force_packages", american)
    lacking = held.filter((pl.col("ally") != "USA") | (pl.col("capability") != "med_beds"))
    found = pool(case, lacking, [simulate(chain, WORLDS) for chain in chains(case, lacking)], WORLDS)
    row = found.homes.row(by_predicate=pl.col("nation") == "USA", named=True)
    assert row["unmet"] == row["need"] > 0


@pytest.fixture(scope="module")
def sizing(few: Case, held: pl.DataFrame) -> Sizing:
    return size(few, chains(few, held)[0])


def test_the_requirement_is_what_all_plans_need_over_the_share_committed(few: Case, sizing: Sizing) -> None:
    twice = requirement(few, [sizing, replace(sizing)])
    for row in sizing.units.iter_rows(named=True):
        needed = twice.row(by_predicate=pl.col("capability") == row["capability"], named=True)["needed"]
        assert needed == math.ceil(2 * row["needed"] / row["committed"])


@pytest.mark.parametrize("share", [0.0, 80.0])
def test_a_capability_is_committed_as_a_whole(few: Case, held: pl.DataFrame, share: float) -> None:
    stations = few["medical_stations"].with_columns(
        committed=pl.when(pl.col("station") == "role2_icu").then(share).otherwise("committed")
    )
    case = few.with_table("medical_stations", stations)
    with pytest.raises(CaseError, match="med_role2"):
        size(case, chains(case, held)[0])


def test_a_plan_without_packages_is_told(few: Case, held: pl.DataFrame) -> None:
    with pytest.raises(CaseError, match="force package of plan centre"):
        chains(few, held, plan="centre")


def test_plans_have_bad_days_of_their_own(baseline: Case, held: pl.DataFrame) -> None:
    north, centre = (chains(baseline, held, plan=plan, days=30)[0] for plan in ("north", "centre"))
    pairs = [[c.stream.draw(c.seed, world).kind.size for c in (north, centre)] for world in range(100)]
    counts = pl.DataFrame(pairs, schema=["north", "centre"], orient="row")
    assert abs(counts.select(pl.corr("north", "centre")).item()) < 0.35
