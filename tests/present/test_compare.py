from __future__ import annotations

import json
from dataclasses import replace

import polars as pl
import pytest

import sinews
from sinews.case import Case
from sinews.implementation import Plan
from sinews.present.compare import case_changes, compare
from sinews.present.topics.compare import page
from sinews.present.writers.json import as_json


@pytest.fixture(scope="module")
def changed_case(case: Case) -> Case:
    return (
        case.with_value("pledges", "amd_increase", factor=7.0)
        .with_value("inventory", ("LVA", "truck"), quantity=8.0)
        .with_settings(discount_rate=0.05, name="changed")
    )


@pytest.fixture(scope="module")
def changed(changed_case: Case) -> Plan:
    return sinews.plan(changed_case)


def test_a_plan_is_the_same_as_itself(plan: Plan) -> None:
    same = compare(plan, plan)
    assert same.same
    assert same.cost["change"].to_list() == [0.0] * len(plan.case.years)
    assert as_json(page(same))["same"] is True


def test_every_planted_change_of_the_case_is_found(case: Case, changed_case: Case) -> None:
    found = {tuple(row) for row in case_changes(case, changed_case).iter_rows()}
    values = {change for change in found if change[2] not in {"status", "note"}}
    assert values == {
        ("settings", "", "discount_rate", "0.03", "0.05"),
        ("settings", "", "name", "small", "changed"),
        ("pledges", "amd_increase", "factor", "5", "7"),
        ("inventory", "LVA/truck", "quantity", "5", "8"),
    }


def test_rows_that_only_one_case_has_are_found(case: Case) -> None:
    fewer = case.with_table("contracts", case["contracts"].filter(pl.col("ally") != "LVA"))
    row = ("contracts", "LVA/short_line", "row")
    assert list(case_changes(case, fewer).iter_rows()) == [(*row, "present", "absent")]
    assert list(case_changes(fewer, case).iter_rows()) == [(*row, "absent", "present")]


def test_the_order_of_rows_is_no_change(case: Case) -> None:
    turned = case.with_table("inventory", case["inventory"].reverse())
    assert case_changes(case, turned).is_empty()


def test_changes_of_results_are_those_of_the_tables(plan: Plan, changed: Plan) -> None:
    comparison = compare(plan, changed)
    assert not comparison.same
    elements = (
        "contracted",
        "support",
        "procurement",
        "introduction",
        "follow_on",
        "expansion",
        "inputs",
        "sustaining",
        "interest",
        "operating",
    )

    def cost(of: Plan, column: str, key: object) -> float:
        rows = of.spending.filter(pl.col(column) == key).to_dicts()
        return float(sum(row[element] for row in rows for element in elements))

    for row in comparison.cost.to_dicts():
        assert row["a"] == pytest.approx(cost(plan, "year", row["year"]))
        assert row["change"] == pytest.approx(cost(changed, "year", row["year"]) - row["a"])
    for row in comparison.allies.to_dicts():
        assert row["a"] == pytest.approx(cost(plan, "ally", row["ally"]))
        assert row["b"] == pytest.approx(cost(changed, "ally", row["ally"]))
    sizes = [abs(change) for change in comparison.allies["change"]]
    assert sizes == sorted(sizes, reverse=True)
    assert "gbad_long" in comparison.capabilities["capability"]


def test_a_later_year_alone_is_a_change(plan: Plan) -> None:
    late = plan.fulfilment.with_columns(
        met=pl.when((pl.col("capability") == "truck") & (pl.col("year") == 2032))
        .then(0.5)
        .otherwise(pl.col("met"))
    )
    comparison = compare(plan, replace(plan, tables={**plan.tables, "fulfilment": late}))
    (row,) = comparison.capabilities.to_dicts()
    assert (row["capability"], row["met_year_a"], row["met_year_b"]) == ("truck", 2032, None)
    assert comparison.allies.is_empty()
    assert comparison.case_changes.is_empty()
    assert not comparison.same


def test_a_bottleneck_that_goes_is_found(plan: Plan) -> None:
    wider = plan.bottlenecks.filter(pl.col("rank") > 1).with_columns(rank=pl.col("rank") - 1)
    comparison = compare(plan, replace(plan, tables={**plan.tables, "bottlenecks": wider}))
    (row,) = comparison.bottlenecks.to_dicts()
    assert row["key"] == plan.bottlenecks.sort("rank")["key"][0]
    assert (row["rank_a"], row["rank_b"], row["relief_b"]) == (1, None, None)


def test_noise_of_the_solver_is_no_change(plan: Plan) -> None:
    noisy = plan.spending.with_columns(pl.col("procurement") * (1 + 1e-9))
    comparison = compare(plan, replace(plan, tables={**plan.tables, "spending": noisy}))
    assert comparison.same


def test_plans_of_other_years_compare(plan: Plan, case: Case) -> None:
    longer = case.with_table(
        "economy",
        pl.concat(
            [
                case["economy"],
                case["economy"].filter(pl.col("year") == 2032).with_columns(year=pl.lit(2033, pl.Int64)),
            ]
        ),
    ).with_settings(horizon=2033)
    comparison = compare(plan, sinews.plan(longer))
    assert comparison.cost["year"].to_list() == list(range(2026, 2034))
    assert comparison.cost["a"][-1] == 0


def test_comparison_survives_json(plan: Plan, changed: Plan) -> None:
    comparison = compare(plan, changed)
    read = json.loads(json.dumps(as_json(page(comparison)), allow_nan=False))
    assert (read["a"], read["b"], read["same"]) == ("small", "changed", False)
    assert len(read["case_changes"]) == comparison.case_changes.height


def test_plans_are_called_by_their_names_and_by_what_they_have_other(plan: Plan, case: Case) -> None:
    other = sinews.plan(case.with_value("pledges", "amd_increase", factor=7.0))
    found = compare(plan, other, ("base", "seven"))
    assert set(found.case_changes["column"]) == {"factor", "note"}
    document = page(found)
    assert document.title == "What changed from base to seven?"
    assert document.sentences[0] == "seven is base with pledges amd_increase factor 7 instead of 5."
    # what is told of a row is no value of it
    assert document.tables[0].frame["column"].to_list() == ["factor"]
    assert as_json(document)["case_changes"] == found.case_changes.to_dicts()
