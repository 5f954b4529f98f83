"""How well a plan is founded: what part of money, output and shortfall rests on figures of which status."""

from __future__ import annotations

import polars as pl

from sinews.case import every_pledge, holdings
from sinews.case.schema import STATUS_RANK, Status
from sinews.implementation import Plan
from sinews.present.figures import by_status


def spending_foundation(plan: Plan, ally: str | None = None) -> pl.DataFrame:
    """Return what part of a plan's spending, or of an ally's, rests on figures of each status.

    Each element of cost counts by the status of its prices, over all years; what is saved counts like what
    is spent. Contracts and support count by the weaker one of the price's and their own; operation by the
    weakest figure that its cost follows from. Expansion of industry, materials and training count as assumed:
    their costs stand beside the figures that their rows' statuses vouch for.

    Returns
    -------
    polars.DataFrame
        Columns status (all four, best first) and share (0..1; 0 throughout where nothing is spent).
    """
    paid = plan.payments if ally is None else plan.payments.filter(pl.col("payer") == ally)
    sums = paid.group_by("element", "status", maintain_order=True).agg(pl.col("amount").sum().abs())
    return by_status(sums)


def output_foundation(plan: Plan) -> pl.DataFrame:
    """Return what part of what lines put out rests on rates of each status.

    What a line delivers over all years, for allies and for Ukraine, counts by what the plan pays for it.

    Returns
    -------
    polars.DataFrame
        Columns status (all four, best first) and share (0..1; 0 throughout where nothing is made).
    """
    rates = plan.case["lines"].select("line", "status")
    return by_status(plan.paid_to_lines.drop("status").join(rates, on="line", how="left"))


def shortfall_foundation(plan: Plan, ally: str | None = None) -> pl.DataFrame:
    """Return what part of a plan's weighted shortfall, or of an ally's, rests on figures of each status.

    A shortfall counts as in the plan's objective: relative to what is required of the capability in the
    last year, times the capability's priority. It rests on the requirement; where that is
    a multiple of holdings or an addition to them, on what the Alliance holds as well, and is divided by
    the status of the holdings, none of them better than the pledge's or the publication's own. Holdings of
    zero count for nothing.

    Returns
    -------
    polars.DataFrame
        Columns status (all four, best first) and share (0..1; 0 throughout where nothing is short).
    """
    needs = plan.tables["requirements"]
    last = needs.filter(pl.col("year") == needs["year"].max()).select("capability", whole="required")
    priority = plan.case["capabilities"].select("capability", "priority")
    stock = plan.stock if ally is None else plan.stock.filter(pl.col("ally") == ally)
    short = (
        stock.group_by("capability", "year", maintain_order=True)
        .agg(pl.col("shortfall").sum())
        .filter(pl.col("shortfall") > 0)
        .join(last, on="capability")
        .join(priority, on="capability")
        .select(
            "capability",
            "year",
            weight=pl.col("shortfall") / pl.max_horizontal("whole", 1.0) * pl.col("priority"),
        )
    )
    rested = short.join(requirement_parts(plan), on=["capability", "year"], how="left").with_columns(
        pl.col("status").fill_null(str(Status.ASSUMED)), pl.col("part").fill_null(1.0)
    )
    return by_status(rested.select("status", amount=pl.col("weight") * pl.col("part")))


def requirement_parts(plan: Plan) -> pl.DataFrame:
    """Return capability, year, status, part: what part of each requirement rests on which status.

    Needs that enablers have sized rest on the defence plans and on factors of use, which are assumed.
    """
    case = plan.case
    pledges = every_pledge(case).select("pledge", pledged="status", kind="kind", base="base")
    asked = case["published_requirements"].select(
        "requirement", asked="status", basis="basis", reading="baseline_reading"
    )
    needs = (
        plan.tables["requirements"]
        .select("capability", "year", "driver", "pledge", "requirement")
        .join(pledges, on="pledge", how="left")
        .join(asked, on="requirement", how="left")
        .with_columns(
            own=pl.when(pl.col("driver") == "published")
            .then("asked")
            .when(pl.col("driver") == "pledge")
            .then("pledged")
            .when(pl.col("driver") == "sized")
            .then(pl.lit(str(Status.ASSUMED)))
            .fill_null(str(Status.PUBLISHED)),
            fixed=((pl.col("driver") == "published") & (pl.col("basis") == "level") & ~_counted_up())
            | ((pl.col("driver") == "pledge") & ((pl.col("kind") == "level") | _multiplied()))
            | (pl.col("driver") == "sized"),
        )
    )
    held = (
        holdings(case)
        .group_by("capability", "status", maintain_order=True)
        .agg(pl.col("quantity").sum())
        .filter(pl.col("quantity") > 0)
        .select(
            "capability",
            holding="status",
            part=pl.col("quantity") / pl.col("quantity").sum().over("capability"),
        )
    )
    level = needs.filter(pl.col("fixed").fill_null(False)).select(
        "capability", "year", status="own", part=pl.lit(1.0)
    )
    relative = (
        needs.filter(~pl.col("fixed").fill_null(False))
        .join(held, on="capability", how="left")
        .select("capability", "year", status=_weaker("own", "holding"), part=pl.col("part").fill_null(1.0))
    )
    return pl.concat([level, relative])


def _counted_up() -> pl.Expr:
    """Whether a published level comes on top of what is held, since its baseline was read as holdings."""
    return (pl.col("reading") == "holdings").fill_null(False)


def _multiplied() -> pl.Expr:
    """Whether a pledge multiplies a former requirement, so that no holding is behind it."""
    return (pl.col("base") == "requirement").fill_null(False)


def _weaker(a: str, b: str) -> pl.Expr:
    """Return the weaker one of two statuses; a missing one does not count, and none at all is assumed."""
    rank = pl.max_horizontal(
        pl.col(a).replace_strict(STATUS_RANK, default=None, return_dtype=pl.Int64),
        pl.col(b).replace_strict(STATUS_RANK, default=None, return_dtype=pl.Int64),
    ).fill_null(STATUS_RANK[Status.ASSUMED])
    return rank.replace_strict(
        {place: status for status, place in STATUS_RANK.items()}, return_dtype=pl.String
    )
