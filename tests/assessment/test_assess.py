from __future__ import annotations

import polars as pl
import pytest
from tests.small_case import small_case

import sinews


@pytest.fixture(scope="module")
def plan() -> sinews.Plan:
    return sinews.plan(small_case())


def test_burden_is_recomputed_from_the_plan(plan: sinews.Plan) -> None:
    burden = sinews.review(plan, years=[2030]).burden
    for row in burden.iter_rows(named=True):
        spending = plan.spending.row(
            by_predicate=(pl.col("ally") == row["ally"]) & (pl.col("year") == 2030), named=True
        )
        assert row["gdp_share"] == pytest.approx(100 * spending["core"] / spending["gdp"])
        assert row["additional_cost"] == pytest.approx(
            sum(
                spending[name]
                for name in (
                    "contracted",
                    "support",
                    "procurement",
                    "expansion",
                    "inputs",
                    "sustaining",
                    "interest",
                    "operating",
                )
            )
        )
        held = plan.stock.filter(
            (pl.col("ally") == row["ally"]) & (pl.col("year") == 2030) & (pl.col("target") > 0)
        )
        met = [min(c / t, 1.0) for c, t in held.select("closing", "target").iter_rows()]
        assert row["target_fulfilment"] == pytest.approx(100 * sum(met) / len(met))


def test_the_scoreboard_counts_requirements_covered(plan: sinews.Plan) -> None:
    board = sinews.review(plan, years=[2032]).scoreboard
    value = dict(board.select("measure", "value").iter_rows())
    last = plan.fulfilment.filter((pl.col("year") == 2032) & ~pl.col("aggregate"))
    full = [stock / required >= 0.995 for stock, required in last.select("stock", "required").iter_rows()]
    covered = value["requirements of the last year covered by all that allies hold"]
    assert covered == pytest.approx(100 * sum(full) / len(full))
    assert 0 <= value["Gini coefficient of added cost relative to GDP"] <= 1


def test_a_year_outside_the_plan_is_refused(plan: sinews.Plan) -> None:
    with pytest.raises(ValueError, match="2050 is no planning year"):
        sinews.review(plan, years=[2050])
