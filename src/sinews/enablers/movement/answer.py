"""All that `sinews movement` answers with, in sentences and as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from sinews.case import Case, pledged_factor
from sinews.document import Fact, Sentence, said, wording
from sinews.enablers.movement.assess import Sizing, delay_price
from sinews.enablers.movement.outcome import Outcome
from sinews.enablers.movement.requirement import needs_of

NAMED = 3
"""Packages that a sentence names."""
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
LATE = pl.col("late").is_null() | (pl.col("late") > 0)


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
    costs
        What the doublings cost, by name, USD m.
    """

    case: Case
    plan: str | None
    year: int | None
    outcome: Outcome
    variants: dict[str, Outcome]
    regimes: dict[str, Outcome]
    sizing: Sizing
    costs: dict[str, float]

    def names(self, table: str, key: str) -> dict[str, str]:
        """Return the names of a table's rows by their keys."""
        return dict(self.case[table].select(key, "name").iter_rows())

    @property
    def holds(self) -> bool:
        """Whether every package closes in time."""
        return self.outcome.on_time >= 1.0

    @property
    def places(self) -> dict[str, str]:
        """Names of the nodes."""
        return self.names("nodes", "node")

    @property
    def plans(self) -> dict[str, str]:
        """Names of the plans."""
        return self.names("defence_plans", "plan")

    @property
    def pledged(self) -> float | None:
        """What today's lift is to be multiplied by, by the pledge on transportation."""
        return pledged_factor(self.case, "transportation")

    def in_words(self, packages: pl.DataFrame) -> pl.DataFrame:
        """Return packages with `what`: how many of which formation go from where to where."""
        formations = self.names("formations", "formation")
        ends = (pl.col(end).replace_strict(self.places) for end in ("origin", "destination"))
        kind = pl.col("formation").replace_strict(formations)
        return packages.with_columns(what=pl.format("{} x {}, {} to {}", "quantity", kind, *ends))

    @property
    def packages(self) -> dict[str, str]:
        """What each package is, in words, by its key."""
        named = self.in_words(self.case["force_packages"])
        return dict(named.select("force_package", "what").iter_rows())


def cut_sentence(answer: Answer, row: dict[str, Any]) -> str:
    """Return a bottleneck in words: what it carries a day, what wants through, and how long that takes."""
    days = f"{wording.number(row['days'])} days"
    full = f"full on {wording.number(row['full_days'])} days from day {row['first_day']} to {row['last_day']}"
    capacity, through = (wording.significant(row[key], decimals=0) for key in ("capacity", "through"))
    if not row["from_node"]:
        name = answer.names("capabilities", "capability")[row["kind"]]
        return (
            f"{name}: {capacity} can be used at a time, all busy; the loads take {days} of them all ({full})."
        )
    unit = UNITS[row["kind"]]
    classes = answer.names("corridor_classes", "corridor_class")
    what = classes.get(row["corridor_class"], KINDS[row["kind"]])
    verb = "handles" if row["from_node"] == row["to_node"] else "carries"
    where = f"The {what} {_ends(answer, row)}"
    return f"{where} {verb} {capacity} {unit} a day; {through} {unit} need {days} ({full})."


def lines_of(answer: Answer) -> pl.DataFrame:
    """Return mode, from_node, to_node, formations (that pass) and packages (their keys)."""
    return answer.outcome.flows.group_by("mode", "from_node", "to_node", maintain_order=True).agg(
        pl.col("formations").sum(), packages=pl.col("force_package").sort()
    )


def _ends(answer: Answer, row: dict[str, Any]) -> str:
    return "-".join(dict.fromkeys(answer.places[row[end]] for end in ("from_node", "to_node")))


