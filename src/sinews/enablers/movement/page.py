"""The document of `sinews movement`: maps, when packages close, what binds, lift in use, what it takes."""

from __future__ import annotations

from functools import partial

import polars as pl

from sinews.document import (
    Column,
    Document,
    Figure,
    Items,
    Note,
    Plot,
    Section,
    Table,
    wording,
)
from sinews.document.charts.base_map import EUROPE, NORTH_ATLANTIC, Extent
from sinews.document.tables import needs_table
from sinews.enablers.movement import charts
from sinews.enablers.movement.answer import (
    LATE,
    NAMED,
    Answer,
    cut_sentence,
    data,
    lead,
    lift_use,
    lines_of,
    remedies,
    with_where,
)
from sinews.enablers.movement.requirement import needs_of

SHOWN = 20
DRAWN = 40


def page(answer: Answer) -> Document:
    """Return the answer as a document."""
    when = "today" if answer.year is None else f"at the end of {answer.year}"
    plans = "all defence plans at once" if answer.plan is None else answer.plans[answer.plan]
    sentences = lead(answer)
    return Document(
        "movement",
        "Can the forces get there in time?",
        f"Case “{answer.case.settings.name}” · {plans} · lift held {when} · illustrative plans on public "
        "figures",
        answer.case,
        answer.holds,
        sentences,
        (
            Section("map", "What moves, and where it is held up", _maps(answer)),
            Section("closure", "When packages close", _closures(answer)),
            Section("bottlenecks", "What holds packages up", _binding(answer)),
            Section("doubling", "What would bring them in time, and its price", _variants(answer)),
            Section("lift", "Lift in use", (_lift(answer),)),
            Section("sizing", "What would bring them in time", _additions(answer)),
            Section("limits", "What this leaves out", (LIMITS,), aside=True),
        ),
        data(answer, sentences),
    )


def _maps(answer: Answer) -> tuple[Figure, ...]:
    lines, rings = _lines(answer), _rings(answer)
    share = wording.in_percent(answer.outcome.on_time)
    caption = (
        "Lines join places, and are not the course of a way. Lengths of land ways: © OpenStreetMap "
        "contributors. "
        f"Certified within {wording.in_percent(answer.outcome.gap, 3)} of the least weighted lateness."
    )

    def drawn(key: str, says: str, extent: Extent) -> Figure:
        draw = partial(charts.flow_map, lines, rings, says, extent)
        return Figure(key, says, caption, lines, draw, empty="Nothing moves.")

    maps = [
        drawn("europe", f"{share} of {answer.outcome.closures.height} packages close in time", EUROPE),
        drawn("atlantic", "Reinforcement from North America, and the rest", NORTH_ATLANTIC),
    ]
    overseas = answer.case["nodes"].filter(pl.col("country").is_in(["USA", "CAN"]))
    comes = overseas.join(lines, left_on="node", right_on="from_node", how="semi").height > 0
    return tuple(maps if comes else maps[:1])


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
    rings = with_where(answer, answer.outcome.bottlenecks.filter(pl.col("from_node") != ""))
    sentences = [cut_sentence(answer, row) for row in rings.iter_rows(named=True)]
    for end in ("from_node", "to_node"):
        nodes = answer.case["nodes"].select(pl.col("node").alias(end), "longitude", "latitude")
        rings = rings.join(nodes, on=end, how="left", maintain_order="left", suffix="2")
    return rings.select(
        longitude=((pl.col("longitude") + pl.col("longitude2")) / 2).round(3),
        latitude=((pl.col("latitude") + pl.col("latitude2")) / 2).round(3),
        name="where",
        sentence=pl.Series(sentences, dtype=pl.String),
        days="full_days",
    )


def _closures(answer: Answer) -> tuple[Figure | Table, ...]:
    outcome = answer.outcome
    arrivals = outcome.arrivals.with_columns(name=pl.col("plan").replace_strict(answer.plans))
    packages = answer.in_words(outcome.closures).with_columns(
        plan_name=pl.col("plan").replace_strict(answer.plans)
    )
    # those that never close come first, then the latest
    latest = packages.filter(LATE).sort("late", descending=True, nulls_last=False, maintain_order=True)
    shown = latest.head(DRAWN).select(
        pl.col("plan_name").alias("plan"),
        "required_day",
        "closed_90",
        "closed",
        label=_apart(pl.col("what")),
    )
    says, arrived = f"The {shown.height} latest packages", "What has arrived, and what is required"
    by_plan = packages.group_by("plan", "plan_name", maintain_order=True).agg(
        packages=pl.len(),
        in_time=1.0 - LATE.mean(),
        last=pl.col("closed").max(),
        stranded=(pl.col("stranded") > 1e-3).sum(),
    )
    return (
        Figure(
            "curves",
            arrived,
            "A package counts by the mean share of its loads (heavy vehicles, other vehicles, soldiers) that "
            "has arrived.",
            arrivals,
            partial(charts.closure_curves, arrivals, arrived),
            empty="No package is to arrive.",
        ),
        Figure(
            "late",
            says,
            "A package without a dot for closure does not close within 180 days.",
            shown,
            partial(charts.closure_days, shown, says),
            Plot("bar", "label", ("required_day", "closed_90", "closed")),
            "No package is late.",
        ),
        Table(
            "plans",
            "Force packages closed in time, by plan",
            by_plan,
            (
                Column("plan_name", "Plan"),
                Column("packages", "Packages", "day"),
                Column("in_time", "In time", "met", term="in_time"),
                Column("last", "Last closes, day", "days", "Last closes", status="estimated"),
                Column("stranded", "Stranded", "day"),
            ),
        ),
        Table(
            "packages",
            "All packages, the latest first",
            pl.concat([latest, packages.filter(~LATE)]),
            (
                Column("what", "Package"),
                Column("required_day", "Due", "day"),
                Column("closed_90", "90 % there", "days", status="estimated"),
                Column("closed", "Closed", "days", status="estimated"),
                Column("in_time", "There by the required day", "met", "In time"),
                Column("force_package", "Its key in the case", "key", wide_only=True),
            ),
            SHOWN,
        ),
    )


