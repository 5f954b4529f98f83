"""What all summit pages of a plan draw on, worked out once."""

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
from sinews.present.brief import first_year, tables
from sinews.present.figures import ally_cost


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
        tell = progress or _say_nothing
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


def _say_nothing(step: str) -> None:
    """Take note of a step for nobody."""
