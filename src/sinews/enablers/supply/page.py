"""The document of `sinews endurance`: days of supply, who runs out first, production, distribution, needs."""

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
from sinews.document.tables import needs_table
from sinews.enablers.supply import charts
from sinews.enablers.supply.answer import Answer, band, data, lead, on_day
from sinews.enablers.supply.distribution_page import distribution_section
from sinews.enablers.supply.endurance import TO_LAST
from sinews.enablers.supply.stocks import ALLIANCE, ammunition_sites
from sinews.enablers.supply.tables import factor

FIRST_OUT = 15
DAY = 30
"""The day on which the curves are read."""
SHORT_NAMES = {
    "ammo_155": "155 mm",
    "ammo_gmlrs": "Rockets",
    "ammo_other": "Other",
    "int_long": "Long",
    "int_medium": "Medium",
    "int_short": "Short",
}
"""Names of classes where there is little room; others are called by the first word of their name."""


def page(answer: Answer) -> Document:
    """Return the answer as a document."""
    endurance, distribution, settings = answer.endurance, answer.distribution, answer.case.settings
    of_year = "at the start" if endurance.year is None else f"at the end of {endurance.year}"
    sentences = lead(answer)
    return Document(
        "endurance",
        "How long does the fight last on what is there?",
        f"Case “{settings.name}” · campaign of {endurance.intensity} intensity · stocks {of_year} · money in "
        f"{settings.currency} at {settings.price_year} prices",
        answer.case,
        answer.holds,
        sentences,
        (
            Section("days", "Days of supply", _days(answer)),
            Section("curves", "Endurance curves", (_curves(answer),)),
            Section("production", "What surge production saves", _production(answer)),
            distribution_section(answer.case, distribution, answer.service),
            Section("needs", "Requirement", (_needs(answer),)),
            Section("limits", "What the model leaves out", (LIMITS,), aside=True),
        ),
        data(answer, sentences),
    )


def _days(answer: Answer) -> tuple[Figure | Table | Note, ...]:
    counted, first = answer.counted, answer.first_out
    stocks = answer.endurance.stocks.filter(pl.col("supply_class").is_in(counted)).with_columns(
        name=pl.col("supply_class").replace_strict(answer.classes)
    )
    units = answer.case["supply_classes"].select("supply_class", "unit")
    heat = stocks.join(units, on="supply_class", maintain_order="left").select(
        pl.col("ally").replace_strict(answer.allies), "name", "days", "usable", "unit"
    )
    national = stocks.filter(pl.col("ally") != ALLIANCE).drop_nulls("days")
    lasting = national.filter(pl.col("days") >= charts.STEPS[-1]).height
    says = f"{lasting} of {national.height} national stocks last {charts.STEPS[-1]:.0f} days or more"
    order = [answer.classes[each] for each in counted]
    labelled = first.with_columns(label=pl.format("{}: {}", "ally_name", "class_name"))
    runs_out = "No stock that a capability counts runs out within a year"
    for row in first.head(1).iter_rows(named=True):
        what = wording.lower(row["class_name"])
        runs_out = f"{row['ally_name']} runs out of {what} on {on_day(row['day'])}"
    filled, needed = ammunition_sites(answer.case, answer.endurance.stocks)
    tonnes = factor(answer.case, "ammunition_site")
    return (
        Figure(
            "days-heat",
            says,
            "Classes whose stock a capability counts. Stocks of ammunition are secret nearly everywhere: "
            "most figures are assumed, and meant to be replaced. The last row is the sum of all allies, "
            "pools and pipelines included.",
            heat.drop_nulls("days"),
            partial(charts.days_heat_map, heat, order, says),
            empty="No ally consumes anything of what a capability counts.",
        ),
        _matrix(answer, stocks, first),
        Figure(
            "first-out",
            runs_out,
            "The order of the first stocks to run out.",
            labelled,
            partial(charts.first_out, labelled, runs_out),
            Plot("bar", "label", ("day",)),
            f"{runs_out}.",
        ),
        _stocks(answer),
        Note(
            f"Ammunition fills {wording.significant(filled, 2)} sites of {wording.number(tonnes)} tonnes; "
            f"for the target it would fill {wording.significant(needed, 2)}."
        ),
    )


def _matrix(answer: Answer, stocks: pl.DataFrame, first: pl.DataFrame) -> Table:
    """Return days of supply, a row for each ally and a column for each class, and what runs out first."""
    short = {each: _short(answer, each) for each in answer.counted}
    out = first.unique("ally", keep="first", maintain_order=True).select(
        "ally",
        out=pl.format("{}, {}", pl.col("supply_class").replace_strict(short, return_dtype=pl.String), "day"),
    )
    days = stocks.pivot("supply_class", index="ally", values="days", maintain_order=True)
    return Table(
        "days",
        "Days of supply at the rate of the first days, and what runs out first, when",
        days.join(out, on="ally", how="left", maintain_order="left").with_columns(
            pl.col("ally").replace({ALLIANCE: "All"}), pl.col("out").fill_null("")
        ),
        (
            Column("ally", "Ally", "key"),
            *(
                Column(each, answer.classes[each], "days", short[each], status="assumed")
                for each in answer.counted
            ),
            Column("out", "First out, on day", short="First out"),
        ),
    )


def _short(answer: Answer, supply_class: str) -> str:
    """Return the name of a class where there is little room."""
    return SHORT_NAMES.get(supply_class) or answer.classes[supply_class].split()[0].rstrip(",")


