"""The document of `sinews medical`: what capacities achieve, patients, queues, sizing, pooling."""

from __future__ import annotations

from functools import partial

import polars as pl

from sinews.document import (
    Column,
    Document,
    Figure,
    Heading,
    Items,
    Note,
    Plot,
    Section,
    Table,
    wording,
)
from sinews.document.tables import needs_table
from sinews.enablers.medical import charts
from sinews.enablers.medical.answer import Answer, data, lead
from sinews.enablers.medical.chain import HOME
from sinews.enablers.medical.criteria import TIMELINES
from sinews.enablers.medical.outcomes import (
    consumption,
    first_break,
    occupancy,
    patient_flows,
    timelines,
    waits,
)
from sinews.enablers.medical.pooling import Pooling
from sinews.enablers.medical.summary import HELD, NEEDED, PLEDGED, PlanSupport, all_flows, capacities

CAPACITY_NAMES = {HELD: "as held", PLEDGED: "as pledged", NEEDED: "as needed"}
ESTIMATED = "estimated"


def page(answer: Answer) -> Document:
    """Return the answer as a document."""
    settings, support = answer.case.settings, answer.support
    of_year = "at the start" if answer.year is None else f"at the end of {answer.year}"
    sentences = lead(answer)
    sections = [
        Section("achieved", "What each capacity achieves", _achieved(answer)),
        *(
            Section(
                f"queues-{each.plan}",
                f"Queues and occupancy: {answer.plan_names[each.plan]}",
                _queues(answer, each),
            )
            for each in support.plans
        ),
        Section("patients", "Where patients go", _patients(answer)),
        Section("sizing", "The least-cost chain that keeps the timelines", _sizing(answer)),
    ]
    if support.pooling is not None:
        pooling = _pooling(answer, support.pooling)
        sections.append(Section("pooling", "What pooling saves, and who receives whom", pooling))
    return Document(
        "medical",
        "Does medical support keep the wounded alive?",
        f"Case “{settings.name}” · what is held {of_year} · {support.plans[0].held.worlds} sampled worlds · "
        f"money in {settings.currency} at {settings.price_year} prices",
        answer.case,
        answer.holds,
        sentences,
        (*sections, Section("limits", "What the model leaves out", (LIMITS,), aside=True)),
        data(answer, sentences),
    )


def _achieved(answer: Answer) -> tuple[Figure | Table, ...]:
    rows = capacities(answer.support).with_columns(
        plan=pl.col("plan").replace_strict(answer.plan_names),
        words=pl.col("capacity").replace_strict(CAPACITY_NAMES),
        band=pl.concat_str(
            *(
                pl.col(f"avoidable_{end}").map_elements(
                    partial(wording.significant, digits=2), return_dtype=pl.String
                )
                for end in ("low", "high")
            ),
            separator=" to ",
        ),
    )
    dead = {name: float(rows.filter(capacity=name)["avoidable"].sum()) for name in (HELD, PLEDGED)}
    fewer = 1.0 - dead[PLEDGED] / dead[HELD] if dead[HELD] > 0 else 0.0
    says = (
        f"{wording.significant(answer.support.factor)} times as much, as pledged, avoids "
        f"{wording.in_percent(fewer)} of the deaths that waiting causes"
    )
    drawn = rows.select(
        "avoidable",
        "avoidable_low",
        "avoidable_high",
        label=pl.format("{}, {}", "plan", "words"),
        capacity="words",
    )
    return (
        Figure(
            "avoidable",
            says,
            "The same casualties with the same times of treatment, under each capacity. Deaths by delay "
            "follow a published curve.",
            drawn,
            partial(charts.avoidable_deaths, drawn, says),
            Plot("bar", "label", ("avoidable",)),
        ),
        Table(
            "capacities",
            "Casualties, deaths and timelines by plan and capacity; means of the sampled worlds",
            rows,
            (
                Column("plan", "Plan"),
                Column("words", "Capacity"),
                Column("casualties", "Casualties", "count", status=ESTIMATED),
                Column("deaths", "Deaths", "count", status=ESTIMATED),
                Column("avoidable", "Avoidable", "count", status=ESTIMATED),
                Column("band", "8 of 10 worlds", "key", hint="of the avoidable deaths", term="band"),
                Column("resuscitated_in_time", "Resuscitation in time", "share", "Resusc. in time"),
                Column("operated_in_time", "Surgery in time", "share"),
                Column("surgery_hours", "To surgery", "wait"),
            ),
        ),
    )


