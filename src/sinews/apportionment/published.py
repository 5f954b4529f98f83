"""National targets that others have put in figures, beside what is apportioned here."""

from __future__ import annotations

import polars as pl

from sinews.case import Case, on_order
from sinews.engines.path import evenly_until

COMPARED = ("level", "addition", "multiple", "personnel added")
"""Measures of a published target that have a counterpart among targets set here."""

SCHEMA = {
    "target": pl.String,
    "ally": pl.String,
    "title": pl.String,
    "measure": pl.String,
    "capability": pl.String,
    "low": pl.Float64,
    "high": pl.Float64,
    "unit": pl.String,
    "year": pl.Int64,
    "held": pl.Float64,
    "ours": pl.Float64,
    "ratio": pl.Float64,
    "source": pl.String,
    "status": pl.String,
}


def beside_published(case: Case, targets: pl.DataFrame) -> pl.DataFrame:
    """Return each published national target that can be compared, and what the ally is asked for here.

    Parameters
    ----------
    case
        The case: published targets, sums of capabilities, contracts, crews.
    targets
        ally, capability, year, held, target: units of the capability, as `set_targets` gives them.

    Returns
    -------
    polars.DataFrame
        The columns of `SCHEMA`, one row for each published level, addition, multiple and number of people to
        add, in the order of the case. `ours` is what is asked for in the published figure's own terms: the
        target (or, if more, what contracts have delivered by then, in whole units: what is ordered need not
        be asked for), what is added to the `held`, the target over the held (null where none is held), or
        the thousand people in the crews of all that is added. `ratio` is ours over the middle of low and
        high, null where either is missing or nothing was published to be reached. `year` is the published
        one, within the years of the plan, and the last where none was published.
    """
    rows = case["published_targets"].filter(pl.col("measure").is_in(COMPARED))
    first, last = case.settings.base_year, case.settings.horizon
    asked = _with_sums(case, targets)
    people = _people(case, targets)
    ordered = _on_contract(case, rows["capability"].drop_nulls().unique(maintain_order=True).to_list())
    found = (
        rows.with_columns(year=pl.col("by_year").fill_null(last).clip(first, last))
        .join(asked, on=["ally", "capability", "year"], how="left", maintain_order="left")
        .join(people, on=["ally", "year"], how="left", maintain_order="left")
        .join(ordered, on=["ally", "capability", "year"], how="left", maintain_order="left")
        .with_columns(pl.col("asked", "held", "people", "ordered").fill_null(0.0))
        .with_columns(
            ours=pl.when(pl.col("measure") == "level")
            .then(pl.max_horizontal("asked", "ordered"))
            .when(pl.col("measure") == "addition")
            .then(pl.col("asked") - pl.col("held"))
            .when(pl.col("measure") == "personnel added")
            .then("people")
            .when(pl.col("held") > 0)
            .then(pl.col("asked") / pl.col("held"))
        )
    )
    middle = (pl.col("low") + pl.col("high")) / 2
    return found.with_columns(
        held=pl.when(pl.col("measure") != "personnel added").then("held"),
        ratio=pl.when(middle > 0).then(pl.col("ours") / middle),
    ).select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())


def _with_sums(case: Case, targets: pl.DataFrame) -> pl.DataFrame:
    """Return ally, capability, year, asked, held: of each capability, and of those counted as a sum."""
    above = case["capabilities"].select("capability", "aggregate").drop_nulls()
    sums = targets.join(above, on="capability").with_columns(capability="aggregate")
    columns = ["ally", "capability", "year", "held", "target"]
    return (
        pl.concat([targets.select(columns), sums.select(columns)])
        .group_by("ally", "capability", "year", maintain_order=True)
        .agg(asked=pl.col("target").sum(), held=pl.col("held").sum())
    )


def _on_contract(case: Case, wanted: list[str]) -> pl.DataFrame:
    """Return ally, capability, year, ordered: what contracts have delivered by a year, in whole units.

    Deliveries are spread evenly over a contract's years. Sums of capabilities stand beside their members.
    """
    made = (
        case["lines"]
        .select("line", "product")
        .join(case["products"].select("product", "capability", "yield"), on="product")
    )
    above = case["capabilities"].select("capability", "aggregate").drop_nulls()
    rows = on_order(case).join(made, on="line", maintain_order="left")
    rows = pl.concat(
        [rows, rows.join(above, on="capability").with_columns(capability="aggregate").select(rows.columns)]
    ).filter(pl.col("capability").is_in(wanted))
    years = pl.DataFrame({"year": list(case.years)}, schema={"year": pl.Int64})
    by_year = rows.join(years, how="cross")
    delivered = evenly_until(
        by_year["quantity"], by_year["first_year"], by_year["last_year"], by_year["year"]
    )
    return (
        by_year.with_columns(delivered=delivered)
        .group_by("ally", "capability", "year", maintain_order=True)
        .agg(ordered=((pl.col("delivered") * pl.col("yield")).sum() + 1e-9).floor())
    )


def _people(case: Case, targets: pl.DataFrame) -> pl.DataFrame:
    """Return ally, year, people: thousands in the crews of what an ally adds to what it holds."""
    crews = case["crews"].select("capability", "crew")
    added = (pl.col("target") - pl.col("held")).clip(0.0)
    return (
        targets.join(crews, on="capability")
        .group_by("ally", "year", maintain_order=True)
        .agg(people=(added * pl.col("crew")).sum() / 1000)
    )
