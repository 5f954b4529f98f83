"""That prices of limits bound what any plan can come to, and tell how far one could be better."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from tests.documents import check_document
from tests.random_cases import random_case
from tests.small_case import small_case, small_case_with_terms

import sinews
from sinews.case import Case, OutputError
from sinews.implementation import Plan
from sinews.present.summary import summarise
from sinews.present.topics.plan import report
from sinews.present.writers.markdown import render as as_markdown
from sinews.verify.plan import check, with_verdict
from sinews.verify.plan.bound import lower_bound
from sinews.verify.plan.optimum import Optimum, optimum
from sinews.verify.plan.reached import objective, within

CASES: dict[str, Callable[[], Case]] = {
    "terms": small_case_with_terms,
    "plain": small_case,
    "random": lambda: random_case(3),
}


@cache
def plan(name: str) -> Plan:
    """Return the plan of a small case."""
    return sinews.plan(CASES[name]())


def proof(name: str) -> Optimum:
    """Return what comes with the plan to prove it."""
    found = optimum(plan(name))
    assert isinstance(found, Optimum)
    return found


@pytest.mark.parametrize("name", list(CASES))
def test_prices_of_the_optimum_prove_it(name: str) -> None:
    assert proof(name).bound == pytest.approx(plan(name).solution.objective, rel=1e-8)


@pytest.mark.parametrize("name", list(CASES))
def test_no_prices_at_all_bound_beyond_the_optimum(name: str) -> None:
    known, random = proof(name), np.random.default_rng(1)
    most = plan(name).solution.objective
    bounds = []
    for size in (0.01, 0.3, 1.0, 10.0):
        for _ in range(25):
            prices = {
                limit: price * random.lognormal(0.0, size, price.shape)
                + random.normal(0.0, 0.1 * size, price.shape)
                for limit, price in known.prices.items()
            }
            bounds.append(lower_bound(known.programme, known.offers, prices))
    assert max(bounds) <= most * (1.0 + 1e-9)
    # nothing is worth anything: nothing is proved but that no plan comes to less than nothing
    nothing = {limit: np.zeros_like(price) for limit, price in known.prices.items()}
    assert lower_bound(known.programme, known.offers, nothing) == pytest.approx(0.0, abs=1e-9)
    assert min(bounds) < 0.5 * most


def test_a_plan_that_agrees_with_itself_and_is_no_optimum_is_told_by_how_much() -> None:
    best = plan("plain")
    lost = 5.0
    stock = best.stock.with_columns(shortfall=pl.col("shortfall") + lost)
    worse = replace(best, tables={**best.tables, "stock": stock})
    known = proof("plain")
    added = objective(worse, known) - objective(best, known)
    p = known.programme
    rows = [p.capabilities.index(each) for each in stock["capability"]]
    years = [p.years.index(each) for each in stock["year"]]
    weighed = lost * 1000.0 / p.stock.required[rows] * p.stock.weight[rows, years]
    assert added == pytest.approx(weighed.sum(), rel=1e-9)
    before, after = within(best), within(worse)
    assert before is not None
    assert after is not None
    assert after > before >= -1e-9
    assert after == pytest.approx(1.0 - known.bound / objective(worse, known), rel=1e-9)


def test_a_certificate_is_the_same_from_its_file(tmp_path: Path) -> None:
    made = plan("terms")
    made.save(tmp_path / "plan")
    opened = sinews.open_plan(tmp_path / "plan")
    assert made.certificate is not None
    assert opened.certificate is not None
    assert opened.certificate.fingerprint == made.certificate.fingerprint
    (tmp_path / "plan" / "certificate.npz").write_bytes(b"nothing")
    with pytest.raises(OutputError, match="certificate"):
        sinews.open_plan(tmp_path / "plan")


def test_a_report_shows_that_the_plan_was_checked(tmp_path: Path) -> None:
    made = plan("terms")
    review = sinews.review(made)
    document = with_verdict(report(made, review, summarise(made, review)), check(made))
    told = as_markdown(document)
    assert "Does it follow from its case?" in told
    assert "The plan holds: its" in told
    check_document(replace(document, sections=document.sections[-1:]), tmp_path)
    wrong = replace(made, tables={**made.tables, "orders": made.orders.clear()})
    assert "The plan does not hold" in as_markdown(with_verdict(document, check(wrong)))
