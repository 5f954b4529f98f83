"""What hangs on our readings: the headline of the plan under each of them, and what stands in all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from sinews import pipeline
from sinews.case import FULLY_MET, Case, every_pledge, members
from sinews.implementation import Plan
from sinews.readings.variants import Reading, variants

HEADLINES = {
    "question": pl.String,
    "reading": pl.String,
    "planned": pl.Boolean,
    "cost": pl.Float64,
    "scope_cost": pl.Float64,
    "outside_share": pl.Float64,
    "met": pl.Int64,
    "growing": pl.Int64,
    "bottleneck": pl.String,
}


@dataclass(frozen=True, slots=True)
class Readings:
    """The plan under each reading.

    Attributes
    ----------
    headlines
        Columns as `HEADLINES`: question and reading in words; whether it is the case's own; the plan's cost,
        and that of the allies in that scope (USD m over the horizon, constant prices); which part of
        the life-cycle cost of what is added the others bear, 0 to 1; how many of the capabilities that must
        grow are met in the last year; the tightest bottleneck.
    added
        question, reading, capability, added: what is to be added of each capability whose former requirement
        was published, in its units.
    met
        question, reading, capability, met: for each reading the part of the last year's requirement that is
        held, 0 to 1, of the capabilities that must grow.
    scope
        The group of allies that pledges bind alone, the one of most of them; None where each binds all.
    """

    headlines: pl.DataFrame
    added: pl.DataFrame
    met: pl.DataFrame
    scope: str | None


def readings(case: Case, progress: Callable[[str], None] | None = None) -> Readings:
    """Plan a case under each reading of the public texts.

    Parameters
    ----------
    case
        A checked case.
    progress
        Called with each question and reading as its plan begins.
    """
    tell = progress or (lambda _: None)
    asked = case["published_requirements"].filter(
        pl.col("adopted"), pl.col("published_baseline").is_not_null()
    )["capability"]
    scope = main_scope(case)
    own: Plan | None = None
    rows, added, met = [], [], []
    for reading in variants(case):
        tell(f"{reading.question} {reading.reading}")
        plan = own if own and reading.planned else pipeline.plan(reading.case)
        own = plan if reading.planned else own
        rows.append(_headline(reading, plan, scope))
        name = (pl.lit(reading.question).alias("question"), pl.lit(reading.reading).alias("reading"))
        last = plan.tables["fulfilment"].filter(pl.col("year") == case.settings.horizon)
        more = (pl.col("required") - pl.col("baseline")).clip(0.0).alias("added")
        added.append(
            last.filter(pl.col("capability").is_in(asked.implode())).select(*name, "capability", more)
        )
        met.append(_growing(plan).select(*name, "capability", "met"))
    return Readings(
        headlines=pl.DataFrame(rows, schema=HEADLINES, orient="row"),
        added=pl.concat(added),
        met=pl.concat(met),
        scope=scope,
    )


def main_scope(case: Case) -> str | None:
    """Return the group of allies that pledges bind alone, the one of most of them; None without any."""
    scopes = every_pledge(case).drop_nulls("scope")["scope"]
    return str(scopes.mode(maintain_order=True)[0]) if len(scopes) else None


def groups_bound(case: Case, scope: str | None) -> list[str]:
    """Return the pledge groups on which pledges or adopted requirements bind one scope alone, in order."""
    capabilities = case["capabilities"]
    group_of = dict(capabilities.select("capability", "pledge_group").iter_rows())
    pledges = every_pledge(case).filter(pl.col("scope") == scope)
    asked = case["published_requirements"].filter(pl.col("scope") == scope, pl.col("adopted"))
    named = {group_of.get(name) for name in (*pledges["capability"], *asked["capability"])}
    named |= set(pledges["pledge_group"])
    return [group for group in capabilities["pledge_group"].unique(maintain_order=True) if group in named]


def outside_share(plan: Plan, scope: str | None) -> float:
    """Return the part of the life-cycle cost of all that targets add that falls outside a scope, 0 to 1."""
    added = plan.tables["shares"].select("ally", "cost")
    outside = added.filter(~pl.col("ally").is_in(members(plan.case, scope)))
    whole = float(added["cost"].sum())
    return float(outside["cost"].sum()) / whole if whole > 0 else 0.0


def standing(found: Readings) -> dict[str, list[str]]:
    """Return which capabilities are met, and which are not, under every reading that asks for more."""
    by_capability = found.met.group_by("capability", maintain_order=True).agg(
        always=(pl.col("met") >= FULLY_MET).all(), never=(pl.col("met") < FULLY_MET).all()
    )
    return {word: by_capability.filter(word)["capability"].to_list() for word in ("always", "never")}


def _growing(plan: Plan) -> pl.DataFrame:
    """Return capability, met of the last year for what must grow; sums of others are left out."""
    last = plan.tables["fulfilment"].filter(pl.col("year") == plan.case.settings.horizon)
    return last.filter(~pl.col("aggregate"), pl.col("required") > pl.col("baseline") * (1 + 1e-9))


def _headline(reading: Reading, plan: Plan, scope: str | None) -> tuple[object, ...]:
    growing = _growing(plan)
    cost = plan.cost
    bound = cost.filter(pl.col("ally").is_in(members(plan.case, scope)))
    bottlenecks = plan.tables["bottlenecks"].sort("rank")
    return (
        reading.question,
        reading.reading,
        reading.planned,
        float(cost["cost"].sum()),
        float(bound["cost"].sum()),
        outside_share(plan, scope),
        int((growing["met"] >= FULLY_MET).sum()),
        growing.height,
        bottlenecks["name"][0] if bottlenecks.height else "",
    )
