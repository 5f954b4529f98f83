"""The rules for a single capability and for the matrix, and their comparison."""

from __future__ import annotations

from typing import get_args

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.fair_division import random_problem
from tests.small_case import small_case

from sinews import guidance, requirements
from sinews.apportionment import compare_rules
from sinews.apportionment.rules import divide_all, divide_one
from sinews.case.settings import Rule
from sinews.engines.leximin import leximin

RULES: tuple[Rule, ...] = get_args(Rule)


@pytest.mark.parametrize("rule", RULES)
@settings(max_examples=300, deadline=None)
@given(st.integers(0, 10**6))
def test_one_capability_is_divided_within_claims(rule: Rule, seed: int) -> None:
    random = np.random.default_rng(seed)
    allies = int(random.integers(1, 8))
    claim = random.integers(0, 20, allies).astype(np.float64)
    ability, held = random.lognormal(0, 1, allies), random.integers(0, 9, allies).astype(np.float64)
    estate = float(random.integers(0, int(claim.sum()) + 1))
    share = divide_one(rule, claim, estate, ability, held)
    assert share.sum() == pytest.approx(estate, abs=1e-8)
    assert np.all((share >= -1e-12) & (share <= claim + 1e-9))


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("seed", range(8))
def test_the_matrix_is_divided_within_its_limits(rule: Rule, seed: int) -> None:
    random = np.random.default_rng(seed)
    problem = random_problem(random, 7, 9, personnel=1.2 if seed % 2 else 0.0)
    found = divide_all(rule, problem, random.random(7))
    assert np.allclose(found.lots.sum(axis=0), problem.total, atol=1e-6)
    assert np.all((found.lots >= problem.lower) & (found.lots <= problem.upper))
    assert np.all(found.lots @ problem.use <= problem.supply * (1 + 1e-6) + 1e-6)
    highest = leximin(problem).burden.max()
    assert problem.burden(found.lots).max() >= highest - 1e-6


def test_with_room_for_all_the_default_is_proportional() -> None:
    random = np.random.default_rng(4)
    problem = random_problem(random, 5, 6)
    roomy = np.full_like(problem.upper, 1e6)
    free = type(problem)(
        problem.total, problem.cost, problem.ability, problem.lower, roomy, problem.use, problem.supply
    )
    lots = divide_all("leximin", free, np.ones(5)).lots
    assert np.allclose(lots, problem.weight[:, None] * problem.total, atol=1e-6)


def test_the_comparison_adds_up() -> None:
    case = small_case()
    needs = requirements.determine(case, guidance.establish(case))
    found = compare_rules(case, needs)
    assert found.measures["rule"].to_list()[0] == found.rule == "leximin"
    assert set(found.burdens["rule"]) == set(RULES)
    total = found.burdens.group_by("rule", maintain_order=True).agg(pl.col("cost").sum())["cost"].to_numpy()
    assert np.allclose(total, total[0])
    changes = (
        found.burdens.group_by("rule", maintain_order=True).agg(pl.col("change").sum())["change"].to_numpy()
    )
    assert np.allclose(changes, 0.0, atol=1e-6)
    default = found.measures.row(0, named=True)
    assert default["envious"] == 0
    assert default["highest"] <= found.measures["highest"].to_numpy().min() + 1e-9
    assert set(found.sensitivity["ability"]) == {"gdp", "income", "headroom", "spending"}
