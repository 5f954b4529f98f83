"""Raids, and what they use: by hand, conserved over plans, and the same for all who speak of magazines."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from sinews.case import Case, CaseError, holdings, open_case
from sinews.enablers import supply
from sinews.enablers.air_defence import (
    beside_other_side,
    daily_use,
    leakers,
    magazines,
    plan_share,
    raids,
)
from sinews.enablers.air_defence.raids import likely_uses, opening, phase_days

ENDS = ("scale", "scale_low", "scale_high")
NOTHING = [pl.lit(0.0).alias(name) for name in ENDS]
FACTORS = (1.0, 2.0, 5.0)


@pytest.fixture(scope="module")
def baseline() -> Case:
    """The baseline case."""
    return open_case()


@pytest.fixture(scope="module")
def held(baseline: Case) -> pl.DataFrame:
    """What the allies hold today."""
    return holdings(baseline).select("ally", "capability", "quantity")


def batteries(case: Case, held: pl.DataFrame, times: float) -> pl.DataFrame:
    """Return what is held with so many times the units of air defence, and the same interceptors."""
    units = pl.col("capability").is_in(case["air_defence_layers"]["capability"].implode())
    return held.with_columns(quantity=pl.when(units).then(times * pl.col("quantity")).otherwise("quantity"))


def test_the_mean_of_a_day_is_that_of_its_percentiles(baseline: Case) -> None:
    """Beside those of the same 365 days: 203.27 drones, 2.58 fast missiles, 6.63 missiles of all kinds."""
    alike = baseline["threats"].with_columns(pl.lit(100.0).alias(name) for name in ENDS)
    case = baseline.with_table("threats", alike)
    mean = dict(raids(case).filter(pl.col("phase") == "sustained").select("threat", "planned").iter_rows())
    assert mean["drone"] == pytest.approx(203.27, rel=0.02)
    assert mean["ballistic"] == pytest.approx(2.58, rel=0.02)
    # a straight line from the 75th to the 90th percentile overstates what is small on most of these days
    assert mean["ballistic"] + mean["cruise"] == pytest.approx(6.63, rel=0.2)
    assert mean["glide"] == 163.0


def test_daily_use_by_hand(baseline: Case) -> None:
    comes = dict(opening(raids(baseline)).select("threat", "planned").iter_rows())
    use = dict(daily_use(baseline).select("interceptor", "planned").iter_rows())
    look = 1.0 + 0.3
    assert use["int_long"] == pytest.approx(comes["ballistic"] * 0.8 * 2.3 + comes["cruise"] * 0.3 * look)
    assert use["int_medium"] == pytest.approx((comes["cruise"] * 0.5 + comes["drone"] * 0.05) * look)
    assert use["int_short"] == pytest.approx((comes["cruise"] * 0.15 + comes["drone"] * 0.25) * look)


def test_likely_days_have_the_mean_of_the_use(baseline: Case) -> None:
    likely = likely_uses(baseline, opening(raids(baseline)))
    for interceptor, planned in daily_use(baseline).select("interceptor", "planned").iter_rows():
        assert float(np.mean(likely[interceptor])) == pytest.approx(planned, rel=2e-3)


def test_raids_are_conserved_over_plans(baseline: Case) -> None:
    plans = baseline["defence_plans"]["plan"]
    assert sum(plan_share(baseline, plan)["planned"] for plan in plans) == pytest.approx(1.0)
    together = pl.concat(raids(baseline, plan) for plan in plans)
    summed = together.group_by("phase", "threat", maintain_order=True).agg(pl.col("planned").sum())
    whole = raids(baseline).select("phase", "threat", whole="planned")
    joined = summed.join(whole, on=["phase", "threat"])
    assert joined["planned"].to_numpy() == pytest.approx(joined["whole"].to_numpy())


def test_a_plan_may_have_raids_of_its_own(baseline: Case) -> None:
    row = baseline["threats"].filter(pl.col("threat") == "drone").head(1)
    own = row.with_columns(plan=pl.lit("centre"), scale=pl.lit(100.0))
    case = baseline.with_table("threats", pl.concat([baseline["threats"], own]))
    centre = raids(case, "centre").filter(pl.col("threat") == "drone")
    assert centre["planned"].to_list() == pytest.approx([200.085], rel=1e-3)
    assert raids(case, "north").equals(raids(baseline, "north"))
    assert raids(case).equals(raids(baseline))


@pytest.mark.parametrize("times", FACTORS)
def test_more_batteries_use_no_more_interceptors_and_let_no_more_through(
    baseline: Case, held: pl.DataFrame, times: float
) -> None:
    more = batteries(baseline, held, times)
    once, then = magazines(baseline, held), magazines(baseline, more)
    assert once.equals(then)
    classes = supply.interceptor_classes(baseline)["supply_class"].implode()
    days, days_then = (
        supply.days_of_supply(baseline, forces).filter(pl.col("supply_class").is_in(classes))
        for forces in (held, more)
    )
    assert (days_then["days"] >= days["days"] - 1e-9).all()
    assert (days_then["missing"] <= days["missing"] + 1e-9).all()
    assert (leakers(baseline, more)["leak"] <= leakers(baseline, held)["leak"] + 1e-9).all()


def test_all_who_speak_of_magazines_have_the_same_days(baseline: Case, held: pl.DataFrame) -> None:
    depth = magazines(baseline, held)
    stocks = (
        supply.days_of_supply(baseline, held)
        .filter(pl.col("ally") == supply.ALLIANCE)
        .join(supply.interceptor_classes(baseline), on="supply_class")
        .join(depth, left_on="capability", right_on="interceptor", suffix="_magazine")
    )
    assert stocks.height == 3
    for one, other in (("usable", "stock"), ("daily", "planned"), ("days", "days_magazine")):
        assert stocks[one].to_numpy() == pytest.approx(stocks[other].to_numpy()), one


def test_interceptors_are_shared_without_loss(baseline: Case, held: pl.DataFrame) -> None:
    own = supply.days_of_supply(baseline, held).filter(pl.col("supply_class") == "int_long")
    use = daily_use(baseline).filter(pl.col("interceptor") == "int_long")["planned"].item()
    assert own.filter(pl.col("ally") != supply.ALLIANCE)["daily"].sum() == pytest.approx(use)


def test_leakers_by_hand(baseline: Case) -> None:
    """Units without end: what is not stopped was not engaged, or missed."""
    every = pl.DataFrame(
        {
            "ally": ["DEU"] * 4,
            "capability": ["sam_upper", "sam_long", "sam_medium", "shorad"],
            "quantity": [1e4] * 4,
        }
    )
    found = leakers(baseline, every)
    row = found.filter(pl.col("threat") == "ballistic").row(0, named=True)
    killed = 0.2 * (1 - 0.5**1.5) + 0.8 * (1 - 0.5**2.3)
    assert row["stopped"] == pytest.approx(row["comes"] * killed)
    assert row["leak_low"] < row["leak"] < row["leak_high"]
    drones = found.filter(pl.col("threat") == "drone").row(0, named=True)
    assert drones["stopped"] / drones["comes"] == pytest.approx(0.3 * (1 - 0.3**2) + 0.6 * 0.9)
    assert (found["stopped"] + found["leak"]).to_numpy() == pytest.approx(found["comes"].to_numpy())


def test_phases_last_until_the_next(baseline: Case) -> None:
    assert [days for _, days in phase_days(raids(baseline), 100)] == [30, 70]
    assert [days for _, days in phase_days(raids(baseline), 10)] == [10]


def test_no_threat_is_told_and_fails_nowhere(baseline: Case, held: pl.DataFrame) -> None:
    none = baseline.with_table("threats", baseline["threats"].with_columns(NOTHING))
    depth = magazines(none, held)
    assert depth["days"].null_count() == depth.height
    assert depth["chance"].to_numpy() == pytest.approx(1.0)
    assert leakers(none, held)["leak"].sum() == 0.0
    # nobody runs out of what nobody uses
    classes = supply.interceptor_classes(none)["supply_class"].implode()
    assert (
        supply.days_of_supply(none, held)
        .filter(pl.col("supply_class").is_in(classes) & pl.col("days").is_not_null())
        .is_empty()
    )


def test_an_empty_table_of_raids_is_told_in_a_sentence(baseline: Case, held: pl.DataFrame) -> None:
    case = Case(baseline.settings, {**baseline.tables, "raids": baseline["raids"].clear()})
    with pytest.raises(CaseError, match="at least one row, to answer questions of air"):
        magazines(case, held)
    # supply goes by the rates of its own table then
    assert supply.days_of_supply(case, held).filter(pl.col("supply_class") == "int_long").height > 1


def test_a_plan_without_sites_has_no_raids(baseline: Case, held: pl.DataFrame) -> None:
    packages = baseline["force_packages"].filter(pl.col("plan") != "north")
    case = baseline.with_table("force_packages", packages)
    assert plan_share(case, "north")["planned"] == 0.0
    assert magazines(case, held, plan="north")["days"].null_count() == 4


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"p90": 1.0}, "at least what p75 has"),
        ({"plan": "nowhere"}, "a value of defence_plans.plan, or all"),
        ({"first_day": 3}, "0 in the first phase of a class"),
    ],
)
def test_raids_that_cannot_be_are_refused(baseline: Case, change: dict[str, object], words: str) -> None:
    table = baseline["threats"]
    values = [pl.lit(value).cast(table.schema[name]).alias(name) for name, value in change.items()]
    with pytest.raises(CaseError, match=words):
        baseline.with_table("threats", table.with_columns(values))


def test_a_rate_beside_the_threats_is_refused(baseline: Case) -> None:
    with pytest.raises(CaseError, match="no rate, as threats has the class"):
        baseline.with_value("raids", "drone", rate=150.0)
    with pytest.raises(CaseError, match="a rate, or rows of the class in threats"):
        baseline.with_table("threats", baseline["threats"].clear())


def test_output_stands_beside_output(baseline: Case) -> None:
    table = beside_other_side(baseline)
    missiles = table.filter(pl.col("item") == "ballistic").row(0, named=True)
    lines = (
        baseline["lines"].join(baseline["products"], on="product").filter(pl.col("capability") == "int_long")
    )
    assert 0 < missiles["ours"] <= float((lines["rate"] * lines["yield"]).sum())
    # two rounds and more for each missile
    assert missiles["enough_for"] == pytest.approx(missiles["ours"] / 2.3)
    assert missiles["output_low"] <= missiles["output"] <= missiles["output_high"]
