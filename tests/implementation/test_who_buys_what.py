"""The baseline and all scenarios: every order keeps to the rules on suppliers, and to reason."""

from __future__ import annotations

import polars as pl
import pytest
from tests.shipped import planned

import sinews
from sinews.assessment.types_in_service import types_in_service
from sinews.case import Case, scenarios
from sinews.case.suppliers import without_rules
from sinews.implementation import Plan
from sinews.readings.rule_prices import weighted_shortfall
from sinews.verify.plan.orders import orders as whole_orders
from sinews.verify.plan.suppliers import suppliers
from sinews.verify.plan.types import types

SCENARIOS = tuple(scenarios())
NUCLEAR_OR_CARRIER = ("ssn", "ssbn", "carrier")
FORMATIONS = ("bde_armoured", "bde_mech", "bde_light", "hq_division", "hq_corps")
"""What is raised at home by whoever orders it."""

MOST_LOST = 0.1
"""Part of the weighted shortfall by which the rules may raise it."""


def bought(plan: Plan) -> pl.DataFrame:
    """Return all orders with capability, class and country of the line, and whether it is at home."""
    case = plan.case
    lines = case["lines"].select("line", "country")
    products = case["products"].select("product", "capability", "learning_class")
    partners = case["line_partners"].select("line", ally="country", partner=pl.lit(True))
    return (
        plan.tables["orders"]
        .filter(pl.col("quantity") > 1e-6)
        .join(lines, on="line")
        .join(products, on="product")
        .join(partners, on=["line", "ally"], how="left")
        .with_columns(
            at_home=pl.col("country").is_null()
            | (pl.col("country") == pl.col("ally"))
            | pl.col("partner").fill_null(False)
        )
    )


@pytest.mark.parametrize("name", SCENARIOS)
def test_everything_is_ordered_whole_under_contracts_of_the_least_size(name: str) -> None:
    plan = planned(name)
    assert whole_orders(plan) == []
    assert plan.orders["contract"].null_count() == 0
    assert (plan.orders["quantity"] % 1 == 0).all()
    least = plan.case["products"].join(plan.case["contract_sizes"], on="capability")
    contracts = plan.contracts_signed.join(least.select("product", "minimum"), on="product")
    assert contracts.height == plan.contracts_signed.height
    assert contracts.filter(pl.col("quantity") < pl.col("minimum")).is_empty()
    # what it costs that nobody orders a part of anything, beside the optimum in parts
    assert plan.solution.whole_units_gap <= 0.01


@pytest.mark.parametrize("name", SCENARIOS)
def test_no_order_is_against_a_rule_or_against_reason(name: str) -> None:
    plan = planned(name)
    assert suppliers(plan) == []
    orders = bought(plan)
    abroad = orders.filter(~pl.col("at_home"))
    us_ships = abroad.filter(ally="USA", learning_class="ships").filter(pl.col("capability") != "roro")
    assert us_ships.is_empty()
    assert abroad.filter(pl.col("capability").is_in(NUCLEAR_OR_CARRIER)).is_empty()
    assert abroad.filter(pl.col("capability").is_in(FORMATIONS)).is_empty()
    # formations are raised where they are ordered: their lines stand nowhere
    raised = orders.filter(pl.col("capability").is_in(FORMATIONS))
    assert raised["country"].null_count() == raised.height
    # the orders that once made ministers laugh
    for ally, country in (("GRC", "TUR"), ("TUR", "GRC")):
        assert orders.filter(ally=ally, country=country).is_empty()
    assert orders.filter(ally="TUR", product="f35a").is_empty()
    tanks = orders.filter(capability="tank")
    assert set(tanks.filter(ally="USA")["line"]) <= {"m1_us"}
    assert set(orders.filter(ally="USA", capability="truck_cargo")["country"]) <= {"USA"}
    assert set(orders.filter(ally="USA", capability="heli_transport")["country"]) <= {"USA"}
    korean = tanks.filter(country="KOR")["ally"]
    assert set(korean) <= {"POL"}
    europe = plan.case["groups"].filter(group="europe")["ally"]
    turkish = orders.filter(pl.col("country") == "TUR", pl.col("ally") != "TUR")
    western = turkish.filter(pl.col("ally").is_in(europe.implode()), ~pl.col("at_home"))
    assert western.filter(pl.col("capability").is_in(["heli_attack", "shorad", "arty_towed"])).is_empty()
    for product, ally in (("challenger3", "GBR"), ("dragon_8x8", "ESP"), ("puma", "DEU"), ("borsuk", "POL")):
        assert set(orders.filter(product=product)["ally"]) <= {ally}


@pytest.mark.parametrize("name", SCENARIOS)
def test_nobody_has_more_than_one_type_more_than_today(name: str) -> None:
    plan = planned(name)
    assert types(plan) == []
    # counted apart from the check: types in service at the end of the horizon
    counted = types_in_service(plan).group_by("ally", "capability").agg(pl.col("today", "end").sum())
    on_contract = plan.case["contracts"].join(plan.case["lines"].select("line", "product"), on="line")
    known = on_contract.join(plan.case["products"].select("product", "capability"), on="product")
    coming = known.group_by("ally", "capability").agg(pl.col("product").n_unique().alias("coming"))
    both = counted.join(coming, on=["ally", "capability"], how="left").with_columns(
        pl.col("coming").fill_null(0)
    )
    stated = both.filter(pl.col("capability").is_in(["tank", "ftr_ac", "frigate"]))
    assert stated.height > 30
    assert stated.filter(pl.col("end") > pl.col("today") + pl.col("coming") + 1).is_empty()
    assert 0.0 <= plan.solution.few_types_gap <= 0.01


def test_fulfilment_is_not_given_up_for_the_rules() -> None:
    plan = planned("baseline")
    every = without_rules(plan.case, plan.case["supplier_rules"]["rule"].to_list())
    free = sinews.plan(every.with_table("type_limits", every["type_limits"].clear()))
    ruled, unruled = (float(weighted_shortfall(each)["weighted"].sum()) for each in (plan, free))
    assert unruled < ruled <= (1.0 + MOST_LOST) * unruled
    assert free.tables["contradictions"].filter(table="supplier_rules").is_empty()


def test_who_may_order_from_nobody_in_the_baseline_is_told() -> None:
    told = planned("baseline").tables["contradictions"].filter(table="supplier_rules")
    assert set(told["key"]) == {
        "usa_ships/USA/corvette",
        "usa_ships/USA/mcm",
        "usa_strategic_airlift/USA/airlift_strat",
    }


def test_a_case_without_rules_has_none() -> None:
    case: Case = planned("baseline").case
    left = without_rules(case, ["usa_ships"])
    assert left["supplier_rules"].height == case["supplier_rules"].height - 1
    with pytest.raises(sinews.CaseError, match="usa_ships"):
        without_rules(case, ["usa_shps"])
