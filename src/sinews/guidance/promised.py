"""The one reader of pledges: each with its way over the years, its scope and its base."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from sinews.case import (
    Case,
    CaseError,
    Problem,
    derived,
    held_before_withdrawals,
    held_in_scope,
    pledges_of,
    standing_offers,
)
from sinews.engines.arrays import Indices, Values
from sinews.engines.division import shared_in_lots
from sinews.engines.path import path
from sinews.guidance.baseline import leaves

GOALS = {
    "capability": pl.String,
    "goal": pl.Float64,
    "pledge": pl.String,
    "scope": pl.String,
    "start_year": pl.Int64,
    "target_year": pl.Int64,
    "path": pl.String,
    "kept": pl.Boolean,
}
"""A row for each capability that a pledge speaks of: the level of the whole Alliance when the pledge is kept.
`kept` says whether it stands where more is held: a former requirement times a factor does, a multiple of
holdings or a level adds nothing there."""


@derived
def goals(case: Case) -> pl.DataFrame:
    """Return the goal of every pledge of a multiple or a level, columns as `GOALS`.

    Notes
    -----
    A pledge binds the allies of its scope. Those outside it stand at what they hold: the goal of the Alliance
    is the scope's goal and that.

    A multiple of holdings counts from what the scope held before any withdrawal, so that an ally who leaves
    makes no promise smaller. A multiple of a former requirement counts from the figure that a published
    requirement names as its baseline; where that is read as holdings in the publication's own count, what
    the multiple adds to it comes on top of what is held. It is a requirement of the whole Alliance: the scope
    owes what the standing offers of the others leave of it. A multiple of cover takes the fewest units with
    which each layer of air defence covers so many times what it covers today, or all that is its ambition.
    A goal for a sum of capabilities is shared among its members in proportion to what is held of them, evenly
    where nothing is, in whole lots.
    """
    rows = pledges_of(case, "multiple_of_baseline", "level")
    parts = [_goal(case, row) for row in rows.iter_rows(named=True)]
    return pl.concat([pl.DataFrame(schema=GOALS), *parts])


def level_due(
    pledge: dict[str, Any], years: Indices, before: float, after: float, *, not_before: int | None = None
) -> Values:
    """Return the level that a pledge sets in each year, (t,), on its way from one to another.

    A pledge whose change began before `not_before` goes the rest of its way from there: what was done until
    then is in the level that it starts from.
    """
    start = pledge["start_year"] if not_before is None else max(pledge["start_year"], not_before)
    return path(years, start, pledge["target_year"], before, after, step=pledge["path"] == "step")


def pledged_shares(case: Case) -> pl.DataFrame:
    """Return kind, year, share: the highest share that the Alliance pledges for a purpose in each year, in %.

    The kinds are those of money set apart: for resilience and for innovation. Each starts from nothing. A
    kind without any pledge has no row.
    """
    years = np.array(list(case.years))
    parts = [pl.DataFrame(schema={"kind": pl.String, "year": pl.Int64, "share": pl.Float64})]
    for kind in ("resilience_share", "innovation_share"):
        pledges = pledges_of(case, kind).rows(named=True)
        if pledges:
            share = np.max([level_due(row, years, 0.0, row["share"]) for row in pledges], axis=0)
            parts.append(pl.DataFrame({"kind": kind, "year": years, "share": share}))
    return pl.concat(parts)


def spoken_of(case: Case, row: dict[str, Any]) -> pl.DataFrame:
    """Return the capabilities, none of them a sum, that a pledge speaks of."""
    capabilities = leaves(case)
    if row["capability"] is not None:
        named = pl.lit(row["capability"])
        return capabilities.filter(
            (pl.col("capability") == named) | (pl.col("aggregate") == named).fill_null(False)
        )
    if row["pledge_group"] is not None:
        return capabilities.filter(pl.col("pledge_group") == row["pledge_group"])
    return capabilities


def _goal(case: Case, row: dict[str, Any]) -> pl.DataFrame:
    """Return the goal of one pledge for each capability that it speaks of."""
    held = held_before_withdrawals(case)
    facts = (
        spoken_of(case, row)
        .select("capability", "lot")
        .join(
            _quantity(held_in_scope(case, held, row["scope"]), "inside"),
            on="capability",
            how="left",
            maintain_order="left",
        )
        .join(
            _quantity(held_in_scope(case, held, None), "all"),
            on="capability",
            how="left",
            maintain_order="left",
        )
        .join(standing_offers(case, row["scope"]), on="capability", how="left", maintain_order="left")
        .with_columns(pl.exclude("capability").fill_null(0.0))
        .with_columns(outside=pl.col("all") - pl.col("inside"))
    )
    lot = facts["lot"].to_numpy()
    if row["kind"] == "level":
        goal = facts["outside"] + pl.Series(shared_in_lots(row["level"], facts["inside"].to_numpy(), lot))
    elif row["base"] == "requirement":
        base, read_as = former_requirement(case, row["capability"])
        total = row["factor"] * base
        if read_as == "holdings":
            total += float(facts["all"].sum()) - base
        # what the others hold beyond their offer does not count towards the requirement
        total += float((facts["held"] - facts["offered"]).sum())
        goal = pl.Series(shared_in_lots(total, facts["all"].to_numpy(), lot))
    elif row["base"] == "coverage":
        # loads a compiled kernel, which few cases need
        from sinews.enablers.air_defence import units_for_effect

        units = units_for_effect(case, row["factor"]).select("capability", "needed")
        goal = facts.join(units, on="capability", how="left", maintain_order="left")["needed"]
        goal = pl.select(pl.max_horizontal(goal.fill_null(0.0), facts["all"])).to_series()
    else:
        goal = facts["outside"] + row["factor"] * _base(case, row, facts)
    return facts.select(
        "capability",
        goal.alias("goal"),
        pl.lit(row["pledge"]).alias("pledge"),
        pl.lit(row["scope"], pl.String).alias("scope"),
        pl.lit(row["start_year"]).alias("start_year"),
        pl.lit(row["target_year"]).alias("target_year"),
        pl.lit(row["path"]).alias("path"),
        pl.lit(row["base"] == "requirement").fill_null(False).alias("kept"),
    ).cast(pl.Schema(GOALS))


def former_requirement(case: Case, capability: str) -> tuple[float, str]:
    """Return the former requirement of a capability in its units, and what it is read as.

    It is the baseline that the first published requirement of the capability names; an adopted one goes
    before the others. A case that asks for one that nobody names is reported when it is read.
    """
    rows = case["published_requirements"].filter(
        pl.col("capability") == capability, pl.col("published_baseline").is_not_null()
    )
    first = rows.sort("adopted", descending=True, maintain_order=True).row(0, named=True)
    return float(first["published_baseline"]), first["baseline_reading"] or "requirement"


def _base(case: Case, row: dict[str, Any], facts: pl.DataFrame) -> pl.Series:
    """Return what a multiple of holdings multiplies: as recorded, or what the scope holds.

    Raises
    ------
    CaseError
        If the base is of an earlier year, and is not recorded for all that is held.
    """
    recorded = case["pledge_bases"].filter(pl.col("pledge") == row["pledge"])
    found = facts.join(
        recorded.select("capability", recorded="quantity"), on="capability", how="left", maintain_order="left"
    )
    if row["base_year"] is not None and row["base_year"] < case.settings.base_year - 1:
        missing = found.filter(pl.col("recorded").is_null(), pl.col("inside") > 0)["capability"]
        problems = [
            Problem(
                "pledge_bases", None, "pledge/capability", f"{row['pledge']}/{capability}",
                f"a row with what was held at the end of {row['base_year']}",
                "a base is recorded for all that a pledge speaks of, or for nothing",
            )
            for capability in missing
        ]  # fmt: skip
        if problems:
            raise CaseError(problems)
    return found.select(pl.coalesce("recorded", "inside"))["recorded"]


def _quantity(held: pl.DataFrame, name: str) -> pl.DataFrame:
    return held.rename({"quantity": name})
