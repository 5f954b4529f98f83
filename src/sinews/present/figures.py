"""The figures that the summary, the charts and the comparison share, as frames over a plan's tables."""

from __future__ import annotations

import polars as pl

from sinews.case import FULLY_MET, Case, every_pledge, status_shares
from sinews.case.schema import STATUS_RANK, Status
from sinews.implementation import Plan

GROWS = pl.col("required") > pl.col("baseline") * (1 + 1e-9)
"""Whether more is required of a capability than is held today."""


def yearly_cost(plan: Plan) -> pl.DataFrame:
    """Return what the plan costs the Alliance in each year.

    Returns
    -------
    polars.DataFrame
        Columns year, one for each element of cost, total, core, gdp (USD m, constant prices), gdp_share
        (total in % of the allies' GDP), committed (what allies bind themselves to pay) and then_year (the
        total in prices of the year), sorted by year.
    """
    path = plan.spending.group_by("year", maintain_order=True).agg(pl.col("core", "gdp").sum())
    cost = _with_shares(path.sort("year"), plan.paid("year"), "year")
    for name, amounts in (("committed", plan.commitments), ("then_year", plan.then_year)):
        of_year = amounts.group_by("year", maintain_order=True).agg(pl.col("amount").sum().alias(name))
        cost = cost.join(of_year, on="year", how="left", maintain_order="left")
    return cost.with_columns(pl.col("committed", "then_year").fill_null(0.0))


def core_spending(plan: Plan) -> pl.DataFrame:
    """Return the core defence expenditure of the Alliance on its pledged path.

    Returns
    -------
    polars.DataFrame
        Columns year, core, gdp (USD m, constant prices) and gdp_share (core in % of GDP), by year.
    """
    return (
        plan.tables["spending_path"]
        .group_by("year", maintain_order=True)
        .agg(pl.col("core", "gdp").sum())
        .with_columns(gdp_share=in_percent(pl.col("core"), "gdp"))
        .sort("year")
    )


def ally_cost(plan: Plan) -> pl.DataFrame:
    """Return what each ally carries over the whole horizon, the largest first.

    Returns
    -------
    polars.DataFrame
        Columns ally, name, region, one for each element of cost, total (USD m, constant prices), share
        (of the Alliance's total, 0..1), gdp (over the same years, USD m), gdp_share (total in % of it) and
        gdp_part (the ally's part of the allies' GDP, 0..1).
    """
    gdp = plan.spending.group_by("ally", maintain_order=True).agg(pl.col("gdp").sum())
    facts = plan.case["allies"].select("ally", "name", "region").join(gdp, on="ally", maintain_order="left")
    return (
        _with_shares(facts, plan.paid("payer").rename({"payer": "ally"}), "ally")
        .with_columns(share=_part("total"), gdp_part=_part("gdp"))
        .sort("total", "ally", descending=[True, False])
    )


def _with_shares(facts: pl.DataFrame, paid: pl.DataFrame, by: str) -> pl.DataFrame:
    """Return facts, gdp among them, with what is paid, and gdp_share: the total in % of it."""
    return facts.join(paid, on=by, how="left", maintain_order="left").with_columns(
        pl.col(paid.columns).fill_null(0), gdp_share=in_percent(pl.col("total").fill_null(0.0), "gdp")
    )


def capability_results(plan: Plan) -> pl.DataFrame:
    """Return for each capability what is required, what drives it, and when it is met.

    A requirement that rises along a path is easily met in its first years. It therefore counts as met
    in the first year in which it stands at its final level and 99.5 % of it are held.

    Returns
    -------
    polars.DataFrame
        One row per capability, aggregates first, then in the order of domains and of the case. Columns
        capability, name, domain, pledge_group, unit, aggregate, driver, reason (title of the pledge or
        of the published requirement), baseline, required, stock, met (all three at the horizon; met is
        the share 0..1), met_year (null if never), lowest_met and lowest_year (the furthest that it
        falls behind its own path, and when).
    """
    rows = plan.tables["fulfilment"].sort("capability", "year")
    final = pl.col("required") >= FULLY_MET * pl.col("required").last()
    held = pl.col("met") >= FULLY_MET
    results = rows.group_by("capability", maintain_order=True).agg(
        pl.col("aggregate", "baseline").first(),
        pl.col("required", "stock", "met").last(),
        met_year=pl.col("year").filter(final & held).min(),
        lowest_met=pl.col("met").min(),
        lowest_year=pl.col("year").sort_by("met", maintain_order=True).first(),
    )
    described = capability_order(plan.case).select(
        "capability", "name", "domain", "pledge_group", "unit", "domain_place", "place"
    )
    return (
        results.join(described, on="capability", how="left")
        .join(_drivers(plan), on="capability", how="left")
        .sort(pl.col("aggregate").not_(), "domain_place", "place", nulls_last=True)
        .select(
            "capability",
            pl.col("name").fill_null(pl.col("capability")),
            "domain",
            "pledge_group",
            "unit",
            "aggregate",
            pl.col("driver").fill_null(""),
            pl.col("reason").fill_null(""),
            "baseline",
            "required",
            "stock",
            "met",
            "met_year",
            "lowest_met",
            "lowest_year",
        )
    )


