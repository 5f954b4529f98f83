"""Whether forces get there in time, on the terminal and as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sinews.case import Case, pledged_factor
from sinews.enablers.movement import Outcome, Sizing, delay_price, needs_of
from sinews.present import wording
from sinews.present.titled import titled_table

SHOWN = 20
UNITS = {
    "rail": "trains",
    "road": "vehicles",
    "rail_terminal": "trains",
    "port": "lane metres",
    "airport": "tonnes",
}
"""What the capacity of each kind of way or terminal counts."""


KINDS = {
    "rail": "railway",
    "road": "road",
    "rail_terminal": "loading places",
    "port": "port",
    "airport": "airport",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """All that `sinews movement` answers with.

    Attributes
    ----------
    case
        The case asked about.
    plan, year
        The one plan that is moved, and the year whose lift does it; None for all plans, and for today.
    outcome
        The movement as it is.
    variants
        The movement as it is, with lift, ways and both doubled, by name.
    regimes
        The movement under each border regime, by key.
    sizing
        The least-cost additions.
    """

    case: Case
    plan: str | None
    year: int | None
    outcome: Outcome
    variants: dict[str, Outcome]
    regimes: dict[str, Outcome]
    sizing: Sizing

    @property
    def holds(self) -> bool:
        """Whether every package closes in time."""
        return self.outcome.on_time >= 1.0

    @property
    def places(self) -> dict[str, str]:
        """Names of the nodes."""
        return dict(self.case["nodes"].select("node", "name").iter_rows())

    @property
    def capabilities(self) -> dict[str, str]:
        """Names of the capabilities."""
        return dict(self.case["capabilities"].select("capability", "name").iter_rows())

    @property
    def plans(self) -> dict[str, str]:
        """Names of the plans."""
        return dict(self.case["defence_plans"].select("plan", "name").iter_rows())

    @property
    def pledged(self) -> float | None:
        """What today's lift is to be multiplied by, by the pledge on transportation."""
        return pledged_factor(self.case, "transportation")

    @property
    def needs(self) -> pl.DataFrame:
        """Capability, held, needed, driver."""
        return needs_of(self.sizing)

    def package(self, row: dict[str, Any]) -> str:
        """Return a force package in words."""
        formations = dict(self.case["formations"].select("formation", "name").iter_rows())
        places = self.places
        return (
            f"{row['quantity']} x {formations[row['formation']]}, "
            f"{places[row['origin']]} to {places[row['destination']]}"
        )


def headline(answer: Answer) -> list[str]:
    """Return the answer in a few sentences."""
    closures = answer.outcome.closures
    late = closures.filter(pl.col("late").is_null() | (pl.col("late") > 0))
    sentences = [
        f"{closures.height - late.height} of {closures.height} force packages close in time "
        f"({wording.share(answer.outcome.on_time)}); by soldiers, packages are "
        f"{wording.number(answer.outcome.delay, 2)} days late on average.",
    ]
    stranded = closures.filter(pl.col("stranded") > 1e-3)
    if stranded.height:
        names = wording.listed(stranded["force_package"].head(5).to_list())
        sentences.append(f"Stranded, in part or in whole: {stranded.height} ({names}).")
    sentences += [cut_sentence(answer, row) for row in answer.outcome.bottlenecks.head(3).to_dicts()]
    several = [
        f"{name}: {wording.share(found.on_time)} in time, {wording.number(found.delay, 2)} days late"
        for name, found in answer.variants.items()
    ]
    sentences.append(f"Before and after doubling: {'; '.join(several)}.")
    cost, left = answer.sizing.cost, answer.sizing.outcome
    sentences.append(
        f"The least-cost additions cost {wording.money(cost, answer.case.settings.currency)} and bring "
        f"{wording.share(left.on_time)} in time (certified within "
        f"{wording.share(left.gap, 1)} of the least cost, delay included)."
    )
    late = left.closures.filter(pl.col("late").is_null() | (pl.col("late") > 0))
    far = late.filter(pl.col("soonest") > pl.col("required_day"))
    if far.height:
        names = wording.listed(far["force_package"].head(5).to_list())
        sentences.append(f"Too far for any lift to be there on the day: {far.height} ({names}).")
    dear = late.filter(pl.col("soonest") <= pl.col("required_day"))
    if dear.height:
        names = wording.listed(dear["force_package"].head(5).to_list())
        price = wording.money(delay_price(answer.case), answer.case.settings.currency)
        sentences.append(
            f"Late still: {dear.height} ({names}). In time they would cost more than {price} for a weighted "
            f"day's delay of a thousand soldiers."
        )
    return sentences


