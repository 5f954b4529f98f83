"""National targets that others have put in figures, beside what is apportioned here."""

from __future__ import annotations

import polars as pl

from sinews.case import Case

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
        The case: published targets, sums of capabilities, crews.
    targets
        ally, capability, year, held, target: units of the capability, as `set_targets` gives them.

    Returns
    -------
    polars.DataFrame
        The columns of `SCHEMA`, one row for each published level, addition, multiple and number of people to
        add, in the order of the case. `ours` is what is asked for in the published figure's own terms: the
        target, what is added to the `held`, the target over the held (null where none is held), or the
        thousand people in the crews of all that is added. `ratio` is ours over the middle of low and high,
        null where either is missing or nothing was published to be reached. `year` is the published one,
        within the years of the plan, and the last where none was published.
    """
    rows = case["published_targets"].filter(pl.col("measure").is_in(COMPARED))
    first, last = case.settings.base_year, case.settings.horizon
    asked = _with_sums(case, targets)
    people = _people(case, targets)
    found = (
        rows.with_columns(year=pl.col("by_year").fill_null(last).clip(first, last))
        .join(asked, on=["ally", "capability", "year"], how="left", maintain_order="left")
        .join(people, on=["ally", "year"], how="left", maintain_order="left")
        .with_columns(pl.col("asked", "held", "people").fill_null(0.0))
        .with_columns(
            ours=pl.when(pl.col("measure") == "level")
            .then("asked")
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


def _people(case: Case, targets: pl.DataFrame) -> pl.DataFrame:
    """Return ally, year, people: thousands in the crews of what an ally adds to what it holds."""
    crews = case["crews"].select("capability", "crew")
    added = (pl.col("target") - pl.col("held")).clip(0.0)
    return (
        targets.join(crews, on="capability")
        .group_by("ally", "year", maintain_order=True)
        .agg(people=(added * pl.col("crew")).sum() / 1000)
    )
