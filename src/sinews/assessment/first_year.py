"""Where an ally's published money of the first year goes: four categories, and equipment part by part."""

from __future__ import annotations

import polars as pl

from sinews.case import in_case_money, loan_money, outside_parts, programme_shares
from sinews.implementation import Plan

ACCOUNTS = {
    "ally": pl.String,
    "year": pl.Int64,
    "account": pl.String,
    "amount": pl.Float64,
}

CATEGORIES = ("personnel", "infrastructure", "other", "equipment")
"""NATO's categories of expenditure."""

OF_THE_PLAN = ("procurement", "contracted", "support", "follow_on", "expansion", "inputs", "sustaining")
"""Columns of the plan's spending that are paid from money for equipment."""


def first_year(plan: Plan) -> pl.DataFrame:
    """Return what becomes of each ally's published core expenditure in the first year of a plan.

    Parameters
    ----------
    plan
        A plan of a case with `core_expenditure`.

    Returns
    -------
    polars.DataFrame
        ally, year, account, amount (USD m at the case's prices), for each ally whose expenditure is
        published with its part for equipment. The accounts are NATO's four categories, where published;
        ``loans``, what is drawn on top of these less interest and repayment; then, of equipment and loans,
        ``outside: `` and the name of each part outside the case, ``plan`` (all that the
        plan pays for equipment, less what resilience funds pay), ``support`` (equipment that goes to Ukraine
        without a line of the case, less what lines build for it from other money) and ``rest``, with its
        sign, which is made of ``basis`` (equipment as published less equipment on the plan's path) and
        ``unspent`` (what the path leaves).

    Notes
    -----
    equipment + loans = outside + plan + support + rest and rest = basis + unspent, for every ally. The
    expenditure is that of the first year or, if that is not published, of the year before, carried along the
    path's core expenditure then; the four categories keep the shares of the path's year.
    """
    published = _published(plan)
    year = plan.case.settings.base_year
    spent = plan.spending.filter(pl.col("year") == year).select(
        "ally", plan=pl.sum_horizontal(*OF_THE_PLAN) - pl.col("resilience"), on_lines="support"
    )
    share = pl.col("equipment_share") / 100.0
    path = (
        plan.tables["spending_path"]
        .filter(pl.col("year") == year)
        .join(programme_shares(plan.case), on="ally", how="left", maintain_order="left")
        .join(spent.select("ally", "on_lines"), on="ally", how="left", maintain_order="left")
        .select(
            "ally",
            on_path=pl.col("core") * share,
            support=pl.col("support") * share * pl.col("programme_share") / 100.0
            - pl.min_horizontal("on_lines", "support"),
        )
    )
    of = (
        published.drop_nulls("equipment")
        .join(spent, on="ally", how="inner", maintain_order="left")
        .join(path, on="ally", how="inner", maintain_order="left")
    )
    outside = (
        outside_parts(plan.case)
        .join(of.select("ally", "equipment"), on="ally", how="inner", maintain_order="left")
        .select(
            "ally",
            account=pl.lit("outside: ") + pl.col("part"),
            amount=pl.col("equipment") * pl.col("share") / 100.0,
        )
    )
    parts = outside.group_by("ally", maintain_order=True).agg(outside=pl.col("amount").sum())
    borrowed = loan_money(plan.case).filter(pl.col("year") == year).select("ally", loans="net")
    rest = (
        of.join(parts, on="ally", how="left", maintain_order="left")
        .join(borrowed, on="ally", how="left", maintain_order="left")
        .with_columns(pl.col("loans", "outside").fill_null(0.0))
        .with_columns(
            rest=pl.col("equipment")
            + pl.col("loans")
            - pl.col("outside")
            - pl.col("plan")
            - pl.col("support"),
            basis=pl.col("equipment") - pl.col("on_path"),
        )
    )
    rest = rest.with_columns(unspent=pl.col("rest") - pl.col("basis"))
    accounts = [
        frame.unpivot(on=list(names), index="ally", variable_name="account", value_name="amount")
        for frame, names in (
            (of, CATEGORIES),
            (rest, ("loans", "plan", "support", "rest", "basis", "unspent")),
        )
    ]
    order = plan.case["allies"].select("ally")
    rows = pl.concat([accounts[0], outside, accounts[1]]).drop_nulls("amount")
    return (
        order.join(rows, on="ally", how="inner", maintain_order="left_right")
        .with_columns(year=pl.lit(year, pl.Int64))
        .select(*ACCOUNTS)
    )


def _published(plan: Plan) -> pl.DataFrame:
    """Return each ally's expenditure by category as published, in the first year of the plan, USD m."""
    case, year = plan.case, plan.case.settings.base_year
    rows = case["core_expenditure"].filter(pl.col("year").is_between(year - 1, year)).sort("ally", "year")
    last = rows.group_by("ally", maintain_order=True).last()
    # an amount in national currency knows the exchange rate of its year; one in dollars does not
    money = last.with_columns(
        amount=pl.coalesce("amount", "current"),
        currency=pl.coalesce("currency", pl.lit("USD")),
        price_year=pl.coalesce("price_year", "year"),
    )
    amounts = in_case_money(case, money).select("ally", published_in="year", published="money")
    core = plan.tables["spending_path"].select("ally", "year", "core")
    before = (
        case["economy"]
        .filter(pl.col("year") == year - 1)
        .join(case["budgets"], on="ally", how="inner", maintain_order="left")
        .select("ally", "year", core=pl.col("gdp") * pl.col("gdp_share") / 100.0)
    )
    then = pl.concat([core, before]).rename({"year": "published_in", "core": "then"})
    now = core.filter(pl.col("year") == year).select("ally", now="core")
    split = case["core_expenditure"].select(
        "ally", *(pl.col(f"{name}_share").alias(name) for name in CATEGORIES), published_in="year"
    )
    return (
        amounts.join(then, on=["ally", "published_in"], how="left", maintain_order="left")
        .join(now, on="ally", how="left", maintain_order="left")
        .join(split, on=["ally", "published_in"], how="left", maintain_order="left")
        .with_columns(carried=pl.col("published") * pl.col("now") / pl.col("then"))
        .select("ally", *((pl.col("carried") * pl.col(name) / 100.0).alias(name) for name in CATEGORIES))
    )