def with_where(answer: Answer, rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows with `where`: a way, a terminal, or a means of lift, in words."""
    lift = answer.names("capabilities", "capability")
    words = [
        f"{KINDS[row['kind']]} {_ends(answer, row)}" if row["from_node"] else lift[row["kind"]]
        for row in rows.select("kind", "from_node", "to_node").iter_rows(named=True)
    ]
    return rows.with_columns(where=pl.Series(words, dtype=pl.String))


def _named(answer: Answer, packages: pl.DataFrame) -> str:
    """Return packages as a list in a sentence, the first of them by their words."""
    words = answer.in_words(packages.head(NAMED))["what"].to_list()
    more = packages.height - len(words)
    return "; ".join([*words, f"and {more} more"] if more else words)


def lead(answer: Answer) -> list[Sentence]:
    """Return the answer in a few sentences."""
    closures, left, currency = answer.outcome.closures, answer.sizing.outcome, answer.case.settings.currency
    sentences = [
        said(
            "{met} of {all} force packages close in time ({share}); by soldiers, packages are {delay} days "
            "late on average.",
            met=Fact(closures.height - closures.filter(LATE).height, "day", "in_time"),
            all=Fact(closures.height, "day"),
            share=Fact(answer.outcome.on_time, "share", status="estimated"),
            delay=Fact(answer.outcome.delay, "number", status="estimated"),
        )
    ]
    stranded = closures.filter(pl.col("stranded") > 1e-3)
    late = left.closures.filter(LATE)
    far = late.filter(pl.col("soonest") > pl.col("required_day"))
    dear = late.filter(pl.col("soonest") <= pl.col("required_day"))
    if stranded.height:
        sentences.append(
            said(
                "Stranded, in part or in whole: {number} ({names}).",
                number=str(stranded.height),
                names=_named(answer, stranded),
            )
        )
    sentences += [
        said("{cut}", cut=cut_sentence(answer, row)) for row in answer.outcome.bottlenecks.head(3).to_dicts()
    ]
    several = (
        f"{name}: {wording.in_percent(found.on_time)} in time, "
        f"{wording.significant(found.delay, 2)} days late"
        for name, found in answer.variants.items()
    )
    sentences += [
        said("Before and after doubling: {several}.", several="; ".join(several)),
        said(
            "The least-cost additions cost {currency} {cost} and bring {share} in time (certified within "
            "{gap} of the least cost, delay included).",
            currency=currency,
            cost=Fact(answer.sizing.cost, "money", status="estimated"),
            share=Fact(left.on_time, "share", status="estimated"),
            gap=Fact(left.gap, "share"),
        ),
    ]
    if far.height:
        sentences.append(
            said(
                "Out of reach of any lift, by distance and notice at borders: {number} ({names}).",
                number=str(far.height),
                names=_named(answer, far),
            )
        )
    if dear.height:
        sentences.append(
            said(
                "Late still: {number} ({names}). In time they would cost more than {currency} {price} for a "
                "weighted day's delay of a thousand soldiers.",
                number=str(dear.height),
                names=_named(answer, dear),
                currency=currency,
                price=Fact(delay_price(answer.case), "money"),
            )
        )
    return sentences


def remedies(answer: Answer) -> pl.DataFrame:
    """Return what brings packages in time, and what each saved day costs, all beside the movement as it is.

    Returns
    -------
    polars.DataFrame
        name, in_time (share), delay (days late by soldiers), gap, cost (USD m; null for rules at borders,
        which cost nothing that is counted here), per_day (USD m for each day of mean delay saved; null
        without a cost or where none is saved).
    """
    names = answer.names("border_regimes", "border_regime")
    groups = [
        *((name, found, answer.costs[name] or None) for name, found in answer.variants.items()),
        ("least-cost additions", answer.sizing.outcome, answer.sizing.cost),
        *((names[key], found, None) for key, found in answer.regimes.items()),
    ]
    rows = [
        (name, found.on_time, found.delay, found.gap, cost, answer.outcome.delay - found.delay)
        for name, found, cost in groups
    ]
    kinds = dict.fromkeys(("in_time", "delay", "gap", "cost", "saved"), pl.Float64)
    return (
        pl.DataFrame(rows, schema={"name": pl.String, **kinds}, orient="row")
        .with_columns(per_day=pl.when(pl.col("saved") > 0.01).then(pl.col("cost") / pl.col("saved")))
        .drop("saved")
    )


def lift_use(answer: Answer) -> pl.DataFrame:
    """Return capability, day, days, used, capacity: units of lift that are busy."""
    return answer.outcome.use.filter(pl.col("from_node") == "").select(
        pl.col("kind").alias("capability"), "day", "days", "used", "capacity"
    )


def data(answer: Answer, sentences: list[Sentence]) -> dict[str, Any]:
    """Return what JSON carries."""
    outcome = answer.outcome

    def told(group: dict[str, Outcome]) -> dict[str, dict[str, float]]:
        return {
            key: {"on_time": found.on_time, "delay": found.delay, "gap": found.gap}
            for key, found in group.items()
        }

    return {
        "case": answer.case.hash,
        "plan": answer.plan,
        "year": answer.year,
        "holds": answer.holds,
        "gap": outcome.gap,
        "sizing_gap": answer.sizing.outcome.gap,
        "sentences": [str(sentence) for sentence in sentences],
        "cuts": [cut_sentence(answer, row) for row in outcome.bottlenecks.to_dicts()],
        "doubling": told(answer.variants),
        "remedies": remedies(answer),
        "border_regimes": told(answer.regimes),
        "closures": outcome.closures,
        "bottlenecks": outcome.bottlenecks,
        "arrivals": outcome.arrivals,
        "lift_use": lift_use(answer),
        "additions": answer.sizing.additions,
        "requirement": needs_of(answer.sizing),
    }
