"""What allies hold without any new order: what is held at the start, and comes and goes of it in any case."""

from __future__ import annotations

import polars as pl

from sinews.case import holdings
from sinews.implementation import Plan
from sinews.verify.plan.peacetime import used_up
from sinews.verify.plan.promised import given_from_stock, handed_over, retirements


def committed(plan: Plan) -> dict[tuple[str, str, int], float]:
    """Return what each ally holds of each capability in each year without any new order, units."""
    held = {(a, c): q for a, c, q in holdings(plan.case).select("ally", "capability", "quantity").iter_rows()}
    found = {(a, c, year): q for (a, c), q in held.items() for year in plan.case.years}
    for ally, capability, year, units in _beyond_start(plan).iter_rows():
        found[ally, capability, year] = held.get((ally, capability), 0.0) + units
    return found


def _beyond_start(plan: Plan) -> pl.DataFrame:
    """Return ally, capability, year, units: what comes and goes of what was held, without any new order."""
    case = plan.case
    years, base = list(case.years), case.settings.base_year
    made = case["products"].select("product", "capability", "yield")
    line = case["lines"].select("line", "product").join(made, on="product", maintain_order="left")
    came = handed_over(case).select("ally", "line", "quantity", "year").join(line, on="line", how="inner")
    came = came.select("ally", "capability", "year", units=pl.col("quantity") * pl.col("yield"))
    gone = [
        (*pair, base + n, -units)
        for paths in (retirements(case), given_from_stock(plan), used_up(plan))
        for pair, path in paths.items()
        for n, units in enumerate(path)
        if units
    ]
    changes = pl.concat([came, pl.DataFrame(gone, schema=came.schema, orient="row")])
    pairs = changes.select("ally", "capability").unique()
    grid = pairs.join(pl.DataFrame({"year": years}), how="cross")
    yearly = changes.group_by("ally", "capability", "year", maintain_order=True).agg(pl.col("units").sum())
    return (
        grid.join(yearly, on=["ally", "capability", "year"], how="left")
        .sort("ally", "capability", "year")
        .with_columns(pl.col("units").fill_null(0.0).cum_sum().over("ally", "capability"))
    )
