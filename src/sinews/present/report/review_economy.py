"""The parts of the review's page about money: who carries what, and what it does for growth."""

from __future__ import annotations

import polars as pl

from sinews.document import wording
from sinews.present.charts import review as charts
from sinews.present.report import markup
from sinews.present.report.content import Draft, Part
from sinews.present.report.markup import Cell, Column, figure_cell
from sinews.present.review import Answer
from sinews.present.weight import MARKS, measures_of, wide


def burden(answer: Answer) -> Part:
    """Return the weight that each ally pulls: a picture, and a table with marks."""
    draft = Draft("burden", "Who carries it")
    year = answer.years[-1]
    names = dict(answer.plan.case["allies"].select("ally", "name").iter_rows())
    rows = answer.review.weight.filter(pl.col("year") == year).with_columns(
        name=pl.col("ally").replace_strict(names)
    )
    draft.draw(
        "weight",
        charts.weight_pulled(rows, _headline(rows, year)),
        "Measures side by side; none of them is the one right measure, and no index is made of them. Ready: "
        "soldiers of formations by a million inhabitants. Support to Ukraine: military aid given so far, all "
        "years together, beside one year's GDP; allies without a published figure have no dot.",
    )
    measures = measures_of(rows)
    marked = {key: f"{key}_place" for key in measures}
    columns = [
        Column("Ally"),
        *(Column(f"{title}, {unit}", numeric=True) for title, unit in measures.values()),
    ]
    table = [
        [
            names[row["ally"]],
            *(
                Cell(f"{wording.figure(row[key])} {MARKS[row[place]]}".strip(), row[key])
                for key, place in marked.items()
            ),
        ]
        for row in wide(rows).iter_rows(named=True)
    ]
    draft.add(
        markup.table(
            f"Measures of burden, {year}; ▲ above and ▼ below the middle half of allies", columns, table
        ),
        markup.table(
            f"The Alliance's middle half, {year}",
            [
                Column("Measure"),
                Column("Unit"),
                *(Column(name, numeric=True) for name in ("Lower", "Median", "Upper")),
            ],
            [
                [
                    row["title"],
                    row["unit"],
                    *(figure_cell(row[name]) for name in ("lower", "median", "upper")),
                ]
                for row in rows.unique("measure", keep="first", maintain_order=True).iter_rows(named=True)
            ],
        ),
    )
    return draft.finished()


def _headline(rows: pl.DataFrame, year: int) -> str:
    """Return how many allies are never below the middle half, and how many never above."""
    places = (
        rows.drop_nulls("place")
        .group_by("ally", maintain_order=True)
        .agg(below=(pl.col("place") == "below").any(), above=(pl.col("place") == "above").any())
    )
    both = places.filter(pl.col("below") & pl.col("above")).height
    return f"{both} of {places.height} allies are above in one measure and below in another, {year}"


def growth(answer: Answer) -> list[Part]:
    """Return what the plan does for economies; nothing where the case has none."""
    found = answer.review.growth
    if found is None or found.countries.is_empty():
        return []
    draft = Draft("growth", "Growth")
    total = found.countries.group_by("year", maintain_order=True).agg(pl.col("jobs").sum())
    peak = total.sort("jobs", descending=True).row(0, named=True)
    draft.draw(
        "jobs",
        charts.jobs(
            found.countries,
            f"The work supports {wording.number(peak['jobs'] / 1000.0)} thousand jobs in {peak['year']}",
        ),
        "Jobs with suppliers (type I). The British table of 2010 stands for every ally, scaled by size and "
        "GDP per head: every figure of another ally is assumed.",
    )
    year = answer.years[-1]
    fiscal = found.fiscal.filter(pl.col("year") == year)
    currency = answer.plan.case.settings.currency
    titles = (
        f"Paid, {currency} m",
        "Output",
        "Value added",
        "Imports",
        "Taxes",
        "Jobs",
        "Jobs with households",
    )
    columns = [Column("Country"), *(Column(name, numeric=True) for name in titles)]
    names = ("demand", "output", "value_added", "imports", "taxes", "jobs", "jobs_induced")
    rows = [
        [row["country"], *(figure_cell(row[name]) for name in names)]
        for row in found.countries.filter(pl.col("year") == year).iter_rows(named=True)
    ]
    draft.add(markup.table(f"What the plan's work makes, by country, {year}", columns, rows))
    sectors = dict(answer.plan.case["sectors"].select("sector", "name").iter_rows())
    by_sector = (
        found.sectors.filter(pl.col("year") == year)
        .group_by("sector", maintain_order=True)
        .agg(pl.col("demand", "output", "value_added", "jobs").sum())
        .sort("jobs", descending=True, maintain_order=True)
    )
    headings = (f"Paid, {currency} m", "Output", "Value added", "Jobs")
    draft.add(
        markup.table(
            f"What the plan's work makes, by sector, all allies, {year}",
            [Column("Sector"), *(Column(name, numeric=True) for name in headings)],
            [
                [
                    sectors[row["sector"]],
                    *(figure_cell(row[name]) for name in ("demand", "output", "value_added", "jobs")),
                ]
                for row in by_sector.iter_rows(named=True)
            ],
        )
    )
    leakage = found.leakage.filter(pl.col("year") == year)
    draft.add(
        markup.table(
            f"Where an ally's money goes at the first step, {year}, {currency} m",
            [
                Column("Ally"),
                *(Column(name, numeric=True) for name in ("Paid", "At home", "Other allies", "Elsewhere")),
            ],
            [
                [
                    row["payer"],
                    *(figure_cell(row[name]) for name in ("spending", "at_home", "allies", "elsewhere")),
                ]
                for row in leakage.iter_rows(named=True)
            ],
        ),
        markup.table(
            f"Effect on GDP of core spending above its share in the base year, {year}: % of GDP, by study",
            [Column("Ally"), *(Column(name, numeric=True) for name in ("Low", "Middle", "High"))],
            [
                [row["ally"], *(figure_cell(row[name]) for name in ("low", "middle", "high"))]
                for row in fiscal.iter_rows(named=True)
            ],
        ),
    )
    return [draft.finished()]
