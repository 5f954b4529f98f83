"""What a unit costs: with what can be had when the need begins."""

from __future__ import annotations

import polars as pl
import pytest

from sinews.apportionment.burden import life_cycle_costs
from sinews.case import Case, entry_into_service, open_case, unit_costs


@pytest.fixture(scope="module")
def baseline() -> Case:
    return open_case()


@pytest.mark.parametrize(
    ("capability", "later"),
    [("ftr_ac", "combat_drone"), ("mcm", "uncrewed_mcm"), ("int_short", "interceptor_drones")],
)
def test_what_is_not_to_be_had_yet_prices_no_burden(baseline: Case, capability: str, later: str) -> None:
    enters = dict(entry_into_service(baseline).iter_rows())
    assert enters[later] > baseline.settings.base_year
    cost = life_cycle_costs(baseline).filter(capability=capability).row(0, named=True)
    assert cost["product"] != later
    assert enters[cost["product"]] <= baseline.settings.base_year
    # by the year in which it can be had it is the cheapest, and prices the burden
    ready = baseline["products"].with_columns(
        available_from=pl.when(pl.col("product") == later).then(2020).otherwise("available_from")
    )
    sooner = life_cycle_costs(baseline.with_table("products", ready)).filter(capability=capability)
    assert sooner["product"].item() == later
    assert sooner["cost"].item() < cost["cost"]


def test_a_novel_product_enters_service_in_its_expected_year(baseline: Case) -> None:
    """2030 and half of three years of slip, rounded up; 2027 and a fifth of two years."""
    enters = dict(entry_into_service(baseline).iter_rows())
    assert (enters["combat_drone"], enters["interceptor_drones"], enters["f35a"]) == (2032, 2028, 2026)


def test_where_nothing_can_be_had_in_the_base_year_the_first_that_can_counts(case: Case) -> None:
    case = case.with_table("contracts", case["contracts"].clear())
    later = case.with_value("products", "sam_long", available_from=2029)
    assert unit_costs(later).filter(capability="gbad_long")["price"].item() == pytest.approx(900.0)


def test_one_unit_of_a_capability_by_hand(case: Case) -> None:
    """A lorry of 0.4 is a hundredth of the unit, a hundred lorries; operation is 0.01 a lorry."""
    row = unit_costs(case).filter(capability="truck").row(0, named=True)
    assert (row["price"], row["mean_price"], row["operating"]) == pytest.approx((40.0, 40.0, 1.0))
