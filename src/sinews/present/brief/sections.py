"""Sections that the page of an ally and the page of the Alliance have in common."""

from __future__ import annotations

import polars as pl

from sinews.case import every_pledge
from sinews.document import wording
from sinews.present.brief.book import Book
from sinews.present.brief.common import facts, percent, total
from sinews.present.brief.content import Column, Facts, Section, Value
from sinews.present.loans import loans_told


def promise_path(book: Book, ally: str | None) -> Facts:
    """Return the path of expenditure in the years shown, from the share of GDP before the plan on."""
    path = book.plan.tables["spending_path"]
    path = path if ally is None else path.filter(pl.col("ally") == ally)
    drawn = book.plan.spending if ally is None else book.plan.spending.filter(pl.col("ally") == ally)
    totals = (
        path.with_columns(equipment=pl.col("core") * pl.col("equipment_share") / 100.0)
        .group_by("year", maintain_order=True)
        .agg(pl.col("gdp", "core", "equipment").sum())
        .join(
            drawn.group_by("year", maintain_order=True).agg(pl.col("resilience").sum()),
            on="year",
            maintain_order="left",
        )
        .filter(pl.col("year").is_in(book.years))
        .sort("year")
    )
    rows: list[tuple[Value, ...]] = [
        (
            row["year"],
            percent(row["core"], row["gdp"]),
            row["core"],
            percent(row["equipment"], row["core"]),
            row["resilience"],
        )
        for row in totals.iter_rows(named=True)
    ]
    return facts(
        "path_of_expenditure",
        "Core expenditure promised; what the plan draws of funds for resilience",
        [
            Column("year", "Year", "year"),
            Column("core_share", "Core, % of GDP", "percent"),
            Column("core", "Core, bn", "billions"),
            Column("equipment_share", "Equipment, %", "percent"),
            Column("resilience", "Resilience, m", "millions"),
        ],
        rows,
    )


def general_pledges(book: Book) -> list[str]:
    """Return what all allies have pledged beside a share of GDP and levels of capabilities, in a sentence."""
    told = ("gdp_share", "multiple_of_baseline", "level")
    pledges = every_pledge(book.case).filter(pl.col("ally").is_null() & ~pl.col("kind").is_in(told))
    return (
        [f"With all allies: {'; '.join(wording.lower(title) for title in pledges['title'])}."]
        if pledges.height
        else []
    )


def capability_pledges(book: Book, ally: str | None) -> str:
    """Return the pledges on capabilities in force for an ally, or for the Alliance, in a sentence."""
    own = pl.col("ally").is_null() if ally is None else pl.col("ally").is_null() | (pl.col("ally") == ally)
    pledges = every_pledge(book.case, "multiple_of_baseline", "level").filter(own)
    if pledges.is_empty():
        return "No pledge on capabilities is in force."
    due = sorted(set(pledges["target_year"]))
    titles = [wording.lower(title) for title in pledges["title"]]
    years = str(due[0]) if len(due) == 1 else f"{due[0]} to {due[-1]}"
    return f"All allies together: {wording.listed(titles)}, by {years}."


def path_section(book: Book, ally: str | None, rows: pl.DataFrame, title: str, name: str) -> Section:
    """Return the section on spending against budget and on the targets met, of an ally or of all."""
    if not total(rows, "lasting") and not total(rows, "budget"):
        return Section("path", title, ("Neither money nor targets.",))
    shown = rows.filter(pl.col("year").is_in(book.years))
    spent, budget = total(rows, "spent"), total(rows, "budget")
    sentences = (
        f"From {book.base_year} to {book.horizon} the plan spends {book.money(spent)} of "
        f"{book.money(budget)} that the promised path leaves for equipment and for running what is added.",
        *filter(None, [loans_told(book.plan, ally)]),
    )
    table = facts(
        "path",
        f"{name}: money, and targets met in full by the end of the year",
        [
            Column("year", "Year", "year"),
            Column("spent", "Spent, m", "millions"),
            Column("budget", "Budget, m", "millions"),
            Column("met", "Targets met"),
            Column("targets", "of"),
            Column("of_last", f"Part of {book.horizon} held, %", "percent"),
        ],
        [
            (
                row["year"],
                row["spent"],
                row["budget"],
                row["met"],
                row["targets"],
                percent(row["of_last"], row["lasting"]),
            )
            for row in shown.iter_rows(named=True)
        ],
    )
    return Section("path", title, sentences, (table,), chart="path")


def readiness_section(book: Book, ally: str | None, others: tuple[str, ...]) -> Section:
    """Return the section on formations ready by tier, followed by what else an ally contributes."""
    title = "Readiness and support to Ukraine"
    ready = book.review.formations
    if ready is None or book.review.tiers is None:
        return Section("readiness", title, others)
    own = ready if ally is None else ready.filter(pl.col("ally") == ally)
    troops = {
        (tier, year): soldiers
        for tier, year, soldiers in own.group_by("tier", "year", maintain_order=True)
        .agg(pl.col("troops").sum())
        .iter_rows()
    }
    if not any(troops.values()):
        return Section("readiness", title, ("No formation is ready by any day of the force model.", *others))
    tiers = book.case["force_tiers"].select("tier", "day", "troops").sort("day")
    asked = [Column("asked", "Asked for", "figure")] if ally is None else []
    rows: list[tuple[Value, ...]] = [
        (
            f"within {day} days",
            *([soldiers] if asked else []),
            *(troops.get((tier, year), 0.0) for year in book.years),
        )
        for tier, day, soldiers in tiers.iter_rows()
    ]
    columns = [
        Column("tier", "Ready", "text"),
        *asked,
        *(Column(str(year), str(year), "figure") for year in book.years),
    ]
    table = facts("readiness", "Soldiers of formations that are ready, end of the year", columns, rows)
    return Section("readiness", title, others, (table,))


def aid_given(book: Book, ally: str | None) -> str:
    """Return the military aid to Ukraine up to now in a sentence."""
    given = book.case["commitments"].filter((pl.col("kind") == "given") & (pl.col("year") < book.base_year))
    given = given if ally is None else given.filter(pl.col("ally") == ally)
    if given.is_empty():
        return "No military aid to Ukraine is on record in this case."
    sums = given.group_by("currency", "price_year", maintain_order=True).agg(pl.col("amount").sum())
    amounts = [
        f"{wording.money(amount, currency)} at {price_year} prices"
        for currency, price_year, amount in sums.iter_rows()
    ]
    years = sorted(given["year"])
    return f"Military aid to Ukraine, {years[0]} to {years[-1]}: {wording.listed(amounts)}."


def jobs_table(rows: list[tuple[Value, ...]], where: str) -> Facts:
    """Return what the plan's work makes: rows of year, paid, value added (USD m), jobs, apprentices."""
    return facts(
        "jobs",
        f"Work of the plan {where}, suppliers included; apprentices of the trades followed",
        [
            Column("year", "Year", "year"),
            Column("demand", "Paid here, m", "millions"),
            Column("value_added", "Value added, m", "millions"),
            Column("jobs", "Jobs"),
            Column("in_training", "In training"),
        ],
        rows,
    )
