"""What all summit pages of a plan draw on, worked out once, and whose page one is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

import polars as pl

from sinews import apportionment
from sinews.apportionment import Comparison
from sinews.assessment import Review
from sinews.case import Case
from sinews.document import wording
from sinews.implementation import Plan
from sinews.pipeline import review
from sinews.present.figures import ally_cost
from sinews.present.topics.brief import first_year, tables


@dataclass(frozen=True, slots=True)
class Book:
    """A plan, its review, and the frames of `tables` and `first_year` with rows for every ally.

    `years` are the years that the pages' tables show; `carried` is what each ally carries, as `ally_cost`.
    """

    plan: Plan
    review: Review
    comparison: Comparison
    years: list[int]
    allies: dict[str, str]
    carried: pl.DataFrame
    paths: pl.DataFrame
    shares: pl.DataFrame
    behind: pl.DataFrame
    holding_back: pl.DataFrame
    given: pl.DataFrame
    orders: pl.DataFrame
    expansions: pl.DataFrame
    intake: pl.DataFrame
    published: pl.DataFrame

    @classmethod
    def of(cls, plan: Plan, progress: Callable[[str], None] | None = None) -> Self:
        """Review a plan and collect what its pages draw on.

        Parameters
        ----------
        plan
            A plan.
        progress
            Called with each step as it begins.
        """
        tell = progress or (lambda _: None)
        years = wording.milestones(plan.case.years)
        tell("review: fulfilment, readiness, growth")
        reviewed = review(plan, years)
        tell("apportionment: the rules side by side")
        comparison = apportionment.compare_rules(plan.case, plan.apportioned.requirements)
        return cls(
            plan=plan,
            review=reviewed,
            comparison=comparison,
            years=years,
            allies=dict(plan.case["allies"].select("ally", "name").sort("name").iter_rows()),
            carried=ally_cost(plan),
            paths=tables.paths(plan),
            shares=tables.largest_shares(plan),
            behind=tables.behind(plan),
            holding_back=tables.holding_back(plan),
            given=tables.given_to_ukraine(plan),
            orders=first_year.first_orders(plan),
            expansions=first_year.first_expansions(plan),
            intake=first_year.first_intake(plan),
            published=apportionment.beside_published(plan.case, plan.tables["targets"]),
        )

    @property
    def case(self) -> Case:
        """The plan's case."""
        return self.plan.case

    @property
    def base_year(self) -> int:
        """The first year of the plan: the year in which to decide."""
        return self.case.settings.base_year

    @property
    def horizon(self) -> int:
        """The last year of the plan."""
        return self.case.settings.horizon

    @property
    def subtitle(self) -> str:
        """Plan, years and prices, for the head of every page."""
        settings = self.case.settings
        return (
            f"Plan “{settings.title or settings.name}” · {settings.base_year} to {settings.horizon} · "
            f"money in {settings.currency} at constant {settings.price_year} prices and exchange rates"
        )

    def money(self, millions: float | None) -> str:
        """Return an amount given in millions, with its currency."""
        return wording.money(millions, self.case.settings.currency)

    def country(self, key: str | None) -> str:
        """Return the name of a country, in the Alliance or outside; what has none is made at home."""
        if key is None:
            return wording.AT_HOME
        return self.allies.get(key) or wording.COUNTRY_NAMES.get(key, key)


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose page one is: an ally's, by its key, or that of all of them together (None)."""

    book: Book
    ally: str | None

    def of(self, frame: pl.DataFrame, by: str = "ally") -> pl.DataFrame:
        """Return the rows of a frame that are the subject's."""
        return frame if self.ally is None else frame.filter(pl.col(by) == self.ally)

    @property
    def path(self) -> pl.DataFrame:
        """Its money and its targets by year, as `tables.paths`."""
        return tables.added_up(self.of(self.book.paths))

    def years(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the rows of a frame in the years that the pages' tables show, in order."""
        return frame.filter(pl.col("year").is_in(self.book.years)).sort("year")

    @property
    def milestone(self) -> int:
        """The first of the years shown after the base year, for which pages say what is behind."""
        return next((year for year in self.book.years if year > self.book.base_year), self.book.base_year)


def total(frame: pl.DataFrame, column: str) -> float:
    """Return the sum of a column."""
    return float(frame[column].sum())


def span() -> pl.Expr:
    """Return the years from `first_year` to `last_year` in words."""
    first, last = pl.col("first_year"), pl.col("last_year")
    return pl.when(first == last).then(first.cast(pl.String)).otherwise(pl.format("{}–{}", first, last))


def counted(number: int, noun: str) -> str:
    """Return a number of things."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