def _apart(labels: pl.Expr) -> pl.Expr:
    """Return labels that no two rows share: the second of a name is numbered."""
    place = pl.int_range(1, pl.len() + 1).over(labels)
    return pl.when(place == 1).then(labels).otherwise(pl.format("{} ({})", labels, place))


def _binding(answer: Answer) -> tuple[Note | Items | Table, ...]:
    rows = answer.outcome.bottlenecks
    if rows.is_empty():
        return (Note("Nothing that is full holds a package up."),)
    packages = pl.col("packages")
    names = packages.list.head(NAMED).list.eval(pl.element().replace_strict(answer.packages))
    rest = packages.list.len().cast(pl.Int64) - NAMED
    more = pl.when(rest > 0).then(pl.format("; and {} more", rest)).otherwise(pl.lit(""))
    return (
        Note(
            "What is full and has a price: one more of it a day would save delay. Relieving one moves the "
            "load to others, so that the savings do not add up."
        ),
        Items(tuple(cut_sentence(answer, row) for row in rows.head(10).iter_rows(named=True))),
        Table(
            "bottlenecks",
            "Ways, terminals and lift that are full, what is worth most first",
            with_where(answer, rows).with_columns(held=names.list.join("; ") + more),
            (
                Column("where", "Where"),
                Column("capacity", "A day", "count", status="estimated"),
                Column("through", "Through", "count", status="estimated"),
                Column("days", "Days needed", "count", "Days", status="estimated"),
                Column("full_days", "Days full", "day", "Full"),
                Column(
                    "saves",
                    "One more saves",
                    "number",
                    hint="weighted days of a thousand soldiers' delay",
                    status="estimated",
                ),
                Column("held", "Packages", wide_only=True),
            ),
            SHOWN,
        ),
    )


def _variants(answer: Answer) -> tuple[Note | Table, ...]:
    currency = answer.case.settings.currency
    return (
        Note(
            "Doubling counts all lift and all ways of the network, needed or not; the least-cost additions "
            "buy what helps. The European Union names some 500 hot spots in four corridors, and EUR 70 to "
            "100 bn for them: no public list says which, so that none of them is widened here. A rule at "
            "borders costs nothing that is counted here, and works only if it is in force on the day."
        ),
        Table(
            "variants",
            "What brings packages in time, and what a day of mean delay saved costs",
            remedies(answer),
            (
                Column("name", "With"),
                Column("in_time", "In time", "met", term="in_time"),
                Column("delay", "Days late, by soldiers", "number", "Days late", status="estimated"),
                Column("cost", f"Cost, {currency} m", "m", status="estimated"),
                Column("per_day", f"For a day less, {currency} m", "m", "A day less", status="estimated"),
                Column("gap", "Certified within", "share", hint="of the least weighted lateness"),
            ),
        ),
    )


def _lift(answer: Answer) -> Figure:
    names = answer.names("capabilities", "capability")
    use = lift_use(answer).with_columns(
        name=pl.col("capability").replace_strict(names), end=pl.col("day") + pl.col("days")
    )
    says = "Units of lift that are busy, by day"
    return Figure(
        "lift-use",
        says,
        "Loading, the way, unloading and the empty way back.",
        use,
        partial(charts.lift_use, use, says),
        empty="No lift is in use.",
    )


def _additions(answer: Answer) -> tuple[Note | Table, ...]:
    currency = answer.case.settings.currency
    pledged = "" if answer.pledged is None else f" The pledge: {wording.significant(answer.pledged)} times."
    return (
        Note(
            f"The least-cost additions of lift and infrastructure cost "
            f"{wording.money(answer.sizing.cost, currency, 2)} and bring "
            f"{wording.in_percent(answer.sizing.outcome.on_time)} of the packages in time.{pledged}"
        ),
        needs_table(
            f"Needed of lift, beside what is held.{pledged}",
            needs_of(answer.sizing),
            answer.names("capabilities", "capability"),
            "The defence plans need no lift.",
        ),
        Table(
            "additions",
            f"Least-cost additions, {wording.money(answer.sizing.cost, currency, 2)} in all",
            with_where(answer, answer.sizing.additions),
            (
                Column("where", "What"),
                Column("held", "There is", "count"),
                Column("added", "More", "count", status="estimated"),
                Column("cost", f"Cost, {currency} m", "m", status="estimated"),
            ),
            SHOWN,
            "Nothing needs to be added.",
        ),
    )


LIMITS = Items(
    (
        "The plans, their packages and the capacity of ways are illustrations and assumptions, easy "
        "to replace: force_packages, corridor_classes, corridors.",
        "Formations move in fractions, and lift goes to where it is needed without losing a day.",
        "No attacks, weather, breakdowns, crews' rest, supplies or refugees on the same ways.",
        "Loads may wait along the way without keeping their wagons or ships busy.",
    )
)
