"""All that `sinews airdefence` answers with, in sentences and as data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import polars as pl

from sinews.case import Case, holdings, pledged_factor
from sinews.document import Fact, Sentence, said, wording
from sinews.enablers.air_defence.coverage import Coverage, cover, marginal_curve
from sinews.enablers.air_defence.leakers import leakers
from sinews.enablers.air_defence.magazines import cost_exchange, magazine_curves, magazines
from sinews.enablers.air_defence.other_side import beside_other_side
from sinews.enablers.air_defence.raids import raids
from sinews.enablers.air_defence.requirement import beside, requirement
from sinews.enablers.air_defence.saturation import saturation
from sinews.enablers.air_defence.tables import told_size
from sinews.enablers.air_defence.words import likely, span


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
    raids
        How many threats come on a day, by phase.
    leakers
        Threats that get through.
    other_side
        Output of the other side beside the Alliance's.
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
    raids: pl.DataFrame
    leakers: pl.DataFrame
    other_side: pl.DataFrame
    saturation: pl.DataFrame
    exchange: pl.DataFrame
    requirement: pl.DataFrame

    def names(self, table: str, key: str) -> dict[str, str]:
        """Return the names of a table's rows by their keys."""
        return dict(self.case[table].select(key, "name").iter_rows())

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


