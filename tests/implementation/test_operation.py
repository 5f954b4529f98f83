"""Running cost by what is run, by hand: each product its own, old types theirs, dearer with age."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest
from tests.random_cases import random_case
from tests.scoped_case import with_rows
from tests.small_case import small_case

import sinews
from sinews.apportionment import set_targets
from sinews.case import Case, unit_prices
from sinews.guidance import establish
from sinews.implementation.families import contents
from sinews.implementation.families.operation import Operation
from sinews.implementation.instance import build_instance
from sinews.implementation.plan import Plan
from sinews.requirements import determine
from sinews.testing import check_family
from sinews.verify import plan as verify

LORRY = {"ally": "DEU", "capability": "truck"}


def running(plan: Plan, ally: str) -> dict[int, float]:
    """Return what an ally's running costs in each year, of trucks alone."""
    of = plan.payments.filter(element="operating", capability="truck", payer=ally)
    years = dict.fromkeys(plan.case.years, 0.0)
    return years | dict(of.group_by("year").agg(pl.col("amount").sum()).iter_rows())


def german_lorries(*types: dict[str, object], ageing: float, life: float = 20.0) -> Case:
    """Return the small case, which starts in 2026, with German lorries by type."""
    case = small_case()
    mine = (pl.col("ally") == "DEU") & (pl.col("capability") == "truck")
    case = case.with_table("inventory", case["inventory"].filter(~mine))
    lives = [{"capability": "truck", "life": life, "ageing": ageing}]
    return with_rows(case, service_lives=lives, fleets=[LORRY | each for each in types])


def cost_of_a_lorry() -> float:
    """A hundredth of a hundred lorries: 0.232 CZK m over 23.2 to the dollar is USD 0.01 m a year each."""
    row = unit_prices(small_case()).filter(product="lorry")
    return float(row["operating"].item())


def test_what_is_held_grows_dearer_with_each_year() -> None:
    """Sixty hundred lorries at 1 m a hundred; by 5 % a year they cost 3 m more in the first year."""
    case = german_lorries({"type": "a", "active": 60.0, "product": "lorry", "entry_year": 2020}, ageing=5.0)
    assert cost_of_a_lorry() == pytest.approx(0.01)
    known = _known(case)
    first = case.settings.base_year
    for place, year in enumerate(case.years):
        assert known[year] == pytest.approx(60.0 * (1.05 ** (year - first + 1) - 1.0)), place


def test_what_leaves_saves_its_own() -> None:
    """Forty leave at once with their cost, twenty stay and grow dearer by 2 %."""
    old = {"type": "old", "active": 40.0, "product": "lorry", "entry_year": 1980}
    new = {"type": "new", "active": 20.0, "product": "lorry", "entry_year": 2020}
    known = _known(german_lorries(old, new, ageing=2.0))
    assert known[2026] == pytest.approx(20.0 * 1.02 - 60.0)


def _known(case: Case) -> dict[int, float]:
    """Return what running German trucks costs more than at the start without any new order or contract."""
    problem = build_instance(case, set_targets(case, determine(case, establish(case))))
    ally, capability = problem.allies.index("DEU"), problem.capabilities.index("truck")
    return dict(zip(case.years, problem.known_running[ally, capability].tolist(), strict=True))


def test_each_delivery_costs_its_own_from_the_year_in_which_it_arrives() -> None:
    plan = sinews.plan(small_case())
    cost = dict(unit_prices(small_case()).select("product", "operating").iter_rows())
    held = {"DEU": 60.0, "CZE": 15.0, "LVA": 5.0}
    for ally in held:
        lorries = plan.deliveries.filter(ally=ally, capability="truck")
        gone = plan.stock.filter(ally=ally, capability="truck")
        for year in plan.case.years:
            arrived = lorries.filter(pl.col("year") <= year).select(pl.col("ordered") + pl.col("contracted"))
            left = gone.filter(pl.col("year") <= year).select(pl.col("retired") + pl.col("given"))
            expected = (
                arrived.to_series().sum() * cost["lorry"] - left.to_series().sum() * cost["lorry"] * 100.0
            )
            assert running(plan, ally)[year] == pytest.approx(expected, abs=1e-6), (ally, year)


def test_a_product_that_nobody_has_or_buys_moves_no_running_cost() -> None:
    """Ten times dearer to run it is still bought by nobody: nothing in the plan moves."""
    case = small_case()
    dear = {"product": "gold", "name": "golden lorry", "capability": "truck", "yield": 0.01}
    product = dear | {"available_from": 2026, "learning_class": "vehicle", "prior_quantity": 1.0}
    line = case["lines"].filter(line="lorry_line").row(0, named=True) | {
        "line": "gold_line",
        "product": "gold",
    }
    money = {"product": "gold", "currency": "USD", "price_year": 2024, "basis": "made up"}
    plans = []
    for run in (0.5, 5.0):
        costs = [
            money | {"element": "procurement", "amount": 400.0},
            money | {"element": "operating", "amount": run},
        ]
        rule = {"rule": "shut", "who": "all", "what": "gold", "kind": "excluded", "basis": "made up"}
        added = with_rows(case, products=[product], lines=[line], costs=costs, supplier_rules=[rule])
        plans.append(sinews.plan(added))
    one, other = plans
    assert not one.orders.filter(product="gold").height
    assert one.orders.equals(other.orders)
    assert one.spending["operating"].to_list() == pytest.approx(
        other.spending["operating"].to_list(), abs=1e-9
    )


def test_the_check_of_a_plan_finds_a_running_cost_that_does_not_follow() -> None:
    plan = sinews.plan(small_case())
    assert not verify.violations(plan)["payments"]
    run = pl.col("element") == "operating"
    more = plan.tables["ledger"].with_columns(pl.when(run).then(pl.col("amount") + 1.0).otherwise("amount"))
    assert verify.violations(replace(plan, tables={**plan.tables, "ledger": more}))["payments"]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_random_plans_pass_the_check(seed: int) -> None:
    assert not verify.violations(sinews.plan(random_case(seed)))["payments"]


def test_the_family_keeps_to_what_the_model_expects() -> None:
    own = next(family for family in contents.FAMILIES if isinstance(family, Operation))
    assert check_family(own, small_case()) == []
