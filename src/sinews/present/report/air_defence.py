"""The page that `sinews airdefence` writes: maps, marginal curve, magazines, allies, what it takes."""

from __future__ import annotations

import polars as pl

from sinews.enablers.air_defence import Coverage
from sinews.enablers.air_defence.tables import planning_value
from sinews.present import wording
from sinews.present.air_defence import Answer, days_left, depth_share, headline, price_of_equity
from sinews.present.charts import air_defence as charts
from sinews.present.report import markup
from sinews.present.report.content import Draft, Part
from sinews.present.report.markup import Column, met_cell, number_cell, quantity_cell
from sinews.present.report.page import document


def render_air_defence(answer: Answer) -> str:
    """Return the page as HTML text."""
    settings = answer.case.settings
    subtitle = f"Case “{settings.name}” · the units held {answer.when} · nominal planning radii by class"
    parts = [
        _maps(answer),
        _layers(answer),
        _curve(answer),
        _allies(answer),
        _magazines(answer),
        _saturation(answer),
        _needs(answer),
    ]
    return document(
        "What does air and missile defence cover, and for how long?",
        subtitle,
        [*parts, _limits()],
        answer.case,
    )


def _maps(answer: Answer) -> Part:
    draft = Draft("coverage", "Covered and uncovered")
    draft.add(*(markup.paragraph(sentence, "lead") for sentence in headline(answer)))
    shown: list[tuple[str, Coverage, str]] = [("depth", answer.pooled, answer.when)]
    if answer.year is not None:
        shown.insert(0, ("depth-today", answer.today, "today"))
    for key, coverage, when in shown:
        draft.draw(
            key,
            charts.depth_map(
                coverage.sites,
                f"{wording.share(depth_share(coverage, 2))} of the weighted sites are covered by two "
                f"layers, {when}",
            ),
            "Cities of 100,000 inhabitants and more, ports, airports, border crossings, rail hubs "
            "and assembly regions "
            "of the European allies. Units are pooled, and stand where together they cover the most. "
            f"Certified: no choice of places covers {wording.percentage(100 * coverage.gap)} more.",
        )
    return draft.finished()


def _layers(answer: Answer) -> Part:
    draft = Draft("layers", "Layer by layer")
    covered = dict(answer.pooled.by_layer.iter_rows())
    for layer in answer.pooled.by_layer["layer"]:
        name = answer.layers[layer]
        draft.draw(
            f"layer-{layer}",
            charts.layer_map(
                answer.pooled.sites,
                layer,
                f"{name}: {wording.share(covered[layer])} of the weight, {answer.when}",
            ),
            f"What the units of this layer cover, {answer.when}, pooled.",
        )
    draft.add(
        markup.table(
            "Share of the weighted sites covered, by layer",
            [
                Column("Layer"),
                Column("Usable units", numeric=True),
                Column("Placed", numeric=True, hint="units that add something"),
                Column("National", numeric=True),
                Column("Pooled", numeric=True),
                Column("Pooled, low radii", numeric=True),
                Column("Pooled, high radii", numeric=True),
            ],
            [
                [
                    answer.layers[row["layer"]],
                    quantity_cell(row["usable"]),
                    quantity_cell(row["placed"]),
                    *(
                        met_cell(dict(cover.by_layer.iter_rows())[row["layer"]])
                        for cover in (answer.national, answer.pooled, answer.low, answer.high)
                    ),
                ]
                for row in answer.pooled.units.iter_rows(named=True)
            ],
        ),
        markup.table(
            "Share of the weighted sites that a layer covers which answers the threat",
            [Column("Threat"), Column("National", numeric=True), Column("Pooled", numeric=True)],
            [
                [name, met_cell(national), met_cell(pooled)]
                for (_, name, national), (_, _, pooled) in zip(
                    answer.national.by_threat.iter_rows(), answer.pooled.by_threat.iter_rows(), strict=True
                )
            ],
        ),
    )
    return draft.finished()


def _curve(answer: Answer) -> Part:
    draft = Draft("curve", "What more units add")
    pledged = answer.curve.filter(pl.col("multiple") == (answer.pledged or 0.0))
    title = "Protection by the number of units"
    for row in pledged.iter_rows(named=True):
        title = f"{row['multiple']:g} times today's units cover {wording.share(row['two'])} by two layers"
    draft.draw(
        "marginal-curve",
        charts.marginal_curve(answer.curve, answer.pledged, title),
        "All classes grow alike. The index is the value of the cover as a share of that of every "
        "site covered by every "
        "layer; a further layer is worth less than the one before.",
    )
    return draft.finished()


def _allies(answer: Answer) -> Part:
    draft = Draft("allies", "Coverage by ally")
    names = dict(answer.case["allies"].select("ally", "name").iter_rows())
    covers = {"national": answer.national, "pooled": answer.pooled, "even": answer.even}
    shares = pl.concat(
        [cover.by_ally.select("ally", units=pl.lit(name), share="index") for name, cover in covers.items()]
    ).pivot("units", index="ally", values="share")
    draft.draw(
        "by-ally",
        charts.coverage_by_ally(
            shares.with_columns(pl.col("ally").replace_strict(names)),
            f"Gini coefficient of protection: {answer.national.gini:.2f} by national units, "
            f"{answer.pooled.gini:.2f} pooled, {answer.even.gini:.2f} shared evenly",
        ),
        "0 is the same protection in every ally. Pooled units serve the Alliance's total, and an ally with "
        "many units of its own may be covered less than by keeping them at home. Even sharing is the other "
        f"end. {price_of_equity(answer)}",
    )
    return draft.finished()


