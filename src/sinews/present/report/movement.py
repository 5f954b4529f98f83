"""The page that `sinews movement` writes: maps, closure curves, what binds, lift, what it takes."""

from __future__ import annotations

import polars as pl

from sinews.present import wording
from sinews.present.charts import movement as charts
from sinews.present.charts.base_map import EUROPE, NORTH_ATLANTIC
from sinews.present.movement import (
    Answer,
    by_plan,
    cut_sentence,
    headline,
    late_first,
    lift_use,
    where,
)
from sinews.present.movement_export import lines_of
from sinews.present.report import markup
from sinews.present.report.content import Draft, Part
from sinews.present.report.markup import Column, met_cell, number_cell, quantity_cell
from sinews.present.report.page import document

SHOWN = 40


def render_movement(answer: Answer) -> str:
    """Return the page as HTML text."""
    settings = answer.case.settings
    when = "today" if answer.year is None else f"at the end of {answer.year}"
    plans = "all defence plans at once" if answer.plan is None else answer.plans[answer.plan]
    return document(
        "Can the forces get there in time?",
        f"Case “{settings.name}” · {plans} · lift held {when} · illustrative plans on public figures",
        [
            _maps(answer),
            _closures(answer),
            _binding(answer),
            _doubling(answer),
            _lift(answer),
            _additions(answer),
            _limits(),
        ],
        answer.case,
    )


def _maps(answer: Answer) -> Part:
    draft = Draft("map", "What moves, and where it is held up")
    draft.add(*(markup.paragraph(sentence, "lead") for sentence in headline(answer)))
    lines, rings = _lines(answer), _rings(answer)
    title = (
        f"{wording.share(answer.outcome.on_time)} of {answer.outcome.closures.height} packages close in time"
    )
    caption = (
        "Lines join places, and are not the course of a way. Lengths of land ways: © OpenStreetMap "
        "contributors. "
        f"Certified within {wording.share(answer.outcome.gap, 1)} of the least weighted lateness."
    )
    draft.draw("europe", charts.flow_map(lines, rings, title, EUROPE), caption)
    if answer.case["nodes"].filter(pl.col("country").is_in(["USA", "CAN"])).join(
        lines, left_on="node", right_on="from_node", how="semi"
    ).height:  # fmt: skip
        title = "Reinforcement from North America, and the rest"
        draft.draw("atlantic", charts.flow_map(lines, rings, title, NORTH_ATLANTIC), caption)
    return draft.finished()


def _lines(answer: Answer) -> pl.DataFrame:
    """Return flows with coordinates and a label."""
    lines = lines_of(answer).drop("packages")
    for end, suffix in (("from_node", ""), ("to_node", "2")):
        nodes = answer.case["nodes"].select(
            pl.col("node").alias(end),
            pl.col("name").alias(f"{end}_name"),
            pl.col("longitude").round(3).alias(f"longitude{suffix}"),
            pl.col("latitude").round(3).alias(f"latitude{suffix}"),
        )
        lines = lines.join(nodes, on=end, how="left", maintain_order="left")
    return lines.filter(pl.col("formations") > 0.01).with_columns(
        label=pl.format("{}-{}", "from_node_name", "to_node_name")
    )


def _rings(answer: Answer) -> pl.DataFrame:
    """Return the bottlenecks that have a place, in the middle of their way."""
    nodes = answer.case["nodes"].select("node", "longitude", "latitude").rows()
    place = {row[0]: (row[1], row[2]) for row in nodes}
    rows = [
        (
            round((place[row["from_node"]][0] + place[row["to_node"]][0]) / 2, 3),
            round((place[row["from_node"]][1] + place[row["to_node"]][1]) / 2, 3),
            where(answer, row),
            cut_sentence(answer, row),
            row["full_days"],
        )
        for row in answer.outcome.bottlenecks.filter(pl.col("from_node") != "").iter_rows(named=True)
    ]
    schema = {"longitude": pl.Float64, "latitude": pl.Float64, "name": pl.String, "sentence": pl.String,
              "days": pl.Float64}  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def _closures(answer: Answer) -> Part:
    draft = Draft("closure", "When packages close")
    arrivals = answer.outcome.arrivals.with_columns(name=pl.col("plan").replace_strict(answer.plans))
    draft.draw(
        "curves",
        charts.closure_curves(arrivals, "What has arrived, and what is required"),
        "A package counts by the mean share of its loads (heavy vehicles, other vehicles, soldiers) that "
        "has arrived.",
    )
    late = late_first(answer).head(SHOWN)
    if late.height:
        labels = [f"{row['force_package']}: {answer.package(row)}" for row in late.iter_rows(named=True)]
        shown = late.with_columns(
            label=pl.Series(labels), plan=pl.col("plan").replace_strict(answer.plans)
        ).select("label", "plan", "required_day", "closed_90", "closed")
        draft.draw(
            "late", charts.closure_days(shown, f"The {late.height} latest packages"),
            "A package without a dot for closure does not close within 180 days.",
        )  # fmt: skip
    draft.add(
        markup.table(
            "By plan",
            [Column("Plan"), Column("Packages", numeric=True), Column("In time", numeric=True),
             Column("Last closes, day", numeric=True), Column("Stranded", numeric=True)],
            [
                [answer.plans[row["plan"]], number_cell(row["packages"]), met_cell(row["in_time"]),
                 number_cell(row["last"], 1), number_cell(row["stranded"])]
                for row in by_plan(answer).iter_rows(named=True)
            ],
        ),
        markup.table(
            "All packages",
            [Column("Package", fixed=True), Column("What"), Column("Due", numeric=True),
             Column("90 % there", numeric=True), Column("Closed", numeric=True),
             Column("There by the required day", numeric=True)],
            [
                [row["force_package"], answer.package(row), number_cell(row["required_day"]),
                 number_cell(row["closed_90"], 1), number_cell(row["closed"], 1), met_cell(row["in_time"])]
                for row in answer.outcome.closures.iter_rows(named=True)
            ],
        ),
    )  # fmt: skip
    return draft.finished()


