"""The page that `sinews endurance` writes: curves, heat map, who runs out first, production, distribution."""

from __future__ import annotations

import polars as pl

from sinews.enablers.supply.endurance import TO_LAST
from sinews.enablers.supply.stocks import ALLIANCE, ammunition_sites
from sinews.enablers.supply.tables import factor
from sinews.present import wording
from sinews.present.charts import supply as charts
from sinews.present.report import markup
from sinews.present.report.content import Draft, Part
from sinews.present.report.distribution import distribution_part
from sinews.present.report.markup import Cell, Column, number_cell, quantity_cell
from sinews.present.report.page import document
from sinews.present.supply import Answer, band, headline, on_day


def render_endurance(answer: Answer) -> str:
    """Return the page as HTML text."""
    endurance, settings = answer.endurance, answer.case.settings
    of_year = "at the start" if endurance.year is None else f"at the end of {endurance.year}"
    subtitle = (
        f"Case “{settings.name}” · campaign of {endurance.intensity} intensity · stocks {of_year} · money in "
        f"{settings.currency} at {settings.price_year} prices"
    )
    parts = [
        _days(answer),
        _curves(answer),
        _production(answer),
        distribution_part(answer),
        _needs(answer),
        _limits(),
    ]
    return document("How long does the fight last on what is there?", subtitle, parts, answer.case)


def _days(answer: Answer) -> Part:
    draft = Draft("days", "Days of supply")
    draft.add(*(markup.paragraph(sentence, "lead") for sentence in headline(answer)))
    classes = answer.case["supply_classes"].select("supply_class", "name", "unit")
    order = [answer.classes[supply_class] for supply_class in answer.counted]
    stocks = answer.endurance.stocks.filter(pl.col("supply_class").is_in(answer.counted)).join(
        classes, on="supply_class", maintain_order="left"
    )
    names = answer.allies
    shown = stocks.with_columns(pl.col("ally").replace_strict(names)).select(
        "ally", "name", "days", "usable", "unit"
    )
    own = stocks.filter(pl.col("ally") != ALLIANCE).drop_nulls("days")
    met = own.filter(pl.col("days") >= charts.STEPS[-1]).height
    draft.draw(
        "days-heat",
        charts.days_heat_map(
            shown,
            order,
            f"{met} of {own.height} national stocks last {charts.STEPS[-1]:.0f} days or more",
        ),
        "Classes whose stock a capability counts. Stocks of ammunition are secret nearly everywhere: most "
        "figures are assumed, and meant to be replaced. The last row is the sum of all allies, pools and "
        "pipelines included.",
    )
    first = answer.first_out
    labelled = first.with_columns(
        label=pl.concat_str(
            pl.col("ally").replace_strict(names),
            pl.lit(": "),
            pl.col("supply_class").replace_strict(answer.classes),
        )
    )
    if first.height:
        head = first.row(0, named=True)
        what = wording.lower(answer.classes[head["supply_class"]])
        title = f"{names[head['ally']]} runs out of {what} on {on_day(head['day'])}"
        draft.draw(
            "first-out", charts.first_out(labelled, title), "The order of the first stocks to run out."
        )
    filled, needed = ammunition_sites(answer.case, answer.endurance.stocks)
    draft.add(
        _stock_table(answer),
        markup.paragraph(
            f"Ammunition fills {wording.number(filled)} sites of "
            f"{wording.number(factor(answer.case, 'ammunition_site'))} tonnes; for the target it would fill "
            f"{wording.number(needed)}."
        ),
    )
    return draft.finished()


def _curves(answer: Answer) -> Part:
    draft = Draft("curves", "Endurance curves")
    opening = answer.endurance.stocks.filter(pl.col("ally") == ALLIANCE).select("supply_class", "usable")
    # what lies in pools and pipelines is no ally's own: the curves are those of the allies
    own = (
        answer.endurance.stocks.filter(pl.col("ally") != ALLIANCE)
        .group_by("supply_class", maintain_order=True)
        .agg(opening=pl.col("usable").sum())
    )
    shares = (
        answer.endurance.curves.join(own, on="supply_class", maintain_order="left")
        .filter((pl.col("opening") > 0) & pl.col("supply_class").is_in(opening["supply_class"].implode()))
        .with_columns(pl.col("stock", "low", "middle", "high") / pl.col("opening"))
        .with_columns(name=pl.col("supply_class").replace_strict(answer.classes))
    )
    day = 30
    then = shares.filter((pl.col("day") == day) & pl.col("supply_class").is_in(answer.counted)).sort("met")
    worst = then.row(0, named=True)
    title = (
        f"On day {day}, {wording.share(worst['met'])} of the demand for {wording.lower(worst['name'])} is met"
    )
    draft.draw(
        "endurance-curves",
        charts.endurance_curves(shares, title),
        "Stock and production against consumption. Each ally lives on its own stock, so that demand goes "
        "unmet while others still have some. Bands: the rates of a class may turn out anywhere in "
        "their range, and days vary.",
    )
    return draft.finished()