def _patients(answer: Answer) -> tuple[Figure | Table, ...]:
    flows = all_flows([patient_flows(each.held) for each in answer.support.plans])
    returned = float(flows.filter(pl.col("target") == "returned to duty")["casualties"].sum())
    every = float(flows.filter(pl.col("source").is_in(["hit", "sick"]))["casualties"].sum())
    share = wording.in_percent(returned / max(every, 1.0))
    says = f"Of {wording.significant(every, 2)} casualties {share} return to duty"
    used = [
        {"plan": answer.plan_names[each.plan]}
        | {
            f"{supply}_{name}": figure
            for supply, days in consumption(each.held, answer.case)
            .select("blood", "class_viii")
            .to_dict()
            .items()
            for name, figure in (("all", days.sum()), ("most", days.max() or 0.0))
        }
        for each in answer.support.plans
    ]
    return (
        Figure(
            "patients-sankey",
            says,
            "All plans asked about, with what is held, until thirty days after the last day of combat.",
            flows,
            partial(charts.patient_sankey, flows, says),
            empty="Nobody is hit or falls sick.",
        ),
        Table(
            "consumption",
            "What care consumes; means of the sampled worlds",
            pl.DataFrame(used),
            (
                Column("plan", "Plan"),
                Column("blood_all", "Blood, units", "count", status=ESTIMATED),
                Column("blood_most", "Busiest day", "count", hint="units of blood", status=ESTIMATED),
                Column("class_viii_all", "Class VIII, tonnes", "count", status=ESTIMATED),
                Column("class_viii_most", "Busiest day", "count", hint="tonnes", status=ESTIMATED),
            ),
        ),
    )


def _queues(answer: Answer, support: PlanSupport) -> tuple[Figure | Table, ...]:
    flow, name, plan = support.held, answer.plan_names[support.plan], support.plan
    stations = dict(flow.chain.stations.select("station", "name").iter_rows())
    steps = answer.names("medical_services", "service") | {"recovery_law": "Stay until fit for duty"}
    rows = (
        occupancy(flow)
        .filter(pl.col("servers").is_not_null() & ~pl.col("station").str.starts_with(HOME))
        .with_columns(name=pl.col("station").replace_strict(stations))
    )
    broken = first_break(flow).with_columns(
        name=pl.col("station").replace_strict(stations, return_dtype=pl.String)
    )
    title = "No station is overrun"
    for row in broken.head(1).iter_rows(named=True):
        title = f"The chain first breaks at {wording.lower(row['name'])}, on day {row['day']}"
    waited = waits(flow).with_columns(name=pl.col("service").replace_strict(steps, return_dtype=pl.String))
    cared = waited.filter(pl.col("service") != "extraction")
    longest = "Nobody waits"
    for row in cared.sort("p90_hours", descending=True).head(1).iter_rows(named=True):
        wait = wording.waiting(row["p90_hours"])
        longest = f"One in ten waits longer than {wait} for: {wording.lower(row['name'])}"
    bands = [
        f"{wording.in_percent(low)} to {wording.in_percent(high)}"
        for low, high in timelines(flow).select("low", "high").iter_rows()
    ]
    return (
        Figure(
            f"occupancy-{plan}",
            title,
            "With what is held. Lines: busy, waiting, and how many there are; beds are kept until the next "
            "station takes the casualty.",
            rows,
            partial(charts.occupancy_curves, rows, title),
            empty="There is no station whose capacity is counted.",
        ),
        Figure(
            f"waits-{plan}",
            longest,
            "Who still waits at the end, or died waiting, is not counted here.",
            cared,
            partial(charts.waits, cared, longest),
            Plot("bar", "name", ("median_hours", "p90_hours")),
            "Nobody waits.",
        ),
        Table(
            f"waits-{plan}",
            f"{name}: waits with what is held",
            waited,
            (
                Column("name", "Before"),
                Column("patients", "Patients", "count", status=ESTIMATED),
                Column("waited", "Who wait", "share"),
                Column("mean_hours", "Mean", "wait"),
                Column("median_hours", "Median", "wait"),
                Column("p90_hours", "One in ten longer than", "wait", "P90"),
            ),
        ),
        Table(
            f"timelines-{plan}",
            f"{name}: share of the immediate casualties in time, with what is held",
            timelines(flow).with_columns(band=pl.Series(bands, dtype=pl.String)),
            (
                Column("timeline", "Timeline"),
                Column("minutes", "Minutes", "count"),
                Column("mean", "In time", "share"),
                Column("band", "8 of 10 worlds", "key"),
            ),
        ),
        Table(
            f"overrun-{plan}",
            f"{name}: stations that are overrun, the first one first",
            broken,
            (
                Column("name", "Station"),
                Column("day", "From day", "day"),
                Column("most_waiting", "Most waiting", "count", status=ESTIMATED),
                Column("most_waiting_day", "On day", "day"),
            ),
            empty=f"{name}: no station is overrun with what is held.",
        ),
    )