def something(results: pl.DataFrame) -> pl.DataFrame:
    """Return the results of capabilities of which anything is held or required."""
    return results.filter(pl.max_horizontal("baseline", "required", "stock") > 0)


def must_grow(results: pl.DataFrame) -> pl.DataFrame:
    """Return the results that counts of what is met are of: what must grow, sums left out."""
    return results.filter(~pl.col("aggregate") & GROWS)


def capability_order(case: Case) -> pl.DataFrame:
    """Return the case's capabilities with the order in which every table and chart shows them.

    Returns
    -------
    polars.DataFrame
        The table of capabilities with two more columns: domain_place (order in which the case first
        names the domain) and place (row number).
    """
    capabilities = case["capabilities"].with_row_index("place")
    return capabilities.with_columns(domain_place=pl.col("place").min().over("domain"))


def provenance(case: Case) -> pl.DataFrame:
    """Return how well the figures of each table of a case are founded.

    Returns
    -------
    polars.DataFrame
        One row per table that has rows and tells their status: table, rows, and for each status
        (published, derived, estimated, assumed) the share of the rows, 0..1.
    """
    shares = status_shares(case)
    rows = shares.group_by("table", maintain_order=True).agg(pl.col("rows").sum())
    return rows.join(
        shares.pivot("status", index="table", values="share"), on="table", maintain_order="left"
    ).select("table", "rows", *(status.value for status in Status))


def price_foundation(plan: Plan) -> pl.DataFrame:
    """Return what part of the value of all new orders rests on prices of each status.

    Returns
    -------
    polars.DataFrame
        Columns status (all four, best first) and share (0..1; 0 throughout where nothing is ordered).
    """
    return by_status(plan.payments.filter(pl.col("element") == "procurement"))


def by_status(amounts: pl.DataFrame) -> pl.DataFrame:
    """Return status, share: the sums of `amount` by `status` as shares of the whole, from best to weakest."""
    sums = amounts.group_by("status", maintain_order=True).agg(pl.col("amount").sum())
    every = pl.DataFrame({"status": list(STATUS_RANK)})
    return every.join(sums, on="status", how="left", maintain_order="left").select(
        "status", share=_part("amount").fill_null(0.0)
    )


def _drivers(plan: Plan) -> pl.DataFrame:
    """Return capability, driver and reason: what sets the requirement at the horizon.

    An aggregate without a requirement of its own has the driver of its largest member.
    """
    pledges = every_pledge(plan.case).select(pledge="pledge", promised="title")
    published = plan.case["published_requirements"].select(requirement="requirement", asked="title")
    reason = (
        pl.when(pl.col("driver") == "pledge")
        .then(pl.col("promised"))
        .when(pl.col("driver") == "published")
        .then(pl.col("asked"))
        .when(pl.col("driver") == "sized")
        .then(pl.col("sizing"))
    )
    own = (
        plan.tables["requirements"]
        .sort("capability", "year")
        .group_by("capability", maintain_order=True)
        .agg(pl.col("driver", "pledge", "requirement", "sizing", "required").last())
        .join(pledges, on="pledge", how="left")
        .join(published, on="requirement", how="left")
        .select("capability", "driver", "required", reason=reason)
    )
    members = plan.case["capabilities"].select("capability", "aggregate").drop_nulls("aggregate")
    of_members = (
        own.join(members, on="capability")
        .sort("required", "capability", descending=[True, False])
        .group_by(capability="aggregate", maintain_order=True)
        .agg(pl.col("driver", "required", "reason").first())
        .join(own, on="capability", how="anti")
    )
    return pl.concat([own, of_members], how="diagonal").select("capability", "driver", "reason")


def _part(column: str) -> pl.Expr:
    """Return a column as a share of its own sum; 0 where the sum is 0."""
    total = pl.col(column).sum()
    return pl.when(total > 0).then(pl.col(column) / total).otherwise(0.0)


def in_percent(of: pl.Expr, whole: str) -> pl.Expr:
    """Return what is given in per cent of a column; null where that is 0."""
    return pl.when(pl.col(whole) > 0).then(100 * of / pl.col(whole))
