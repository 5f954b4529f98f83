"""What pledges and requirements count from, recorded before it changes."""

from __future__ import annotations

import polars as pl

from sinews.case import Case, every_pledge, held_before_withdrawals, held_in_scope, holdings
from sinews.guidance.promised import spoken_of


def promises(case: Case) -> dict[str, pl.DataFrame]:
    """Return the tables of promises a year later: the promised levels are the same.

    Notes
    -----
    A multiple of holdings, and an addition to what is held, count from what was held before; once recorded it
    stays. What has fallen due stands. Only one ally's own share of GDP that has been reached goes: that
    ally's path begins there.
    """
    year = case.settings.base_year
    pledges, bases = every_pledge(case), case["pledge_bases"]
    of_holdings = (pl.col("kind") == "multiple_of_baseline") & pl.col("base").fill_null("holdings").eq(
        "holdings"
    )
    counted = pledges.filter(of_holdings)
    recorded = [_base(case, row) for row in counted.iter_rows(named=True)]
    new = pl.concat([bases, *(frame.select(bases.columns) for frame in recorded)]).unique(
        ["pledge", "capability"], keep="first", maintain_order=True
    )
    reached = (pl.col("kind") == "gdp_share") & pl.col("ally").is_not_null() & (pl.col("target_year") <= year)
    due = pl.col("target_year") <= year
    return {
        "pledge_bases": new,
        "pledges": pledges.filter(~reached).with_columns(
            base_year=pl.when(of_holdings)
            .then(pl.col("base_year").fill_null(year - 1))
            .otherwise("base_year"),
            path=pl.when(due).then(pl.lit("step")).otherwise("path"),
            target_year=pl.when(due).then(pl.lit(year + 1, pl.Int64)).otherwise("target_year"),
        ),
        "published_requirements": _requirements(case, year),
    }


def _base(case: Case, pledge: dict[str, object]) -> pl.DataFrame:
    """Return what a pledge multiplies, for each capability that it speaks of."""
    scope = pledge["scope"]
    held = held_in_scope(case, held_before_withdrawals(case), None if scope is None else str(scope))
    return (
        spoken_of(case, pledge)
        .select("capability")
        .join(held, on="capability", how="left", maintain_order="left")
        .with_columns(
            pl.col("quantity").fill_null(0.0),
            pledge=pl.lit(pledge["pledge"], pl.String),
            source=pl.lit(pledge["source"], pl.String),
            status=pl.lit("derived"),
            note=pl.lit(f"what the case held at the start of {case.settings.base_year}"),
        )
    )


def _requirements(case: Case, year: int) -> pl.DataFrame:
    """Return the published requirements; additions count from what their scope held before."""
    rows, above = case["published_requirements"], case["capabilities"].select("capability", "aggregate")
    held = holdings(case)
    before = []
    for row in rows.iter_rows(named=True):
        inside = held_in_scope(case, held, row["scope"]).join(above, on="capability", how="left")
        named = pl.col("capability").eq(row["capability"]) | pl.col("aggregate").eq_missing(
            pl.lit(row["capability"])
        )
        before.append(float(inside.filter(named)["quantity"].sum()))
    addition = pl.col("basis") == "addition"
    return rows.with_columns(
        published_baseline=pl.when(addition)
        .then(pl.coalesce("published_baseline", pl.Series(before, dtype=pl.Float64)))
        .otherwise("published_baseline"),
        target_year=pl.max_horizontal("target_year", pl.lit(year + 1, pl.Int64)),
    )
