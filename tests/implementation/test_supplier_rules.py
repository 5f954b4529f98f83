"""Rules on suppliers: who may order from whom, what a share asks, against linopy's model and the check."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import pytest
from benchmarks.plan_inputs import planning_instance
from benchmarks.registry import PLAN
from tests.scoped_case import with_rows
from tests.small_case import small_case, small_case_with_terms
from tests.supplier_cases import ruled_case, with_rules

import sinews
from benchmarks import plan_linopy, plan_sinews
from sinews.case import Case, CaseError
from sinews.engines.aggregation import unlike
from sinews.implementation import Plan
from sinews.implementation import instance as problem
from sinews.implementation.families import contents
from sinews.implementation.families.supplier_rules import SupplierRules
from sinews.implementation.model import build
from sinews.testing import check_family
from sinews.verify.plan import violations
from sinews.verify.plan.suppliers import suppliers

EUROPEAN = {"who": "CZE", "kind": "european_content", "suppliers": "DEU", "value": 65.0}
AT_HOME = {"who": "DEU", "what": "gbad_short", "kind": "least_domestic_share", "value": 60.0}


def bought(plan: Plan, ally: str) -> set[str]:
    """Return the lines from which an ally orders."""
    return set(plan.tables["orders"].filter(pl.col("ally") == ally, pl.col("quantity") > 1e-6)["line"])


def may_order(case: Case, ally: str) -> set[str]:
    """Return the lines from which an ally may order in any year."""
    instance = planning_instance(case)
    open_to = instance.suppliers.open[instance.allies.index(ally)].any(axis=1)
    return {line for line, may in zip(instance.lines, open_to, strict=True) if may}


def test_without_rules_every_line_is_open() -> None:
    case = small_case_with_terms()
    assert planning_instance(case).suppliers.all_open
    assert may_order(case, "LVA") == {"long_line", "short_line", "lorry_line", "drone_line"}
    everything = with_rules(case, {"who": "all", "what": "all", "kind": "open"})
    assert planning_instance(everything).suppliers.all_open
    plain, ruled = (
        plan_sinews.solve(plan_sinews.build(planning_instance(each))) for each in (case, everything)
    )
    assert ruled.objective == pytest.approx(plain.objective, rel=1e-12)


LONG, SHORT, LORRY, DRONE = "long_line", "short_line", "lorry_line", "drone_line"
ALL_AT_HOME = {"who": "all", "what": "all", "kind": "sovereign"}
CZECH_AT_HOME = ALL_AT_HOME | {"who": "CZE"}
KNOWN_TYPES = {"who": "all", "what": "gbad_short", "kind": "operates"}


@pytest.mark.parametrize(
    ("rules", "ally", "lines"),
    [
        ([ALL_AT_HOME], "DEU", {SHORT, LORRY}),
        ([ALL_AT_HOME], "CZE", set()),
        # the domain is closer to the point, and the ally closer still
        ([ALL_AT_HOME, {"who": "all", "what": "logistics", "kind": "open"}], "CZE", {LORRY}),
        ([CZECH_AT_HOME, {"who": "all", "what": "lorry_line", "kind": "open"}], "CZE", set()),
        ([CZECH_AT_HOME | {"kind": "open", "suppliers": "DEU"}], "CZE", {SHORT, LORRY}),
        ([CZECH_AT_HOME | {"kind": "excluded", "suppliers": "DEU; long_line"}], "CZE", {DRONE}),
        # an exclusion holds whatever is open
        (
            [
                {"who": "CZE", "what": "gbad_short", "kind": "open"},
                {"who": "all", "what": "sam_short", "kind": "excluded"},
            ],
            "CZE",
            {LONG, LORRY, DRONE},
        ),
        # Latvia has the drone line at home and the other type on contract, Germany a line, Czechia neither
        ([KNOWN_TYPES], "LVA", {LONG, LORRY, DRONE, SHORT}),
        ([KNOWN_TYPES], "DEU", {LONG, LORRY, SHORT}),
        ([KNOWN_TYPES], "CZE", {LONG, LORRY, SHORT, DRONE}),
        ([KNOWN_TYPES | {"suppliers": "LVA"}], "CZE", {LONG, LORRY, DRONE}),
    ],
)
def test_the_rule_most_at_the_point_says_from_whom(
    rules: list[dict[str, Any]], ally: str, lines: set[str]
) -> None:
    assert may_order(with_rules(small_case_with_terms(), *rules), ally) == lines


def test_types_in_service_and_announced_open_their_lines() -> None:
    rule = {"who": "DEU", "what": "gbad_short", "kind": "operates"}
    drones = {"ally": "DEU", "capability": "gbad_short", "type": "a drone", "product": "drone"}
    case = small_case_with_terms()
    beside = {"long_line", "lorry_line", "short_line"}
    assert may_order(with_rules(case, rule, types_announced=[drones]), "DEU") == beside
    decided = with_rules(case, rule | {"kind": "announced"}, types_announced=[drones])
    assert may_order(decided, "DEU") == beside | {"drone_line"}
    flown = drones | {"active": 3.0}
    # its types take the place of Germany's count
    counted = (pl.col("ally") == "DEU") & (pl.col("capability") == "gbad_short")
    case = case.with_table("inventory", case["inventory"].filter(~counted))
    assert may_order(with_rules(case, rule, fleets=[flown]), "DEU") == beside | {"drone_line"}
    gone = drones | {"active": 0.0}
    assert may_order(with_rules(case, rule, fleets=[gone]), "DEU") == beside
    partner = {"line": "drone_line", "country": "DEU", "share": 10.0}
    assert may_order(with_rules(case, rule, line_partners=[partner]), "DEU") == beside | {"drone_line"}


def test_a_partner_makes_a_line_supply_nobody_but_itself() -> None:
    """What is built in Germany for German forces is no German offer to Czechia, and no German arms for it."""
    case = small_case_with_terms()
    country = case["lines"].filter(line="drone_line")["country"].item()
    partner = {"line": "drone_line", "country": "DEU", "share": 100.0}
    assert country != "DEU"
    offered = {"who": "CZE", "what": "gbad_short", "kind": "open", "suppliers": "DEU"}
    shut = {"who": "CZE", "what": "gbad_short", "kind": "excluded", "suppliers": "DEU"}
    for rule, there in ((offered, False), (shut, True)):
        case_with = with_rows(with_rules(case, rule), line_partners=[partner])
        assert ("drone_line" in may_order(case_with, "CZE")) is there
        assert ("drone_line" in may_order(case_with, "DEU")) is True


def test_a_rule_holds_for_orders_of_its_years() -> None:
    years = {"first_year": 2027, "last_year": 2028}
    rule = {"who": "CZE", "what": "truck", "kind": "excluded", "suppliers": "DEU"} | years
    instance = planning_instance(with_rules(small_case(), rule))
    line, ally = instance.lines.index("lorry_line"), instance.allies.index("CZE")
    shut = [
        year for year, may in zip(instance.years, instance.suppliers.open[ally, line], strict=True) if not may
    ]
    assert shut == [2027, 2028]


@pytest.mark.parametrize("seed", range(40))
def test_random_cases_with_rules_have_the_objectives_that_linopy_finds(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # money matters, so that preferences show
    monkeypatch.setattr(problem, "COST_TO_SHORTFALL", 3.0)
    instance = planning_instance(ruled_case(seed))
    ours = plan_sinews.solve(plan_sinews.build(instance)).objective
    theirs = plan_linopy.solve(plan_linopy.build(instance)).objective
    assert ours == pytest.approx(theirs, rel=PLAN.tolerance)


@pytest.mark.parametrize("seed", range(40))
def test_plans_of_random_cases_keep_to_their_rules(seed: int) -> None:
    """The check reads the rules row by row, and shares no code with the arrays of the model."""
    plan = sinews.plan(ruled_case(seed))
    assert {name: found for name, found in violations(plan).items() if found} == {}


@pytest.mark.parametrize("seed", range(20))
def test_allies_of_one_class_are_alike_as_the_matrix_has_it(seed: int) -> None:
    """All allies in one group: classes of capabilities tell apart whatever rules make different."""
    model = build(planning_instance(ruled_case(seed)))
    together = np.zeros(len(model.problem.allies), np.int64)
    assert not unlike(model.lp, model.lp.arrays(), together).any()


def test_the_family_of_shares_keeps_to_what_is_expected() -> None:
    case = with_rules(small_case_with_terms(), AT_HOME)
    (family,) = (each for each in contents.FAMILIES if isinstance(each, SupplierRules))
    assert check_family(family, case) == []
    assert tuple(build(planning_instance(case)).row_blocks) == contents.ROWS


PLANTED = [
    {"who": "CZE", "what": "gbad_short", "kind": "sovereign"},
    {"who": "DEU", "what": "gbad_short", "kind": "operates"},
    {"who": "DEU", "what": "gbad_short", "kind": "announced"},
    {"who": "CZE", "what": "truck", "kind": "excluded", "suppliers": "DEU"},
    {"who": "CZE", "what": "truck", "kind": "open", "suppliers": "USA"},
    {"who": "CZE", "what": "gbad", "kind": "least_domestic_share", "value": 50.0},
    EUROPEAN | {"what": "gbad_long", "part": 40.0},
]


@pytest.mark.parametrize("rule", PLANTED, ids=lambda rule: str(rule["kind"]))
def test_a_violation_of_each_kind_is_found(rule: dict[str, Any]) -> None:
    free = sinews.plan(small_case_with_terms())
    what = "air and missile defence" if rule["what"] == "gbad" else rule["what"]
    case = with_rules(small_case_with_terms(), rule | {"what": what})
    found = suppliers(replace(free, case=case))
    assert found
    assert all("rule_0" in each for each in found)
    assert suppliers(sinews.plan(case)) == []


def test_a_line_without_a_country_stands_where_it_is_ordered() -> None:
    """What each raises at home is European for who is European, and for nobody else."""
    everywhere = small_case_with_terms().with_value("lines", "lorry_line", country=None)
    for suppliers_named, counts in (("DEU", False), ("DEU; CZE", True)):
        rule = EUROPEAN | {"what": "truck", "part": 40.0, "suppliers": suppliers_named}
        instance = planning_instance(with_rules(everywhere, rule))
        (share,) = instance.suppliers.shares
        worth = share.worth[instance.lines.index("lorry_line")]
        assert np.all(worth == (0.6 if counts else -0.4))


def test_a_preference_moves_orders_that_cost_much_the_same() -> None:
    case = small_case_with_terms()
    rule = {"who": "LVA", "what": "gbad_short", "kind": "preferred", "value": 100.0}
    plain = planning_instance(case)
    ruled = planning_instance(with_rules(case, rule))
    ally, line = ruled.allies.index("LVA"), ruled.lines.index("short_line")
    assert np.all(ruled.suppliers.markup[ally, line] == 1.0)
    assert np.all(np.delete(ruled.suppliers.markup, ally, axis=0) == 0.0)
    # nothing is preferred where nothing of the preferred is offered
    nobody = rule | {"who": "CZE"}
    assert not planning_instance(with_rules(case, nobody)).suppliers.markup.any()
    # what is paid stays as it is
    assert np.array_equal(plain.price_path, ruled.price_path)


def test_who_is_left_without_a_supplier_is_told() -> None:
    plan = sinews.plan(with_rules(small_case(), {"who": "CZE", "what": "truck", "kind": "sovereign"}))
    assert "lorry_line" not in bought(plan, "CZE")
    (told,) = plan.tables["contradictions"].filter(table="supplier_rules").iter_rows(named=True)
    assert told["key"] == "rule_0/CZE/truck"
    missing = plan.stock.filter(ally="CZE", capability="truck")["shortfall"].max()
    assert told["excess"] == pytest.approx(missing)
    assert "Add a line at home" in told["statement"]
    share = {"who": "CZE", "what": "truck", "kind": "least_domestic_share", "value": 10.0}
    asked = sinews.plan(with_rules(small_case(), share))
    assert asked.tables["contradictions"]["key"].to_list() == ["rule_0/CZE/truck"]


@pytest.mark.parametrize(
    ("rule", "column"),
    [
        ({"who": "CZR", "what": "truck", "kind": "open"}, "who"),
        ({"who": "CZE", "what": "trucks", "kind": "open"}, "what"),
        (EUROPEAN | {"what": "truck", "part": 5.0, "suppliers": "GERMANY"}, "suppliers"),
        ({"who": "CZE", "what": "truck", "kind": "preferred"}, "value"),
        (EUROPEAN | {"what": "truck"}, "part"),
        ({"who": "CZE", "what": "truck", "kind": "open", "first_year": 2030, "last_year": 2028}, "last_year"),
    ],
)  # fmt: skip
def test_a_rule_that_makes_no_sense_is_told_by_its_cell(rule: dict[str, Any], column: str) -> None:
    with pytest.raises(CaseError) as caught:
        with_rules(small_case(), rule)
    assert [(each.table, each.row, each.column) for each in caught.value.problems] == [
        ("supplier_rules", 2, column)
    ]


def test_rules_that_disagree_are_told() -> None:
    one = {"who": "CZE", "what": "truck; gbad_long", "kind": "sovereign", "last_year": 2028}
    with pytest.raises(CaseError) as caught:
        with_rules(small_case(), one, {"who": "CZE", "what": "truck", "kind": "open", "first_year": 2028})
    (problem_found,) = caught.value.problems
    assert (problem_found.row, problem_found.column) == (3, "kind")
    assert "rule_0" in problem_found.expected
    with_rules(small_case(), one, {"who": "CZE", "what": "truck", "kind": "open", "first_year": 2029})