def cut_sentence(answer: Answer, row: dict[str, Any]) -> str:
    """Return a bottleneck in words: what it carries a day, what wants through, and how long that takes."""
    days = f"{wording.number(row['days'])} days"
    full = f"full on {wording.number(row['full_days'])} days from day {row['first_day']} to {row['last_day']}"
    through = wording.number(row["through"])
    if not row["from_node"]:
        name = answer.capabilities[row["kind"]]
        usable = wording.number(row["capacity"])
        return (
            f"{name}: {usable} can be used at a time, all busy; the loads take {days} of them all ({full})."
        )
    unit = UNITS[row["kind"]]
    what = class_name(answer, row)
    capacity = wording.number(row["capacity"])
    if row["from_node"] != row["to_node"]:
        where = f"{answer.places[row['from_node']]}-{answer.places[row['to_node']]}"
        return f"The {what} {where} carries {capacity} {unit} a day; {through} {unit} need {days} ({full})."
    where = answer.places[row["from_node"]]
    return f"The {what} {where} handles {capacity} {unit} a day; {through} {unit} need {days} ({full})."


def class_name(answer: Answer, row: dict[str, Any]) -> str:
    """Return the class of a way or terminal in words."""
    names = dict(answer.case["corridor_classes"].select("corridor_class", "name").iter_rows())
    return str(names.get(row["corridor_class"], row["kind"]))


def where(answer: Answer, row: dict[str, Any]) -> str:
    """Return what is held up or added in words: a way, a terminal, or a means of lift."""
    if not row["from_node"]:
        return answer.capabilities[row["kind"]]
    ends = list(dict.fromkeys([answer.places[row["from_node"]], answer.places[row["to_node"]]]))
    return f"{KINDS[row['kind']]} {'-'.join(ends)}"


def print_movement(console: Console, answer: Answer) -> None:
    """Print closure by plan, what is late, what binds, before and after doubling, and the additions."""
    of_year = "today" if answer.year is None else f"at the end of {answer.year}"
    plans = "all plans at once" if answer.plan is None else answer.plans[answer.plan]
    console.print(Text(f"Movement of {plans}, with the lift held {of_year}", style="bold"))
    for sentence in headline(answer):
        console.print(Text(f"• {sentence}"))
    for table in (_plans(answer), _late(answer), _binding(answer), _variants(answer),
                  _additions(answer), _needs(answer)):  # fmt: skip
        console.print()
        console.print(table)


def as_json(answer: Answer) -> dict[str, Any]:
    """Return the answer in a form that JSON can hold."""
    outcome = answer.outcome
    summary = {"on_time": "on_time", "delay": "delay", "gap": "gap"}
    told: dict[str, Any] = {
        "case": answer.case.hash,
        "plan": answer.plan,
        "year": answer.year,
        "holds": answer.holds,
        "gap": outcome.gap,
        "sizing_gap": answer.sizing.outcome.gap,
        "sentences": headline(answer),
        "cuts": [cut_sentence(answer, row) for row in outcome.bottlenecks.to_dicts()],
    }
    for name, group in (("doubling", answer.variants), ("border_regimes", answer.regimes)):
        told[name] = {
            key: {word: getattr(found, field) for word, field in summary.items()}
            for key, found in group.items()
        }
    frames = {
        "closures": outcome.closures,
        "bottlenecks": outcome.bottlenecks,
        "arrivals": outcome.arrivals,
        "lift_use": lift_use(answer),
        "additions": answer.sizing.additions,
        "requirement": answer.needs,
    }
    return told | {name: frame.to_dicts() for name, frame in frames.items()}


def lift_use(answer: Answer) -> pl.DataFrame:
    """Return capability, day, days, used, capacity: units of lift that are busy."""
    return answer.outcome.use.filter(pl.col("from_node") == "").select(
        pl.col("kind").alias("capability"), "day", "days", "used", "capacity"
    )


