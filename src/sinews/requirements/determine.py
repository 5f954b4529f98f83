"""Determine requirements: the highest of what was pledged, what is published as needed, and what is sized."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from sinews.case import Case, held_before_withdrawals, held_in_scope, holdings, standing_offers
from sinews.engines.division import shared_in_lots
from sinews.engines.path import path
from sinews.guidance import Ambition

SIZED = {"capability": pl.String, "year": pl.Int64, "needed": pl.Float64, "sizing": pl.String}
"""Columns of needs that enablers have found: so much of the capability is to be held by the end of the year,
and a sentence that says which model has sized it and what drives it."""


@dataclass(frozen=True, slots=True)
class Requirements:
    """What is required of the Alliance, with the driver of each figure.

    Attributes
    ----------
    needs
        capability, year, baseline, pledged, pledge, published, requirement, sized, sizing, required, driver,
        scope: units of the capability. `driver` says which of them is the highest: ``"pledge"``,
        ``"published"``, ``"sized"`` or ``"baseline"`` (today's level, which is kept where nothing else is
        asked for); of equal ones the first that is named here. What was pledged or published counts where
        more is held, too: holdings beyond a requirement are no requirement. `required` never falls from one
        year to the next and differs from the baseline by whole lots. `scope` is the group of allies that
        the pledge or publication behind the last year's requirement binds, null for all.
    ambition
        The ambition that it rests on.
    """

    needs: pl.DataFrame
    ambition: Ambition


def determine(case: Case, ambition: Ambition, sized: pl.DataFrame | None = None) -> Requirements:
    """Determine what is required of each capability in each year.

    Parameters
    ----------
    case
        The case; published requirements that it adopts are read from `published_requirements`.
    ambition
        The result of step 1.
    sized
        What enablers need to hold up the defence plans, columns as `SIZED`; nothing if not given.

    Returns
    -------
    The requirements, for every capability that can be bought and every planning year.

    Notes
    -----
    A published requirement for an aggregate is shared among its members in proportion to their level of
    ambition in its target year, in whole lots that add up to it. The way there is a straight line from the
    baseline.

    A sized need is due by the end of its year. The way there is a straight line from the baseline, or from
    the need of an earlier year; what was needed in the last of its years is kept.
    """
    published = _published(case, ambition)
    sizings = _sized(case, ambition, published, pl.DataFrame(schema=SIZED) if sized is None else sized)
    lots = case["capabilities"].select("capability", "lot")
    above = (pl.col("level") - pl.col("baseline")) / pl.col("lot")
    promised = pl.max_horizontal(pl.when(pl.col("pledge").is_not_null()).then("pledged"), "published")
    needs = (
        ambition.levels.rename({"level": "pledged", "scope": "pledge_scope"})
        .join(published, on=["capability", "year"], how="left", maintain_order="left")
        .join(sizings, on=["capability", "year"], how="left", maintain_order="left")
        .join(lots, on="capability", how="left", maintain_order="left")
        .with_columns(kept=pl.coalesce(promised, "baseline"))
        .with_columns(
            level=pl.when(pl.col("sized") > pl.max_horizontal("kept", "baseline"))
            .then("sized")
            .otherwise("kept")
        )
        .with_columns(
            required=(pl.col("baseline") + (above - 1e-9).ceil() * pl.col("lot"))
            .cum_max()
            .over("capability", order_by="year"),
            driver=_driver(),
        )
        .with_columns(scope=_scope())
        .select(*_NEEDS)
    )
    return Requirements(needs=needs, ambition=ambition)


_NEEDS = (
    "capability",
    "year",
    "baseline",
    "pledged",
    "pledge",
    "published",
    "requirement",
    "sized",
    "sizing",
    "required",
    "driver",
    "scope",
)


def _driver() -> pl.Expr:
    """Return what sets `level`."""
    return (
        pl.when(pl.col("level") == pl.col("sized"))
        .then(pl.lit("sized"))
        .when(
            (pl.col("level") == pl.col("baseline"))
            | (pl.col("pledge").is_null() & pl.col("published").is_null())
        )
        .then(pl.lit("baseline"))
        .when(pl.col("published") > pl.when(pl.col("pledge").is_not_null()).then("pledged").otherwise(0.0))
        .then(pl.lit("published"))
        .when(pl.col("pledge").is_not_null())
        .then(pl.lit("pledge"))
        .otherwise(pl.lit("published"))
    )


def _scope() -> pl.Expr:
    """Return the scope of what sets the last year's level; of a sized need that of the promise beside it."""
    published = (pl.col("driver") == "published") | (
        (pl.col("driver") == "sized") & pl.col("pledge").is_null()
    )
    own = pl.when(published).then("published_scope").otherwise("pledge_scope")
    return own.last().over("capability", order_by="year")


