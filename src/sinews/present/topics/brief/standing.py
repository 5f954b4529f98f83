"""Where the subject stands: its path, what holds it back, its jobs, readiness and support to Ukraine."""

from __future__ import annotations

from functools import partial

import polars as pl

from sinews.document import Block, Column, Figure, Note, Plot, Section, Table, wording
from sinews.implementation.waiting import waiting
from sinews.present.figures import in_percent
from sinews.present.loans import loans_told
from sinews.present.topics.brief import charts
from sinews.present.topics.brief.book import Subject, span, total

ALLIANCES, OWN, COUNTRIES, BEHIND, WAITS = 6, 5, 4, 3, 3
"""How many bottlenecks of the Alliance and of an ally, countries, capabilities and waits are named."""


def path(subject: Subject) -> Section:
    """Return what is spent of the budget and what is held of the targets."""
    book, rows = subject.book, subject.path
    title = "The path" if subject.ally is None else "Your path"
    if not total(rows, "lasting") and not total(rows, "budget"):
        return Section("path", title, (Note("Neither money nor targets."),))
    name = "All allies" if subject.ally is None else book.allies[subject.ally]
    return Section(
        "path",
        title,
        (
            Note(
                f"From {book.base_year} to {book.horizon} the plan spends {book.money(total(rows, 'spent'))} "
                f"of {book.money(total(rows, 'budget'))} that the promised path leaves for equipment and for "
                "running what is added."
            ),
            *map(Note, filter(None, [loans_told(book.plan, subject.ally)])),
            *pictures(drawn(rows)),
            Table(
                "path",
                f"{name}: money, and targets met in full by the end of the year",
                subject.years(rows).with_columns(of_last=in_percent(pl.col("of_last"), "lasting")),
                (
                    Column("year", "Year", "year"),
                    Column("spent", "Spent, m", "m"),
                    Column("budget", "Budget, m", "m"),
                    Column("met", "Targets met", "day"),
                    Column("targets", "of", "day"),
                    Column("of_last", f"Part of {book.horizon} held, %", "percent"),
                ),
                sortable=False,
            ),
        ),
    )


