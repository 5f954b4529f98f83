"""The division that the search starts from: whole gaps in turn, and one member in between."""

from __future__ import annotations

import numpy as np
import pytest

from sinews.engines.basis import AT_UPPER, BASIC
from sinews.engines.disaggregation import served_in_turn


@pytest.mark.parametrize("seed", range(20))
def test_all_that_is_due_is_received_within_everybodys_room(seed: int) -> None:
    random = np.random.default_rng(seed)
    pools, years = 4, 5
    pool = np.sort(random.integers(0, pools, 20))
    room = random.uniform(0.5, 3.0, (pool.size, years))
    free = random.random(room.shape) < 0.8
    most = np.zeros((pools, years))
    np.add.at(most, pool, np.where(free, room, 0.0))
    due = random.uniform(0.0, 1.0, most.shape) * most
    status = served_in_turn(pool, room, free, due)
    assert not status[~free].any()
    for number in range(pools):
        members = pool == number
        for year in range(years):
            if not (members & free[:, year]).any():
                continue
            # with one basic member a pool's row determines what that one receives: it must have the room
            basic = members & (status[:, year] == BASIC)
            full = members & (status[:, year] == AT_UPPER)
            assert np.count_nonzero(basic) == 1
            rest = due[number, year] - room[full, year].sum()
            assert -1e-9 <= rest <= room[basic, year][0] + 1e-9


def test_who_has_no_limit_gets_the_rest() -> None:
    pool = np.zeros(3, np.int64)
    room = np.array([[1.0], [np.inf], [1.0]])
    status = served_in_turn(pool, room, np.ones((3, 1), np.bool_), np.array([[5.0]]))
    assert status[:, 0].tolist() == [AT_UPPER, BASIC, 0]


def test_pools_begin_with_different_members() -> None:
    pool = np.repeat(np.arange(3), 3)
    room, free = np.ones((9, 1)), np.ones((9, 1), np.bool_)
    status = served_in_turn(pool, room, free, np.full((3, 1), 0.5))[:, 0].reshape(3, 3)
    assert (status == BASIC).sum(axis=0).tolist() == [1, 1, 1]
