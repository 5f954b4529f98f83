"""Medical support of the defence plans, on the terminal and as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sinews.case import Case
from sinews.enablers.medical import consumption, first_break, occupancy, outcomes, timelines, waits
from sinews.enablers.medical.criteria import TIMELINES
from sinews.enablers.medical.summary import HELD, NEEDED, PLEDGED, PlanSupport, Support, capacities
from sinews.present import wording
from sinews.present.titled import titled_table

CAPACITY_NAMES = {HELD: "as held", PLEDGED: "as pledged", NEEDED: "as needed"}


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

    @property
    def plan_names(self) -> dict[str, str]:
        """Names of the defence plans, without what comes before a colon."""
        rows = self.case["defence_plans"].select("plan", "name").iter_rows()
        return {plan: name.split(": ")[-1] for plan, name in rows}

    @property
    def capability_names(self) -> dict[str, str]:
        """Names of the capabilities."""
        return dict(self.case["capabilities"].select("capability", "name").iter_rows())

    @property
    def service_names(self) -> dict[str, str]:
        """Names of the steps of care."""
        named = dict(self.case["medical_services"].select("service", "name").iter_rows())
        return named | {"recovery_law": "Stay until fit for duty"}

    @property
    def ally_names(self) -> dict[str, str]:
        """Names of the allies."""
        return dict(self.case["allies"].select("ally", "name").iter_rows())


def headline(answer: Answer) -> list[str]:
    """Return the answer in a few sentences."""
    support = answer.support
    sentences = [_where_it_breaks(answer, each) for each in support.plans]
    sentences += [told for each in support.plans for told in _without_capacity(answer, each)]
    table = capacities(support)
    rows = {name: table.filter(pl.col("capacity") == name) for name in (HELD, PLEDGED, NEEDED)}
    dead = {name: float(frame["avoidable"].sum()) for name, frame in rows.items()}
    sentences.append(
        f"Waiting costs {wording.number(dead[HELD])} lives with what is held, "
        f"{wording.number(dead[PLEDGED])} with "
        f"{wording.number(support.factor, 1)} times as much, as pledged, and {wording.number(dead[NEEDED])} "
        "with what keeps "
        "the timelines."
    )
    for step, reached in _reachable(support).items():
        limit = support.plans[0].sizing.criteria.filter(pl.col("criterion") == step)["limit_hours"][0]
        what = "resuscitation" if step == "resuscitation" else "surgery"
        sentences.append(
            f"Distance, weather and care on the way leave {wording.share(reached)} of the immediate "
            "casualties in reach of "
            f"{what} within {wording.number(60 * limit)} minutes; no capacity brings the others there in "
            "time."
        )
    cost = sum(each.sizing.staffing.cost for each in support.plans)
    level = float(support.plans[0].sizing.criteria["level"][0])
    certain = all(each.sizing.staffing.certified for each in support.plans)
    sure = support.plans[0].sizing.staffing.confidence
    sentences.append(
        f"What keeps every timeline and wait for {wording.share(level)} of those in reach costs "
        f"{wording.money(cost, answer.case.settings.currency)} to buy"
        + (
            f"; each plan by itself is certified at {wording.share(sure)} confidence."
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
            f"With {first[0]}, waiting costs {wording.number(first[1])} lives; with {last[0]}, "
            f"{wording.number(last[1])}."
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
        f"up to {wording.number(row['most_waiting'])} wait there, on day {row['most_waiting_day']}."
    )


def _without_capacity(answer: Answer, support: PlanSupport) -> list[str]:
    """Return a sentence for each station that has nothing at all and that somebody waits for."""
    stations = support.held.chain.stations.filter(pl.col("servers") == 0)
    most = occupancy(support.held).group_by("station", maintain_order=True).agg(pl.col("waiting").max())
    return [
        f"{answer.plan_names[support.plan]}: there are no {wording.lower(name)} with what is held; up to "
        f"{wording.number(waiting)} wait for one in vain."
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
    factor = wording.number(answer.support.factor, 1)
    if short.is_empty():
        return f"{factor} times what is held suffices for every capability."
    parts = [
        f"{wording.lower(answer.capability_names[row['capability']])} "
        f"({wording.number(row['needed'] / row['held'], 1)} times)"
        if row["held"]
        else wording.lower(answer.capability_names[row["capability"]])
        for row in short.iter_rows(named=True)
    ]
    return f"{factor} times what is held does not suffice for {wording.listed(parts)}."


def print_medical(console: Console, answer: Answer) -> None:
    """Print where chains break, waits, capacities, the sizing, the requirement and what pooling saves."""
    of_year = "today" if answer.year is None else f"at the end of {answer.year}"
    console.print(Text(f"Medical support of the defence plans: what is held {of_year}", style="bold"))
    for sentence in headline(answer):
        console.print(Text(f"• {sentence}"))
    tables = [_capacities(answer)]
    tables += [_waits(answer, each) for each in answer.support.plans]
    tables += [_sizing(answer, each) for each in answer.support.plans]
    tables.append(_consumption(answer))
    if answer.support.requirement is not None:
        tables.append(_requirement(answer, answer.support.requirement))
    if answer.support.pooling is not None:
        tables += [_pooling(answer), _homes(answer)]
    for table in tables:
        console.print()
        console.print(table)


def as_json(answer: Answer) -> dict[str, Any]:
    """Return the answer in a form that JSON can hold."""
    support = answer.support
    plans = {}
    for each in support.plans:
        flow, sizing = each.held, each.sizing
        plans[each.plan] = {
            "holds": each.holds,
            "certified": sizing.staffing.certified,
            "confidence": sizing.staffing.confidence,
            "cost": sizing.staffing.cost,
            "first_break": first_break(flow).to_dicts(),
            "timelines": timelines(flow).to_dicts(),
            "waits": waits(flow).to_dicts(),
            "outcomes": outcomes(flow).to_dicts(),
            "occupancy": occupancy(flow).to_dicts(),
            "consumption": consumption(flow, answer.case).to_dicts(),
            "units": sizing.units.to_dicts(),
            "criteria": sizing.criteria.to_dicts(),
        }
    pooling = support.pooling
    return {
        "case": answer.case.hash,
        "year": answer.year,
        "holds": answer.holds,
        "sentences": headline(answer),
        "pledged_factor": support.factor,
        "capacities": capacities(support).to_dicts(),
        "plans": plans,
        "load_bands": support.load_bands.to_dicts(),
        "requirement": None if support.requirement is None else support.requirement.to_dicts(),
        "pooling": None
        if pooling is None
        else {
            "deaths": pooling.deaths.to_dicts(),
            "capacity": pooling.capacity.to_dicts(),
            "homes": pooling.homes.to_dicts(),
            "hosts": pooling.hosts.to_dicts(),
        },
    }


def hours(value: float | None) -> str:
    """Return a wait: in minutes below two hours, in days from two days on."""
    if value is None:
        return wording.NOTHING
    if value < 2.0:
        return f"{wording.number(60 * value)} min"
    return f"{wording.number(value, 1)} h" if value < 48.0 else f"{wording.number(value / 24, 1)} d"


def _capacities(answer: Answer) -> Table:
    table = titled_table("What each capacity achieves; means of the sampled worlds", "Plan")
    table.add_column("Capacity")
    for title in (
        "Casualties",
        "Deaths",
        "Avoidable",
        "8 of 10 worlds",
        "Resusc. in 1 h",
        "Surgery in 2 h",
        "To surgery",
    ):
        table.add_column(title, justify="right")
    for row in capacities(answer.support).iter_rows(named=True):
        table.add_row(
            answer.plan_names[row["plan"]],
            CAPACITY_NAMES[row["capacity"]],
            wording.number(row["casualties"]),
            wording.number(row["deaths"]),
            wording.number(row["avoidable"]),
            f"{wording.number(row['avoidable_low'])} to {wording.number(row['avoidable_high'])}",
            wording.share(row["resuscitated_in_time"]),
            wording.share(row["operated_in_time"]),
            hours(row["surgery_hours"]),
        )
    return table


def _waits(answer: Answer, support: PlanSupport) -> Table:
    table = titled_table(f"{answer.plan_names[support.plan]}: waits with what is held", "Before")
    for title in ("Patients", "Who wait", "Mean", "Median", "P90"):
        table.add_column(title, justify="right")
    for row in waits(support.held).iter_rows(named=True):
        table.add_row(
            answer.service_names[row["service"]],
            wording.number(row["patients"]),
            wording.share(row["waited"]),
            *(hours(row[column]) for column in ("mean_hours", "median_hours", "p90_hours")),
        )
    return table


def _sizing(answer: Answer, support: PlanSupport) -> Table:
    table = titled_table(
        f"{answer.plan_names[support.plan]}: at the plan's disposal; cost in m", "Capability"
    )
    for title in ("Held", "Needed", "Times", "Cost"):
        table.add_column(title, justify="right")
    for row in support.sizing.units.iter_rows(named=True):
        table.add_row(
            answer.capability_names[row["capability"]],
            wording.quantity(row["held"]),
            wording.quantity(row["needed"]),
            wording.number(row["needed"] / row["held"] if row["held"] else None, 2),
            wording.number(row["cost"]),
        )
    return table


CONSUMPTION_TITLES = ("Blood, units", "Busiest day", "Class VIII, tonnes", "Busiest day")


def consumed(answer: Answer, support: PlanSupport) -> list[float]:
    """Return the figures of `CONSUMPTION_TITLES`, with what is held."""
    used = consumption(support.held, answer.case)
    by_day = [used[supply].to_numpy() for supply in ("blood", "class_viii")]
    return [float(figure) for days in by_day for figure in (days.sum(), days.max())]


def _consumption(answer: Answer) -> Table:
    table = titled_table("What care consumes; means of the sampled worlds", "Plan")
    for title in CONSUMPTION_TITLES:
        table.add_column(title, justify="right")
    for each in answer.support.plans:
        table.add_row(answer.plan_names[each.plan], *map(wording.number, consumed(answer, each)))
    return table


def _requirement(answer: Answer, requirement: pl.DataFrame) -> Table:
    table = titled_table("What the defence plans need of medical support", "Capability")
    for title in ("Held", "Pledged", "Needed", "Times"):
        table.add_column(title, justify="right")
    table.add_column("Because")
    for row in requirement.iter_rows(named=True):
        table.add_row(
            answer.capability_names[row["capability"]],
            wording.quantity(row["held"]),
            wording.quantity(row["held"] * answer.support.factor),
            wording.quantity(row["needed"]),
            wording.number(row["needed"] / row["held"] if row["held"] else None, 2),
            row["driver"],
        )
    return table


def _pooling(answer: Answer) -> Table:
    pooling = answer.support.pooling
    assert pooling is not None
    table = titled_table("Pooling: servers so that nobody waits in 9 of 10 worlds", "Station")
    for title in ("National chains", "One for all", "Saved"):
        table.add_column(title, justify="right")
    for row in pooling.capacity.iter_rows(named=True):
        table.add_row(
            f"{row['name']}", *(wording.number(row[column]) for column in ("national", "pooled", "saved"))
        )
    return table


def _homes(answer: Answer) -> Table:
    pooling = answer.support.pooling
    assert pooling is not None
    table = titled_table("Beds at home on the busiest day, and who receives the rest", "Nation")
    for title in ("Needed", "Assured", "At home", "Abroad", "Unmet"):
        table.add_column(title, justify="right")
    table.add_column("Received by")
    for row in pooling.homes.iter_rows(named=True):
        table.add_row(
            answer.ally_names[row["nation"]],
            *(wording.number(row[column]) for column in ("need", "beds", "at_home", "abroad", "unmet")),
            received_by(answer, row["nation"]),
        )
    return table


def received_by(answer: Answer, nation: str) -> str:
    """Return the allies who receive a nation's patients, with how many, in words."""
    pooling = answer.support.pooling
    assert pooling is not None
    rows = pooling.hosts.filter(pl.col("nation") == nation).select("host", "beds")
    return ", ".join(f"{answer.ally_names[host]} {wording.number(beds)}" for host, beds in rows.iter_rows())
