"""Starting from the basis of another programme: the same optimum, at once if nothing has changed."""

from __future__ import annotations

import numpy as np
import pytest

from sinews.engines.basis import AT_LOWER, BASIC, keys, labelled
from sinews.engines.lp import IterationLimitError, LpModel


def blend(demand: float, goods: int) -> LpModel:
    """Return a model that covers a demand from goods of rising cost and from a common reserve."""
    model = LpModel()
    bought = model.add_columns(goods, cost=1.0 + np.arange(goods), upper=4.0, agent=np.arange(goods), role=7)
    reserve = model.add_columns(1, cost=100.0)
    need = model.add_rows(1, lower=demand)
    model.add_entries(need, bought, 1.0)
    model.add_entries(need, reserve, 1.0)
    return model


def test_a_basis_is_found_again_by_labels_and_leads_to_the_new_optimum() -> None:
    model = blend(10.0, 5)
    session = model.open()
    assert session.solve().objective == pytest.approx(4 * 1 + 4 * 2 + 2 * 3)
    rows, columns = (keys(labels) for labels in model.labels())
    kept = labelled(session.basis(), rows, columns)

    edited = blend(11.0, 6)
    rows, columns = (keys(labels) for labels in edited.labels())
    start = kept.restored(rows, columns)
    # the sixth good is new: it is bought by nobody yet
    assert start.columns[5] == AT_LOWER
    assert np.count_nonzero(start.columns == BASIC) + np.count_nonzero(start.rows == BASIC) == 1
    again = edited.open()
    again.start_from(start)
    again.limit_iterations(0)
    assert again.solve().objective == pytest.approx(4 * 1 + 4 * 2 + 3 * 3)
    cold = edited.open()
    cold.limit_iterations(0)
    with pytest.raises(IterationLimitError):
        cold.solve()


def test_a_basis_with_too_many_members_is_mended() -> None:
    model = blend(10.0, 5)
    rows, columns = (keys(labels) for labels in model.labels())
    session = model.open()
    session.solve()
    basis = session.basis()
    basis.columns[:] = BASIC
    session = model.open()
    session.start_from(labelled(basis, rows, columns).restored(rows, columns))
    assert session.solve().objective == pytest.approx(18.0)


def test_keys_tell_blocks_roles_and_agents_apart() -> None:
    rows, columns = blend(1.0, 3).labels()
    assert np.unique(keys(columns)).size == 4
    assert np.unique(keys(rows)).size == 1
