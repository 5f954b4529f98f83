"""The headline in sentences: what it costs, when it is met, who carries it, what holds it back."""

from __future__ import annotations

from collections.abc import Iterable

from sinews.case import FULLY_MET
from sinews.document import wording
from sinews.present.summary import Addition, CapabilityResult, Summary

NAMED_ALLIES = 3

FIRM = ("published", "derived")
"""The statuses of figures that anyone can check."""


def headline(summary: Summary) -> tuple[str, ...]:
    """Return the headline of a plan in sentences: cost, what is added, fulfilment, allies, bottleneck.

    A plan that adds none of the formations that are asked for says so first.
    """
    rest = (_fulfilment(summary), _carriers(summary), _bottleneck(summary))
    cost, asked = (_cost(summary), *_outside(summary)), _asked(summary)
    adds = [row.added for row in summary.additions if row.planned]
    return (*asked, *cost, *rest) if asked and not all(adds) else (*cost, *asked, *rest)


def pledged(summary: Summary) -> tuple[CapabilityResult, ...]:
    """Return the capabilities that must grow; where nothing must, all of them."""
    return tuple(result for result in summary.capabilities if result.grows) or summary.capabilities


def met_of(summary: Summary) -> tuple[int, int]:
    """Return how many capabilities that must grow are met by the horizon, and of how many; sums left out."""
    growing = [result for result in pledged(summary) if not result.aggregate]
    return sum(result.met_year is not None for result in growing), len(growing)


def _cost(summary: Summary) -> str:
    prices = wording.Prices(summary.currency, summary.price_year)
    peak = max(summary.cost, key=lambda cost: cost.total)
    gdp = sum(core.gdp for core in summary.core)
    part = f", {wording.percentage(100 * summary.total_cost / gdp)} of the allies' GDP" if gdp > 0 else ""
    return (
        f"The plan costs {prices.amount(summary.total_cost)} from {summary.base_year} to "
        f"{summary.horizon} in "
        f"{summary.price_year} prices{part}: "
        f"{prices.amount(summary.total_cost / len(summary.cost))} a year on "
        f"average, and {prices.amount(peak.total)} at its peak in {peak.year}."
    )


def _asked(summary: Summary) -> tuple[str, ...]:
    """Say what is to be added towards requirements whose former figures are public, under each reading."""
    planned = [row for row in summary.additions if row.planned]
    if not planned:
        return ()
    counts = [f"{_added(row)} ({_counted(row)}, {wording.number(row.required)} required)" for row in planned]
    sentences = [f"To be added by {summary.horizon}: {wording.listed(counts)}."]
    others: dict[str, list[Addition]] = {}
    for row in summary.additions:
        if not row.planned:
            others.setdefault(row.reading, []).append(row)
    if others:
        readings = [f"if {reading}, {_all_added(rows)}" for reading, rows in others.items()]
        sentences.append(
            f"By other readings of the public texts: {'; '.join(readings)}. “sinews readings” plans each."
        )
    return tuple(sentences)


def _all_added(rows: list[Addition]) -> str:
    if not any(row.added for row in rows):
        return f"none of {wording.listed([wording.lower(row.name) for row in rows])}"
    return wording.listed([_added(row) for row in rows])


def _added(row: Addition) -> str:
    return f"{wording.number(row.added) if row.added else 'no'} {wording.lower(row.name)}"


def _counted(row: Addition) -> str:
    if row.counted_low is not None and row.counted_high is not None:
        least, most = (max(row.required - end, 0.0) for end in (row.counted_high, row.counted_low))
        return (
            f"{wording.number(least)} to {wording.number(most)} by how units are converted; "
            f"{wording.number(row.counted)} held"
        )
    if row.exists > row.counted:
        forming = f", {wording.number(row.forming)} are still forming" if row.forming else ""
        return f"{wording.number(row.counted)} of {wording.number(row.exists)} in public lists count{forming}"
    return f"{wording.number(row.counted)} held"


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
    growing = [result for result in pledged(summary) if not result.aggregate]
    met = [result.met_year for result in growing if result.met_year is not None]
    sentence = (
        f"{met_of(summary)[0]} of {len(growing)} capabilities that must grow reach their full requirement"
    )
    if met:
        sentence += f", the first in {min(met)} and the last in {max(met)}"
    behind = sorted((result for result in growing if result.met < FULLY_MET), key=lambda result: result.met)
    if behind:
        worst = behind[0]
        sentence += f"; furthest behind in {summary.horizon} is {worst.name}, at {wording.share(worst.met)}"
    return sentence + "."


def _carriers(summary: Summary) -> str:
    if summary.total_cost <= 0:
        return "No ally carries any cost."
    first = summary.allies[:NAMED_ALLIES]
    shares = [f"{ally.name} {wording.share(ally.share)}" for ally in first]
    burdened = [ally for ally in summary.allies if ally.gdp_share is not None]
    if not burdened:
        return f"Of the cost, {wording.listed(shares)}."
    heaviest = max(burdened, key=lambda ally: ally.gdp_share or 0.0)
    return (
        f"Of the cost, {wording.listed(shares)}; measured against its economy, {heaviest.name} carries most, "
        f"{wording.percentage(heaviest.gdp_share)} of its GDP."
    )


def _bottleneck(summary: Summary) -> str:
    if not summary.bottlenecks and summary.waits:
        more = len(summary.waits) - 1
        return f"Time holds the plan back – {summary.waits[0]}{f' So with {more} more.' if more else ''}"
    if not summary.bottlenecks:
        return "No limit of industry or money holds the plan back."
    return f"The tightest bottleneck – {summary.bottlenecks[0].statement}"


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
