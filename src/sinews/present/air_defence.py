"""What air and missile defence covers and for how long, on the terminal and as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sinews.case import Case, pledged_factor
from sinews.enablers.air_defence import Coverage
from sinews.present import wording
from sinews.present.titled import titled_table

LONGEST = 3650
"""Days beyond which an answer in days says nothing."""


@dataclass(frozen=True, slots=True)
class Answer:
    """All that `sinews airdefence` answers with.

    Attributes
    ----------
    case
        The case asked about.
    year
        The year whose end the forces are those of; None: the start of the base year.
    national, pooled, even
        The cover by units that stay at home, by units that stand where they do most, and by units that stand
        where they do most for the ally who is covered least.
    today
        The pooled cover by the units held at the start of the base year.
    low, high
        The pooled cover with radii at the low and high ends of their ranges.
    curve
        The marginal curve of the units held at the start of the base year.
    magazines, curves
        Depth of the magazines, and stock by day.
    saturation
        What the ready rounds of each layer do against the raid of a day.
    exchange
        Cost of an engagement beside the price of the threat.
    requirement
        capability, held (of the year), needed, driver.
    """

    case: Case
    year: int | None
    national: Coverage
    pooled: Coverage
    even: Coverage
    today: Coverage
    low: Coverage
    high: Coverage
    curve: pl.DataFrame
    magazines: pl.DataFrame
    curves: pl.DataFrame
    saturation: pl.DataFrame
    exchange: pl.DataFrame
    requirement: pl.DataFrame

    @property
    def layers(self) -> dict[str, str]:
        """Names of the layers."""
        return dict(self.case["air_defence_layers"].select("layer", "name").iter_rows())

    @property
    def capabilities(self) -> dict[str, str]:
        """Names of the capabilities."""
        return dict(self.case["capabilities"].select("capability", "name").iter_rows())

    @property
    def when(self) -> str:
        """The forces meant, in words."""
        return "today" if self.year is None else f"at the end of {self.year}"

    @property
    def holds(self) -> bool:
        """Whether the stated ambition is met in every capability."""
        return bool((self.requirement["held"] >= self.requirement["needed"]).all())

    @property
    def pledged(self) -> float | None:
        """What today's units are to be multiplied by, by the pledge on air and missile defence."""
        return pledged_factor(self.case, "amd")


def depth_share(coverage: Coverage, depth: int) -> float:
    """Return the share of the weight that at least so many layers cover."""
    return float(coverage.by_depth.filter(pl.col("depth") == depth)["covered"].sum())


def days_left(days: float | None) -> str:
    """Return in words how long a stock lasts; what lasts for years is not said to the day."""
    if days is None:
        return "no end"
    return f"over {LONGEST:,}" if days > LONGEST else f"{days:,.0f}"


def headline(answer: Answer) -> list[str]:
    """Return the answer in a few sentences."""
    two = [wording.share(depth_share(c, 2)) for c in (answer.low, answer.pooled, answer.high)]
    sentences = [
        f"Pooled, the units held {answer.when} cover {wording.share(depth_share(answer.pooled, 1))} of the "
        f"weighted sites by one layer and {two[1]} by two ({two[0]} to {two[2]} over the range of radii). "
        f"Each ally for itself, it is {wording.share(depth_share(answer.national, 2))} by two.",
    ]
    if answer.pledged is not None:
        here = answer.curve.filter(pl.col("multiple") == answer.pledged)
        first = answer.curve.row(0, named=True)
        for row in here.iter_rows(named=True):
            sentences.append(
                f"{answer.pledged:g} times today's units cover {wording.share(row['two'])} by two layers; "
                f"{row['placed']:,} of {row['units']:,} usable units add something, and protection "
                f"rises from {wording.share(first['index'])} to "
                f"{wording.share(row['index'])} of the most that is possible."
            )
    sentences.append(price_of_equity(answer))
    shortest = answer.magazines.drop_nulls("lasts_high").sort("lasts_high").head(1)
    for row in shortest.iter_rows(named=True):
        sentences.append(
            f"First to run out, if raids and shots are at the high end: {wording.lower(row['name'])}, after "
            f"{row['lasts_high']:,.0f} days."
        )
    short = answer.requirement.filter(pl.col("held") < pl.col("needed"))
    sentences.append(
        "The stated ambition is met in every class."
        if short.is_empty()
        else "The stated ambition takes more of: "
        + "; ".join(
            f"{wording.lower(answer.capabilities[row['capability']])} "
            f"({row['held']:,.0f} of {row['needed']:,.0f})"
            for row in short.iter_rows(named=True)
        )
        + "."
    )
    lost = len(answer.pooled.out_of_reach)
    if lost:
        sentences.append(f"{lost} sites lie out of reach of every place where units may stand.")
    return sentences


def price_of_equity(answer: Answer) -> str:
    """Return in a sentence what the most even cover gives who has least, and what it costs all together."""
    pooled, even = answer.pooled, answer.even
    price = 1.0 - even.index / pooled.index if pooled.index else 0.0
    return (
        f"Shared as evenly as can be, the ally who has least comes from {wording.share(pooled.least)} of the "
        f"most that is possible to {wording.share(even.least)} (no places reach more than "
        f"{wording.share(_most(even))}), and the Alliance gives up {wording.percentage(100 * price)} of its "
        "protection."
    )


