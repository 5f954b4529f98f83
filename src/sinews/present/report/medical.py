"""The page that `sinews medical` writes: queues, waits, patients, sizing, pooling, who receives whom."""

from __future__ import annotations

import polars as pl

from sinews.enablers.medical import first_break, occupancy, patient_flows, timelines, waits
from sinews.enablers.medical.chain import HOME
from sinews.enablers.medical.criteria import TIMELINES
from sinews.enablers.medical.summary import HELD, PLEDGED, PlanSupport, all_flows, capacities
from sinews.present import wording
from sinews.present.charts import medical as charts
from sinews.present.medical import (
    CAPACITY_NAMES,
    CONSUMPTION_TITLES,
    Answer,
    consumed,
    headline,
    hours,
    received_by,
)
from sinews.present.report import markup
from sinews.present.report.content import Draft, Part
from sinews.present.report.markup import Cell, Column, number_cell, quantity_cell
from sinews.present.report.page import document


def render_medical(answer: Answer) -> str:
    """Return the page as HTML text."""
    settings, support = answer.case.settings, answer.support
    of_year = "at the start" if answer.year is None else f"at the end of {answer.year}"
    subtitle = (
        f"Case “{settings.name}” · what is held {of_year} · {support.plans[0].held.worlds} sampled worlds · "
        "money in "
        f"{settings.currency} at {settings.price_year} prices"
    )
    parts = [_achieved(answer), _patients(answer)]
    parts += [_queues(answer, each) for each in support.plans]
    parts.append(_sizing(answer))
    if support.pooling is not None:
        parts.append(_pooling(answer))
    parts.append(_limits())
    return document("Does medical support keep the wounded alive?", subtitle, parts, answer.case)


def _achieved(answer: Answer) -> Part:
    draft = Draft("achieved", "What each capacity achieves")
    draft.add(*(markup.paragraph(sentence, "lead") for sentence in headline(answer)))
    rows = capacities(answer.support).with_columns(
        plan=pl.col("plan").replace_strict(answer.plan_names),
        words=pl.col("capacity").replace_strict(CAPACITY_NAMES),
    )
    dead = {
        name: float(rows.filter(pl.col("capacity") == name)["avoidable"].sum()) for name in (HELD, PLEDGED)
    }
    fewer = 1.0 - dead[PLEDGED] / dead[HELD] if dead[HELD] > 0 else 0.0
    draft.draw(
        "avoidable",
        charts.avoidable_deaths(
            rows.select(
                "avoidable",
                "avoidable_low",
                "avoidable_high",
                label=pl.format("{}, {}", "plan", "words"),
                capacity="words",
            ),
            f"{wording.number(answer.support.factor, 1)} times as much, as pledged, avoids "
            f"{wording.share(fewer)} of the "
            "deaths that waiting causes",
        ),
        "The same casualties with the same times of treatment, under each capacity. Deaths by delay follow "
        "a published curve.",
    )
    draft.add(
        markup.table(
            "Casualties, deaths and timelines by plan and capacity; means of the sampled worlds",
            [
                Column("Plan"),
                Column("Capacity"),
                *(
                    Column(title, numeric=True)
                    for title in (
                        "Casualties",
                        "Deaths",
                        "Avoidable",
                        "Resuscitation in time",
                        "Surgery in time",
                        "To surgery",
                    )
                ),
            ],
            [
                [
                    row["plan"],
                    row["words"],
                    number_cell(row["casualties"]),
                    number_cell(row["deaths"]),
                    number_cell(row["avoidable"]),
                    *(
                        Cell(wording.share(row[key]), row[key])
                        for key in ("resuscitated_in_time", "operated_in_time")
                    ),
                    Cell(hours(row["surgery_hours"]), row["surgery_hours"]),
                ]
                for row in rows.iter_rows(named=True)
            ],
        )
    )
    return draft.finished()


