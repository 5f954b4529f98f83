"""That plans hold: of random cases, of all scenarios, and under every rule, measure and limit of targets."""

from __future__ import annotations

import os
from typing import Any

import polars as pl
import pytest
from tests.random_cases import random_case
from tests.small_case import small_case_with_terms

import sinews
from sinews.case import Case, open_case, scenarios
from sinews.implementation import Plan
from sinews.verify.plan import violations

ALL = bool(os.environ.get("SINEWS_TEST_ALL"))

CASES = 1000 if ALL else 4

SETTINGS: list[dict[str, Any]] = [
    *({"rule": rule} for rule in ("proportional", "equal_awards", "talmud", "status_quo", "random_arrival")),
    *({"ability": ability} for ability in ("income", "headroom", "spending")),
    {"yearly_growth": 0.3},
    {"personnel_growth": 0.02},
    {"currency": "EUR"},
]

ROWS: dict[str, tuple[str, dict[str, Any]]] = {
    "an offer": ("offers", {"ally": "LVA", "capability": "gbad_short", "kind": "offer", "quantity": 7.0}),
    "an opt-out": ("offers", {"ally": "CZE", "capability": "truck", "kind": "opt_out"}),
    "a package": (
        "packages", {"package": "battery", "name": "a battery", "capability": "gbad_long", "ally": "CZE"},
    ),
}  # fmt: skip


def wrong(plan: Plan) -> dict[str, list[str]]:
    """Return what is wrong with a plan, by check."""
    return {name: found for name, found in violations(plan).items() if found}


def with_row(case: Case, table: str, row: dict[str, Any]) -> Case:
    """Return a case with a row more."""
    whole = {"source": "test", "status": "assumed", **row}
    frame = case[table]
    more = pl.DataFrame({name: [whole.get(name)] for name in frame.columns}, schema=frame.schema)
    return case.with_table(table, pl.concat([frame, more]))


@pytest.mark.parametrize("seed", range(CASES))
def test_plans_of_random_cases_hold(seed: int) -> None:
    assert wrong(sinews.plan(random_case(seed))) == {}


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_plans_under_other_settings_hold(settings: dict[str, Any]) -> None:
    case = small_case_with_terms()
    assert wrong(sinews.plan(Case(case.settings.model_copy(update=settings), case.tables))) == {}


@pytest.mark.parametrize("name", list(ROWS))
def test_plans_with_offers_and_packages_hold(name: str) -> None:
    assert wrong(sinews.plan(with_row(small_case_with_terms(), *ROWS[name]))) == {}


def test_a_plan_of_shares_too_small_to_be_of_use_holds() -> None:
    case = small_case_with_terms()
    least = case["viability"].with_columns(minimum=pl.lit(4.0))
    assert wrong(sinews.plan(case.with_table("viability", least))) == {}


@pytest.mark.skipif(not ALL, reason="minutes: see --all")
@pytest.mark.parametrize("name", list(scenarios()))
def test_plans_of_scenarios_hold(name: str) -> None:
    assert wrong(sinews.plan(open_case(name))) == {}


def test_a_plan_of_what_costs_nothing_holds() -> None:
    case = random_case(280)
    free = case["costs"].with_columns(amount=pl.lit(0.0))
    assert wrong(sinews.plan(case.with_table("costs", free))) == {}
