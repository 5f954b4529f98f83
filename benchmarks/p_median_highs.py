"""The p-median problem in the model of C. ReVelle and R. Swain (1970), handed to HiGHS as it stands."""

from __future__ import annotations

import highspy
import numpy as np
from scipy.sparse import coo_array

from benchmarks.registry import Outcome
from sinews.engines.arrays import Values


def build(problem: tuple[Values, int]) -> highspy.HighsLp:
    """Build the model: a facility at a place, and each client's assignment to one."""
    distance, count = problem
    clients, places = distance.shape
    client, place = np.divmod(np.arange(clients * places), places)
    assigned = places + np.arange(clients * places)
    links = 1 + clients + np.arange(clients * places)
    rows = np.concatenate([np.zeros(places, np.int64), 1 + client, links, links])
    columns = np.concatenate([np.arange(places), assigned, assigned, place])
    values = np.concatenate([np.ones(places + 2 * client.size), -np.ones(client.size)])
    matrix = coo_array((values, (rows, columns))).tocsc()
    model = highspy.HighsLp()
    model.num_row_, model.num_col_ = matrix.shape
    model.col_cost_ = np.concatenate([np.zeros(places), distance.ravel()])
    model.col_lower_, model.col_upper_ = np.zeros(model.num_col_), np.ones(model.num_col_)
    one = np.ones(clients)
    model.row_lower_ = np.concatenate([[count], one, np.full(client.size, -np.inf)])
    model.row_upper_ = np.concatenate([[count], one, np.zeros(client.size)])
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_, model.a_matrix_.index_ = matrix.indptr, matrix.indices
    model.a_matrix_.value_ = matrix.data
    integer, continuous = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
    model.integrality_ = [integer] * places + [continuous] * client.size
    return model


def solve(model: highspy.HighsLp) -> Outcome:
    """Solve to the optimum."""
    highs = highspy.Highs()  # type: ignore[no-untyped-call]  # highspy leaves it untyped
    highs.silent()
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("mip_rel_gap", 0.0)
    highs.passModel(model)
    highs.run()
    return Outcome(highs.getInfo().objective_function_value, model.num_col_, model.num_row_)
