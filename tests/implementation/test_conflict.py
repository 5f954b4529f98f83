"""Contradictions in a case, told by its rows: those that give way, and those that leave no plan at all."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module

import numpy as np
import polars as pl
import pytest
from tests.random_cases import random_case
from tests.small_case import small_case

import sinews
from sinews import apportionment, guidance, implementation, requirements
from sinews.case import Case, CaseError
from sinews.implementation.conflict import conflict
from sinews.implementation.contradictions import contradictions
from sinews.implementation.instance import Instance, build_instance
from sinews.implementation.model import build


def targets_of(case: Case) -> apportionment.Targets:
    return apportionment.set_targets(case, requirements.determine(case, guidance.establish(case)))


def instance_of(case: Case) -> Instance:
    return build_instance(case, targets_of(case))


def test_a_case_whose_promises_can_be_kept_has_no_contradictions() -> None:
    assert contradictions(build(instance_of(small_case()))).is_empty()


def test_contracts_beyond_a_line_are_told_by_its_row() -> None:
    case = small_case().with_value("contracts", ("DEU", "long_line"), quantity=20.0)
    found = sinews.plan(case).tables["contradictions"]
    row = found.filter(pl.col("table") == "lines").row(0, named=True)
    # ten in 2027, of an output on its way from 2 to 3; ten in 2028, of 3
    assert (row["key"], row["column"], row["first_year"], row["last_year"]) == (
        "long_line",
        "rate",
        2027,
        2028,
    )
    assert row["excess"] == pytest.approx(10.0 - 2.5)
    assert "lines, long_line, rate: by up to 7.5 products from 2027 to 2028" in row["statement"]
    # the same contracts need more motors than there are: four each, of twenty a year
    motors = found.filter(pl.col("table") == "materials").row(0, named=True)
    assert motors["excess"] == pytest.approx(40.0 - 20.0)


def test_contracts_beyond_people_and_money_are_told_by_their_rows() -> None:
    case = small_case().with_value("contracts", ("LVA", "short_line"), quantity=120.0, last_year=2031)
    found = contradictions(build(instance_of(case)))
    assert {"workforce", "budgets", "lines"} <= set(found["table"])
    money = found.filter(table="budgets", key="LVA").row(0, named=True)
    spent = sinews.plan(case).spending.filter(pl.col("ally") == "LVA")
    over = (spent["contracted"] - spent["equipment_budget"]).to_list()
    assert money["excess"] == pytest.approx(max(over))


def test_commitments_beyond_stock_are_told_by_their_row() -> None:
    case = small_case().with_value("support_deliveries", "german_units", quantity=50.0)
    (row,) = contradictions(build(instance_of(case))).to_dicts()
    assert (row["table"], row["key"], row["column"]) == ("support_deliveries", "german_units", "quantity")
    given = sinews.plan(case).tables["support"].filter(pl.col("origin") == "stock")["quantity"].sum()
    assert row["excess"] == pytest.approx(50.0 - float(given))


@pytest.mark.parametrize("seed", range(15))
def test_every_random_case_has_the_plan_in_which_nothing_is_ordered(seed: int) -> None:
    instance = instance_of(random_case(seed))
    assert conflict(build(instance)) == []


def broken(instance: Instance) -> Instance:
    """Promise more of the short line, and more fitters, than there can ever be."""
    free = instance.industry.free.copy()
    free[instance.industry.plants.index("short_line"), 0] = -5.0
    return replace(instance, industry=replace(instance.industry, free=free))


def test_limits_that_leave_no_plan_are_named() -> None:
    instance = broken(instance_of(small_case()))
    problems = conflict(build(instance))
    assert {(problem.table, problem.value) for problem in problems} == {("lines", "short_line")}
    assert {problem.column for problem in problems} == {"rate", "ceiling"}
    assert all("2026" in problem.remedy for problem in problems)


def test_people_that_are_not_there_are_named_with_what_would_bring_them() -> None:
    instance = instance_of(small_case())
    reserved = np.where(np.arange(instance.years.size) == 1, 500.0, instance.people.reserved)
    instance = replace(instance, people=replace(instance.people, reserved=reserved))
    problems = conflict(build(instance))
    assert {problem.table for problem in problems} == {"workforce"}
    assert {problem.value for problem in problems} == {"DEU/fitter"}
    assert {"workers", "recruitment_limit"} <= {problem.column for problem in problems}


def test_the_user_is_told_by_table_row_and_column(monkeypatch: pytest.MonkeyPatch) -> None:
    case = small_case()

    def as_broken(case: Case, targets: apportionment.Targets, _: object) -> Instance:
        return broken(build_instance(case, targets))

    monkeypatch.setattr(import_module("sinews.implementation.schedule"), "build_instance", as_broken)
    with pytest.raises(CaseError) as raised:
        implementation.schedule(case, targets_of(case))
    words = str(raised.value)
    assert "rate: found 'short_line', expected limits that can be kept together" in words
    assert "in 2026; raise it, or lower what is promised" in words
    assert "nfeasible" not in words
