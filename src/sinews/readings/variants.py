"""The readings of the public texts that are open to debate, each as a change of the case."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import get_args

import polars as pl

from sinews.case import Case, every_pledge, held_before_withdrawals, held_in_scope
from sinews.case.settings import Formations
from sinews.readings.additions import BASELINE, COUNTING, former_figures

Change = Callable[[Case], Case]


@dataclass(frozen=True, slots=True)
class Reading:
    """One answer to a question that the public texts leave open.

    Attributes
    ----------
    question, reading
        The question, and the answer, in words.
    case
        The case under this reading.
    planned
        Whether it is the reading of the case as it stands.
    """

    question: str
    reading: str
    case: Case
    planned: bool


def variants(case: Case) -> Iterator[Reading]:
    """Yield the readings of a case, question by question; each changes one thing alone.

    A reading that changes nothing in a case is the case's own, and yielded once for each question; a question
    that does not arise in the case is left out.
    """
    for question, answers in _questions(case):
        own = False
        for words, change in answers:
            changed = change(case)
            same = changed.hash == case.hash
            if not (same and own):
                yield Reading(question, words, changed, same)
            own |= same


def _questions(case: Case) -> Iterator[tuple[str, list[tuple[str, Change]]]]:
    """Yield each question with its answers."""
    requirements = former_figures(case)
    units = requirements.filter(~pl.col("capability").is_in(_listed(case).implode()))
    for row in units.iter_rows(named=True):
        key = row["requirement"]
        yield (
            f"What were the {row['published_baseline']:,.0f} of “{row['title']}”?",
            [(words, _reading_of(key, reading)) for reading, words in BASELINE.items()],
        )
    if len(_listed(case)):
        yield (
            "Which formations count?",
            [(COUNTING[which], _with_formations(which)) for which in get_args(Formations)],
        )
    if every_pledge(case)["scope"].is_not_null().any():
        yield (
            "Whom do the pledges bind?",
            [
                ("the scope of each row", _unchanged),
                ("all allies; additions by studies stay where they are", _bind_all),
            ],
        )
    if case["standing_offers"]["counted"].any():
        yield (
            "Does what allies outside the scope offer count?",
            [("as the rows of standing_offers say", _unchanged), ("nothing of it", _without_offers)],
        )
    if (every_pledge(case)["kind"] == "share_cap").any():
        yield (
            "Half of what may one ally provide?",
            [
                ("half of what is added", _cap_of("addition")),
                ("half of the total", _cap_of("total")),
                ("no such limit", _without_cap),
            ],
        )
    if _increases(case, units=True) and _increases(case, units=False):
        yield (
            "An increase of air and missile defence in what?",
            [
                ("units and magazines", _unchanged),
                ("units alone", _without_magazines),
                ("effect: what the units cover, in place of the published number", _by_effect),
            ],
        )
    yield (
        "What comes first where not all can be had?",
        [
            ("the priorities of the case", _unchanged),
            ("all capabilities alike", _priorities(1.0, 1.0)),
            ("the forces", _priorities(2.0, 1.0)),
        ],
    )


def _listed(case: Case) -> pl.Series:
    """Return the capabilities whose formations are listed by name, and the sums in which they are counted."""
    listed = case["formations_held"]["capability"].unique(maintain_order=True)
    above = case["capabilities"].filter(pl.col("capability").is_in(listed.implode()))["aggregate"]
    return pl.concat([listed, above.drop_nulls().unique(maintain_order=True)])


def _unchanged(case: Case) -> Case:
    return case


def _reading_of(requirement: str, reading: str) -> Change:
    def change(case: Case) -> Case:
        rows = case["published_requirements"].filter(pl.col("requirement") == requirement)
        if (rows["baseline_reading"].item() or "requirement") == reading:
            return case
        return case.with_value("published_requirements", requirement, baseline_reading=reading)

    return change


def _with_formations(which: Formations) -> Change:
    return lambda case: case.with_settings(formations=which)


def _bind_all(case: Case) -> Case:
    nobody = pl.lit(None, pl.String)
    level = pl.col("basis") == "level"
    return case.with_tables(
        {
            "pledges": every_pledge(case).with_columns(scope=nobody),
            "pledge_bases": _bases_of_all(case),
            # a study's addition is asked of those whom the study speaks of
            "published_requirements": case["published_requirements"].with_columns(
                scope=pl.when(level).then(nobody).otherwise("scope")
            ),
            # who is asked offers nothing
            "standing_offers": case["standing_offers"].clear(),
        }
    )


def _bases_of_all(case: Case) -> pl.DataFrame:
    """Return the recorded bases with what those outside the scope of their pledge hold today."""
    bases = case["pledge_bases"]
    held = held_before_withdrawals(case)
    scopes = dict(every_pledge(case).select("pledge", "scope").iter_rows())
    everyone = held_in_scope(case, held, None)
    outside = [
        held_in_scope(case, held, scope)
        .join(everyone, on="capability", how="right", suffix="_of_all")
        .select(
            "capability",
            pledge=pl.lit(pledge),
            more=pl.col("quantity_of_all") - pl.col("quantity").fill_null(0.0),
        )
        for pledge, scope in scopes.items()
        if scope is not None
    ]
    if not outside:
        return bases
    return (
        bases.join(pl.concat(outside), on=["pledge", "capability"], how="left", maintain_order="left")
        .with_columns(pl.col("quantity") + pl.col("more").fill_null(0.0))
        .select(bases.columns)
    )


def _without_offers(case: Case) -> Case:
    return case.with_table("standing_offers", case["standing_offers"].with_columns(counted=pl.lit(False)))


def _cap_of(base: str) -> Change:
    def change(case: Case) -> Case:
        caps = pl.col("kind") == "share_cap"
        now = pl.col("base").fill_null("total")
        pledges = every_pledge(case)
        if pledges.filter(caps & (now != base)).is_empty():
            return case
        return case.with_table(
            "pledges", pledges.with_columns(pl.when(caps).then(pl.lit(base)).otherwise("base").alias("base"))
        )

    return change


def _without_cap(case: Case) -> Case:
    return case.with_table("pledges", every_pledge(case).filter(pl.col("kind") != "share_cap"))


def _increases(case: Case, *, units: bool) -> list[str]:
    """Return the pledges of a multiple of air-defence units, or those of what else belongs to air defence."""
    capabilities = case["capabilities"]
    layers = case["air_defence_layers"].filter(pl.col("role") == "weapon")["capability"]
    sums = capabilities.filter(pl.col("capability").is_in(layers.implode()))["aggregate"].drop_nulls()
    weapons = set(layers) | set(sums)
    of_group = set(capabilities.filter(pl.col("pledge_group") == "amd")["capability"])
    rows = every_pledge(case).filter(
        pl.col("kind") == "multiple_of_baseline", pl.col("capability").is_in(sorted(of_group))
    )
    return [
        key for key, name in rows.select("pledge", "capability").iter_rows() if (name in weapons) == units
    ]


def _without_magazines(case: Case) -> Case:
    gone = _increases(case, units=False)
    return case.with_tables(
        {name: case[name].filter(~pl.col("pledge").is_in(gone)) for name in ("pledges", "pledge_bases")}
    )


def _by_effect(case: Case) -> Case:
    """Return the case with multiples of cover in place of multiples of units and of requirements for them."""
    units = pl.col("pledge").is_in(_increases(case, units=True))
    pledges = every_pledge(case).with_columns(base=pl.when(units).then(pl.lit("coverage")).otherwise("base"))
    covered = set(pledges.filter(pl.col("base") == "coverage")["capability"])
    asked = case["published_requirements"].with_columns(
        adopted=pl.col("adopted") & ~pl.col("capability").is_in(sorted(covered))
    )
    return case.with_tables({"pledges": pledges, "published_requirements": asked})


def _priorities(forces: float, others: float) -> Change:
    first = pl.when(pl.col("pledge_group") == "forces").then(forces).otherwise(others)
    return lambda case: case.with_table("capabilities", case["capabilities"].with_columns(priority=first))
