"""The ledger: its sums agree with each other, with the budgets of the model and with what is ordered."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from tests.documents import records
from tests.random_cases import random_case
from tests.small_case import small_case, small_case_with_terms

import sinews
from sinews.apportionment import set_targets
from sinews.case import Case, open_case, price_level
from sinews.document.wording import Prices
from sinews.engines.arrays import Values
from sinews.guidance import establish
from sinews.implementation import Element, Plan
from sinews.implementation.families.budgets import Budgets
from sinews.implementation.families.element import by_element
from sinews.implementation.families.family import ALWAYS, Family, Model, Payments
from sinews.implementation.families.plants import Lines
from sinews.implementation.instance import Instance, build_instance
from sinews.implementation.ledger import elements, ledger
from sinews.implementation.orders import orders
from sinews.implementation.settle import settle
from sinews.present.charts import cost_by_year, specification
from sinews.present.figures import yearly_cost
from sinews.present.summary import as_json, summarise
from sinews.present.topics import brief as pages
from sinews.present.topics.plan import report
from sinews.present.writers.html import render
from sinews.present.writers.json import plain
from sinews.requirements import determine

DIMENSIONS = ("year", "payer", "element", "capability", "product", "line", "country", "status")

TO = 1e-6

seeds = st.integers(0, 10_000)


@cache
def plan_of(case: Callable[[], Case]) -> Plan:
    return sinews.plan(case())


def total(frame: pl.DataFrame, column: str = "amount") -> float:
    """A column, added up."""
    return float(frame.select(pl.col(column).sum()).item())


def sums(frame: pl.DataFrame, *by: str) -> dict[tuple[object, ...], float]:
    """Amounts added up by some columns, one by one."""
    found: dict[tuple[object, ...], float] = {}
    for row in frame.iter_rows(named=True):
        key = tuple(row[name] for name in by)
        found[key] = found.get(key, 0.0) + row["amount"]
    return found


def assert_all_sums_agree(plan: Plan) -> None:
    paid = plan.payments
    whole = total(paid, "amount")
    spent = plan.spending.select(pl.sum_horizontal(each.key for each in plan.elements).sum()).item()
    assert whole == pytest.approx(spent, rel=TO, abs=TO)
    one = {name: sums(paid, name) for name in DIMENSIONS}
    for a, b in itertools.combinations(DIMENSIONS, 2):
        for (key,), amount in one[a].items():
            of = paid.filter(pl.col(a).eq_missing(pl.lit(key)))
            assert sum(sums(of, b).values()) == pytest.approx(amount, rel=TO, abs=TO)
    for row in plan.spending.iter_rows(named=True):
        of = paid.filter(payer=row["ally"], year=row["year"])
        found = {element: amount for (element,), amount in sums(of, "element").items()}
        for element in plan.elements:
            assert row[element.key] == pytest.approx(found.get(element.key, 0.0), rel=TO, abs=TO)


@settings(max_examples=6, deadline=None)
@given(seeds)
def test_sums_by_any_two_dimensions_agree(seed: int) -> None:
    assert_all_sums_agree(sinews.plan(random_case(seed)))


def test_sums_by_any_two_dimensions_agree_in_the_baseline() -> None:
    paid = plan_of(open_case).payments
    whole = total(paid, "amount")
    for a, b in itertools.combinations(DIMENSIONS, 2):
        both = paid.group_by(a, b, maintain_order=True).agg(pl.col("amount").sum())
        for name in (a, b):
            one = paid.group_by(name, maintain_order=True).agg(pl.col("amount").sum())
            again = both.group_by(name, maintain_order=True).agg(pl.col("amount").sum())
            assert_frame_equal(one, again, check_row_order=False, abs_tol=1e-6)
        assert total(both, "amount") == pytest.approx(whole)
    spent = paid.group_by("payer", "year", maintain_order=True).agg(pl.col("amount").sum())
    cost = plan_of(open_case).spending.select(
        "ally", "year", cost=pl.sum_horizontal(each.key for each in plan_of(open_case).elements)
    )
    both = cost.join(spent, left_on=["ally", "year"], right_on=["payer", "year"], how="left")
    assert both["cost"].to_list() == pytest.approx(both["amount"].fill_null(0.0).to_list(), rel=TO, abs=TO)


def money_of_rows(case: Case) -> None:
    """Set the ledger beside the rows of the budgets, as the matrix of the planning model has them."""
    needs = determine(case, establish(case))
    solved = settle(case, build_instance(case, set_targets(case, needs)))
    problem, quantities = solved.instance, solved.quantities
    payments = solved.blocks.model.payments_at(problem)
    placed, _ = orders(case, problem, quantities)
    frame = ledger(problem, payments, quantities.x, placed).filter(kind="payment")
    # what falls due in any case, and the part of operation that the bounds of the rows have, come off before
    always = ledger(problem, [each for each in payments if each.column is ALWAYS], quantities.x, placed)
    always = always.filter(kind="payment")
    moved = quantities.carried - quantities.owed - quantities.drawn.sum(axis=0)
    moved[:, 1:] += quantities.owed[:, :-1] - quantities.carried[:, :-1]
    # the linear programme counts money by the thousand
    money = solved.blocks.money
    x = quantities.x.copy()
    for places in (money.carried, money.owed, money.drawn, money.running):
        x[places] /= 1000.0
    activity = solved.arrays.matrix @ x
    own = [each.key for each in elements(payments) if each.paid_from == "equipment"]
    for name, kept in (("equipment", pl.col("element").is_in(own)), ("total", pl.lit(value=True))):
        rows = solved.blocks.model.rows(Budgets, name)
        paid = _by_ally(problem, frame.filter(kept)) - _by_ally(problem, always.filter(kept))
        np.testing.assert_allclose(1000.0 * activity[rows] - moved, paid, rtol=1e-6, atol=1e-3)


def _by_ally(problem: Instance, frame: pl.DataFrame) -> Values:
    found = np.zeros((len(problem.allies), problem.years.size))
    for payer, year, amount in frame.select("payer", "year", "amount").iter_rows():
        found[problem.allies.index(payer), year - problem.years[0]] += amount
    return found


@settings(max_examples=5, deadline=None)
@given(seeds)
def test_the_ledger_is_what_the_rows_of_the_budgets_have(seed: int) -> None:
    money_of_rows(random_case(seed))


def test_the_ledger_is_what_the_rows_of_the_budgets_have_in_the_baseline() -> None:
    money_of_rows(open_case())


@pytest.mark.parametrize("case", [small_case, small_case_with_terms, open_case])
def test_money_out_is_money_in_by_country(case: Callable[[], Case]) -> None:
    plan = plan_of(case)
    assert plan.payments["country"].null_count() == 0
    out = plan.payments.group_by("payer", maintain_order=True).agg(pl.col("amount").sum())
    into = plan.payments.group_by("country", maintain_order=True).agg(pl.col("amount").sum())
    assert total(into, "amount") == pytest.approx(total(out, "amount"))
    assert set(out["payer"]) <= set(plan.case["allies"]["ally"])
    # where the work on a line is done is where the line stands, or at home with a payer who is its partner
    hosts = dict(plan.case["lines"].select("line", "country").iter_rows())
    partners = set(plan.case["line_partners"].select("line", "country").iter_rows())
    on_lines = plan.payments.filter(pl.col("line").is_not_null()).select("line", "country", "payer")
    assert on_lines.height
    for line, country, payer in on_lines.iter_rows():
        at_home = hosts[line] is None or (line, payer) in partners
        assert country == hosts[line] or (at_home and country == payer)


@pytest.mark.parametrize("case", [small_case_with_terms, open_case])
def test_what_is_committed_is_what_is_paid(case: Callable[[], Case]) -> None:
    plan = plan_of(case)
    by = ("payer", "element", "capability", "line")
    paid, committed = (
        frame.group_by(by, maintain_order=True).agg(pl.col("amount").sum())
        for frame in (plan.payments, plan.commitments)
    )
    assert_frame_equal(paid, committed, check_row_order=False, abs_tol=1e-6)
    # an order commits its value in its year
    ordered = plan.orders.group_by("ally", "line", "order_year", maintain_order=True).agg(
        pl.col("value").sum()
    )
    orders = plan.commitments.filter(element="procurement")
    bound = orders.group_by("payer", "line", "year", maintain_order=True).agg(
        committed=pl.col("amount").sum()
    )
    both = ordered.join(
        bound, left_on=["ally", "line", "order_year"], right_on=["payer", "line", "year"], how="full"
    )
    assert both["committed"].null_count() == both["value"].null_count() == 0
    assert both["committed"].to_list() == pytest.approx(both["value"].to_list(), rel=TO, abs=TO)
    before = plan.commitments.filter(pl.col("year") < plan.case.settings.base_year)
    assert set(before["element"]) == {"contracted", "support"}


def test_then_year_money_is_in_the_prices_of_its_year() -> None:
    """By the deflator of the dollar, 105.16 in 2026 after 102.70 in 2025, and carried on at that rise."""
    plan = plan_of(open_case)
    both = plan.payments.with_columns(then=plan.then_year["amount"])
    rise = 105.16 / 102.70
    for year in (2027, 2030, 2041):
        of = both.filter(year=year)
        level = 1.0516 * rise ** (year - 2026)
        assert total(of, "then") == pytest.approx(total(of) * level)
    summary = summarise(plan, sinews.review(plan))
    assert sum(each.then_year for each in records(summary.cost)) == pytest.approx(total(both, "then"))
    first = plan.commitments.filter(year=plan.case.settings.base_year)
    assert records(summary.cost)[0].committed == pytest.approx(total(first))


def test_prices_without_a_deflator_stand_still() -> None:
    assert price_level(small_case(), "SEK", 2026) == price_level(small_case(), "SEK", 2032)


@pytest.mark.parametrize("case", [small_case_with_terms, open_case])
def test_units_ordered_are_delivered_or_in_build(case: Callable[[], Case]) -> None:
    plan = plan_of(case)
    delivered = plan.deliveries.group_by("line", "year", maintain_order=True).agg(
        pl.col("ordered", "contracted", "completed").sum()
    )
    milestones = plan.case["milestones"]
    dated = plan.deliveries.join(milestones, on=["ally", "line"], how="semi")
    whole = set(plan.orders.drop_nulls("contract")["line"])
    for year in plan.case.years:
        ordered = plan.orders.filter(pl.col("order_year") <= year)
        building = ordered.filter(pl.col("delivery_year") > year)
        for line in plan.orders["line"].unique().sort():
            arrived = delivered.filter(pl.col("line") == line, pl.col("year") <= year)
            due, in_build = (total(each.filter(line=line), "quantity") for each in (ordered, building))
            # what is ordered whole is handed over when it is complete: part of one is in work
            part = 1.0 if line in whole else 0.0
            assert abs(due - total(arrived, "ordered") - in_build) <= part + TO * max(1.0, due)
            # of what counts in whole units only, part of one is in work; long work counts at its dates
            of_line = pl.col("line") == line, pl.col("year") <= year
            at_dates = total(milestones.filter(of_line), "quantity") - total(
                dated.filter(of_line), "contracted"
            )
            work = total(arrived, "ordered") + total(arrived, "contracted") + at_dates
            assert abs(work - total(arrived, "completed")) < 1.0 + 1e-6


SURVEY = Element("survey", "Surveys of new plant", "Survey", counts_for="surveyors", work="plant")


class Surveys(Family[None]):
    """Each unit of capacity that is added to a line has cost 3 USD m a year to its host since it is there."""

    name = "surveys"
    needs = (Lines,)

    def payments(self, problem: Instance, model: Model) -> Iterable[Payments]:
        columns = model.columns(Lines, "expansion")
        line = np.flatnonzero(problem.industry.host[: len(problem.lines)] >= 0)
        payer, year = problem.industry.host[line, None], problem.each("year")
        yield Payments(SURVEY, payer, year, columns[line], np.full((line.size, 1), 3.0), line[:, None])


def test_a_new_element_of_cost_is_one_declaration() -> None:
    plan = sinews.plan(small_case(), constraints=[Surveys()])
    hosts = dict(plan.case["lines"].select("line", "country").iter_rows())
    added = plan.tables["lines"].with_columns(ally=pl.col("line").replace_strict(hosts))
    at_home = added.filter(pl.col("ally").is_in(plan.case["allies"]["ally"].implode()))
    expected = 3.0 * total(at_home, "expansion")
    assert expected > 0
    assert total(plan.spending, "survey") == pytest.approx(expected)
    bare = replace(plan, tables={**plan.tables, "ledger": plan.tables["ledger"].filter(element="survey")})
    assert by_element(plan.payments, plan.elements)["survey"].sum() == pytest.approx(expected)
    summary = summarise(plan, sinews.review(plan))
    told = plain(as_json(summary))
    assert sum(row["survey"] for row in told["cost"]) == pytest.approx(expected)
    assert "surveyors" in {group.pledge_group for group in records(summary.pledge_groups)}
    assert SURVEY.name in render(report(plan, sinews.review(plan), summary))
    chart = specification(cost_by_year(yearly_cost(bare), plan.elements, Prices("USD", 2024)))
    # what comes last shares a colour with other small parts
    shown = [row for rows in chart["datasets"].values() for row in rows]
    assert sum(row["value"] for row in shown) == pytest.approx(expected / 1000, abs=1e-3)
    brief = pages.page(pages.Book.of(bare), "DEU")
    spent = total(bare.payments.filter(payer="DEU"), "amount")
    assert spent > 0
    path = brief.data["path"]
    assert isinstance(path, pl.DataFrame)
    assert path["spent"].sum() == pytest.approx(spent)


def test_a_new_element_of_cost_is_kept_with_the_plan(tmp_path: object) -> None:
    plan = sinews.plan(small_case(), constraints=[Surveys()])
    plan.save(f"{tmp_path}/plan")
    assert sinews.open_plan(f"{tmp_path}/plan").elements == plan.elements