def _binding(answer: Answer) -> Part:
    draft = Draft("bottlenecks", "What holds packages up")
    rows = answer.outcome.bottlenecks
    if rows.is_empty():
        draft.add(markup.paragraph("Nothing that is full holds a package up."))
        return draft.finished()
    draft.add(
        markup.paragraph(
            "What is full and has a price: one more of it a day would save delay. Relieving one moves the "
            "load to others, so that the savings do not add up."
        ),
        markup.items(cut_sentence(answer, row) for row in rows.head(10).iter_rows(named=True)),
        markup.table(
            "Ways, terminals and lift that are full, what is worth most first",
            [Column("Where"), Column("A day", numeric=True), Column("Through", numeric=True),
             Column("Days needed", numeric=True), Column("Days full", numeric=True),
             Column("One more saves", numeric=True, hint="weighted days of a thousand soldiers' delay"),
             Column("Packages")],
            [
                [where(answer, row), number_cell(row["capacity"]), number_cell(row["through"]),
                 number_cell(row["days"], 1), number_cell(row["full_days"]), number_cell(row["saves"], 3),
                 ", ".join(row["packages"][:6]) + (" ..." if len(row["packages"]) > 6 else "")]
                for row in rows.iter_rows(named=True)
            ],
        ),
    )  # fmt: skip
    return draft.finished()


def _doubling(answer: Answer) -> Part:
    draft = Draft("doubling", "Before and after doubling, and other rules at borders")
    names = dict(answer.case["border_regimes"].select("border_regime", "name").iter_rows())
    groups = {**answer.variants, **{names[key]: found for key, found in answer.regimes.items()}}
    draft.add(
        markup.table(
            "Packages in time, and mean delay by soldiers",
            [Column(""), Column("In time", numeric=True), Column("Days late", numeric=True)],
            [[name, met_cell(found.on_time), number_cell(found.delay, 2)] for name, found in groups.items()],
        )
    )
    return draft.finished()


def _lift(answer: Answer) -> Part:
    draft = Draft("lift", "Lift in use")
    use = lift_use(answer).with_columns(
        name=pl.col("capability").replace_strict(answer.capabilities), end=pl.col("day") + pl.col("days")
    )
    draft.draw(
        "lift-use",
        charts.lift_use(use, "Units of lift that are busy, by day"),
        "Loading, the way, unloading and the empty way back.",
    )
    return draft.finished()


def _additions(answer: Answer) -> Part:
    currency = answer.case.settings.currency
    pledged = "" if answer.pledged is None else f" The pledge: {wording.number(answer.pledged, 1)} times."
    draft = Draft("sizing", "What would bring them in time")
    draft.add(
        markup.paragraph(
            f"The least-cost additions of lift and infrastructure cost "
            f"{wording.money(answer.sizing.cost, currency)} and bring "
            f"{wording.share(answer.sizing.outcome.on_time)} of the packages in time.{pledged}"
        ),
        markup.table(
            f"Needed of lift, beside what is held.{pledged}",
            [Column("Capability"), Column("Held", numeric=True), Column("Needed", numeric=True),
             Column("Times", numeric=True), Column("Because")],
            [
                [answer.capabilities[row["capability"]], quantity_cell(row["held"]),
                 quantity_cell(row["needed"]),
                 number_cell(row["needed"] / row["held"] if row["held"] else None, 2), row["driver"]]
                for row in answer.needs.iter_rows(named=True)
            ],
        ),
        markup.table(
            "Additions",
            [Column("What"), Column("There is", numeric=True), Column("More", numeric=True),
             Column(f"Cost, {currency} m", numeric=True)],
            [
                [where(answer, row), number_cell(row["held"]), quantity_cell(row["added"]),
                 number_cell(row["cost"], 1)]
                for row in answer.sizing.additions.iter_rows(named=True)
            ],
        ),
    )  # fmt: skip
    return draft.finished()


def _limits() -> Part:
    draft = Draft("limits", "What this leaves out")
    draft.add(
        markup.items(
            [
                "The plans, their packages and the capacity of ways are illustrations and assumptions, easy "
                "to replace: force_packages, corridor_classes, corridors.",
                "Formations move in fractions, and lift goes to where it is needed without losing a day.",
                "No attacks, weather, breakdowns, crews' rest, supplies or refugees on the same ways.",
                "Loads may wait along the way without keeping their wagons or ships busy.",
            ]
        )
    )
    return draft.finished()
