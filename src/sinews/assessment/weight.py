"""The weight that each ally pulls: several measures side by side, each beside the Alliance's middle half."""

from __future__ import annotations

import polars as pl

from sinews.case import Case, in_case_money, priced
from sinews.implementation import Plan

MILLION = 1e6

MEASURES = {
    "gdp_share": ("Core expenditure", "% of GDP"),
    "equipment_share": ("Equipment", "% of core expenditure"),
    "per_head": ("Core expenditure", "{currency} per head"),
    "target_fulfilment": ("Targets held", "%"),
    "added_share": ("Added cost of the plan", "% of GDP"),
    "ukraine_share": ("Military support to Ukraine so far", "% of GDP of the base year"),
}
"""Title and unit of each measure; soldiers ready by the day of each tier come after them."""

COLUMNS = {
    "ally": pl.String,
    "year": pl.Int64,
    "measure": pl.String,
    "title": pl.String,
    "unit": pl.String,
    "value": pl.Float64,
    "lower": pl.Float64,
    "median": pl.Float64,
    "upper": pl.Float64,
    "place": pl.String,
}
"""Columns of `weight_pulled`: the value, quartiles and median of the allies that have one, and where the
value lies: below, within or above the middle half. Null where an ally has none."""


def weight_pulled(plan: Plan, burden: pl.DataFrame, formations: pl.DataFrame | None) -> pl.DataFrame:
    """Return the measures of each ally beside the Alliance's median and middle half: columns as `COLUMNS`.

    No index is made of them: which one is just is a question of politics.

    Parameters
    ----------
    plan
        The plan.
    burden
        What `sinews.assessment.burden.burden` returns, of any years.
    formations
        Formations ready, with a column year, as in `sinews.assessment.Review`; None without force tiers.

    References
    ----------
    Quartiles by linear interpolation: Hyndman and Fan, Sample quantiles in statistical packages, The American
    Statistician 50, 1996, definition 7.
    """
    case = plan.case
    gdp = plan.spending.select("ally", "year", "gdp")
    wide = (
        burden.join(gdp, on=["ally", "year"], how="left", maintain_order="left")
        .join(_given(case), on="ally", how="left", maintain_order="left")
        .with_columns(added_share=100.0 * pl.col("additional_cost") / pl.col("gdp"))
    )
    parts = [
        wide.select(
            "ally",
            "year",
            measure=pl.lit(key),
            title=pl.lit(title),
            unit=pl.lit(unit.format(currency=case.settings.currency)),
            value=pl.col(key),
        )
        for key, (title, unit) in MEASURES.items()
    ]
    if formations is not None:
        parts.append(_ready(case, burden, formations))
    of_measure = ["year", "measure"]
    value = pl.col("value")
    return (
        pl.concat(parts)
        .with_columns(
            lower=value.quantile(0.25, "linear").over(of_measure),
            median=value.median().over(of_measure),
            upper=value.quantile(0.75, "linear").over(of_measure),
        )
        .with_columns(
            place=pl.when(value.is_null())
            .then(None)
            .when(value < pl.col("lower"))
            .then(pl.lit("below"))
            .when(value > pl.col("upper"))
            .then(pl.lit("above"))
            .otherwise(pl.lit("within"))
        )
        .select(list(COLUMNS))
    )


def _given(case: Case) -> pl.DataFrame:
    """Return ally, ukraine_share: military support given to Ukraine, all years together, % of one year's GDP.

    An ally without a row has none published; it is left out.
    """
    given = (
        in_case_money(case, case["commitments"].filter(pl.col("kind") == "given"))
        .group_by("ally", maintain_order=True)
        .agg(pl.col("money").sum())
    )
    base = priced(case, "economy").filter(pl.col("year") == case.settings.base_year).select("ally", "gdp")
    return given.join(base, on="ally", maintain_order="left").select(
        "ally", ukraine_share=100.0 * pl.col("money") / pl.col("gdp")
    )


def _ready(case: Case, burden: pl.DataFrame, formations: pl.DataFrame) -> pl.DataFrame:
    """Return soldiers of formations ready by the day of each tier, per million inhabitants."""
    ready = formations.group_by("ally", "year", "day", maintain_order=True).agg(pl.col("troops").sum())
    people = case["allies"].select("ally", "population")
    return (
        burden.select("ally", "year")
        .join(case["force_tiers"].select("day").sort("day"), how="cross")
        .join(ready, on=["ally", "year", "day"], how="left", maintain_order="left")
        .join(people, on="ally", how="left", maintain_order="left")
        .select(
            "ally",
            "year",
            measure=pl.format("ready_{}", "day"),
            title=pl.format("Ready within {} days", "day"),
            unit=pl.lit("soldiers per million inhabitants"),
            value=pl.col("troops").fill_null(0.0) * MILLION / pl.col("population"),
        )
    )
