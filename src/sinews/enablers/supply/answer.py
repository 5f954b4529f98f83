"""All that `sinews endurance` answers with, in sentences and as data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from sinews.case import Case
from sinews.document import Fact, Sentence, said, wording
from sinews.enablers.supply.distribution import Distribution, distribute, leg_bands
from sinews.enablers.supply.endurance import TO_LAST, Endurance, assess
from sinews.enablers.supply.requirement import requirement
from sinews.enablers.supply.service import simulate_service
from sinews.enablers.supply.stocks import ALLIANCE
from sinews.enablers.supply.tables import Intensity


@dataclass(frozen=True, slots=True)
class Answer:
    """All that `sinews endurance` answers with.

    Attributes
    ----------
    case
        The case asked about.
    endurance, distribution
        As the enabler returns them.
    service
        place, base, supply_class, planned, uncertain.
    requirement
        capability, held, needed, driver.
    leg_bands
        base, depot, use_low, use_high: with all factors at one end of their bands.
    """

    case: Case
    endurance: Endurance
    distribution: Distribution
    service: pl.DataFrame
    requirement: pl.DataFrame
    leg_bands: pl.DataFrame

    def names(self, table: str, key: str) -> Mapping[str, str]:
        """Return the names of a table's rows by their keys."""
        return dict(self.case[table].select(key, "name").iter_rows())

    @property
    def allies(self) -> Mapping[str, str]:
        """Names of the allies, and of all together."""
        return {**self.names("allies", "ally"), ALLIANCE: ALLIANCE}

    @property
    def classes(self) -> Mapping[str, str]:
        """Names of the classes of supply."""
        return self.names("supply_classes", "supply_class")

    @property
    def whole(self) -> pl.DataFrame:
        """Stocks of the Alliance as a whole."""
        return self.endurance.stocks.filter(pl.col("ally") == ALLIANCE)

    @property
    def own(self) -> pl.DataFrame:
        """Stocks of the allies, of classes that a capability counts."""
        return self.endurance.stocks.filter((pl.col("ally") != ALLIANCE) & pl.col("counted"))

    @property
    def counted(self) -> list[str]:
        """Classes whose stock a capability counts, in the order of their table."""
        return self.whole.filter("counted")["supply_class"].to_list()

    @property
    def first_out(self) -> pl.DataFrame:
        """Rows of `runs_out` of counted classes that run out in the year, the first first, with names."""
        return (
            self.endurance.runs_out.filter(pl.col("supply_class").is_in(self.counted))
            .drop_nulls("day")
            .sort("day", "middle", "ally", maintain_order=True)
            .with_columns(
                ally_name=pl.col("ally").replace_strict(self.allies),
                class_name=pl.col("supply_class").replace_strict(self.classes),
            )
        )

    @property
    def holds(self) -> bool:
        """Whether every ally holds its target in every class that is counted."""
        return bool((self.own["usable"] >= self.own["needed"] * (1.0 - 1e-9)).all())


def asked(
    case: Case,
    held: pl.DataFrame,
    intensity: Intensity,
    year: int | None,
    capacity: pl.DataFrame | None,
    paths: int,
    tell: Callable[[str], None] = lambda _: None,
) -> Answer:
    """Return all answers for what is held; parameters as for `sinews.enablers.supply.assess`."""
    tell("endurance: stock and production against consumption")
    lasting = assess(case, held, intensity, year=year, capacity=capacity, paths=paths)
    tell("distribution: from depot to brigade")
    distribution = distribute(case, year)
    service = simulate_service(case, distribution, paths=paths)
    return Answer(case, lasting, distribution, service, requirement(case), leg_bands(case, year))


def on_day(day: int | None) -> str:
    """Return the day on which something runs out, in words."""
    return "no day of the year" if day is None else f"day {day}"


def band(low: int | None, high: int | None) -> str:
    """Return a range of days."""
    if low is None:
        return "not in a year"
    if high is None:
        return f"day {low} or later, or not in a year"
    return f"day {low}" if low == high else f"days {low} to {high}"


def lead(answer: Answer) -> list[Sentence]:
    """Return the answer in a few sentences."""
    own, currency, saved = answer.own, answer.case.settings.currency, answer.endurance.savings
    short = own.filter(pl.col("usable") < pl.col("needed") * (1.0 - 1e-9)).height
    sentences = [
        said(
            "First to run out: {ally}, of {what}, on {day} ({band} in 8 of 10 sampled worlds).",
            ally=row["ally_name"],
            what=wording.lower(row["class_name"]),
            day=Fact(row["day"], "on_day", "first_out"),
            band=band(row["low"], row["high"]),
        )
        for row in answer.first_out.head(1).iter_rows(named=True)
    ]
    scarce = answer.whole.filter("counted").drop_nulls("days").sort("days", "supply_class").head(1)
    sentences += [
        said(
            "The Alliance as a whole has least of {what}: {days} at the rate of the first days.",
            what=wording.lower(answer.classes[row["supply_class"]]),
            days=Fact(row["days"], "of_days", "days_of_supply", status="assumed"),
        )
        for row in scarce.iter_rows(named=True)
    ]
    sentences.append(
        said(
            "{short} of {all} national stocks lie below their target; filling them costs {currency} {cost}.",
            short=Fact(short, "day", "below_target"),
            all=Fact(own.height, "day"),
            currency=currency,
            cost=Fact(float(own["cost"].sum()), "money", status="estimated"),
        )
    )
    if saved.height:
        sentences.append(
            said(
                "Surge production over {days} days stands for stock worth {currency} {worth} that need not "
                "be held.",
                days=str(TO_LAST),
                currency=currency,
                worth=Fact(float(saved["value"].drop_nulls().sum()), "money", status="estimated"),
            )
        )
    return sentences


def data(answer: Answer, sentences: list[Sentence]) -> dict[str, Any]:
    """Return what JSON carries."""
    endurance, distribution = answer.endurance, answer.distribution
    return {
        "case": answer.case.hash,
        "intensity": endurance.intensity,
        "year": endurance.year,
        "holds": answer.holds,
        "sentences": [str(sentence) for sentence in sentences],
        "stocks": endurance.stocks,
        "runs_out": endurance.runs_out,
        "savings": endurance.savings,
        "lanes": distribution.lanes,
        "legs": distribution.legs,
        "leg_bands": answer.leg_bands,
        "levels": distribution.levels,
        "service": answer.service,
        "requirement": answer.requirement,
    }
