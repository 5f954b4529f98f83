"""The section of the report that shows the loop: requirements by round, and what cannot be held and why."""

from __future__ import annotations

import polars as pl

from sinews.assessment.needs import NAMES
from sinews.loop.reasons import OUTCOMES
from sinews.loop.rounds import RAISED
from sinews.present.charts.rounds import requirement_by_round
from sinews.present.report import markup
from sinews.present.report.content import Content, Draft, Part
from sinews.present.report.markup import Column, quantity_cell
from sinews.present.rounds import last_round, verdict


def rounds_section(content: Content) -> Part:
    """Return what held in each round, what became a requirement, and why the rest cannot be held."""
    needs = content.summary.rounds
    draft = Draft("rounds", "Does the plan hold?")
    draft.add(*(markup.paragraph(sentence) for sentence in verdict(needs)))
    raised = {need.capability for need in needs if need.outcome == RAISED}
    rows = pl.DataFrame(
        [
            (need.name, need.year, need.round, need.held, need.needed, need.required)
            for need in needs
            if need.capability in raised
        ],
        schema=["name", "year", "round", "held", "needed", "required"],
        orient="row",
    )
    if rows.height:
        draft.draw(
            "requirement-by-round",
            requirement_by_round(rows),
            "What breaks in a round is required in the next. Requirements only ever rise. What is needed "
            "follows from the defence plans; needs of supply grow with the forces that are supplied.",
        )
    last = last_round(needs)
    broken = [need for need in last if not need.holds]
    if broken:
        draft.add(
            markup.table(
                "What is not held in the end, and why",
                [
                    Column("Capability"), Column("Year"), Column("Enabler"), Column("Held", numeric=True),
                    Column("Needed", numeric=True), Column("Verdict"), Column("Why"),
                ],
                [
                    [
                        need.name, str(need.year), NAMES[need.enabler], quantity_cell(need.held),
                        quantity_cell(need.needed), OUTCOMES.get(need.outcome, need.outcome), need.reason,
                    ]
                    for need in broken
                ],
            )
        )  # fmt: skip
    draft.add(
        markup.table(
            "Every need in the last round",
            [
                Column("Capability"), Column("Year"), Column("Enabler"), Column("Held", numeric=True),
                Column("Needed", numeric=True), Column("Required", numeric=True), Column("Holds"),
            ],
            [
                [
                    need.name, str(need.year), NAMES[need.enabler], quantity_cell(need.held),
                    quantity_cell(need.needed), quantity_cell(need.required), "yes" if need.holds else "no",
                ]
                for need in last
            ],
        )
    )  # fmt: skip
    return draft.finished()
