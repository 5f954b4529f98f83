"""Rules for claims problems against published tables, brute force and the axioms that characterise them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from sinews.engines import claims
from sinews.engines.arrays import Values
from sinews.engines.shapley import bankruptcy_game, shapley_value

Rule = Callable[[Values, float], Values]
RULES: list[Rule] = [
    claims.proportional_awards,
    claims.equal_awards,
    claims.equal_losses,
    claims.talmud,
    claims.random_arrival,
]
# The random arrival rule is not consistent; the others are.
CONSISTENT = RULES[:4]
SELF_DUAL: list[Rule] = [claims.proportional_awards, claims.talmud, claims.random_arrival]


@st.composite
def problems(draw: st.DrawFn) -> tuple[Values, float]:
    """Draw 1 to 6 whole claims, some of them alike, and an estate up to their sum."""
    claim = draw(st.lists(st.integers(0, 40), min_size=1, max_size=6))
    estate = draw(st.integers(0, sum(claim)))
    return np.array(claim, np.float64), float(estate)


every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
often = settings(max_examples=1000, deadline=None)


@every_rule
@often
@given(problems())
def test_efficiency_and_bounds(rule: Rule, problem: tuple[Values, float]) -> None:
    claim, estate = problem
    awards = rule(claim, estate)
    assert_allclose(awards.sum(), estate, atol=1e-9)
    assert np.all((awards >= -1e-12) & (awards <= claim + 1e-9))


@every_rule
@often
@given(problems())
def test_equal_treatment_and_order(rule: Rule, problem: tuple[Values, float]) -> None:
    claim, estate = problem
    awards = rule(claim, estate)
    for i in range(claim.size):
        for j in range(claim.size):
            if claim[i] == claim[j]:
                assert awards[i] == pytest.approx(awards[j], abs=1e-9)
            elif claim[i] < claim[j]:
                assert awards[i] <= awards[j] + 1e-9
                assert claim[i] - awards[i] <= claim[j] - awards[j] + 1e-9


@every_rule
@often
@given(problems(), st.integers(0, 40))
def test_nobody_loses_when_the_estate_grows(rule: Rule, problem: tuple[Values, float], more: int) -> None:
    claim, estate = problem
    larger = min(estate + more, float(claim.sum()))
    assert np.all(rule(claim, larger) >= rule(claim, estate) - 1e-9)


@pytest.mark.parametrize("rule", CONSISTENT, ids=lambda rule: rule.__name__)
@often
@given(problems(), st.integers(0, 5))
def test_consistency(rule: Rule, problem: tuple[Values, float], who: int) -> None:
    """When a claimant leaves with its award, the others would divide the rest as before."""
    claim, estate = problem
    leaves = who % claim.size
    awards = rule(claim, estate)
    others = np.delete(np.arange(claim.size), leaves)
    rest = min(max(estate - float(awards[leaves]), 0.0), float(claim[others].sum()))
    assert_allclose(rule(claim[others], rest), awards[others], atol=1e-8)


@pytest.mark.parametrize("rule", SELF_DUAL, ids=lambda rule: rule.__name__)
@often
@given(problems())
def test_self_duality(rule: Rule, problem: tuple[Values, float]) -> None:
    """What is awarded and what is lost are divided alike."""
    claim, estate = problem
    assert_allclose(rule(claim, estate), claim - rule(claim, float(claim.sum()) - estate), atol=1e-8)


@often
@given(problems())
def test_equal_awards_and_equal_losses_are_dual(problem: tuple[Values, float]) -> None:
    claim, estate = problem
    lost = claims.equal_awards(claim, float(claim.sum()) - estate)
    assert_allclose(claims.equal_losses(claim, estate), claim - lost, atol=1e-9)


@settings(max_examples=200, deadline=None)
@given(problems())
def test_random_arrival_is_the_average_over_all_orders(problem: tuple[Values, float]) -> None:
    claim, estate = problem
    total = np.zeros(claim.size)
    orders = list(permutations(range(claim.size)))
    for order in orders:
        left = estate
        for i in order:
            award = min(claim[i], left)
            total[i] += award
            left -= award
    assert_allclose(claims.random_arrival(claim, estate), total / len(orders), atol=1e-9)


@settings(max_examples=200, deadline=None)
@given(problems())
def test_random_arrival_is_the_shapley_value_of_the_bankruptcy_game(problem: tuple[Values, float]) -> None:
    claim, estate = problem
    game = bankruptcy_game(claim, estate)
    assert_allclose(claims.random_arrival(claim, estate), shapley_value(game), atol=1e-9)


def test_random_arrival_of_amounts_off_the_grid_is_near() -> None:
    random = np.random.default_rng(5)
    for _ in range(50):
        claim = random.lognormal(0, 1, random.integers(2, 9))
        estate = float(claim.sum() * random.random())
        exact = shapley_value(bankruptcy_game(claim, estate))
        assert_allclose(claims.random_arrival(claim, estate), exact, atol=2e-5 * estate)


@pytest.mark.parametrize("estate", [50.0, 100.0, 250.0, 420.0, 600.0])
def test_talmud_divides_every_pair_as_the_contested_garment(estate: float) -> None:
    """Aumann and Maschler's characterisation: each pair concedes and divides what it has together."""
    claim = np.array([100.0, 200.0, 300.0])
    awards = claims.talmud(claim, estate)
    for i in range(3):
        for j in range(i):
            pair = awards[i] + awards[j]
            conceded = max(pair - claim[i], 0.0), max(pair - claim[j], 0.0)
            disputed = pair - sum(conceded)
            assert awards[j] == pytest.approx(conceded[0] + disputed / 2)
            assert awards[i] == pytest.approx(conceded[1] + disputed / 2)


@every_rule
def test_what_is_no_claims_problem_is_refused(rule: Rule) -> None:
    with pytest.raises(ValueError, match="must lie between"):
        rule(np.array([1.0, 2.0]), 4.0)
    with pytest.raises(ValueError, match="must not be negative"):
        rule(np.array([-1.0, 2.0]), 1.0)


def test_shapley_value_of_published_games() -> None:
    coalition = np.arange(1 << 15)
    veto = np.bitwise_count(coalition & 31)
    others = np.bitwise_count(coalition >> 5)
    council = ((veto == 5) & (others >= 4)).astype(np.float64)
    assert_allclose(shapley_value(council), [421 / 2145] * 5 + [4 / 2145] * 10, atol=1e-12)
    with pytest.raises(ValueError, match=r"2\*\*n coalitions"):
        shapley_value([0.0, 1.0, 2.0])
