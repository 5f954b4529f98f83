"""The headline in sentences: what it costs, when it is met, who carries it, what holds it back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl

from sinews.case import FULLY_MET
from sinews.document import wording
from sinews.present import figures
from sinews.present.summary import Summary

NAMED_ALLIES = 3

FIRM = ("published", "derived")
"""The statuses of figures that anyone can check."""


def headline(summary: Summary) -> tuple[str, ...]:
    """Return the headline of a plan in sentences: cost, what is added, fulfilment, allies, bottleneck.

    A plan that adds none of the formations that are asked for says so first.
    """
    rest = (_fulfilment(summary), _carriers(summary), _bottleneck(summary))
    cost, asked = (_cost(summary), *_outside(summary)), _asked(summary)
    adds = summary.additions.filter("planned")["added"]
    return (*asked, *cost, *rest) if asked and not all(adds) else (*cost, *asked, *rest)


def pledged(summary: Summary) -> pl.DataFrame:
    """Return the capabilities that must grow; where nothing must, all of them."""
    growing = summary.capabilities.filter(figures.GROWS)
    return summary.capabilities if growing.is_empty() else growing


def counted(summary: Summary) -> pl.DataFrame:
    """Return the capabilities that counts of what is met are of: what must grow, sums left out."""
    return pledged(summary).filter(~pl.col("aggregate"))


def _cost(summary: Summary) -> str:
    prices = wording.Prices(summary.currency, summary.price_year)
    peak, most = summary.cost.sort("total", descending=True).select("year", "total").row(0)
    gdp = float(summary.core["gdp"].sum())
    part = f", {wording.percentage(100 * summary.total_cost / gdp)} of the allies' GDP" if gdp > 0 else ""
    return (
        f"The plan costs {prices.amount(summary.total_cost)} from {summary.base_year} to "
        f"{summary.horizon} in "
        f"{summary.price_year} prices{part}: "
        f"{prices.amount(summary.total_cost / summary.cost.height)} a year on "
        f"average, and {prices.amount(most)} at its peak in {peak}."
    )


def _asked(summary: Summary) -> tuple[str, ...]:
    """Say what is to be added towards requirements whose former figures are public, under each reading."""
    planned = summary.additions.filter("planned").to_dicts()
    if not planned:
        return ()
    counts = [
        f"{_added(row)} ({_counted(row)}, {wording.number(row['required'])} required)" for row in planned
    ]
    sentences = [f"To be added by {summary.horizon}: {wording.listed(counts)}."]
    others = summary.additions.filter(~pl.col("planned")).group_by("reading", maintain_order=True)
    readings = [f"if {reading}, {_all_added(rows.to_dicts())}" for (reading,), rows in others]
    if readings:
        sentences.append(
            f"By other readings of the public texts: {'; '.join(readings)}. “sinews readings” plans each."
        )
    return tuple(sentences)


def _all_added(rows: list[dict[str, Any]]) -> str:
    if not any(row["added"] for row in rows):
        return f"none of {wording.listed([wording.lower(row['name']) for row in rows])}"
    return wording.listed([_added(row) for row in rows])


def _added(row: dict[str, Any]) -> str:
    return f"{wording.number(row['added']) if row['added'] else 'no'} {wording.lower(row['name'])}"


def _counted(row: dict[str, Any]) -> str:
    if row["counted_low"] is not None and row["counted_high"] is not None:
        least, most = (max(row["required"] - end, 0.0) for end in (row["counted_high"], row["counted_low"]))
        return (
            f"{wording.number(least)} to {wording.number(most)} by how units are converted; "
            f"{wording.number(row['counted'])} held"
        )
    if row["exists"] > row["counted"]:
        forming = f", {wording.number(row['forming'])} are still forming" if row["forming"] else ""
        counts, exists = wording.number(row["counted"]), wording.number(row["exists"])
        return f"{counts} of {exists} in public lists count{forming}"
    return f"{wording.number(row['counted'])} held"


def _outside(summary: Summary) -> tuple[str, ...]:
    """Say what the allies bear whom most pledges do not bind."""
    outside = summary.outside
    if outside is None:
        return ()
    prices = wording.Prices(summary.currency, summary.price_year)
    who = wording.listed(outside.allies) if len(outside.allies) <= NAMED_ALLIES else "all others"
    groups = wording.listed(
        [wording.lower(wording.named(wording.GROUP_NAMES, each)) for each in outside.groups]
    )
    scope = f"{outside.scope[:1].upper()}{outside.scope[1:]}"
    return (
        f"{scope} pay {prices.amount(outside.cost)} of it. Pledges and requirements of {groups} are taken to "
        f"bind them alone, others bind all: those outside ({who}) bear {wording.share(outside.share)} of the "
        "life-cycle cost of all that is added.",
    )


def _fulfilment(summary: Summary) -> str:
    growing = counted(summary)
    met = growing["met_year"].drop_nulls().to_list()
    sentence = f"{len(met)} of {growing.height} capabilities that must grow reach their full requirement"
    if met:
        sentence += f", the first in {min(met)} and the last in {max(met)}"
    behind = growing.filter(pl.col("met") < FULLY_MET).sort("met", maintain_order=True)
    for name, share in behind.select("name", "met").head(1).iter_rows():
        sentence += f"; furthest behind in {summary.horizon} is {name}, at {wording.share(share)}"
    return sentence + "."


def _carriers(summary: Summary) -> str:
    if summary.total_cost <= 0:
        return "No ally carries any cost."
    first = summary.allies.head(NAMED_ALLIES).select("name", "share").iter_rows()
    shares = wording.listed([f"{name} {wording.share(share)}" for name, share in first])
    burdened = summary.allies.drop_nulls("gdp_share").sort("gdp_share", descending=True, maintain_order=True)
    for name, share in burdened.select("name", "gdp_share").head(1).iter_rows():
        return (
            f"Of the cost, {shares}; measured against its economy, {name} carries most, "
            f"{wording.percentage(share)} of its GDP."
        )
    return f"Of the cost, {shares}."


def _bottleneck(summary: Summary) -> str:
    if summary.bottlenecks.height:
        return f"The tightest bottleneck – {summary.bottlenecks['statement'][0]}"
    if summary.waits:
        more = len(summary.waits) - 1
        return f"Time holds the plan back – {summary.waits[0]}{f' So with {more} more.' if more else ''}"
    return "No limit of industry or money holds the plan back."


def foundations(summary: Summary) -> list[str]:
    """Say what part of the money, of output and of the shortfall rests on which figures."""
    wholes = (
        ("value ordered", summary.price_foundation),
        ("line output", summary.output_foundation),
        ("weighted shortfall", summary.shortfall_foundation),
    )
    firm = [
        f"{wording.share(sum(shares[status] for status in FIRM))} of the {what}"
        for what, shares in wholes
        if any(shares.values())
    ]
    first = [f"Published or derived figures carry {wording.listed(firm)}."] if firm else []
    return [*first, *_rested((*wholes, ("spending", summary.spending_foundation)))]


def _rested(wholes: Iterable[tuple[str, dict[str, float]]]) -> list[str]:
    """Say for each whole what part of it rests on figures of which status."""
    return [
        f"Of the plan's {what}, "
        + wording.listed([f"{wording.share(part)} rests on {status}" for status, part in shares.items()])
        + " figures."
        for what, shares in wholes
        if any(shares.values())
    ]
