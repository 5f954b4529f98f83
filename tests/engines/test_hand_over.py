"""Whole units of one line: what must hold of any schedule, and of who stands where in the table."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sinews.engines.completions import TOLERANCE
from sinews.engines.hand_over import hand_over

PART = st.one_of(st.just(0.0), st.sampled_from([0.25, 0.5, 1.0, 2.0]), st.floats(0.0, 4.0))
WORK = arrays(np.float64, st.tuples(st.integers(1, 6), st.integers(1, 10)), elements=PART)
IN_HAND = st.sampled_from([0.0, 0.5, 0.9])


def whole(work: np.ndarray) -> np.ndarray:
    """Return the work with what makes each customer's whole added in the last period."""
    total = work.sum(axis=1)
    work = work.copy()
    work[:, -1] += np.ceil(total - TOLERANCE) - total
    return np.asarray(np.clip(work, 0.0, None))


@given(WORK, IN_HAND)
def test_all_that_is_complete_is_handed_over_to_who_ordered_it(work: np.ndarray, in_hand: float) -> None:
    work = whole(work)
    had, done = hand_over(work, in_hand), np.cumsum(work, axis=1)
    assert (had.sum(axis=0) == np.floor(done.sum(axis=0) + in_hand + TOLERANCE)).all()
    assert (np.diff(had, axis=1, prepend=0) >= 0).all()
    # nobody has one that is not begun, and in the end all have theirs
    assert (had <= np.ceil(done - TOLERANCE)).all()
    assert (had[:, -1] == np.round(done[:, -1])).all()


@given(WORK, IN_HAND)
def test_nobody_waits_for_a_unit_that_is_complete(work: np.ndarray, in_hand: float) -> None:
    work = whole(work)
    assert (np.cumsum(work, axis=1) - hand_over(work, in_hand) < 1.0 + TOLERANCE).all()


@given(WORK, IN_HAND, st.randoms())
def test_customers_that_differ_get_the_same_in_any_order(
    work: np.ndarray, in_hand: float, random: object
) -> None:
    # work that nobody else has tells customers apart
    work = whole(work + np.arange(work.shape[0])[:, None] * 1e-3)
    order = np.random.default_rng(random.randrange(2**32)).permutation(work.shape[0])  # type: ignore[attr-defined]
    done = np.cumsum(work, axis=1)
    parts = np.sort(np.round(done % 1.0, 9), axis=0)
    if (np.diff(parts, axis=0) < 1e-6).any():
        return
    assert (hand_over(work[order], in_hand) == hand_over(work, in_hand)[order]).all()


def test_thousands_of_units_are_handed_over_as_the_work_on_them_ends() -> None:
    work = np.array([[1000.4, 999.6, 0.0], [0.0, 500.5, 1500.5]])
    assert hand_over(work).tolist() == [[1000, 2000, 2000], [0, 500, 2001]]