def _magazines(answer: Answer) -> Part:
    draft = Draft("magazines", "Magazine depth")
    shortest = answer.magazines.drop_nulls("lasts_high").sort("lasts_high").head(1)
    title = "Production keeps up with the raids"
    for row in shortest.iter_rows(named=True):
        title = f"{row['name']}: {row['lasts_high']:,.0f} days at high use"
    draft.draw(
        "magazine-curves",
        charts.magazine_curves(answer.curves, title),
        "Low and high use take the low and high ends of raid rate, share engaged and shots all at "
        "once. Production is at "
        "the rate of the year, less what Ukraine has been promised of it.",
    )
    draft.add(
        markup.table(
            "Days until the stock of the Alliance is exhausted",
            [
                Column("Class"),
                Column("Stock", numeric=True),
                Column("Made a day", numeric=True),
                Column("Used a day", numeric=True),
                Column("Low use", numeric=True),
                Column("Planned", numeric=True),
                Column("High use", numeric=True),
            ],
            [
                [
                    row["name"],
                    quantity_cell(row["stock"]),
                    number_cell(row["production"], 1),
                    number_cell(row["planned"], 1),
                    *(days_left(row[key]) for key in ("lasts_low", "lasts", "lasts_high")),
                ]
                for row in answer.magazines.iter_rows(named=True)
            ],
            sortable=False,
        ),
        markup.table(
            "Cost exchange: interceptors for one engaged threat, beside what the threat cost "
            f"({answer.case.settings.currency} m)",
            [
                Column("Threat"),
                Column("Layer"),
                Column("Interceptors", numeric=True),
                Column("Threat, price", numeric=True),
                Column("Ratio", numeric=True),
            ],
            [
                [
                    dict(answer.case["raids"].select("threat", "name").iter_rows())[row["threat"]],
                    answer.layers[row["layer"]],
                    number_cell(row["interceptors"], 2),
                    number_cell(row["price"], 2),
                    number_cell(row["ratio"], 1),
                ]
                for row in answer.exchange.iter_rows(named=True)
            ],
        ),
    )
    return draft.finished()


def _saturation(answer: Answer) -> Part:
    draft = Draft("saturation", "Ready rounds against one raid")
    share = planning_value(answer.case, "raid_units")
    draft.add(
        markup.paragraph(
            f"The threats of a day come at once and meet {share:g} % of the usable units. A layer engages "
            "what it has ready rounds for; the rest gets through it. A high raid is met by the low end of "
            "ready rounds. “Short from” is the size of the raid from which rounds are short, as a multiple."
        ),
        markup.table(
            "Rounds ready and wanted, and threats without a round",
            [
                Column("Layer"),
                Column("Raid"),
                Column("Rounds ready", numeric=True),
                Column("Wanted", numeric=True),
                Column("Threats engaged", numeric=True),
                Column("Without a round", numeric=True),
                Column("Short from", numeric=True),
            ],
            [
                [
                    row["name"],
                    row["raid"],
                    number_cell(row["ready"], 0),
                    number_cell(row["wanted"], 1),
                    number_cell(row["engaged"], 1),
                    number_cell(row["beyond"], 1),
                    number_cell(row["multiple"], 1),
                ]
                for row in answer.saturation.iter_rows(named=True)
            ],
            sortable=False,
        ),
    )
    return draft.finished()


def _needs(answer: Answer) -> Part:
    draft = Draft("needs", "What the stated ambition takes")
    draft.add(
        markup.table(
            f"Units and interceptors needed, beside what is held {answer.when}",
            [
                Column("Capability"),
                Column("Held", numeric=True),
                Column("Needed", numeric=True),
                Column("Times", numeric=True),
                Column("What drives it"),
            ],
            [
                [
                    answer.capabilities[row["capability"]],
                    quantity_cell(row["held"]),
                    quantity_cell(row["needed"]),
                    number_cell(row["needed"] / row["held"] if row["held"] else None, 1),
                    row["driver"],
                ]
                for row in answer.requirement.iter_rows(named=True)
            ],
        )
    )
    return draft.finished()


def _limits() -> Part:
    draft = Draft("limits", "What is left out")
    draft.add(
        markup.items(
            [
                "A site within a nominal radius counts as covered. Terrain, altitude, speed and "
                "direction are left out, "
                "so that true coverage, above all against low flyers, is smaller.",
                "One unit covers any number of sites at once; ready rounds are set against a raid by layer, "
                "not place by place, and how many targets a unit can follow at a time is left out. "
                "Fighters and ships are left out; they add.",
                "Interceptors are shared by the whole Alliance without the time to move them. Stocks "
                "last less long "
                "where the raids fall.",
                "An engaged threat is not always a threat shot down. The page counts engagements, not hits.",
                "Radii, raids, weights and shares are largely assumed. They are tables of the case, "
                "and meant to be "
                "replaced.",
            ]
        )
    )
    return draft.finished()
