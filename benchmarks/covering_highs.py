"""Layered covering in a plain formulation: the textbook's model, handed to HiGHS as it stands."""

from __future__ import annotations

import highspy
import numpy as np
from scipy.sparse import block_array, csc_array, csr_array, eye_array, hstack

from benchmarks.covering_inputs import GAP, Problem
from benchmarks.registry import Outcome


def build(problem: Problem) -> highspy.HighsLp:
    """Build the model: facilities, sites covered by a layer, sites covered so many times."""
    sites, layers = problem.weight.size, len(problem.reach)
    places = [reach.shape[1] for reach in problem.reach]
    one = eye_array(sites)
    covers = block_array(
        [
            [
                -csr_array(problem.reach[row]) if row == column else csr_array((sites, places[column]))
                for column in range(layers)
            ]
            + [one if row == column else csr_array((sites, sites)) for column in range(layers)]
            + [csr_array((sites, sites))] * layers
            for row in range(layers)
        ]
    )
    counted = hstack([csr_array((sites, sum(places))), *[-one] * layers, *[one] * layers])
    limits = block_array(
        [
            [
                csr_array(np.ones((1, places[column]))) if row == column else csr_array((1, places[column]))
                for column in range(layers)
            ]
            + [csr_array((1, 2 * layers * sites))]
            for row in range(layers)
        ]
    )
    matrix = csc_array(block_array([[covers], [counted], [limits]]))
    model = highspy.HighsLp()
    model.num_row_, model.num_col_ = matrix.shape
    worth = [-value * problem.weight for value in problem.worth]
    model.col_cost_ = np.concatenate([np.zeros(sum(places) + layers * sites), *worth])
    model.col_lower_ = np.zeros(model.num_col_)
    model.col_upper_ = np.ones(model.num_col_)
    model.row_lower_ = np.full(model.num_row_, -np.inf)
    model.row_upper_ = np.concatenate([np.zeros((layers + 1) * sites), np.asarray(problem.count, np.float64)])
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_, model.a_matrix_.index_ = matrix.indptr, matrix.indices
    model.a_matrix_.value_ = matrix.data
    kinds = [highspy.HighsVarType.kInteger] * sum(places)
    model.integrality_ = kinds + [highspy.HighsVarType.kContinuous] * (2 * layers * sites)
    return model


def solve(model: highspy.HighsLp) -> Outcome:
    """Solve to the same gap."""
    highs = highspy.Highs()  # type: ignore[no-untyped-call]  # highspy leaves it untyped
    highs.silent()
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("mip_rel_gap", GAP)
    highs.passModel(model)
    highs.run()
    return Outcome(-highs.getInfo().objective_function_value, model.num_col_, model.num_row_)
