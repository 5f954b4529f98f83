"""What the sections of the report draw on, and what they return."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

import polars as pl
from markupsafe import Markup

from sinews.assessment import Review
from sinews.case import every_pledge
from sinews.document import wording
from sinews.implementation import Plan
from sinews.present import figures
from sinews.present.attribution import group_cost
from sinews.present.charts import Chart
from sinews.present.report import markup
from sinews.present.summary import Summary


@dataclass(frozen=True, slots=True)
class Content:
    """A plan, its review and its summary, with the frames that several sections use."""

    plan: Plan
    review: Review
    summary: Summary
    prices: wording.Prices
    cost: pl.DataFrame
    groups: pl.DataFrame
    results: pl.DataFrame
    allies: pl.DataFrame

    @classmethod
    def of(cls, plan: Plan, review: Review, summary: Summary) -> Self:
        """Collect the content of a report."""
        return cls(
            plan=plan,
            review=review,
            summary=summary,
            prices=wording.Prices(summary.currency, summary.price_year),
            cost=figures.yearly_cost(plan),
            groups=group_cost(plan),
            results=figures.capability_results(plan),
            allies=figures.ally_cost(plan),
        )

    @property
    def milestone(self) -> int:
        """The year in which the last pledge on a capability falls due, at most the horizon."""
        due = every_pledge(self.plan.case, "multiple_of_baseline", "level")["target_year"].to_list()
        return min(max(due, default=self.summary.horizon), self.summary.horizon)


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the report: its HTML, and the charts that it has places for."""

    key: str
    title: str
    html: Markup
    charts: dict[str, Chart] = field(default_factory=dict)


@dataclass(slots=True)
class Draft:
    """A section in the making: text, tables and charts in the order in which they are added."""

    key: str
    title: str
    parts: list[str] = field(default_factory=list)
    charts: dict[str, Chart] = field(default_factory=dict)

    def add(self, *parts: str) -> None:
        """Add HTML."""
        self.parts.extend(parts)

    def draw(self, key: str, chart: Chart, caption: str) -> None:
        """Add a chart and its caption."""
        description = chart.description
        self.charts[key] = chart
        self.parts.append(
            markup.figure(key, description if isinstance(description, str) else caption, caption)
        )

    def finished(self, extra: Iterable[str] = ()) -> Part:
        """Return the section."""
        return Part(
            self.key,
            self.title,
            Markup(markup.section(self.key, self.title, [*self.parts, *extra])),
            self.charts,
        )