def drawn(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the years of the path for the pictures: money in USD m, parts of targets held in %."""
    return rows.select(
        "year",
        "spent",
        "budget",
        of_year=in_percent(pl.col("of_year"), "targets"),
        of_last=in_percent(pl.col("of_last"), "lasting"),
    )


def pictures(years: pl.DataFrame) -> tuple[Figure, ...]:
    """Return the two pictures of the path; none without targets."""
    if years["of_last"].drop_nulls().is_empty():
        return ()
    spent, budget = (wording.money(float(years[name].sum()), "", 3).strip() for name in ("spent", "budget"))
    held = wording.share((years["of_last"][-1] or 0.0) / 100.0)
    return (
        Figure(
            "spending",
            f"{spent} spent of a budget of {budget}",
            "bn a year: spent (bars), budget (line)",
            years,
            partial(charts.spending_against_budget, years),
            Plot("column", "year", ("spent", "budget")),
        ),
        Figure(
            "targets",
            f"{held} of the last year’s targets are held in {years['year'][-1]}",
            "% of targets held: the last year’s (full line), the year’s (broken)",
            years,
            partial(charts.targets_held, years),
            Plot("line", "year", ("of_year", "of_last")),
        ),
    )


def bottlenecks(subject: Subject) -> Section:
    """Return what holds back the Alliance's plan, or an ally's targets."""
    title = "The bottlenecks" if subject.ally is None else "Your bottlenecks"
    blocks = _tightest(subject) if subject.ally is None else _of_ally(subject)
    return Section("bottlenecks", title, blocks)


def _tightest(subject: Subject) -> tuple[Block, ...]:
    plan, year = subject.book.plan, subject.milestone
    ranked = plan.bottlenecks.sort("rank")
    if ranked.is_empty():
        waits = tuple(waiting(plan).values())[:WAITS]
        return tuple(map(Note, waits or ("No limit of industry or money holds the plan back.",)))
    names = plan.case["capabilities"].select("capability", holds_back="name")
    missed = (
        plan.fulfilment.filter((pl.col("year") == year) & ~pl.col("aggregate"))
        .join(names, on="capability", how="left", maintain_order="left")
        .sort("met", "capability")
        .head(BEHIND)
    )
    behind = [
        f"{wording.lower(name)} ({wording.share(met)})"
        for name, met in missed.select("holds_back", "met").iter_rows()
    ]
    return (
        Note(f"Furthest behind the requirement of {year}: {wording.listed(behind)}."),
        Table(
            "bottlenecks",
            f"The tightest of {ranked.height}: by how many months one step more a year would bring what is "
            "late forward, and what money in the budgets that bind would do as much",
            ranked.head(ALLIANCES)
            .join(names, on="capability", how="left", maintain_order="left")
            .select("holds_back", "step", "months", "value", limit="name", binds=span()),
            (*LIMIT, *STEP, Column("value", "Worth, bn", "bn", status="estimated")),
            sortable=False,
        ),
    )


LIMIT = (Column("limit", "Limit"), Column("binds", "Binds", "key"), Column("holds_back", "Holds back"))
STEP = (Column("step", "Step", "count"), Column("months", "Months", "days", status="estimated"))


def _of_ally(subject: Subject) -> tuple[Block, ...]:
    book, year = subject.book, subject.milestone
    found = subject.of(book.holding_back)
    if found.is_empty():
        return (Note("No limit holds back its targets."),)
    behind = [
        f"{wording.lower(row['name'])} "
        f"({wording.quantity(row['closing'])} of {wording.quantity(row['target'])})"
        for row in subject.of(book.behind).filter(pl.col("year") == year).head(BEHIND).iter_rows(named=True)
    ]
    return (
        *(Note(f"Furthest behind in {year}: {told}.") for told in [wording.listed(behind)] if behind),
        Table(
            "bottlenecks",
            "What holds back its targets most: its part of what is missing, and by how many months one step "
            "more a year would bring that forward",
            found.head(OWN).select(
                "step",
                "months",
                limit="name",
                binds=span(),
                holds_back="held_back",
                part=100.0 * pl.col("part"),
            ),
            (*LIMIT, Column("part", "Part, %", "percent"), *STEP),
            sortable=False,
        ),
    )


def jobs(subject: Subject) -> Section:
    """Return the work of the plan in a country, or in all."""
    growth = subject.book.review.growth
    title = "Jobs" if subject.ally is None else "Your jobs"
    if growth is None:
        return Section("jobs", title, (Note("The case has no table of input and output."),))
    countries = subject.of(growth.countries, "country")
    notes = (
        _most_jobs(subject, countries)
        if subject.ally is None
        else _leakage(subject.of(growth.leakage, "payer"))
    )
    if subject.ally is not None and subject.years(countries).is_empty():
        return Section("jobs", title, (*map(Note, notes), Note("No line of the plan stands in the country.")))
    training = subject.of(growth.apprentices, "country").group_by("year", maintain_order=True)
    made = (
        subject.years(countries)
        .group_by("year", maintain_order=True)
        .agg(pl.col("demand", "value_added", "jobs").sum())
        .join(training.agg(pl.col("in_training").sum()), on="year", how="left", maintain_order="left")
    )
    where = "in the Alliance" if subject.ally is None else "in the country"
    return Section(
        "jobs",
        title,
        (
            *map(Note, notes),
            Table(
                "jobs",
                f"Work of the plan {where}, suppliers included; apprentices of the trades followed",
                made,
                (
                    Column("year", "Year", "year"),
                    Column("demand", "Paid here, m", "m"),
                    Column("value_added", "Value added, m", "m", status="estimated"),
                    Column("jobs", "Jobs", "count", status="estimated"),
                    Column("in_training", "In training", "count", status="estimated"),
                ),
                sortable=False,
            ),
        ),
    )


def _most_jobs(subject: Subject, countries: pl.DataFrame) -> list[str]:
    mean = countries.group_by("country", maintain_order=True).agg(pl.col("jobs").mean())
    most = mean.sort("jobs", "country", descending=[True, False]).head(COUNTRIES)
    told = [f"{subject.book.country(name)} {wording.significant(jobs, 2)}" for name, jobs in most.iter_rows()]
    return [f"Most jobs, mean of the years: {wording.listed(told)}."] if told else []


def _leakage(paid: pl.DataFrame) -> list[str]:
    spending, *parts = paid.select(pl.col("spending", "at_home", "allies", "elsewhere").sum()).row(0)
    if spending <= 0:
        return []
    at_home, allies, elsewhere = (wording.share(part / spending) for part in parts)
    return [
        f"Of what it pays for work, {at_home} stays at home at the first step, {allies} goes to other allies "
        f"and {elsewhere} elsewhere."
    ]


def readiness(subject: Subject) -> Section:
    """Return the formations ready by tier, what holds others back, and what goes to Ukraine."""
    book, ready = subject.book, subject.book.review.formations
    blocks: list[Block] = []
    if ready is not None and book.review.tiers is not None:
        own = subject.of(ready)
        by_year = own.group_by("tier", "year", maintain_order=True).agg(pl.col("troops").sum())
        if by_year["troops"].sum() > 0:
            blocks.append(_ready(subject, by_year))
        else:
            blocks.append(Note("No formation is ready by any day of the force model."))
        if subject.ally is not None:
            blocks += _formations_held_back(subject, own)
    blocks.append(Note(_aid(subject)))
    given = subject.of(book.given).group_by("name", "unit", maintain_order=True).agg(pl.col("quantity").sum())
    within = [
        f"{wording.quantity(quantity)} {name}"
        for name, quantity in given.sort("name", "unit").select("name", "quantity").iter_rows()
    ]
    if within:
        start = "Within the plan:" if subject.ally is None else "Within the plan it gives"
        blocks.append(Note(f"{start} {wording.listed(within)}."))
    return Section("readiness", "Readiness and support to Ukraine", tuple(blocks))


def _ready(subject: Subject, by_year: pl.DataFrame) -> Table:
    years = [str(year) for year in subject.book.years]
    tiers = subject.book.case["force_tiers"].sort("day")
    frame = tiers.select("tier", "day", asked="troops").join(
        by_year.pivot("year", index="tier", values="troops"), on="tier", how="left", maintain_order="left"
    )
    absent = [pl.lit(0.0).alias(year) for year in years if year not in frame.columns]
    asked = [Column("asked", "Asked for", "count")] if subject.ally is None else []
    return Table(
        "readiness",
        "Soldiers of formations that are ready, end of the year",
        frame.with_columns(absent).with_columns(
            pl.col(years).fill_null(0.0), tier=pl.format("within {} days", "day")
        ),
        (
            Column("tier", "Ready"),
            *asked,
            *(Column(year, year, "count", status="estimated") for year in years),
        ),
        sortable=False,
    )


def _formations_held_back(subject: Subject, formations: pl.DataFrame) -> list[Note]:
    """Return what holds most formations back on the last day of the force model, in the milestone year."""
    then = (pl.col("year") == subject.milestone) & (pl.col("day") == pl.col("day").max())
    short = formations.filter(then & (pl.col("limit") != ""))
    if short.is_empty():
        return []
    names = dict(subject.book.case["capabilities"].select("capability", "name").iter_rows())
    limits = (
        short.group_by("limit", maintain_order=True)
        .agg(missing=(pl.col("held") - pl.col("ready")).sum())
        .sort("missing", "limit", descending=[True, False])
        .head(BEHIND)
    )
    told = [f"{wording.lower(names.get(limit, limit))} ({missing})" for limit, missing in limits.iter_rows()]
    return [
        Note(
            f"Formations not ready within {short['day'][0]} days in {subject.milestone}, by what they lack: "
            f"{wording.listed(told)}."
        )
    ]


def _aid(subject: Subject) -> str:
    """Return the military aid to Ukraine up to now in a sentence."""
    past = (pl.col("kind") == "given") & (pl.col("year") < subject.book.base_year)
    given = subject.of(subject.book.case["commitments"].filter(past))
    if given.is_empty():
        return "No military aid to Ukraine is on record in this case."
    sums = given.group_by("currency", "price_year", maintain_order=True).agg(pl.col("amount").sum())
    amounts = [
        f"{wording.money(amount, currency)} at {price_year} prices"
        for currency, price_year, amount in sums.iter_rows()
    ]
    years = sorted(given["year"])
    return f"Military aid to Ukraine, {years[0]} to {years[-1]}: {wording.listed(amounts)}."