def _curves(answer: Answer) -> Figure:
    # what lies in pools and pipelines is no ally's own: the curves are those of the allies
    own = (
        answer.endurance.stocks.filter(pl.col("ally") != ALLIANCE)
        .group_by("supply_class", maintain_order=True)
        .agg(opening=pl.col("usable").sum())
    )
    shares = (
        answer.endurance.curves.join(own, on="supply_class", maintain_order="left")
        .filter(
            (pl.col("opening") > 0) & pl.col("supply_class").is_in(answer.whole["supply_class"].implode())
        )
        .with_columns(pl.col("stock", "low", "middle", "high") / pl.col("opening"))
        .with_columns(name=pl.col("supply_class").replace_strict(answer.classes))
    )
    then = shares.filter((pl.col("day") == DAY) & pl.col("supply_class").is_in(answer.counted)).sort("met")
    says = "Stock left and demand met, by day"
    for row in then.head(1).iter_rows(named=True):
        says = (
            f"On day {DAY}, {wording.share(row['met'])} of the demand for {wording.lower(row['name'])} is met"
        )
    return Figure(
        "endurance-curves",
        says,
        "Stock and production against consumption. Each ally lives on its own stock, so that demand goes "
        "unmet while others still have some. Bands: the rates of a class may turn out anywhere in "
        "their range, and days vary.",
        shares,
        partial(charts.endurance_curves, shares, says),
        empty="No ally holds any stock, so that there is no curve of it.",
    )


def _stocks(answer: Answer) -> Table:
    rows = answer.whole.drop("name", "unit", strict=False).join(
        answer.case["supply_classes"].select("supply_class", "name", "unit"),
        on="supply_class",
        how="left",
        maintain_order="left",
    )
    return Table(
        "stocks",
        "All allies: stock, consumption and what is missing for the target, class by class",
        rows.with_columns(
            counted_words=pl.when("counted").then(pl.lit("yes")).otherwise(pl.lit("assumed in days"))
        ),
        (
            Column("name", "Class of supply", short="Class"),
            Column("unit", "Unit", wide_only=True),
            Column("usable", "Usable", "short", status="assumed"),
            Column("daily", "A day", "short", hint="on the first days", status="estimated"),
            Column("days", "Days", "days", status="assumed", term="days_of_supply"),
            Column("target_days", "Target, days", "count", "Target", term="days_of_supply"),
            Column("missing", "Missing", "short", hint="sum of what allies lack", status="estimated"),
            Column("cost", "Cost, bn", "bn", status="estimated"),
            Column(
                "rotation",
                "Renewed a year",
                "short",
                hint="at the target, by shelf life",
                status="estimated",
                wide_only=True,
            ),
            Column("counted_words", "Counted", wide_only=True),
        ),
    )


def _production(answer: Answer) -> tuple[Note | Table, ...]:
    daily = answer.whole.select("supply_class", "daily")
    savings = answer.endurance.savings.join(daily, on="supply_class", how="left", maintain_order="left")
    return (
        Note(
            "Lines deliver from day 0 and surge by extra shifts. Saved is the stock that need not be held to "
            f"last {TO_LAST} days."
        ),
        Table(
            "production",
            "Production and what it saves, class by class",
            savings.with_columns(
                name=pl.col("supply_class").replace_strict(answer.classes),
                part=pl.col("surged") / pl.col("daily"),
            ),
            (
                Column("name", "Class of supply", short="Class"),
                Column("output", "A day, at the start", "short", "A day", status="estimated"),
                Column("surged", "A day, in surge", "short", "In surge", status="estimated"),
                Column("part", "Of the first days' consumption", "share", "Of demand", status="estimated"),
                Column("saved", "Saved", "short", status="estimated"),
                Column("value", "Worth, bn", "bn", status="estimated"),
                Column(
                    "without",
                    "All stock lasts to",
                    "on_day",
                    "Lasts to",
                    "shared among all, without production",
                    wide_only=True,
                ),
                Column("with", "with production", "on_day", wide_only=True),
            ),
            empty="No line makes anything of what is consumed.",
        ),
        Table(
            "first-out",
            "Every stock that runs out in the year",
            answer.first_out.with_columns(
                band=pl.struct("low", "high").map_elements(
                    lambda row: band(row["low"], row["high"]), return_dtype=pl.String
                )
            ),
            (
                Column("ally_name", "Ally"),
                Column("class_name", "Class of supply", short="Of"),
                Column("day", "Day", "day"),
                Column("band", "8 of 10 sampled worlds", "key", "8 of 10 worlds"),
                Column("without", "Without lines", "day"),
                Column("met", "Demand of the year met", "share", "Met in a year"),
            ),
            FIRST_OUT,
            "No stock that a capability counts runs out within a year.",
        ),
    )


def _needs(answer: Answer) -> Table:
    return needs_table(
        "What the defence plans need of logistics and supply, beside what the Alliance holds",
        answer.requirement,
        answer.names("capabilities", "capability"),
        "The defence plans need nothing of logistics and supply.",
    )


LIMITS = Items(
    (
        "Real stocks of ammunition are secret; nearly all are assumed, and so is who runs out first.",
        "Every ally fights with all of its forces, alone on its own stock: a coalition would share, "
        "and few fight everywhere at once. Days of supply are therefore rather short.",
        "An army that runs low fires less. Rates here do not fall as stocks do.",
        "Depots never run out in the distribution model, and trucks are never short: it sizes, and "
        "does not ration.",
        "Classes that no capability counts rest on assumed days of stock, the same for every ally.",
    )
)
