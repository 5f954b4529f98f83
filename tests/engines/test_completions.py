"""Whole units from work in progress: what must hold of any schedule, and schedules counted by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sinews.engines.completions import TOLERANCE, completions

WORK = arrays(np.float64, st.tuples(st.integers(1, 6), st.integers(1, 12)), elements=st.floats(0.0, 3.0))


@given(WORK, st.floats(0.0, 0.9))
def test_totals_are_those_that_the_work_makes_up_and_nobody_is_served_before_work_begins(
    work: np.ndarray, in_hand: float
) -> None:
    complete = completions(work[None], np.array([in_hand]), np.ones(1))[0]
    done = np.cumsum(work, axis=1)
    assert (complete.sum(axis=0) == np.floor(done.sum(axis=0) + in_hand + 1e-6)).all()
    assert (np.diff(complete, axis=1) >= 0).all()
    # at most one customer is ahead of its own work by more than the rest of a begun unit: the unit in hand
    assert (complete <= np.ceil(done) + 1).all()


@given(WORK)
def test_every_customer_stays_within_one_unit_of_its_work(work: np.ndarray) -> None:
    complete = completions(work[None], np.zeros(1), np.ones(1))[0]
    assert (complete - np.cumsum(work, axis=1) < 1 + 1e-6).all()


def test_two_customers_of_one_line_take_turns() -> None:
    work = np.full((2, 6), 0.5)
    assert completions(work[None], np.zeros(1), np.ones(1))[0].tolist() == [
        [1, 1, 2, 2, 3, 3],
        [0, 1, 1, 2, 2, 3],
    ]


def test_whole_work_is_handed_over_as_it_is_done() -> None:
    work = np.array([[1.0, 0.0, 2.0], [0.0, 3.0, 0.0]])
    assert (np.diff(completions(work[None], np.array([0.5]), np.ones(1))[0], axis=1, prepend=0) == work).all()


@pytest.mark.parametrize(("wanted", "first"), [([0.0, 1.0], [0, 1]), ([1.0, 0.0], [1, 0])])
def test_the_first_unit_goes_to_who_wants_it(wanted: list[float], first: list[int]) -> None:
    work = np.array([[0.5, 0.5], [0.5, 0.5]])
    complete = completions(
        work[None], np.zeros(1), np.ones(1), np.repeat(np.array(wanted)[:, None], 2, axis=1)
    )[0]
    assert complete[:, 0].tolist() == first


def test_what_is_worked_on_one_line_may_come_from_another() -> None:
    # each customer has half a unit on each of two lines; the lines complete one unit each
    work = np.full((2, 2, 1), 0.5)
    complete = completions(work, np.zeros(2), np.ones(2))
    assert complete.sum(axis=1).tolist() == [[1], [1]]
    assert complete.sum(axis=0).tolist() == [[1], [1]]


def test_a_unit_before_its_work_goes_to_who_will_need_it() -> None:
    # two lines with half a unit in hand complete one more than is worked; the third customer's is built later
    work = np.zeros((2, 3, 2))
    work[:, 1, 0] = 0.5
    work[0, 2, 1] = 1.0
    wanted = np.array([[9.0, 9.0], [1.0, 1.0], [1.0, 1.0]])
    complete = completions(work, np.full(2, 0.5), np.ones(2), wanted).sum(axis=0)
    # nothing is worked for the first customer, whatever it wants
    assert complete.tolist() == [[0, 0], [1, 2], [1, 1]]


def one_by_one(
    work: np.ndarray, in_hand: np.ndarray, worth: np.ndarray, wanted: np.ndarray | None
) -> np.ndarray:
    """Return the same, as the rule reads: every unit goes to the best of all customers, looked at afresh."""
    lines, customers, periods = work.shape
    total = np.floor(np.cumsum(work.sum(axis=1), axis=1) + in_hand[:, None] + TOLERANCE)
    done = np.cumsum(np.einsum("lct,l->ct", work, worth), axis=1)
    want = done if wanted is None else wanted
    complete = np.zeros(work.shape, np.int64)
    count = np.zeros((lines, customers), np.int64)
    had = np.zeros(customers)

    def rank(customer: int) -> tuple[int, float, bool, bool, int, float, int]:
        claim = done[customer, period] - had[customer]
        level = 0 if claim > TOLERANCE else 1 if claim >= -TOLERANCE else 2
        idle = level > 0 and done[customer, -1] <= TOLERANCE
        wants = want[customer, period] - had[customer] > TOLERANCE
        deadline = np.searchsorted(done[customer], had[customer] + worth[line] - TOLERANCE)
        return level, -claim if level == 2 else 0.0, idle, not wants, int(deadline), -claim, customer

    for period in range(periods):
        for line in range(lines):
            for _ in range(int(total[line, period] - count[line].sum())):
                customer = min(range(customers), key=rank)
                count[line, customer] += 1
                had[customer] += worth[line]
        complete[:, :, period] = count
    return complete


@settings(max_examples=300)
@given(st.data())
def test_every_unit_goes_where_the_rule_says(data: st.DataObject) -> None:
    lines, customers, periods = (data.draw(st.integers(1, most)) for most in (3, 6, 8))
    # quarters make equal claims and whole work, of which all that is easy to get wrong comes
    amount = st.one_of(st.just(0.0), st.sampled_from([0.25, 0.5, 1.0, 2.0]), st.floats(0.0, 3.0))
    work = data.draw(arrays(np.float64, (lines, customers, periods), elements=amount))
    in_hand = data.draw(arrays(np.float64, lines, elements=st.sampled_from([0.0, 0.5, 0.9])))
    worth = data.draw(arrays(np.float64, lines, elements=st.sampled_from([0.5, 1.0, 1.0, 4.0])))
    wanted = data.draw(
        st.none() | arrays(np.float64, (customers, periods), elements=st.sampled_from([0.0, 1.0, 2.5, 9.0]))
    )
    expected = one_by_one(work, in_hand, worth, wanted)
    assert (completions(work, in_hand, worth, wanted) == expected).all()