def _patients(answer: Answer) -> Part:
    draft = Draft("patients", "Where patients go")
    flows = all_flows([patient_flows(each.held) for each in answer.support.plans])
    returned = float(flows.filter(pl.col("target") == "returned to duty")["casualties"].sum())
    every = float(flows.filter(pl.col("source").is_in(["hit", "sick"]))["casualties"].sum())
    draft.draw(
        "patients-sankey",
        charts.patient_sankey(
            flows,
            f"Of {wording.number(every)} casualties {wording.share(returned / max(every, 1.0))} return to "
            "duty",
        ),
        "All plans asked about, with what is held, until thirty days after the last day of combat.",
    )
    draft.add(
        markup.table(
            "What care consumes; means of the sampled worlds",
            [Column("Plan"), *(Column(title, numeric=True) for title in CONSUMPTION_TITLES)],
            [
                [answer.plan_names[each.plan], *map(number_cell, consumed(answer, each))]
                for each in answer.support.plans
            ],
        )
    )
    return draft.finished()


def _queues(answer: Answer, support: PlanSupport) -> Part:
    flow, name = support.held, answer.plan_names[support.plan]
    draft = Draft(f"queues-{support.plan}", f"Queues and occupancy: {name}")
    stations = dict(flow.chain.stations.select("station", "name").iter_rows())
    rows = occupancy(flow).filter(pl.col("servers").is_not_null() & ~pl.col("station").str.starts_with(HOME))
    broken = first_break(flow)
    title = "No station is overrun"
    if broken.height:
        row = broken.row(0, named=True)
        title = f"The chain first breaks at {wording.lower(stations[row['station']])}, on day {row['day']}"
    draft.draw(
        f"occupancy-{support.plan}",
        charts.occupancy_curves(rows.with_columns(name=pl.col("station").replace_strict(stations)), title),
        "With what is held. Lines: busy, waiting, and how many there are; beds are kept until the next "
        "station "
        "takes the casualty.",
    )
    waited = (
        waits(flow)
        .filter(pl.col("service") != "extraction")
        .with_columns(name=pl.col("service").replace_strict(answer.service_names))
    )
    worst = waited.sort("p90_hours", descending=True).row(0, named=True)
    draft.draw(
        f"waits-{support.plan}",
        charts.waits(
            waited,
            f"One in ten waits longer than {hours(worst['p90_hours'])} for: {wording.lower(worst['name'])}",
        ),
        "Who still waits at the end, or died waiting, is not counted here.",
    )
    draft.add(
        markup.table(
            f"{name}: share of the immediate casualties in time, with what is held",
            [
                Column("Timeline"),
                Column("Minutes", numeric=True),
                Column("In time", numeric=True),
                Column("8 of 10 worlds"),
            ],
            [
                [
                    row["timeline"],
                    number_cell(row["minutes"]),
                    Cell(wording.share(row["mean"]), row["mean"]),
                    f"{wording.share(row['low'])} to {wording.share(row['high'])}",
                ]
                for row in timelines(flow).iter_rows(named=True)
            ],
        ),
        markup.table(
            f"{name}: stations that are overrun, the first one first",
            [
                Column("Station"),
                Column("From day", numeric=True),
                Column("Most waiting", numeric=True),
                Column("On day", numeric=True),
            ],
            [
                [
                    stations[row["station"]],
                    number_cell(row["day"]),
                    number_cell(row["most_waiting"]),
                    number_cell(row["most_waiting_day"]),
                ]
                for row in broken.iter_rows(named=True)
            ],
        ),
    )
    return draft.finished()


def _sizing(answer: Answer) -> Part:
    draft = Draft("sizing", "The least-cost chain that keeps the timelines")
    for each in answer.support.plans:
        staffing = each.sizing.staffing
        certified = (
            f"kept with {wording.share(staffing.confidence)} confidence, tested in {staffing.worlds} worlds "
            "that the "
            "search has not seen"
            if staffing.certified
            else "not certified: more capacity does not reach the levels"
        )
        name = answer.plan_names[each.plan]
        draft.add(
            markup.subheading(name),
            markup.paragraph(
                f"{wording.money(staffing.cost, answer.case.settings.currency)} to buy; levels are "
                f"{certified}."
            ),
            markup.table(
                f"{name}: capacity at the plan's disposal; cost in m",
                [
                    Column("Capability"),
                    *(Column(title, numeric=True) for title in ("Held", "Needed", "Times", "Cost")),
                ],
                [
                    [
                        answer.capability_names[row["capability"]],
                        quantity_cell(row["held"]),
                        quantity_cell(row["needed"]),
                        number_cell(row["needed"] / row["held"] if row["held"] else None, 2),
                        number_cell(row["cost"]),
                    ]
                    for row in each.sizing.units.iter_rows(named=True)
                ],
            ),
            _criteria(each),
        )
    if answer.support.requirement is not None:
        draft.add(
            markup.subheading("Requirement"),
            markup.table(
                "What the defence plans need of medical support, beside what the Alliance holds and has "
                "pledged",
                [
                    Column("Capability"),
                    *(
                        Column(title, numeric=True)
                        for title in ("Held", "Pledged", "Needed", "Times what is held")
                    ),
                    Column("Because"),
                ],
                [
                    [
                        answer.capability_names[row["capability"]],
                        quantity_cell(row["held"]),
                        quantity_cell(row["held"] * answer.support.factor),
                        quantity_cell(row["needed"]),
                        number_cell(row["needed"] / row["held"] if row["held"] else None, 2),
                        row["driver"],
                    ]
                    for row in answer.support.requirement.iter_rows(named=True)
                ],
            ),
        )
    return draft.finished()


