"""The parts of the review about money: who carries what, and what it does for growth."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import polars as pl

from sinews.assessment.growth import Growth
from sinews.case import Case
from sinews.document import Block, Column, Figure, Table, wording
from sinews.present.topics.review import charts

SHOWN = 6
MARKS = {"above": "▲", "below": "▼", "within": ""}
"""Where an ally's value lies beside the middle half of all allies."""
HEADS = {
    "gdp_share": "Core % GDP",
    "equipment_share": "Equip. % core",
    "target_fulfilment": "Targets %",
    "added_share": "Added % GDP",
    "ukraine_share": "Ukraine % GDP",
}
"""Short headings; soldiers ready by a day are headed by the day."""


def burden(weight: pl.DataFrame, allies: Mapping[str, str], year: int) -> tuple[Block, ...]:
    """Return the weight that each ally pulls in a year: a picture, and a table with marks."""
    rows = weight.with_columns(name=pl.col("ally").replace_strict(allies))
    measures = weight.unique("measure", keep="first", maintain_order=True)
    places = rows.drop_nulls("place").group_by("ally", maintain_order=True)
    sides = places.agg(below=(pl.col("place") == "below").any(), above=(pl.col("place") == "above").any())
    both = sides.filter(pl.col("below") & pl.col("above")).height
    says = f"{both} of {sides.height} allies are above in one measure and below in another, {year}"
    values = rows.pivot(on="measure", index="ally", values="value", maintain_order=True)
    if {"gdp_share", "equipment_share"} <= set(values.columns):
        # of nothing there is no part
        values = values.with_columns(equipment_share=pl.when(pl.col("gdp_share") > 0).then("equipment_share"))
    marks = rows.with_columns(pl.col("place").replace_strict(MARKS, default="")).pivot(
        on="measure", index="ally", values="place", maintain_order=True
    )
    columns = [Column("ally", "Ally", "key")]
    for key, title, unit in measures.select("measure", "title", "unit").iter_rows():
        short = HEADS.get(key) or (unit if key == "per_head" else f"Ready {key.removeprefix('ready_')} d")
        columns += [
            Column(key, f"{title}, {unit}", "number", short, status="estimated"),
            Column(f"{key}_mark", "Beside", "key", "·", "▲ above, ▼ below the middle half of allies"),
        ]
    return (
        Figure(
            "weight",
            says,
            "Measures side by side; none of them is the one right measure, and no index is made of them. "
            "Ready: "
            "soldiers of formations per million inhabitants. Support to Ukraine: military aid given so far, "
            "all "
            "years together, beside one year's GDP; allies without a published figure have no dot.",
            rows,
            partial(charts.weight_pulled, rows, says),
            empty="The case has no economies to carry anything.",
        ),
        Table(
            "burden",
            f"Who carries it in {year}: ▲ above, ▼ below the middle half of allies",
            values.join(marks, on="ally", suffix="_mark", maintain_order="left").sort("ally"),
            tuple(columns),
        ),
        Table(
            "middle-half",
            f"The Alliance's middle half, {year}",
            measures,
            (
                Column("title", "Measure"),
                Column("unit", "Unit"),
                *(
                    Column(name, name.capitalize(), "number", status="estimated")
                    for name in ("lower", "median", "upper")
                ),
            ),
        ),
    )


def growth(found: Growth | None, case: Case, currency: str, year: int) -> tuple[Block, ...]:
    """Return what the plan does for economies; nothing where the case has none."""
    if found is None or found.countries.is_empty():
        return ()
    total = found.countries.group_by("year", maintain_order=True).agg(pl.col("jobs").sum())
    peak = total.sort("jobs", descending=True).row(0, named=True)
    says = (
        f"The work supports {wording.significant(peak['jobs'] / 1000.0, 2)} thousand jobs in {peak['year']}"
    )
    sectors = dict(case["sectors"].select("sector", "name").iter_rows())
    by_sector = (
        found.sectors.filter(year=year)
        .group_by("sector", maintain_order=True)
        .agg(pl.col("demand", "output", "value_added", "jobs").sum())
        .sort("jobs", descending=True, maintain_order=True)
        .with_columns(name=pl.col("sector").replace_strict(sectors, return_dtype=pl.String))
    )

    def counts(**titles: str) -> tuple[Column, ...]:
        return tuple(
            Column(name, title, "count", status="estimated", wide_only=name in {"output", "taxes"})
            for name, title in titles.items()
        )

    paid = f"Paid, {currency} m"
    return (
        Figure(
            "jobs",
            says,
            "Jobs with suppliers (type I), by each ally's own input-output table where the case has one. "
            "Wages follow GDP per head, which is assumed.",
            found.countries,
            partial(charts.jobs, found.countries, says),
        ),
        Table(
            "countries",
            f"What the plan's work makes, by country, {year}, the largest first",
            found.countries.filter(year=year).sort("demand", descending=True, maintain_order=True),
            (
                Column("country", "Country", "key"),
                *counts(
                    demand=paid,
                    output="Output",
                    value_added="Value added",
                    imports="Imports",
                    taxes="Taxes",
                    jobs="Jobs",
                    jobs_induced="Jobs with households",
                ),
            ),
            SHOWN,
        ),
        Table(
            "sectors",
            f"What the plan's work makes, by sector, all allies, {year}",
            by_sector,
            (
                Column("name", "Sector"),
                *counts(demand=paid, output="Output", value_added="Value added", jobs="Jobs"),
            ),
            aside=True,
        ),
        Table(
            "leakage",
            f"Where an ally's money goes at the first step, {year}, {currency} m",
            found.leakage.filter(year=year),
            (
                Column("payer", "Ally", "key"),
                *counts(spending="Paid", at_home="At home", allies="Other allies", elsewhere="Elsewhere"),
            ),
            aside=True,
        ),
        Table(
            "fiscal",
            f"Effect on GDP of core spending above its share in the base year, {year}: % of GDP, by study",
            found.fiscal.filter(year=year),
            (
                Column("ally", "Ally", "key"),
                *(
                    Column(name, name.capitalize(), "number", status="assumed")
                    for name in ("low", "middle", "high")
                ),
            ),
            aside=True,
        ),
    )
