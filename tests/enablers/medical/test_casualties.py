"""The casualty stream: figures of the tables, the law of days, triage and dying."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from tests.enablers.medical.conftest import with_factors

from sinews.case import Case, apply_overrides
from sinews.case.problems import CaseError
from sinews.enablers.medical import Chain, chains, expected_casualties
from sinews.enablers.medical.pathways import lethality, pathways
from sinews.enablers.medical.recovery import death_by_delay, recovery
from sinews.enablers.medical.stream import Casualties


def test_expected_casualties_are_strength_times_rates(baseline: Case) -> None:
    table = expected_casualties(baseline)
    package = baseline["force_packages"].filter(pl.col("formation") == "bde_mech").row(0, named=True)
    strength = 4500.0 * package["quantity"]
    rows = table.filter(pl.col("force_package") == package["force_package"])
    assert rows["day"].to_list() == list(range(package["required_day"], package["required_day"] + 30))
    rates = {"high": [1.5] + [0.8] * 29, "medium": [0.4] * 30, "low": [0.2] * 30}[package["intensity"]]
    np.testing.assert_allclose(rows["battle"], strength * np.array(rates) / 100.0)
    np.testing.assert_allclose(rows["sick"], strength * 0.0025)


def test_exposure_scales_battle_casualties_alone(baseline: Case) -> None:
    package = baseline["force_packages"].filter(pl.col("formation") == "log_bn")["force_package"][0]
    doubled = apply_overrides(baseline, ["casualty_exposure.log_bn.exposure=60"])
    tables = [
        expected_casualties(case).filter(pl.col("force_package") == package) for case in (baseline, doubled)
    ]
    both = [table.select("battle", "sick").sum().row(0) for table in tables]
    assert both[1][0] == pytest.approx(2 * both[0][0])
    assert both[1][1] == both[0][1]


def test_the_law_of_death_by_delay_passes_near_its_points(baseline: Case) -> None:
    law = death_by_delay(baseline)
    assert law.dead(0.0) == 0.571
    assert law.dead(10.0) == pytest.approx(0.677, abs=0.012)
    assert law.dead(60.0) == pytest.approx(0.914, abs=0.012)
    assert law.dead(120.0) == pytest.approx(0.990, abs=0.005)


def test_the_laws_of_recovery_pass_through_their_points(baseline: Case) -> None:
    for who, week, month in (("recovered", 0.25, 0.45), ("sick_recovered", 0.85, 0.97)):
        law = recovery(baseline, who)
        assert law.within(7.0) == pytest.approx(week)
        assert law.within(30.0) == pytest.approx(month)


def test_pathways_add_up_to_all_casualties(baseline: Case) -> None:
    made = pathways(baseline)
    dead = lethality(baseline)
    hit = sum(each.share for each in made if each.triage != "sick")
    assert hit == pytest.approx(1.0 - dead.at_once)
    assert sum(each.share for each in made if each.triage == "sick") == pytest.approx(1.0)
    reach = hit - dead.on_the_way
    light = sum(each.share for each in made if each.triage == "T3" and each.role == 1)
    assert light / reach == pytest.approx(0.157)
    died = sum(each.share for each in made if each.outcome == "died")
    assert died / reach / (1 - 0.157) == pytest.approx(0.025)  # hospital mortality of admitted wounded
    immediate = sum(each.share for each in made if each.triage == "T1") - dead.on_the_way
    assert immediate / reach == pytest.approx(0.2)


@pytest.mark.parametrize(("policy", "fit"), [(7, 0.25), (30, 0.45)])
def test_the_evacuation_policy_says_who_returns_in_theatre(baseline: Case, policy: int, fit: float) -> None:
    case = with_factors(baseline, evacuation_policy=policy)
    admitted = [each for each in pathways(case) if each.triage != "sick" and each.steps[-1][1] != "role1"]
    alive = [each for each in admitted if each.outcome != "died"]
    returned = sum(each.share for each in alive if each.role in (2, 3))
    assert returned / sum(each.share for each in alive) == pytest.approx(fit)


def test_draws_have_the_means_of_the_tables_and_more_than_poisson_variance(north: Chain) -> None:
    draws = [north.stream.draw(5, world) for world in range(200)]
    hit = np.array([each.killed + (each.kind % 16 < 11).sum() for each in draws])
    killed = np.array([each.killed for each in draws])
    assert hit.mean() == pytest.approx(north.stream.battle.sum(), abs=4 * hit.std() / np.sqrt(200))
    assert killed.sum() / hit.sum() == pytest.approx(0.19 * 0.571, rel=0.01)
    assert hit.var() > 20 * hit.mean()


def on_day_30(drawn: Casualties) -> int:
    """The wounded of day 30: pathways 0 to 10 are those of the hit."""
    return int(((drawn.arrival >= 30) & (drawn.arrival < 31) & (drawn.kind % 16 < 11)).sum())


def test_a_day_is_negative_binomial(baseline: Case, held: pl.DataFrame) -> None:
    """Without mass casualties the variance of a plan's day is mean + (variation * mean)^2."""
    case = with_factors(baseline, mass_share=0.0)
    stream = chains(case, held, plan="north", days=31)[0].stream
    draws = [stream.draw(2, world) for world in range(1500)]
    wounded = np.array([on_day_30(each) for each in draws])
    mean = stream.battle[:, 30].sum() * (1 - stream.killed)
    assert wounded.mean() == pytest.approx(mean, rel=0.06)
    assert wounded.var() == pytest.approx(mean + (0.7 * mean) ** 2, rel=0.15)


def test_half_of_the_immediate_would_die_without_surgery(north: Chain) -> None:
    draws = [north.stream.draw(1, world) for world in range(20)]
    dying = sum(np.isfinite(each.deadline).sum() for each in draws)
    hit = sum(each.killed for each in draws) / (0.19 * 0.571)
    assert dying / hit == pytest.approx(0.19 * 0.429, rel=0.03)
    lived = np.concatenate([(each.deadline - each.arrival)[np.isfinite(each.deadline)] for each in draws])
    law = north.stream.death
    assert (lived * 1440 <= 60).mean() == pytest.approx((law.dead(60) - 0.571) / 0.429, abs=0.02)


@pytest.mark.parametrize(
    ("factor", "value", "words"),
    [
        ("t2_share", 0.8, "minimal category"),
        ("dead_60", 0.5, "shares below 1 that rise"),
        ("recovered_30", 0.2, "above recovered_7"),
        ("mortally_wounded", 19.0, "share from 0 to 1"),
    ],
)
def test_figures_that_cannot_be_are_refused_by_name(
    baseline: Case, factor: str, value: float, words: str
) -> None:
    with pytest.raises(CaseError, match=words):
        pathways(with_factors(baseline, **{factor: value}))


def test_a_missing_row_is_named(baseline: Case) -> None:
    rows = baseline["medical_planning"].filter(pl.col("factor") != "evacuation_policy")
    with pytest.raises(CaseError, match="evacuation_policy"):
        pathways(baseline.with_table("medical_planning", rows))


def test_a_plan_that_is_not_there_is_named(baseline: Case, held: pl.DataFrame) -> None:
    with pytest.raises(CaseError, match="nowhere"):
        chains(baseline, held, plan="nowhere")
