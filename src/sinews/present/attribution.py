"""Attribution of the plan's cost to the groups in which pledges speak of capabilities."""

from __future__ import annotations

import polars as pl

from sinews.case import payment_parts, priced, unit_costs
from sinews.implementation import ELEMENTS, Plan

UNATTRIBUTED = "not attributed"

SHARED_INPUTS = "industry as a whole and interest"
"""Materials, training, lines that stand ready, and interest: no single group causes their cost."""

SUPPORT = "support to Ukraine"
"""What lines build for Ukraine: no group of the allies' capabilities causes its cost."""

NEGLIGIBLE = 1e-9
"""USD m below which a sum counts as nothing."""


def group_cost(plan: Plan) -> pl.DataFrame:
    """Return what the plan costs in each year for each pledge group.

    The plan's spending is kept by ally and year. Each element of it is divided among the groups in
    proportion to what causes it: contracts and new orders by the instalments on what is delivered,
    expansion by the instalments on each line's added capacity, operation by the operating cost of what is
    held beyond the stock of the start; what lines share and interest are a group of their own.
    The groups add up to the plan's spending exactly; what has no cause in the tables is shown as "not
    attributed".

    Returns
    -------
    polars.DataFrame
        Columns pledge_group, year, the cost elements and total (USD m, constant prices), for every
        group that costs anything and every year, sorted by group and year.
    """
    spending = plan.tables["spending"]
    causes = {
        "contracted": _instalments_on_contracts(plan),
        "support": _group_of_its_own(plan, SUPPORT),
        "procurement": _instalments_on_orders(plan),
        "expansion": _instalments_on_expansion(plan),
        "inputs": _group_of_its_own(plan, SHARED_INPUTS),
        "sustaining": _group_of_its_own(plan, SHARED_INPUTS),
        "interest": _group_of_its_own(plan, SHARED_INPUTS),
        "operating": _operating_cost(plan),
    }
    parts = [_attributed(spending, element, causes[element]) for element in ELEMENTS]
    totals = (
        pl.concat(parts, how="diagonal")
        .group_by("pledge_group", "year", maintain_order=True)
        .agg(pl.col(*ELEMENTS).sum())
        .with_columns(total=pl.sum_horizontal(*ELEMENTS))
        .filter((pl.col("total").abs() > NEGLIGIBLE).any().over("pledge_group"))
    )
    grid = totals.select("pledge_group").unique().join(spending.select("year").unique(), how="cross")
    return (
        grid.join(totals, on=["pledge_group", "year"], how="left")
        .with_columns(pl.col(*ELEMENTS, "total").fill_null(0.0))
        .sort("pledge_group", "year")
    )


def _attributed(spending: pl.DataFrame, element: str, cause: pl.DataFrame) -> pl.DataFrame:
    """Divide one element of each ally's and year's spending by the weights in `cause`.

    Weights may be negative: a group in which stock retires costs less to operate than today.
    """
    weights = (
        cause.group_by("ally", "year", "pledge_group", maintain_order=True)
        .agg(pl.col("weight").sum())
        .with_columns(whole=pl.col("weight").sum().over("ally", "year"))
        .filter(pl.col("whole").abs() > NEGLIGIBLE)
        .select("ally", "year", "pledge_group", part=pl.col("weight") / pl.col("whole"))
    )
    return (
        spending.select("ally", "year", amount=pl.col(element))
        .filter(pl.col("amount") != 0)
        .join(weights, on=["ally", "year"], how="left")
        .select(
            pl.col("pledge_group").fill_null(UNATTRIBUTED),
            "year",
            (pl.col("amount") * pl.col("part").fill_null(1.0)).alias(element),
        )
    )


def _group_of_its_own(plan: Plan, group: str) -> pl.DataFrame:
    """Give a cost that no pledge group causes to a group of its own."""
    everywhere = plan.tables["spending"].select("ally", "year")
    return everywhere.with_columns(pledge_group=pl.lit(group), weight=pl.lit(1.0))