def _most(even: Coverage) -> float:
    """Return the most that any places could give the ally who has least."""
    return even.least / (1.0 - even.gap) if even.gap < 1.0 else 1.0


def print_air_defence(console: Console, answer: Answer) -> None:
    """Print coverage, the marginal curve, magazines and the requirement."""
    console.print(Text(f"Air and missile defence: the units held {answer.when}", style="bold"))
    for sentence in headline(answer):
        console.print(Text(f"• {sentence}"))
    for table in (_layers(answer), _curve(answer), _magazines(answer), _saturation(answer), _needs(answer)):
        console.print()
        console.print(table)


def as_json(answer: Answer) -> dict[str, Any]:
    """Return the answer in a form that JSON can hold."""

    def cover(coverage: Coverage) -> dict[str, Any]:
        return {
            "gap": coverage.gap,
            "index": coverage.index,
            "least": coverage.least,
            "gini": coverage.gini,
            "units": coverage.units.to_dicts(),
            "by_layer": coverage.by_layer.to_dicts(),
            "by_depth": coverage.by_depth.to_dicts(),
            "by_threat": coverage.by_threat.to_dicts(),
            "by_ally": coverage.by_ally.to_dicts(),
            "out_of_reach": coverage.out_of_reach,
        }

    return {
        "year": answer.year,
        "holds": answer.holds,
        "pledged_multiple": answer.pledged,
        "national": cover(answer.national),
        "pooled": cover(answer.pooled),
        "even": cover(answer.even),
        "pooled_low_radii": cover(answer.low),
        "pooled_high_radii": cover(answer.high),
        "marginal_curve": answer.curve.to_dicts(),
        "magazines": answer.magazines.to_dicts(),
        "saturation": answer.saturation.to_dicts(),
        "cost_exchange": answer.exchange.to_dicts(),
        "requirement": answer.requirement.to_dicts(),
    }


def _layers(answer: Answer) -> Table:
    table = titled_table(
        "Weighted sites covered", "Layer", numbers=("Usable", "Placed", "National", "Pooled")
    )
    national = dict(answer.national.by_layer.iter_rows())
    pooled = dict(answer.pooled.by_layer.iter_rows())
    for row in answer.pooled.units.iter_rows(named=True):
        key = row["layer"]
        table.add_row(
            answer.layers[key],
            f"{row['usable']:,}",
            f"{row['placed']:,}",
            wording.share(national[key]),
            wording.share(pooled[key]),
        )
    for depth in (1, 2, 3):
        shares = [wording.share(depth_share(cover, depth)) for cover in (answer.national, answer.pooled)]
        table.add_row(f"at least {depth}", "", "", *shares)
    return table


def _curve(answer: Answer) -> Table:
    table = titled_table(
        "Protection by multiples of today's units, pooled",
        "Times",
        numbers=("Usable", "One layer", "Two", "Index"),
    )
    for row in answer.curve.iter_rows(named=True):
        table.add_row(
            f"{row['multiple']:g}{' (pledge)' if row['multiple'] == answer.pledged else ''}",
            f"{row['units']:,}",
            wording.share(row["one"]),
            wording.share(row["two"]),
            wording.share(row["index"]),
        )
    return table


def _magazines(answer: Answer) -> Table:
    table = titled_table(
        "Days until interceptors run out",
        "Class",
        numbers=("Stock", "A day", "Low use", "Planned", "High use"),
    )
    for row in answer.magazines.iter_rows(named=True):
        days = [days_left(row[key]) for key in ("lasts_low", "lasts", "lasts_high")]
        table.add_row(row["name"], f"{row['stock']:,.0f}", f"{row['planned']:,.1f}", *days)
    return table


def _saturation(answer: Answer) -> Table:
    table = titled_table(
        "Threats of one raid that each layer has no ready round for",
        "Layer",
        numbers=("Rounds ready", "Wanted", "Low raid", "Planned", "High raid", "Short from"),
    )
    for name, raids in answer.saturation.group_by("name", maintain_order=True):
        by_raid = {row["raid"]: row for row in raids.iter_rows(named=True)}
        planned = by_raid["planned"]
        table.add_row(
            str(name[0]),
            f"{planned['ready']:,.0f}",
            f"{planned['wanted']:,.0f}",
            *(f"{by_raid[raid]['beyond']:,.1f}" for raid in ("low", "planned", "high")),
            "" if planned["multiple"] is None else f"{planned['multiple']:,.1f} x",
        )
    return table


def _needs(answer: Answer) -> Table:
    table = titled_table("What the stated ambition takes", "Capability", numbers=("Held", "Needed", "Times"))
    for row in answer.requirement.iter_rows(named=True):
        times = "" if row["held"] == 0 else f"{row['needed'] / row['held']:.1f}"
        table.add_row(
            answer.capabilities[row["capability"]], f"{row['held']:,.0f}", f"{row['needed']:,.0f}", times
        )
    return table
