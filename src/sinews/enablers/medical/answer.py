"""All that `sinews medical` answers with, in sentences and as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from sinews.case import Case
from sinews.document import Fact, Sentence, said, wording
from sinews.enablers.medical.criteria import TIMELINES
from sinews.enablers.medical.outcomes import consumption, first_break, occupancy, outcomes, timelines, waits
from sinews.enablers.medical.summary import HELD, NEEDED, PLEDGED, PlanSupport, Support, capacities


@dataclass(frozen=True, slots=True)
class Answer:
    """All that `sinews medical` answers with.

    Attributes
    ----------
    case
        The case asked about.
    support
        As the enabler returns it.
    year
        The year at whose end holdings are taken; None for the start of the base year.
    """

    case: Case
    support: Support
    year: int | None

    @property
    def holds(self) -> bool:
        """Whether every plan has what keeps the timelines and waits."""
        return self.support.holds

    def names(self, table: str, key: str) -> dict[str, str]:
        """Return the names of a table's rows by their keys."""
        return dict(self.case[table].select(key, "name").iter_rows())

    @property
    def plan_names(self) -> dict[str, str]:
        """Names of the defence plans, without what comes before a colon."""
        return {plan: name.split(": ")[-1] for plan, name in self.names("defence_plans", "plan").items()}

    @property
    def capability_names(self) -> dict[str, str]:
        """Names of the capabilities."""
        return self.names("capabilities", "capability")


def lead(answer: Answer) -> list[Sentence | str]:
    """Return the answer in a few sentences."""
    support = answer.support
    sentences: list[Sentence | str] = [_where_it_breaks(answer, each) for each in support.plans]
    sentences += [told for each in support.plans for told in _without_capacity(answer, each)]
    table = capacities(support)
    rows = {name: table.filter(pl.col("capacity") == name) for name in (HELD, PLEDGED, NEEDED)}
    dead = {name: float(frame["avoidable"].sum()) for name, frame in rows.items()}
    sentences.append(
        said(
            "Waiting costs {held} lives with what is held, {pledged} with {factor} times as much, as "
            "pledged, and {needed} with what keeps the timelines.",
            held=Fact(dead[HELD], "count", "avoidable_deaths", status="estimated"),
            pledged=Fact(dead[PLEDGED], "count", "avoidable_deaths", status="estimated"),
            factor=Fact(support.factor, "times"),
            needed=Fact(dead[NEEDED], "count", "avoidable_deaths", status="estimated"),
        )
    )
    for step, reached in _reachable(support).items():
        limit = support.plans[0].sizing.criteria.filter(pl.col("criterion") == step)["limit_hours"][0]
        what = "resuscitation" if step == "resuscitation" else "surgery"
        sentences.append(
            f"Distance, weather and care on the way leave {wording.in_percent(reached)} of the immediate "
            "casualties in reach of "
            f"{what} within {wording.number(60 * limit)} minutes; no capacity brings the others there in "
            "time."
        )
    cost = sum(each.sizing.staffing.cost for each in support.plans)
    level = float(support.plans[0].sizing.criteria["level"][0])
    certain = all(each.sizing.staffing.certified for each in support.plans)
    sure = support.plans[0].sizing.staffing.confidence
    sentences.append(
        f"What keeps every timeline and wait for {wording.in_percent(level)} of those in reach costs "
        f"{wording.money(cost, answer.case.settings.currency, 2)} to buy"
        + (
            f"; each plan by itself is certified at {wording.in_percent(sure)} confidence."
            if certain
            else "; the levels are not certified."
        )
    )
    if support.requirement is not None:
        sentences.append(_against_the_pledge(answer, support.requirement))
    if support.pooling is not None:
        dead_by = dict(support.pooling.deaths.select("arrangement", "avoidable").iter_rows())
        first, *_, last = dead_by.items()
        sentences.append(
            f"With {first[0]}, waiting costs {wording.significant(first[1], 2)} lives; with {last[0]}, "
            f"{wording.significant(last[1], 2)}."
        )
    return sentences