def _sizing(answer: Answer) -> tuple[Heading | Note | Table, ...]:
    blocks: list[Heading | Note | Table] = []
    capabilities = pl.col("capability").replace_strict(answer.capability_names)
    for each in answer.support.plans:
        staffing, name = each.sizing.staffing, answer.plan_names[each.plan]
        certified = (
            f"kept with {wording.in_percent(staffing.confidence)} confidence, tested in {staffing.worlds} "
            "worlds that the search has not seen"
            if staffing.certified
            else "not certified: more capacity does not reach the levels"
        )
        cost = wording.money(staffing.cost, answer.case.settings.currency, 2)
        blocks += [
            Heading(name),
            Note(f"{cost} to buy; levels are {certified}."),
            Table(
                f"units-{each.plan}",
                f"{name}: capacity at the plan's disposal; cost in m",
                each.sizing.units.with_columns(
                    name=capabilities,
                    times=pl.when(pl.col("held") > 0).then(pl.col("needed") / pl.col("held")),
                ),
                (
                    Column("name", "Capability"),
                    Column("held", "Held", "count"),
                    Column("needed", "Needed", "count", status=ESTIMATED),
                    Column("times", "Times", "times", status=ESTIMATED),
                    Column("cost", "Cost", "m", status=ESTIMATED),
                ),
            ),
            _criteria(name, each),
        ]
    requirement = answer.support.requirement
    if requirement is not None:
        blocks += [
            Heading("Requirement"),
            needs_table(
                "What the defence plans need of medical support, beside what the Alliance holds and has "
                "pledged",
                requirement,
                answer.capability_names,
                "The defence plans need nothing of medical support.",
                answer.support.factor,
            ),
        ]
    return tuple(blocks)


def _criteria(name: str, support: PlanSupport) -> Table:
    """Return the levels with their certificates."""
    in_reach = pl.when(pl.col("criterion").is_in(list(TIMELINES))).then("reachable")
    return Table(
        f"criteria-{support.plan}",
        f"{name}: what is kept, the share of casualties in time, and its lower confidence bound",
        support.sizing.criteria.with_columns(reachable=in_reach),
        (
            Column("name", "Criterion"),
            Column("limit_hours", "Within", "wait"),
            Column("reachable", "In reach", "share", hint="of the immediate casualties, if nobody waited"),
            Column("level", "Wanted", "share"),
            Column("share", "Kept", "share"),
            Column("bound", "At least", "share"),
        ),
    )


def _pooling(answer: Answer, pooling: Pooling) -> tuple[Table, ...]:
    allies = answer.names("allies", "ally")
    hosts = pooling.hosts.with_columns(pl.col("host").replace_strict(allies, return_dtype=pl.String))
    received = hosts.group_by("nation", maintain_order=True).agg(
        received=pl.format("{} {}", "host", pl.col("beds").round().cast(pl.Int64)).str.join(", ")
    )
    return (
        Table(
            "arrangements",
            "Deaths with national chains, chains by plan and one chain for all",
            pooling.deaths,
            (
                Column("arrangement", "Arrangement"),
                Column("chains", "Chains", "day"),
                Column(
                    "avoidable",
                    "Avoidable deaths",
                    "count",
                    "Avoidable",
                    status=ESTIMATED,
                    term="avoidable_deaths",
                ),
                Column("avoidable_low", "Low", "count", status=ESTIMATED),
                Column("avoidable_high", "High", "count", status=ESTIMATED),
                Column("operated_in_time", "Surgery in time", "share"),
            ),
        ),
        Table(
            "pooled",
            "Capacity so that nobody waits in 9 of 10 worlds: national chains together, and one chain "
            "for all",
            pooling.capacity,
            (
                Column("name", "Station"),
                Column("unit", "Unit", wide_only=True),
                Column("national", "National chains", "count", status=ESTIMATED),
                Column("pooled", "One for all", "count", status=ESTIMATED),
                Column("saved", "Saved", "count", status=ESTIMATED),
            ),
        ),
        Table(
            "homes",
            "Beds at home on the busiest day, by the nation that the formations come from, and who receives "
            "the rest",
            pooling.homes.join(received, on="nation", how="left", maintain_order="left").with_columns(
                pl.col("nation").replace_strict(allies), pl.col("received").fill_null("")
            ),
            (
                Column("nation", "Nation"),
                *(
                    Column(key, title, "count", status=ESTIMATED)
                    for key, title in (
                        ("need", "Needed"),
                        ("beds", "Assured"),
                        ("at_home", "At home"),
                        ("abroad", "Abroad"),
                        ("unmet", "Unmet"),
                    )
                ),
                Column("received", "Received by"),
            ),
        ),
    )


LIMITS = Items(
    (
        "Casualty rates, what is committed to the plans, and most times of treatment are assumed or "
        "estimated: compare capacities rather than read a single figure.",
        "First aid within ten minutes is given by comrades and medics, and is not simulated.",
        "All Role 2 facilities of a plan serve one queue: real casualties go to the nearest, and wait "
        "longer.",
        "Nobody who is not dying gets worse by waiting: avoidable deaths are a lower bound.",
        "Hospitals do not move and are not attacked; strength is always replaced.",
    )
)