def _stock_table(answer: Answer) -> str:
    rows = answer.endurance.stocks.filter(pl.col("ally") == ALLIANCE)
    units = dict(answer.case["supply_classes"].select("supply_class", "unit").iter_rows())
    return markup.table(
        "All allies: stock, consumption and what is missing for the target, class by class",
        [
            Column("Class of supply"),
            Column("Unit"),
            Column("Usable", numeric=True),
            Column("A day", numeric=True, hint="on the first days"),
            Column("Days", numeric=True),
            Column("Target, days", numeric=True),
            Column("Missing", numeric=True, hint="sum of what allies lack"),
            Column("Cost, bn", numeric=True),
            Column("Renewed a year", numeric=True, hint="at the target, by shelf life"),
            Column("Counted"),
        ],
        [
            [
                answer.classes[row["supply_class"]],
                units[row["supply_class"]],
                quantity_cell(row["usable"]),
                quantity_cell(row["daily"]),
                number_cell(row["days"], 1),
                quantity_cell(row["target_days"]),
                quantity_cell(row["missing"]),
                number_cell(None if row["cost"] is None else row["cost"] / 1000, 2),
                quantity_cell(row["rotation"]),
                "yes" if row["counted"] else "assumed in days",
            ]
            for row in rows.iter_rows(named=True)
        ],
    )


def _production(answer: Answer) -> Part:
    draft = Draft("production", "What surge production saves")
    daily = dict(
        answer.endurance.stocks.filter(pl.col("ally") == ALLIANCE).select("supply_class", "daily").iter_rows()
    )
    draft.add(
        markup.paragraph(
            "Lines deliver from day 0 and surge by extra shifts. Saved is the stock that need not be held to "
            f"last {TO_LAST} days."
        ),
        markup.table(
            "Production and what it saves, class by class",
            [
                Column("Class of supply"),
                Column("A day, at the start", numeric=True),
                Column("A day, in surge", numeric=True),
                Column("Of the first days' consumption", numeric=True),
                Column("Saved", numeric=True),
                Column("Worth, bn", numeric=True),
                Column("All stock lasts to", numeric=True, hint="shared among all, without production"),
                Column("with production", numeric=True),
            ],
            [
                [
                    answer.classes[row["supply_class"]],
                    quantity_cell(row["output"]),
                    quantity_cell(row["surged"]),
                    Cell(wording.share(row["surged"] / daily[row["supply_class"]], 1)),
                    quantity_cell(row["saved"]),
                    number_cell(None if row["value"] is None else row["value"] / 1000, 2),
                    Cell(on_day(row["without"]), row["without"]),
                    Cell(on_day(row["with"]), row["with"]),
                ]
                for row in answer.endurance.savings.iter_rows(named=True)
            ],
        ),
        markup.table(
            "Every stock that runs out in the year",
            [
                Column("Ally"),
                Column("Class of supply"),
                Column("Day", numeric=True),
                Column("8 of 10 sampled worlds"),
                Column("Without lines", numeric=True),
                Column("Demand of the year met", numeric=True),
            ],
            [
                [
                    answer.allies[row["ally"]],
                    answer.classes[row["supply_class"]],
                    number_cell(row["day"]),
                    band(row["low"], row["high"]),
                    number_cell(row["without"]),
                    Cell(wording.share(row["met"]), row["met"]),
                ]
                for row in answer.first_out.iter_rows(named=True)
            ],
        ),
    )
    return draft.finished()


def _needs(answer: Answer) -> Part:
    names = dict(answer.case["capabilities"].select("capability", "name").iter_rows())
    draft = Draft("needs", "Requirement")
    draft.add(
        markup.table(
            "What the defence plans need of logistics and supply, beside what the Alliance holds",
            [
                Column("Capability"),
                Column("Held", numeric=True),
                Column("Needed", numeric=True),
                Column("Times what is held", numeric=True),
                Column("Because"),
            ],
            [
                [
                    names[row["capability"]],
                    quantity_cell(row["held"]),
                    quantity_cell(row["needed"]),
                    number_cell(row["needed"] / row["held"] if row["held"] else None, 2),
                    row["driver"],
                ]
                for row in answer.requirement.iter_rows(named=True)
            ],
        )
    )
    return draft.finished()


def _limits() -> Part:
    draft = Draft("limits", "What the model leaves out")
    draft.add(
        markup.items(
            [
                "Real stocks of ammunition are secret; nearly all are assumed, and so is who runs out first.",
                "Every ally fights with all of its forces, alone on its own stock: a coalition would share, "
                "and few fight everywhere at once. Days of supply are therefore rather short.",
                "An army that runs low fires less. Rates here do not fall as stocks do.",
                "Depots never run out in the distribution model, and trucks are never short: it sizes, and "
                "does not ration.",
                "Classes that no capability counts rest on assumed days of stock, the same for every ally.",
            ]
        )
    )
    return draft.finished()