def _where_it_breaks(answer: Answer, support: PlanSupport) -> str:
    """Return which station of a plan is overrun first, and when."""
    name = answer.plan_names[support.plan]
    broken = first_break(support.held)
    if broken.is_empty():
        return f"{name}: no station is overrun with what is held."
    names = dict(support.held.chain.stations.select("station", "name").iter_rows())
    row = broken.row(0, named=True)
    return (
        f"{name}: the chain first breaks at {wording.lower(names[row['station']])}, on day {row['day']}; "
        f"up to {wording.significant(row['most_waiting'], 2)} wait there, on day {row['most_waiting_day']}."
    )


def _without_capacity(answer: Answer, support: PlanSupport) -> list[str]:
    """Return a sentence for each station that has nothing at all and that somebody waits for."""
    stations = support.held.chain.stations.filter(pl.col("servers") == 0)
    most = occupancy(support.held).group_by("station", maintain_order=True).agg(pl.col("waiting").max())
    return [
        f"{answer.plan_names[support.plan]}: there are no {wording.lower(name)} with what is held; up to "
        f"{wording.significant(waiting, 2)} wait for one in vain."
        for name, waiting in stations.join(most, on="station", maintain_order="left")
        .filter(pl.col("waiting") > 0)
        .select("name", "waiting")
        .iter_rows()
    ]


def _reachable(support: Support) -> dict[str, float]:
    """Return the share of immediate casualties in reach of each timeline, over all plans."""
    found = {}
    for step in TIMELINES:
        weights = [float(each.held.by_world["battle"].sum()) for each in support.plans]
        shares = [
            float(each.sizing.criteria.filter(pl.col("criterion") == step)["reachable"][0])
            for each in support.plans
        ]
        found[step] = sum(w * s for w, s in zip(weights, shares, strict=True)) / max(sum(weights), 1e-300)
    return found


def _against_the_pledge(answer: Answer, requirement: pl.DataFrame) -> str:
    """Return for which capabilities the pledge suffices."""
    pledged = pl.col("held") * answer.support.factor
    short = requirement.filter(pl.col("needed") > pledged).sort(
        pl.col("needed") / pl.col("held"), descending=True
    )
    factor = wording.significant(answer.support.factor)
    if short.is_empty():
        return f"{factor} times what is held suffices for every capability."
    parts = [
        f"{wording.lower(answer.capability_names[row['capability']])} "
        f"({wording.significant(row['needed'] / row['held'], 2)} times)"
        if row["held"]
        else wording.lower(answer.capability_names[row["capability"]])
        for row in short.iter_rows(named=True)
    ]
    return f"{factor} times what is held does not suffice for {wording.listed(parts)}."


def data(answer: Answer, sentences: list[Sentence | str]) -> dict[str, Any]:
    """Return what JSON carries."""
    support = answer.support
    plans = {}
    for each in support.plans:
        flow, sizing = each.held, each.sizing
        plans[each.plan] = {
            "holds": each.holds,
            "certified": sizing.staffing.certified,
            "confidence": sizing.staffing.confidence,
            "cost": sizing.staffing.cost,
            "first_break": first_break(flow),
            "timelines": timelines(flow),
            "waits": waits(flow),
            "outcomes": outcomes(flow),
            "occupancy": occupancy(flow),
            "consumption": consumption(flow, answer.case),
            "units": sizing.units,
            "criteria": sizing.criteria,
        }
    pooling = support.pooling
    return {
        "case": answer.case.hash,
        "year": answer.year,
        "holds": answer.holds,
        "sentences": [str(sentence) for sentence in sentences],
        "pledged_factor": support.factor,
        "capacities": capacities(support),
        "plans": plans,
        "load_bands": support.load_bands,
        "requirement": support.requirement,
        "pooling": None
        if pooling is None
        else {
            "deaths": pooling.deaths,
            "capacity": pooling.capacity,
            "homes": pooling.homes,
            "hosts": pooling.hosts,
        },
    }
