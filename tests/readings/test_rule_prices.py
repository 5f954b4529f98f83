"""What rules on suppliers cost: the difference of two plans, worked out again from their stocks."""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.small_case import small_case_with_terms
from tests.supplier_cases import with_rules

import sinews
from sinews import pipeline
from sinews.assessment.origins import origins
from sinews.assessment.trade_shares import published, trade_shares
from sinews.implementation import Plan, read_constraints
from sinews.readings import ALL_RULES, price_rules

FAMILY = Path(__file__).parents[1] / "families" / "least_share.py"
RULES = (
    {"rule": "czech_lorries", "who": "CZE", "what": "truck", "kind": "excluded", "suppliers": "DEU"},
    {"rule": "anything", "who": "LVA", "what": "truck", "kind": "open"},
)


@cache
def ruled() -> Plan:
    """Return the plan of the small case with a rule by which Czechia orders no lorries, and an idle one."""
    return sinews.plan(with_rules(small_case_with_terms(), *RULES))


def missing(plan: Plan) -> float:
    """Return the weighted shortfall, from stock, requirement, priority and discount rate, row by row."""
    horizon = plan.case.settings.horizon
    needs = {
        row["capability"]: row["required"]
        for row in plan.tables["requirements"].iter_rows(named=True)
        if row["year"] == horizon
    }
    priority = dict(plan.case["capabilities"].select("capability", "priority").iter_rows())
    return math.fsum(
        1000.0
        * row["shortfall"]
        / max(needs[row["capability"]], 1.0)
        * priority[row["capability"]]
        / 1.03 ** (row["year"] - plan.case.settings.base_year)
        for row in plan.stock.iter_rows(named=True)
    )


def test_a_rule_costs_what_the_plan_without_it_saves() -> None:
    plan, free = ruled(), sinews.plan(small_case_with_terms())
    found = price_rules(plan).prices
    assert found["rule"].to_list() == ["czech_lorries", "anything", ALL_RULES]
    dear, _, both = found.iter_rows(named=True)
    # prices that settle from another start, and units that fall elsewhere, move it a little
    assert dear["shortfall"] == pytest.approx(missing(plan) / missing(free) - 1.0, abs=1e-3)
    assert dear["shortfall"] > 0.01
    assert (dear["capability"], dear["months"] > 0.0) == ("truck", True)
    assert dear["money"] < 0.0
    assert both["shortfall"] == pytest.approx(dear["shortfall"], abs=1e-3)


def test_a_rule_without_effect_costs_exactly_nothing() -> None:
    for plan in (ruled(), sinews.plan(ruled().case, after=sinews.plan(small_case_with_terms()))):
        (idle,) = price_rules(plan, ["anything"]).prices.iter_rows(named=True)
        figures = ("shortfall", "money", "months", "capability", "jobs")
        assert [idle[name] for name in figures] == [0.0, 0.0, 0.0, None, 0.0]


def test_some_rules_can_be_priced_alone() -> None:
    told: list[str] = []
    found = price_rules(ruled(), ["czech_lorries"], told.append)
    assert told == found.prices["rule"].to_list() == ["czech_lorries"]
    assert found.capabilities.is_empty()
    with pytest.raises(sinews.CaseError, match="czech_lories"):
        price_rules(ruled(), ["czech_lories"])


def test_constraints_of_a_file_bind_the_plans_without_a_rule_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (share,) = read_constraints(FAMILY)
    assert share.check(ruled()), "the share must bind, or nothing is tried"
    plan = sinews.plan(ruled().case, constraints=[share])
    made: list[Plan] = []
    as_ever = pipeline.plan

    def kept(*arguments: Any, **options: Any) -> Plan:
        made.append(as_ever(*arguments, **options))
        return made[-1]

    monkeypatch.setattr(pipeline, "plan", kept)
    found = price_rules(plan).prices
    assert [share.check(each) for each in made] == [[]] * 4
    (dear,) = found.filter(rule="czech_lorries").iter_rows(named=True)
    free = sinews.plan(small_case_with_terms(), constraints=[share])
    assert dear["shortfall"] == pytest.approx(missing(plan) / missing(free) - 1.0, abs=1e-3)

    plan.save(tmp_path / "plan")
    with pytest.raises(sinews.CaseError, match=r"least_share.*give them"):
        price_rules(sinews.open_plan(tmp_path / "plan"))


def test_what_is_bought_from_where_adds_up() -> None:
    partner = {"line": "long_line", "country": "DEU", "share": 40.0}
    plan = sinews.plan(with_rules(small_case_with_terms(), line_partners=[partner]))
    orders = plan.tables["orders"]
    found = {row["ally"]: row for row in origins(plan).iter_rows(named=True)}
    for ally, row in found.items():
        value = orders.filter(ally=ally)["value"].sum()
        assert row["value"] == pytest.approx(value)
        assert row["home"] + row["europe"] + row["usa"] + row["others"] == pytest.approx(value)
    # the German part of American units is German work, for German orders alone
    american = orders.filter(line="long_line")
    assert found["DEU"]["usa"] == pytest.approx(0.6 * float(american.filter(ally="DEU")["value"].sum()))
    assert found["CZE"]["usa"] == pytest.approx(american.filter(ally="CZE")["value"].sum())
    ledger = plan.tables["ledger"].filter(kind="payment", element="procurement", line="long_line")
    there = ledger.filter(payer="DEU", country="DEU")["amount"].sum()
    assert there == pytest.approx(0.4 * float(ledger.filter(payer="DEU")["amount"].sum()))


def test_published_shares_are_percentages_of_what_the_plan_can_be_set_beside() -> None:
    shares = trade_shares(ruled())
    assert shares.height == published().height
    assert set(shares["measure"]) == {"usa_of_imports", "europe_of_imports", "european", "usa"}
    assert shares["published"].is_between(0.0, 100.0).all()