def by_plan(answer: Answer) -> pl.DataFrame:
    """Return plan, packages, in_time (share), last (day on which the last closes), stranded (packages)."""
    late = pl.col("late").is_null() | (pl.col("late") > 0)
    return answer.outcome.closures.group_by("plan", maintain_order=True).agg(
        packages=pl.len(),
        in_time=1.0 - late.mean(),
        last=pl.col("closed").max(),
        stranded=(pl.col("stranded") > 1e-3).sum(),
    )


def late_first(answer: Answer) -> pl.DataFrame:
    """Return the closures that are late, those that never close first, then the latest."""
    late = answer.outcome.closures.filter(pl.col("late").is_null() | (pl.col("late") > 0))
    return late.sort("late", descending=True, nulls_last=False, maintain_order=True)


def _plans(answer: Answer) -> Table:
    table = titled_table("Force packages closed in time, by plan", "Plan")
    for title in ("Packages", "In time", "Last closes", "Stranded"):
        table.add_column(title, justify="right")
    for row in by_plan(answer).iter_rows(named=True):
        table.add_row(
            Text(answer.plans[row["plan"]]), str(row["packages"]), wording.share(row["in_time"]),
            wording.number(row["last"], 1), str(row["stranded"]),
        )  # fmt: skip
    return table


def _late(answer: Answer) -> Table:
    late = late_first(answer)
    table = titled_table(
        f"The {min(SHOWN, late.height)} latest of {late.height} packages that are late", "Package"
    )
    table.add_column("What")
    for title in ("Due", "90 % there", "Closed", "In time"):
        table.add_column(title, justify="right")
    for row in late.head(SHOWN).iter_rows(named=True):
        table.add_row(
            row["force_package"], Text(answer.package(row)), str(row["required_day"]),
            wording.number(row["closed_90"], 1), wording.number(row["closed"], 1),
            wording.share(row["in_time"]),
        )  # fmt: skip
    return table


def _binding(answer: Answer) -> Table:
    table = titled_table("What holds packages up, what is worth most first", "Where")
    for title in ("A day", "Through", "Days", "Full", "One more saves"):
        table.add_column(title, justify="right")
    for row in answer.outcome.bottlenecks.head(SHOWN).iter_rows(named=True):
        table.add_row(
            Text(where(answer, row)), wording.number(row["capacity"]), wording.number(row["through"]),
            wording.number(row["days"]), wording.number(row["full_days"]), wording.number(row["saves"], 2),
        )  # fmt: skip
    return table


def _variants(answer: Answer) -> Table:
    names = dict(answer.case["border_regimes"].select("border_regime", "name").iter_rows())
    table = titled_table("Doubled, and under other rules at borders", "")
    for title in ("In time", "Days late, by soldiers", "Certified within"):
        table.add_column(title, justify="right")
    groups = {**answer.variants, **{names[key]: found for key, found in answer.regimes.items()}}
    for name, found in groups.items():
        table.add_row(name, wording.share(found.on_time), wording.number(found.delay, 2),
                      wording.share(found.gap, 1))  # fmt: skip
    return table


def _additions(answer: Answer) -> Table:
    currency = answer.case.settings.currency
    table = titled_table(f"Least-cost additions: {wording.money(answer.sizing.cost, currency)}", "What")
    for title in ("There is", "More", "Cost"):
        table.add_column(title, justify="right")
    for row in answer.sizing.additions.head(SHOWN).iter_rows(named=True):
        table.add_row(Text(where(answer, row)), wording.number(row["held"]), wording.quantity(row["added"]),
                      wording.money(row["cost"], currency))  # fmt: skip
    return table


def _needs(answer: Answer) -> Table:
    pledged = "" if answer.pledged is None else f"; pledged: {wording.number(answer.pledged, 1)} times"
    table = titled_table(f"What the defence plans need of lift{pledged}", "Capability")
    for title in ("Held", "Needed", "Times"):
        table.add_column(title, justify="right")
    table.add_column("Because")
    for row in answer.needs.iter_rows(named=True):
        times = row["needed"] / row["held"] if row["held"] else None
        table.add_row(answer.capabilities[row["capability"]], wording.quantity(row["held"]),
                      wording.quantity(row["needed"]), wording.number(times, 2), row["driver"])  # fmt: skip
    return table
