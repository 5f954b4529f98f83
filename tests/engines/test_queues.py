"""Queues: every customer leaves once, no server holds two, and the closed forms are met."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from sinews.engines.queue_network import EXPONENTIAL, UNLIMITED
from sinews.engines.queue_simulation import poisson_arrivals, simulate_queues
from sinews.engines.queueing import cobham, erlang_c, mean_wait, pollaczek_khinchine, square_root_staffing
from sinews.verify.check import Check
from sinews.verify.queues import BAND, CHECKS, line


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: f"{check.method}: {check.example}")
def test_simulation_lies_in_the_band_of_the_closed_form(check: Check) -> None:
    assert abs(check.compute()) <= BAND


def test_closed_forms_agree_where_they_meet() -> None:
    assert mean_wait(0.7, 1, 2.0) == pytest.approx(pollaczek_khinchine(0.35, 2.0, 1.0))
    rates = np.array([0.5, 0.8, 0.9])
    conserved = (cobham(rates, 3, 1.0) * rates).sum() / rates.sum()
    assert conserved == pytest.approx(mean_wait(2.2, 3, 1.0))  # exponential service: order changes no mean
    assert erlang_c(0.5, 1) == pytest.approx(0.5)
    assert square_root_staffing(100.0, 1.96) == 120


def test_no_server_holds_two_and_every_customer_leaves_once() -> None:
    network = line(3, EXPONENTIAL, 1.0, classes=2)
    arrival, kind = poisson_arrivals((1.0, 1.2), 500.0, 3, 0)
    run = simulate_queues(network, (3, UNLIMITED, 3), arrival, kind, seed=3)
    log = run.log()
    assert log.height == 3 * arrival.size
    assert run.events == arrival.size + log.height
    for _, held in log.filter(pl.col("server") >= 0).group_by("station", "server", maintain_order=True):
        assert (held["start"].to_numpy()[1:] >= held["finish"].to_numpy()[:-1]).all()
    assert (np.diff(run.finish, axis=1) >= 0).all()
    assert (run.start >= run.came).all()


def test_customers_past_their_deadline_leave_and_are_counted_once() -> None:
    network = line(1, EXPONENTIAL, 1.0)
    network.safe[:] = 0
    arrival, kind = poisson_arrivals((3.0,), 200.0, 5, 0)
    run = simulate_queues(network, (2,), arrival, kind, deadline=arrival + 1.0, seed=5)
    served = ~np.isnan(run.start[:, 0])
    assert np.array_equal(served, run.left < 0)
    assert 0 < served.sum() < arrival.size
    assert run.wait(0).max() <= 1.0


def test_more_servers_never_lengthen_the_wait() -> None:
    network = line(1, EXPONENTIAL, 1.0)
    arrival, kind = poisson_arrivals((2.5,), 500.0, 7, 0)
    waits = [simulate_queues(network, (c,), arrival, kind, seed=7).wait(0).mean() for c in (2, 3, 4, 6)]
    assert waits == sorted(waits, reverse=True)


def test_without_servers_everybody_waits_and_nothing_hangs() -> None:
    arrival, kind = poisson_arrivals((1.0,), 50.0, 1, 0)
    run = simulate_queues(line(1, EXPONENTIAL, 1.0), (0,), arrival, kind)
    assert np.isnan(run.start).all()
    assert not np.isnan(run.came).any()


def test_same_seed_same_figures_and_other_worlds_differ() -> None:
    arrival, kind = poisson_arrivals((2.0,), 100.0, 1, 0)
    first, again, other = (
        simulate_queues(line(1, EXPONENTIAL, 1.0), (3,), arrival, kind, world=w) for w in (0, 0, 1)
    )
    assert np.array_equal(first.finish, again.finish)
    assert not np.array_equal(first.finish, other.finish)


def test_arrivals_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="ascending"):
        simulate_queues(line(1, EXPONENTIAL, 1.0), (1,), np.array([2.0, 1.0]), np.zeros(2, np.int64))