def _product_groups(plan: Plan) -> pl.DataFrame:
    """Return product, pledge_group and the product's procurement price."""
    groups = plan.case["capabilities"].select("capability", "pledge_group")
    products = plan.case["products"].select("product", "capability").join(groups, on="capability", how="left")
    prices = plan.tables["prices"].select("product", "procurement")
    return products.select("product", "pledge_group").join(prices, on="product", how="left")


def _instalments_on_contracts(plan: Plan) -> pl.DataFrame:
    """Weigh groups by the instalments on what was on contract at the start."""
    paid = (
        plan.tables["deliveries"]
        .join(_product_groups(plan), on="product", how="left")
        .with_columns(value=pl.col("contracted") * pl.col("procurement"))
    )
    return _in_instalments(plan, paid)


def _instalments_on_orders(plan: Plan) -> pl.DataFrame:
    """Weigh groups by the instalments on new orders."""
    paid = (
        plan.tables["orders"]
        .join(_product_groups(plan), on="product", how="left")
        .with_columns(year="delivery_year")
    )
    return _in_instalments(plan, paid)


def _in_instalments(plan: Plan, due: pl.DataFrame) -> pl.DataFrame:
    """Divide the `value` of what a line delivers in `year` over the years in which it is paid."""
    return due.join(payment_parts(plan.case), on="line", how="left").select(
        "ally", pl.col("year") - pl.col("ahead"), "pledge_group", weight=pl.col("value") * pl.col("part")
    )


def _instalments_on_expansion(plan: Plan) -> pl.DataFrame:
    """Weigh groups by the equal parts that are paid for added capacity while it is built.

    The ally in which a line stands pays for it; lines outside the Alliance are paid for by all allies in
    proportion to their equipment budgets.
    """
    facts = priced(plan.case, "lines").select("line", "country", "build_time", "expansion_cost")
    added = (
        plan.tables["lines"]
        .sort("line", "year")
        .with_columns(added=pl.col("expansion") - pl.col("expansion").shift(1).over("line").fill_null(0.0))
        .join(facts, on="line", how="left")
        .join(_product_groups(plan), on="product", how="left")
        .with_columns(cost=pl.col("added") * pl.col("expansion_cost"))
    )
    spending = plan.tables["spending"]
    wealth = spending.filter(pl.col("year") == spending["year"].min()).select(
        "ally", weight=pl.col("equipment_budget") / pl.col("equipment_budget").sum()
    )
    at_home = added.join(wealth.select("ally"), left_on="country", right_on="ally").with_columns(
        ally="country", value="cost"
    )
    abroad = (
        added.join(wealth.select("ally"), left_on="country", right_on="ally", how="anti")
        .join(wealth, how="cross")
        .with_columns(value=pl.col("cost") * pl.col("weight"))
    )
    columns = ["ally", "year", "pledge_group", "value", "build_time"]
    return _spread(pl.concat([at_home.select(columns), abroad.select(columns)]), "build_time")


def _spread(due: pl.DataFrame, span: str) -> pl.DataFrame:
    """Divide `value`, complete in `year`, evenly over that year and the `span` years before it."""
    return (
        due.filter(pl.col("value") != 0)
        .with_columns(weight=pl.col("value") / (pl.col(span) + 1))
        .with_columns(year=pl.int_ranges(pl.col("year") - pl.col(span), pl.col("year") + 1))
        .explode("year")
        .select("ally", "year", "pledge_group", "weight")
    )


def _operating_cost(plan: Plan) -> pl.DataFrame:
    """Weigh groups by the operating cost of the stock held beyond that of the start."""
    unit_cost = unit_costs(plan.case).select("capability", unit_cost="operating")
    groups = plan.case["capabilities"].select("capability", "pledge_group")
    start = pl.col("opening").sort_by("year").first().over("ally", "capability")
    return (
        plan.tables["stock"]
        .with_columns(added=pl.col("closing") - start)
        .join(unit_cost, on="capability", how="left")
        .join(groups, on="capability", how="left")
        .select("ally", "year", "pledge_group", weight=pl.col("added") * pl.col("unit_cost").fill_null(0.0))
    )
