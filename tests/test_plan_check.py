"""That the independent check of a plan passes what is right and finds what is not."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

import sinews
from sinews.implementation import Plan
from sinews.verify.plan import violations
from tests.random_cases import random_case
from tests.small_case import small_case_with_terms


def broken(plan: Plan) -> set[str]:
    """Return the names of the checks that a plan does not pass."""
    return {name for name, found in violations(plan).items() if found}


def with_value(plan: Plan, table: str, rows: pl.Expr, column: str, value: float) -> Plan:
    """Return a plan with another value in a column of some rows."""
    changed = pl.when(rows).then(value).otherwise(pl.col(column)).alias(column)
    return replace(plan, tables=plan.tables | {table: plan.tables[table].with_columns(changed)})


def test_a_line_may_close_while_a_contract_takes_all_that_it_builds() -> None:
    # the contract of 2027 and 2028 leaves no free output of which a closed part could show
    plan = sinews.plan(random_case(556))
    promised = (pl.col("line") == "long_line") & pl.col("year").is_between(2027, 2028)
    assert plan.tables["lines"].filter(promised)["closed"].to_list() == [0.0, 0.0]
    assert plan.tables["lines"].filter(line="long_line", year=2029)["closed"].item() > 1.0
    assert broken(plan) == set()
    # the part that stays open is still to be paid for
    assert "sustaining rates" in broken(with_value(plan, "lines", promised, "idle", 0.0))
    # and no more can close than is free
    assert "sustaining rates" in broken(with_value(plan, "lines", promised, "closed", 0.1))


def test_a_whole_unit_for_an_ally_for_which_none_was_worked_is_found() -> None:
    plan = sinews.plan(small_case_with_terms())
    assert broken(plan) == set()
    built = plan.deliveries.filter(capability="gbad_long")
    first = built.filter(pl.col("completed") > 0).sort("year").head(1)
    year = first["year"].item()
    assert first["ally"].item() == "DEU"
    assert built.filter(pl.col("ally") == "LVA", pl.col("year") <= year).is_empty()
    # Latvia is handed over one of the units: what the line hands over in all is as before
    given = first.with_columns(ally=pl.lit("LVA"), ordered=0.0, contracted=0.0, completed=1.0)
    from_it = (pl.col("line") == "long_line") & (pl.col("ally") == "DEU") & (pl.col("year") == year)
    kept = with_value(plan, "deliveries", from_it, "completed", first["completed"].item() - 1.0)
    tables = plan.tables | {"deliveries": pl.concat([kept.deliveries, given])}
    assert "whole units" in broken(replace(plan, tables=tables))