def _published(case: Case, ambition: Ambition) -> pl.DataFrame:
    """Return capability, year, published, requirement, published_scope: the highest adopted requirement."""
    adopted = case["published_requirements"].filter(pl.col("adopted"))
    goals = [_goals(case, ambition, row) for row in adopted.iter_rows(named=True)]
    if not goals:
        schema = {
            "capability": pl.String,
            "year": pl.Int64,
            "published": pl.Float64,
            "requirement": pl.String,
            "published_scope": pl.String,
        }
        return pl.DataFrame(schema=schema)
    years = pl.DataFrame({"year": list(case.years)})
    asked = pl.concat(goals).join(years, how="cross")
    columns = ("year", "start_year", "target_year", "baseline", "goal")
    way = pl.Series(path(*(asked[name].to_numpy() for name in columns)))
    return (
        asked
        # where more is held than is required, there is no way to go
        .with_columns(published=pl.when(pl.col("goal") < pl.col("baseline")).then("goal").otherwise(way))
        .sort("published", "requirement", descending=[True, False])
        .group_by("capability", "year", maintain_order=True)
        .first()
        .select("capability", "year", "published", "requirement", "published_scope")
    )


def _sized(case: Case, ambition: Ambition, published: pl.DataFrame, sized: pl.DataFrame) -> pl.DataFrame:
    """Return capability, year, sized, sizing: what is needed on the way to each sized need, and why.

    What allies outside the scope of the promise beside it hold beyond their offer does not count towards it.
    """
    years = np.array(list(case.years))
    start = dict(ambition.levels.select("capability", "baseline").iter_rows())
    unoffered = _unoffered(case, ambition, published) if sized.height else {}
    rows = []
    for (capability,), needs in sized.sort("capability", "year", "needed").group_by(
        "capability", maintain_order=True
    ):
        if capability not in start:
            continue
        due = needs.group_by("year", maintain_order=True).last()
        due = due.with_columns(pl.col("needed") + unoffered.get(capability, 0.0))
        at = np.concatenate([[case.settings.base_year - 1], due["year"].to_numpy()])
        path = np.interp(years, at, np.concatenate([[start[capability]], due["needed"].to_numpy()]))
        next_need = np.minimum(np.searchsorted(at[1:], years), due.height - 1)
        why = due["sizing"].gather(next_need)
        rows += [(capability, *row) for row in zip(years.tolist(), path.tolist(), why, strict=True)]
    schema = {"capability": pl.String, "year": pl.Int64, "sized": pl.Float64, "sizing": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _unoffered(case: Case, ambition: Ambition, published: pl.DataFrame) -> dict[str, float]:
    """Return what allies outside the scope of each capability's promise hold and do not offer."""
    scopes = {
        **dict(published.select("capability", "published_scope").iter_rows()),
        **dict(ambition.levels.drop_nulls("pledge").select("capability", "scope").iter_rows()),
    }
    rest: dict[str, float] = {}
    for scope in dict.fromkeys(scopes.values()):
        offers = standing_offers(case, scope).select("capability", pl.col("held") - pl.col("offered"))
        rest |= {name: kept for name, kept in offers.iter_rows() if scopes.get(name, "") == scope}
    return rest


def _counted_before(case: Case, row: dict[str, Any], members: pl.Series) -> float:
    """Return by how much the scope held more when an addition was counted; 0 where that is now."""
    if row["published_baseline"] is None:
        return 0.0
    inside = held_in_scope(case, holdings(case), row["scope"])
    now = inside.filter(pl.col("capability").is_in(members.implode()))["quantity"].sum()
    return float(row["published_baseline"] - now)


def _goals(case: Case, ambition: Ambition, row: dict[str, Any]) -> pl.DataFrame:
    """Return the goal of one published requirement for each capability that it speaks of."""
    named = pl.col("capability") == pl.lit(row["capability"])
    capabilities = case["capabilities"]
    level = ambition.levels.filter(pl.col("year") == row["target_year"])
    members = (
        capabilities.filter(named | pl.col("aggregate").eq_missing(pl.lit(row["capability"])))
        .select("capability", "lot")
        .join(
            level.select("capability", "baseline", "level"),
            on="capability",
            how="inner",
            maintain_order="left",
        )
        .join(standing_offers(case, row["scope"]), on="capability", how="left", maintain_order="left")
        .with_columns(pl.col("held", "offered").fill_null(0.0))
    )
    held = float(members["baseline"].sum())
    if row["basis"] == "addition":
        total = held + row["quantity"] + _counted_before(case, row, members["capability"])
    elif row["baseline_reading"] == "holdings":
        # counted in the publication's own units, so that the difference alone can be had from it; what an
        # ally withdraws was counted there, too
        before = held_in_scope(case, held_before_withdrawals(case), None)
        counted = before.filter(pl.col("capability").is_in(members["capability"].implode()))
        total = float(counted["quantity"].sum()) + row["quantity"] - row["published_baseline"]
    else:
        # what allies outside the scope hold beyond their offer does not count towards the requirement
        total = row["quantity"] + float((members["held"] - members["offered"]).sum())
    goal = shared_in_lots(total, members["level"].to_numpy(), members["lot"].to_numpy())
    return members.select("capability", "baseline").with_columns(
        pl.Series("goal", goal),
        pl.lit(row["requirement"]).alias("requirement"),
        pl.lit(row["scope"], pl.String).alias("published_scope"),
        # what has come of it before the case begins is in what is held
        pl.lit(max(row["start_year"], case.settings.base_year - 1)).alias("start_year"),
        pl.lit(row["target_year"]).alias("target_year"),
    )