def _criteria(support: PlanSupport) -> str:
    """Return the table of levels with their certificates."""
    return markup.table(
        "What is kept: the share of casualties in time, and its lower confidence bound",
        [
            Column("Criterion"),
            Column("Within", numeric=True),
            Column("In reach", numeric=True, hint="of the immediate casualties, if nobody waited"),
            *(Column(title, numeric=True) for title in ("Wanted", "Kept", "At least")),
        ],
        [
            [
                row["name"],
                Cell(hours(row["limit_hours"]), row["limit_hours"]),
                Cell(
                    wording.share(row["reachable"]) if row["criterion"] in TIMELINES else "", row["reachable"]
                ),
                *(Cell(wording.share(row[key], 1), row[key]) for key in ("level", "share", "bound")),
            ]
            for row in support.sizing.criteria.iter_rows(named=True)
        ],
    )


def _pooling(answer: Answer) -> Part:
    pooling = answer.support.pooling
    assert pooling is not None
    draft = Draft("pooling", "What pooling saves, and who receives whom")
    draft.add(
        markup.table(
            "Deaths with national chains, chains by plan and one chain for all",
            [
                Column("Arrangement"),
                *(
                    Column(title, numeric=True)
                    for title in ("Chains", "Avoidable deaths", "Low", "High", "Surgery in time")
                ),
            ],
            [
                [
                    row["arrangement"],
                    number_cell(row["chains"]),
                    *(number_cell(row[key]) for key in ("avoidable", "avoidable_low", "avoidable_high")),
                    Cell(wording.share(row["operated_in_time"]), row["operated_in_time"]),
                ]
                for row in pooling.deaths.iter_rows(named=True)
            ],
        ),
        markup.table(
            "Capacity so that nobody waits in 9 of 10 worlds: national chains together, and one chain for "
            "all",
            [
                Column("Station"),
                Column("Unit"),
                *(Column(title, numeric=True) for title in ("National", "Pooled", "Saved")),
            ],
            [
                [
                    row["name"],
                    row["unit"],
                    *(number_cell(row[key]) for key in ("national", "pooled", "saved")),
                ]
                for row in pooling.capacity.iter_rows(named=True)
            ],
        ),
        markup.table(
            "Beds at home on the busiest day, by the nation that the formations come from, and who "
            "receives the rest",
            [
                Column("Nation"),
                *(
                    Column(title, numeric=True)
                    for title in ("Needed", "Assured", "At home", "Abroad", "Unmet")
                ),
                Column("Received by"),
            ],
            [
                [
                    answer.ally_names[row["nation"]],
                    *(number_cell(row[key]) for key in ("need", "beds", "at_home", "abroad", "unmet")),
                    received_by(answer, row["nation"]),
                ]
                for row in pooling.homes.iter_rows(named=True)
            ],
        ),
    )
    return draft.finished()


def _limits() -> Part:
    draft = Draft("limits", "What the model leaves out")
    draft.add(
        markup.items(
            [
                "Casualty rates, what is committed to the plans, and most times of treatment are assumed "
                "or estimated: "
                "compare capacities rather than read a single figure.",
                "First aid within ten minutes is given by comrades and medics, and is not simulated.",
                "All Role 2 facilities of a plan serve one queue: real casualties go to the nearest, and "
                "wait longer.",
                "Nobody who is not dying gets worse by waiting: avoidable deaths are a lower bound.",
                "Hospitals do not move and are not attacked; strength is always replaced.",
            ]
        )
    )
    return draft.finished()
