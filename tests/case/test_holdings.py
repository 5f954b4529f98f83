"""What allies hold by a factor, worked out by hand."""

from __future__ import annotations

import polars as pl
import pytest

from sinews.case import Case, CaseError, held_by_alliance, held_by_pools, holdings, unit_prices


def with_factor(case: Case, **values: object) -> Case:
    """Return the case without trucks in the inventory of Czechia and Latvia, and one factor for trucks."""
    row = {
        "capability": "truck", "per": "thousand personnel", "of": None, "factor": 0.3, "lot": 1.0,
        "as_of": 2025, "remaining_life": 20.0, "source": "test", "status": "assumed", "note": None, **values,
    }  # fmt: skip
    inventory = case["inventory"].filter((pl.col("capability") != "truck") | (pl.col("ally") == "DEU"))
    factors = pl.DataFrame([row], schema=case["holding_factors"].schema)
    return case.with_tables({"inventory": inventory, "holding_factors": factors})


def trucks(case: Case) -> dict[str, float]:
    """Return the trucks of each ally."""
    held = holdings(case).filter(pl.col("capability") == "truck")
    return dict(held.select("ally", "quantity").iter_rows())


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        # 29.5 and 8.4 thousand in uniform: 8.85 and 2.52 trucks, to whole ones
        ({}, {"DEU": 60, "CZE": 9, "LVA": 3}),
        # 8.85 and 2.52 are 0.44 and 0.126 lots of twenty: a quarter is needed for one
        ({"lot": 20.0}, {"DEU": 60, "CZE": 20}),
        ({"per": "ally", "factor": 7.0, "lot": 2.0}, {"DEU": 60, "CZE": 8, "LVA": 8}),
        # Czechia holds 3 short-range units and Latvia 1; Germany's own count goes before any factor
        ({"per": "unit", "of": "gbad_short", "factor": 5.0}, {"DEU": 60, "CZE": 15, "LVA": 5}),
        ({"per": "unit", "of": "gbad", "factor": 5.0}, {"DEU": 60, "CZE": 15, "LVA": 5}),
        ({"per": "unit", "of": "gbad_long", "factor": 5.0}, {"DEU": 60}),
        ({"factor": 0.0}, {"DEU": 60}),
    ],
)
def test_a_factor_gives_what_is_not_counted(
    case: Case, values: dict[str, object], expected: dict[str, float]
) -> None:
    assert trucks(with_factor(case, **values)) == expected


def test_the_alliance_holds_what_allies_and_pools_hold(case: Case) -> None:
    kinds = case["pooled"].schema
    row = {"name": "made up", "as_of": 2025, "source": "test", "status": "assumed", "note": None}
    rows = [
        row | {"pool": "one", "capability": "truck", "quantity": 5.0},
        row | {"pool": "two", "capability": "truck", "quantity": 2.0},
        row | {"pool": "one", "capability": "gbad_long", "quantity": 1.0},
    ]
    pools = case.with_table("pooled", pl.DataFrame(rows, schema=kinds))
    held = pl.DataFrame({"capability": ["tank", "truck", "truck"], "quantity": [4.0, 60.0, 0.5]})
    assert held_by_alliance(pools, held).rows() == [("tank", 4.0), ("truck", 67.5), ("gbad_long", 1.0)]
    assert held_by_pools(pools) == {"truck": 7.0, "gbad_long": 1.0}


def test_a_factor_carries_its_source_status_and_life(case: Case) -> None:
    row = holdings(with_factor(case, status="estimated", remaining_life=11.0)).row(
        by_predicate=(pl.col("ally") == "CZE") & (pl.col("capability") == "truck"), named=True
    )
    assert (row["source"], row["status"], row["remaining_life"], row["as_of"]) == (
        "test",
        "estimated",
        11.0,
        2025,
    )


def test_a_counted_zero_is_a_count(case: Case) -> None:
    changed = with_factor(case)
    none = case["inventory"].filter(pl.col("capability") == "truck", pl.col("ally") == "LVA")
    changed = changed.with_table(
        "inventory", pl.concat([changed["inventory"], none.with_columns(quantity=pl.lit(0.0))])
    )
    assert trucks(changed) == {"DEU": 60, "CZE": 9, "LVA": 0}


def test_without_factors_the_inventory_stands(case: Case) -> None:
    plain = case.with_table("holding_factors", case["holding_factors"].clear())
    assert holdings(plain).equals(plain["inventory"].select(holdings(plain).columns))


@pytest.mark.parametrize(
    "values",
    [
        {"per": "unit"},
        {"of": "gbad_long"},
        {"per": "unit", "of": "truck"},
        {"capability": "gbad_long", "per": "unit", "of": "gbad"},
        {"capability": "gbad"},
    ],
    ids=["unit of nothing", "of without unit", "its own unit", "a sum that holds it", "a factor of a sum"],
)
def test_a_factor_that_says_nothing_is_refused(case: Case, values: dict[str, object]) -> None:
    with pytest.raises(CaseError, match="holding_factors"):
        with_factor(case, **values)


def test_an_operating_rate_follows_the_price(case: Case) -> None:
    costs = case["costs"].filter((pl.col("product") != "lorry") | (pl.col("element") != "operating"))
    changed = case.with_table("costs", costs).with_value("operating_rates", "truck", rate=15)
    price = dict(zip(("procurement", "operating"), unit_prices(changed).row(2)[1:], strict=True))
    assert price == pytest.approx({"procurement": 0.4, "operating": 0.06})
    with pytest.raises(CaseError, match="operating_rates"):
        changed.with_table("operating_rates", case["operating_rates"].clear())
