from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sinews.engines.leontief import (
    effects,
    factorise,
    input_coefficients,
    localised,
    output_for,
    size_quotient,
    with_households,
)

FEW = 4


def productive(raw: np.ndarray) -> np.ndarray:
    """Return coefficients whose columns add up to less than one."""
    return np.asarray(raw / (raw.sum(axis=0, keepdims=True) + 0.2))


matrices = arrays(float, (FEW, FEW), elements=st.floats(0.0, 1.0)).map(productive)
demands = arrays(float, FEW, elements=st.floats(0.0, 1e4))


@given(matrices, demands)
def test_output_meets_what_sectors_use_and_final_demand(coefficients: np.ndarray, demand: np.ndarray) -> None:
    output = output_for(factorise(coefficients), demand)
    assert output == pytest.approx(coefficients @ output + demand, abs=1e-6)


@given(matrices, demands)
def test_rounds_of_production_add_up_to_the_output(coefficients: np.ndarray, demand: np.ndarray) -> None:
    total, this_round = demand.copy(), demand.copy()
    for _ in range(400):
        this_round = coefficients @ this_round
        total += this_round
    assert output_for(factorise(coefficients), demand) == pytest.approx(total, rel=1e-6, abs=1e-6)


@given(matrices, demands)
def test_primary_inputs_add_up_to_final_demand(coefficients: np.ndarray, demand: np.ndarray) -> None:
    primary = 1.0 - coefficients.sum(axis=0)
    total = effects(factorise(coefficients), primary) @ demand
    assert total == pytest.approx(demand.sum(), rel=1e-9, abs=1e-9)


@given(matrices, st.floats(0.0, 1.0))
def test_a_smaller_economy_imports_what_it_no_longer_makes(coefficients: np.ndarray, kept: float) -> None:
    imports = np.full(FEW, 0.1)
    own, more = localised(coefficients, imports, kept)
    assert own.sum(axis=0) + more == pytest.approx(coefficients.sum(axis=0) + imports)


def test_households_that_spend_nothing_change_nothing() -> None:
    coefficients = np.array([[0.15, 0.25], [0.2, 0.05]])
    closed = factorise(with_households(coefficients, np.array([0.3, 0.25]), np.zeros(2)))
    assert output_for(closed, np.array([600.0, 1500.0, 0.0]))[:2] == pytest.approx(
        output_for(factorise(coefficients), np.array([600.0, 1500.0]))
    )


def test_a_sector_without_output_uses_nothing() -> None:
    assert input_coefficients(np.array([[1.0, 2.0]]), np.array([4.0, 0.0])).tolist() == [[0.25, 0.0]]


def test_an_economy_that_uses_more_than_it_makes_is_refused() -> None:
    with pytest.raises(ValueError, match="not productive"):
        factorise(np.array([[0.9, 0.4], [0.5, 0.8]]))


def test_the_size_quotient_keeps_all_at_the_known_size_and_nothing_at_none() -> None:
    assert size_quotient(1.0, 0.3) == size_quotient(7.0, 0.3) == 1.0
    assert size_quotient(0.0, 0.3) == 0.0
    assert size_quotient(3.0 / 4.0, 1.0) == pytest.approx(np.log(1.75) / np.log(2.0))