def asked(
    case: Case,
    held: pl.DataFrame,
    year: int | None = None,
    capacity: pl.DataFrame | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Answer:
    """Return all answers for what is held.

    Parameters
    ----------
    case
        A checked case.
    held
        ally, capability, quantity.
    year, capacity
        As for `sinews.enablers.air_defence.magazines`.
    tell
        Told of each step as it begins.

    Raises
    ------
    CaseError
        If a table that the answer rests on is empty.
    """
    tell(f"coverage: {told_size(case)}")
    now = holdings(case).select("ally", "capability", "quantity")
    pooled = cover(case, held)
    tell("coverage: each ally alone, and all alike")
    national, even = cover(case, held, "national"), cover(case, held, "even")
    tell("coverage: today, and at either end of the radii")
    today = pooled if year is None else cover(case, now)
    low, high = cover(case, held, radius="radius_low"), cover(case, held, radius="radius_high")
    tell("coverage: what more units are worth")
    curve = marginal_curve(case, now)
    tell("magazines and saturation")
    depth = magazines(case, held, year=year, capacity=capacity)
    tell("requirement")
    return Answer(
        case=case,
        year=year,
        national=national,
        pooled=pooled,
        even=even,
        today=today,
        low=low,
        high=high,
        curve=curve,
        magazines=depth,
        curves=magazine_curves(case, depth),
        raids=raids(case),
        leakers=leakers(case, held),
        other_side=beside_other_side(case, year, capacity),
        saturation=saturation(case, held),
        exchange=cost_exchange(case),
        requirement=beside(case, requirement(case), held),
    )


def depth_share(coverage: Coverage, depth: int) -> float:
    """Return the share of the weight that at least so many layers cover."""
    return float(coverage.by_depth.filter(pl.col("depth") == depth)["covered"].sum())


def lead(answer: Answer) -> list[Sentence | str]:
    """Return the answer in a few sentences."""
    capabilities = answer.names("capabilities", "capability")
    one, two, low, high, alone = (
        Fact(depth_share(cover, depth), "share", "weighted_sites", status="estimated")
        for cover, depth in (
            (answer.pooled, 1),
            (answer.pooled, 2),
            (answer.low, 2),
            (answer.high, 2),
            (answer.national, 2),
        )
    )
    sentences: list[Sentence | str] = [
        said(
            "Pooled, the units held {when} cover {one} of the weighted sites by one layer and {two} by two "
            "({low} "
            "to {high} over the range of radii). Each ally for itself, it is {alone} by two.",
            when=answer.when,
            one=one,
            two=two,
            low=low,
            high=high,
            alone=alone,
        )
    ]
    if answer.pledged is not None:
        here = answer.curve.filter(pl.col("multiple") == answer.pledged)
        first = answer.curve.row(0, named=True)
        for row in here.iter_rows(named=True):
            sentences.append(
                f"{wording.significant(answer.pledged)} times today's units cover "
                f"{wording.in_percent(row['two'])} by two layers; "
                f"{row['placed']:,} of {row['units']:,} usable units add something, and protection "
                f"rises from {wording.in_percent(first['index'])} to "
                f"{wording.in_percent(row['index'])} of the most that is possible."
            )
    sentences.append(price_of_equity(answer))
    shortest = answer.magazines.drop_nulls("days").sort("days", maintain_order=True).head(1)
    for row in shortest.iter_rows(named=True):
        sentences.append(
            said(
                "The first magazine, {what}, has {days} of supply ({band} days over the range of raids), and "
                "lasts {target} days with a chance of {chance} in the middle of it.",
                what=wording.lower(row["name"]),
                days=Fact(row["days"], "of_days", "magazine_days", status="assumed"),
                band=span(row["days_low"], row["days_high"]),
                target=f"{row['target']:.0f}",
                chance=likely(row["chance"]),
            )
        )
    if shortest.is_empty():
        sentences.append("No raids come that use interceptors: no magazine runs out.")
    sentences += through(answer.leakers)
    short = answer.requirement.filter(pl.col("held") < pl.col("needed"))
    sentences.append(
        "The stated ambition is met in every class."
        if short.is_empty()
        else "The stated ambition takes more of: "
        + "; ".join(
            f"{wording.lower(capabilities[row['capability']])} ({row['held']:,.0f} of {row['needed']:,.0f})"
            for row in short.iter_rows(named=True)
        )
        + "."
    )
    lost = len(answer.pooled.out_of_reach)
    if lost:
        sentences.append(f"{lost} sites lie out of reach of every place where units may stand.")
    return sentences


def through(leakers: pl.DataFrame) -> list[str]:
    """Return in sentences how many threats of a day get through, and which nothing engages."""
    told = leakers.filter((pl.col("comes") > 0) & pl.col("leak").is_not_null())
    met, missed = told.filter(pl.col("stopped") > 0), told.filter(pl.col("stopped") <= 0)
    each = [
        f"{wording.significant(row['leak'], 2)} of {wording.significant(row['comes'], 2)} "
        f"{wording.lower(row['name'])}"
        for row in met.iter_rows(named=True)
    ]
    none = [
        f"{wording.lower(row['name'])} ({wording.significant(row['comes'], 2)} a day)"
        for row in missed.iter_rows(named=True)
    ]
    return [
        *([f"On a mean day of the first phase {wording.listed(each)} get through."] if each else []),
        *([f"The layers of the case stop none of the {wording.listed(none)}."] if none else []),
    ]


def price_of_equity(answer: Answer) -> str:
    """Return in a sentence what the most even cover gives who has least, and what it costs all together."""
    pooled, even = answer.pooled, answer.even
    price = 1.0 - even.index / pooled.index if pooled.index else 0.0
    return (
        f"Shared as evenly as can be, the ally who has least comes from {wording.in_percent(pooled.least)} "
        "of the "
        f"most that is possible to {wording.in_percent(even.least)} (no places reach more than "
        f"{wording.in_percent(_most(even))}), and the Alliance gives up {wording.in_percent(price)} of "
        "its "
        "protection."
    )


def _most(even: Coverage) -> float:
    """Return the most that any places could give the ally who has least."""
    return even.least / (1.0 - even.gap) if even.gap < 1.0 else 1.0


def data(answer: Answer) -> dict[str, Any]:
    """Return what JSON carries."""

    def cover(coverage: Coverage) -> dict[str, Any]:
        return {
            "gap": coverage.gap,
            "index": coverage.index,
            "least": coverage.least,
            "gini": coverage.gini,
            "units": coverage.units,
            "by_layer": coverage.by_layer,
            "by_depth": coverage.by_depth,
            "by_threat": coverage.by_threat,
            "by_ally": coverage.by_ally,
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
        "marginal_curve": answer.curve,
        "magazines": answer.magazines,
        "raids": answer.raids,
        "leakers": answer.leakers,
        "other_side": answer.other_side,
        "saturation": answer.saturation,
        "cost_exchange": answer.exchange,
        "requirement": answer.requirement,
    }
