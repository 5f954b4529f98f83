"""How well a plan is founded: what part of money, output and shortfall rests on figures of which status."""

from __future__ import annotations

import polars as pl

from sinews.case import for_ukraine, holdings, on_order
from sinews.case.schema import Status
from sinews.implementation import ELEMENTS, Plan

RANK = {str(status): rank for rank, status in enumerate(Status)}
"""The place of each status, from best to weakest."""


def spending_foundation(plan: Plan) -> pl.DataFrame:
    """Return what part of a plan's spending rests on figures of each status.

    Each element of the spending, over all allies and years (what is saved counts like what is spent), is
    divided in proportion to what causes it: new
    orders by the status of the price; contracts and support by the weaker one of the price's and their own;
    operation of added units by the status of what operating costs follow from. Expansion of
    industry, materials and training count as assumed: their costs stand beside the figures that their rows'
    statuses vouch for.

    Returns
    -------
    polars.DataFrame
        Columns status (all four, best first) and share (0..1; 0 throughout where nothing is spent).
    """
    assumed = pl.DataFrame({"status": [str(Status.ASSUMED)], "weight": [1.0]})
    causes = {
        "contracted": _contracts(plan),
        "support": _support(plan),
        "procurement": _orders(plan),
        "expansion": assumed,
        "inputs": assumed,
        "sustaining": assumed,
        "interest": assumed,
        "operating": _operation(plan),
    }
    totals = plan.tables["spending"].select(pl.col(*ELEMENTS).sum()).row(0, named=True)
    parts = []
    for element in ELEMENTS:
        cause = causes[element].filter(pl.col("weight") > 0)
        cause = cause if cause.height else assumed
        part = pl.col("weight") / pl.col("weight").sum() * abs(float(totals[element]))
        parts.append(cause.select("status", amount=part))
    return _shares(pl.concat(parts), "amount")


def output_foundation(plan: Plan) -> pl.DataFrame:
    """Return what part of what lines put out rests on rates of each status.

    What a line delivers over all years, for allies and for Ukraine, counts at the price of its product.

    Returns
    -------
    polars.DataFrame
        Columns status (all four, best first) and share (0..1; 0 throughout where nothing is made).
    """
    rates = plan.case["lines"].select("line", "status")
    made = (
        plan.tables["lines"]
        .join(rates, on="line", how="left")
        .join(_prices(plan), on="product", how="left")
        .select("status", amount=pl.col("output") * pl.col("procurement"))
    )
    return _shares(made, "amount")


def shortfall_foundation(plan: Plan) -> pl.DataFrame:
    """Return what part of a plan's weighted shortfall rests on figures of each status.

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
    short = (
        plan.tables["stock"]
        .group_by("capability", "year", maintain_order=True)
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
    return _shares(rested.select("status", amount=pl.col("weight") * pl.col("part")), "amount")


def requirement_parts(plan: Plan) -> pl.DataFrame:
    """Return capability, year, status, part: what part of each requirement rests on which status.

    Needs that enablers have sized rest on the defence plans and on factors of use, which are assumed.
    """
    case = plan.case
    pledges = case["pledges"].select("pledge", pledged="status", kind="kind", base="base")
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


def _prices(plan: Plan) -> pl.DataFrame:
    """Return product, procurement, and the status of the price."""
    statuses = plan.case["costs"].filter(pl.col("element") == "procurement").select("product", price="status")
    return plan.tables["prices"].select("product", "procurement").join(statuses, on="product", how="left")


def _orders(plan: Plan) -> pl.DataFrame:
    """Weigh statuses by the value of new orders."""
    return (
        plan.tables["orders"]
        .join(_prices(plan), on="product", how="left")
        .select(status="price", weight="value")
    )


def _contracts(plan: Plan) -> pl.DataFrame:
    """Weigh statuses by the value of what was on contract."""
    own = (
        on_order(plan.case)
        .group_by("ally", "line", own="status", maintain_order=True)
        .agg(pl.col("quantity").sum())
        .with_columns(part=pl.col("quantity") / pl.col("quantity").sum().over("ally", "line"))
    )
    return (
        plan.tables["deliveries"]
        .filter(pl.col("contracted") > 0)
        .join(own, on=["ally", "line"], how="left")
        .join(_prices(plan), on="product", how="left")
        .select(
            status=_weaker("own", "price"),
            weight=pl.col("contracted") * pl.col("procurement") * pl.col("part"),
        )
    )


def _support(plan: Plan) -> pl.DataFrame:
    """Weigh statuses by the value of what lines deliver to Ukraine."""
    products = plan.case["lines"].select("line", "product")
    return (
        for_ukraine(plan.case)
        .select("line", "quantity", own="status")
        .join(products, on="line")
        .join(_prices(plan), on="product", how="left")
        .select(status=_weaker("own", "price"), weight=pl.col("quantity") * pl.col("procurement"))
    )


def _operation(plan: Plan) -> pl.DataFrame:
    """Weigh statuses by the operating cost of the units held beyond those of the start."""
    case = plan.case
    own = case["costs"].filter(pl.col("element") == "operating").select("product", own="status")
    rates = case["operating_rates"].select("capability", rate="status")
    built = case["lines"].select("product").unique(maintain_order=True)
    unit_cost = (
        case["products"]
        .select("product", "capability", "yield")
        .join(built, on="product", how="semi")
        .join(plan.tables["prices"].select("product", "operating"), on="product", how="left")
        .join(own, on="product", how="left")
        .join(rates, on="capability", how="left")
        .join(_prices(plan).select("product", "price"), on="product", how="left")
        .with_columns(status=pl.coalesce("own", _weaker("rate", "price")))
        .with_columns(each=pl.col("operating") / pl.col("yield") / pl.len().over("capability"))
        .select("capability", "status", "each")
    )
    start = pl.col("opening").sort_by("year").first().over("ally", "capability")
    added = (
        plan.tables["stock"]
        .with_columns(added=(pl.col("closing") - start).clip(0.0))
        .group_by("capability", maintain_order=True)
        .agg(pl.col("added").sum())
    )
    return added.join(unit_cost, on="capability").select("status", weight=pl.col("added") * pl.col("each"))


def _weaker(a: str, b: str) -> pl.Expr:
    """Return the weaker one of two statuses; a missing one does not count, and none at all is assumed."""
    rank = pl.max_horizontal(
        pl.col(a).replace_strict(RANK, default=None, return_dtype=pl.Int64),
        pl.col(b).replace_strict(RANK, default=None, return_dtype=pl.Int64),
    ).fill_null(RANK[str(Status.ASSUMED)])
    return rank.replace_strict({place: status for status, place in RANK.items()}, return_dtype=pl.String)


def _shares(parts: pl.DataFrame, column: str) -> pl.DataFrame:
    """Return the sums of a column by status as shares of the whole, every status from best to weakest."""
    sums = parts.group_by("status", maintain_order=True).agg(pl.col(column).sum())
    total = float(sums[column].sum())
    every = pl.DataFrame({"status": list(RANK)})
    return every.join(sums, on="status", how="left", maintain_order="left").select(
        "status", share=pl.col(column).fill_null(0.0) / (total or 1.0)
    )
