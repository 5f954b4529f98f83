"""Money a year later: expenditure along its path, and GDP of the year that is added."""

from __future__ import annotations

import polars as pl

from sinews.case import Case
from sinews.guidance.spending import spending_path


def money(case: Case) -> dict[str, pl.DataFrame]:
    """Return budgets, which start from what was spent in the base year, and the economy."""
    year, horizon = case.settings.base_year, case.settings.horizon
    spent = (
        spending_path(case)
        .filter(pl.col("year") == year)
        .select("ally", path_share=pl.col("gdp_share"), path_equipment=pl.col("equipment_share"))
    )
    moved = (pl.col("path_share") != pl.col("gdp_share")) | (
        pl.col("path_equipment") != pl.col("equipment_share")
    )
    budgets = (
        case["budgets"]
        .join(spent, on="ally", how="left", maintain_order="left")
        .with_columns(
            note=pl.when(moved)
            .then(
                pl.concat_str(
                    "note", pl.lit(f"shares of {year} by the path"), separator="; ", ignore_nulls=True
                )
            )
            .otherwise("note"),
            status=pl.when(moved & (pl.col("status") == "published"))
            .then(pl.lit("derived"))
            .otherwise("status"),
            gdp_share=pl.col("path_share").round_sig_figs(10),
            equipment_share=pl.col("path_equipment").round_sig_figs(10),
        )
        .select(case["budgets"].columns)
    )
    economy = case["economy"]
    last, before = (economy.filter(pl.col("year") == horizon - n) for n in (0, 1))
    growth = pl.col("gdp") / pl.col("gdp_before")
    added = (
        last.join(before.select("ally", gdp_before="gdp"), on="ally", maintain_order="left")
        .join(economy.filter(pl.col("year") == horizon + 1), on="ally", how="anti", maintain_order="left")
        .with_columns(
            year=pl.lit(horizon + 1, pl.Int64),
            gdp=(pl.col("gdp") * growth).round_sig_figs(8),
            status=pl.lit("assumed"),
            note=pl.lit(f"grows as in {horizon}"),
        )
        .select(economy.columns)
    )
    return {"budgets": budgets, "economy": pl.concat([economy, added])}
