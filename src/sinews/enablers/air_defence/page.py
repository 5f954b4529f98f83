"""The document of `sinews airdefence`: maps, marginal curve, magazines, allies, what it takes."""

from __future__ import annotations

from functools import partial

import polars as pl

from sinews.document import Column, Document, Figure, Items, Note, Plot, Section, Table, wording
from sinews.document.tables import needs_table
from sinews.enablers.air_defence import charts
from sinews.enablers.air_defence.answer import Answer, data, depth_share, lead, price_of_equity
from sinews.enablers.air_defence.coverage import Coverage
from sinews.enablers.air_defence.tables import planning_value
from sinews.enablers.air_defence.threat_page import raids_and_output
from sinews.enablers.air_defence.words import days_left, likely

NOWHERE = "There is no site to cover."
ESTIMATED = "estimated"


def page(answer: Answer) -> Document:
    """Return the answer as a document."""
    return Document(
        "airdefence",
        "What does air and missile defence cover, and for how long?",
        f"Case “{answer.case.settings.name}” · the units held {answer.when} · nominal planning radii by "
        "class",
        answer.case,
        answer.holds,
        lead(answer),
        (
            Section("raids", "What comes, and what the other side makes", raids_and_output(answer)),
            Section("coverage", "Covered and uncovered", _maps(answer)),
            Section("layers", "Layer by layer", _layers(answer)),
            Section("curve", "What more units add", _curve(answer)),
            Section("allies", "Coverage by ally", (_allies(answer),)),
            Section("magazines", "Magazine depth", _magazines(answer)),
            Section("saturation", "Ready rounds against one raid", _saturation(answer)),
            Section("needs", "What the stated ambition takes", (_needs(answer),)),
            Section("limits", "What is left out", (LIMITS,), aside=True),
        ),
        data(answer),
    )


def _maps(answer: Answer) -> tuple[Figure, ...]:
    shown: list[tuple[str, Coverage, str]] = [("depth", answer.pooled, answer.when)]
    if answer.year is not None:
        shown.insert(0, ("depth-today", answer.today, "today"))

    def drawn(key: str, coverage: Coverage, when: str) -> Figure:
        two = wording.in_percent(depth_share(coverage, 2))
        says = f"{two} of the weighted sites are covered by two layers, {when}"
        return Figure(
            key,
            says,
            "Cities of 100,000 inhabitants and more, ports, airports, border crossings, rail hubs and "
            "assembly "
            "regions of the European allies. Units are pooled, and stand where together they cover the most. "
            f"Certified: no choice of places covers {wording.in_percent(coverage.gap, 3)} more.",
            coverage.sites,
            partial(charts.depth_map, coverage.sites, says),
            empty=NOWHERE,
        )

    return tuple(drawn(*each) for each in shown)


def _layers(answer: Answer) -> tuple[Figure | Table, ...]:
    names = answer.names("air_defence_layers", "layer")
    sites, units = answer.pooled.sites, answer.pooled.units
    covers = {"national": answer.national, "pooled": answer.pooled, "low": answer.low, "high": answer.high}
    figures = []
    for layer, covered in answer.pooled.by_layer.iter_rows():
        says = f"{names[layer]}: {wording.in_percent(covered)} of the weight, {answer.when}"
        figures.append(
            Figure(
                f"layer-{layer}",
                says,
                f"What the units of this layer cover, {answer.when}, pooled.",
                sites,
                partial(charts.layer_map, sites, layer, says),
                empty=NOWHERE,
            )
        )
    rows = units.select("layer", "usable", "placed", name=pl.col("layer").replace_strict(names))
    for name, cover in covers.items():
        by_layer = cover.by_layer.rename(dict(zip(cover.by_layer.columns, ("layer", name), strict=True)))
        rows = rows.join(by_layer, on="layer", how="left", maintain_order="left")
    depths = pl.DataFrame(
        [
            {"name": f"at least {depth}"}
            | {name: depth_share(cover, depth) for name, cover in covers.items()}
            for depth in (1, 2, 3)
        ]
    )
    threats = pl.DataFrame(
        [
            (name, national, pooled)
            for (_, name, national), (_, _, pooled) in zip(
                answer.national.by_threat.iter_rows(), answer.pooled.by_threat.iter_rows(), strict=True
            )
        ],
        schema={"name": pl.String, "national": pl.Float64, "pooled": pl.Float64},
        orient="row",
    )
    return (
        *figures,
        Table(
            "layers",
            "Share of the weighted sites covered, by layer and by at least so many layers",
            pl.concat([rows, depths], how="diagonal_relaxed"),
            (
                Column("name", "Layer"),
                Column("usable", "Usable units", "count", "Usable"),
                Column("placed", "Placed", "count", hint="units that add something"),
                Column("national", "National", "met"),
                Column("pooled", "Pooled", "met"),
                Column("low", "Pooled, low radii", "met", "Low radii"),
                Column("high", "Pooled, high radii", "met", "High radii"),
            ),
            sortable=False,
        ),
        Table(
            "threats",
            "Share of the weighted sites that a layer covers which answers the threat",
            threats,
            (
                Column("name", "Threat"),
                Column("national", "National", "met"),
                Column("pooled", "Pooled", "met"),
            ),
        ),
    )


def _curve(answer: Answer) -> tuple[Figure | Table, ...]:
    curve, pledged = answer.curve, answer.pledged
    says = "Protection by the number of units"
    for row in curve.filter(pl.col("multiple") == (pledged or 0.0)).iter_rows(named=True):
        says = (
            f"{wording.significant(row['multiple'])} times today's units cover "
            f"{wording.in_percent(row['two'])} by two layers"
        )
    return (
        Figure(
            "marginal-curve",
            says,
            "All classes grow alike. The index is the value of the cover as a share of that of every site "
            "covered "
            "by every layer; a further layer is worth less than the one before.",
            curve,
            partial(charts.marginal_curve, curve, pledged, says),
            Plot("line", "multiple", ("one", "two", "index")),
        ),
        Table(
            "curve",
            "Protection by multiples of today's units, pooled",
            curve.with_columns(
                note=pl.when(pl.col("multiple") == pledged).then(pl.lit("the pledge")).otherwise(pl.lit(""))
            ),
            (
                Column("multiple", "Times", "times"),
                Column("note", ""),
                Column("units", "Usable", "count"),
                Column("one", "One layer", "met"),
                Column("two", "Two", "met"),
                Column("index", "Index", "met", hint="of every site covered by every layer"),
            ),
        ),
    )


def _allies(answer: Answer) -> Figure:
    names = answer.names("allies", "ally")
    covers = {"national": answer.national, "pooled": answer.pooled, "even": answer.even}
    shares = (
        pl.concat(
            [
                cover.by_ally.select("ally", units=pl.lit(name), share="index")
                for name, cover in covers.items()
            ]
        )
        .pivot("units", index="ally", values="share")
        .with_columns(pl.col("ally").replace_strict(names))
    )
    says = (
        f"Gini coefficient of protection: {answer.national.gini:.2f} by national units, "
        f"{answer.pooled.gini:.2f} pooled, {answer.even.gini:.2f} shared evenly"
    )
    return Figure(
        "by-ally",
        says,
        "0 is the same protection in every ally. Pooled units serve the Alliance's total, and an ally with "
        "many "
        "units of its own may be covered less than by keeping them at home. Even sharing is the other end. "
        f"{price_of_equity(answer)}",
        shares,
        partial(charts.coverage_by_ally, shares, says),
        Plot("bar", "ally", ("national", "pooled", "even")) if shares.height else None,
        NOWHERE,
    )


def _magazines(answer: Answer) -> tuple[Figure | Table, ...]:
    says = "No raids use interceptors"
    for row in answer.magazines.drop_nulls("days").sort("days").head(1).iter_rows(named=True):
        says = f"{row['name']}: {wording.significant(row['days'], 2)} days of supply"
    ends = ("lasts_low", "lasts", "lasts_high")
    lasting = (
        answer.magazines.with_columns(
            pl.Series(end, [days_left(days) for days in answer.magazines[end]], dtype=pl.String)
            for end in ends
        )
        .with_columns(
            pl.Series(day, ["later" if on is None else f"{on:,}" for on in answer.magazines[day]], pl.String)
            for day in ("day_10", "day_50", "day_90")
        )
        .with_columns(pl.Series("chance", [likely(part) for part in answer.magazines["chance"]], pl.String))
    )
    threats, layers = answer.names("raids", "threat"), answer.names("air_defence_layers", "layer")
    return (
        Figure(
            "magazine-curves",
            says,
            "Low and high use take the low and high ends of raids, share engaged, shots and chance of a kill "
            "all at once: what may be, not what is likely. Production is at the rate of the year, less what "
            "Ukraine has been promised of it.",
            answer.curves,
            partial(charts.magazine_curves, answer.curves, says),
            empty="There is no class of interceptor.",
        ),
        Table(
            "magazines",
            "How long the magazines last, all plans at once",
            lasting,
            (
                Column("name", "Class"),
                Column("stock", "Stock", "count", status="assumed", hint="usable, and there"),
                Column("production", "Made a day", "number", status=ESTIMATED),
                Column("planned", "Used a day", "number", status=ESTIMATED),
                Column("days", "Days of supply", "count", status="assumed", term="magazine_days"),
                Column("lasts_high", "Lasts, high use", "key", "High use"),
                Column("lasts", "Lasts, planned", "key", "Planned"),
                Column("lasts_low", "Lasts, low use", "key", "Low use"),
            ),
            sortable=False,
        ),
        Table(
            "chances",
            "How likely the magazines last, with raids as they are spread over days",
            lasting,
            (
                Column("name", "Class"),
                Column("target", "Days asked for", "count"),
                Column("chance", "Chance that it lasts them", "key"),
                Column("day_10", "Exhausted by day, in 1 of 10", "key", "1 of 10"),
                Column("day_50", "In half", "key"),
                Column("day_90", "In 9 of 10", "key", "9 of 10"),
            ),
            sortable=False,
        ),
        Table(
            "exchange",
            "Cost exchange: interceptors for one engaged threat, beside what the threat cost "
            f"({answer.case.settings.currency} m)",
            answer.exchange.with_columns(
                threat_name=pl.col("threat").replace_strict(threats, return_dtype=pl.String),
                layer_name=pl.col("layer").replace_strict(layers, return_dtype=pl.String),
            ),
            (
                Column("threat_name", "Threat"),
                Column("layer_name", "Layer"),
                Column("interceptors", "Interceptors", "number", status=ESTIMATED),
                Column("price", "Threat, price", "number", status=ESTIMATED),
                Column("ratio", "Ratio", "times", status=ESTIMATED),
            ),
        ),
    )


def _saturation(answer: Answer) -> tuple[Note | Table, ...]:
    share = planning_value(answer.case, "raid_units")
    return (
        Note(
            f"The threats of a day come at once and meet {share:g} % of the usable units. A layer engages "
            "what it has ready rounds for; the rest gets through it. A high raid is met by the low end of "
            "ready rounds. “Short from” is the size of the raid from which rounds are short, as a multiple."
        ),
        Table(
            "saturation",
            "Rounds ready and wanted, and threats without a round",
            answer.saturation,
            (
                Column("name", "Layer"),
                Column("raid", "Raid"),
                Column("ready", "Rounds ready", "count", status=ESTIMATED),
                Column("wanted", "Wanted", "count", status=ESTIMATED),
                Column("engaged", "Threats engaged", "count", "Engaged", status=ESTIMATED),
                Column("beyond", "Without a round", "count", status=ESTIMATED),
                Column("multiple", "Short from", "times", status=ESTIMATED),
            ),
            sortable=False,
        ),
        Table(
            "leakers",
            "What gets through on a mean day of the first phase",
            answer.leakers,
            (
                Column("name", "Threat"),
                Column("comes", "Come", "number", status=ESTIMATED),
                Column("stopped", "Stopped", "number", status="assumed"),
                Column("leak", "Get through", "number", status="assumed"),
                Column("leak_low", "At the best kill chance", "number", "Best", status="assumed"),
                Column("leak_high", "At the worst", "number", "Worst", status="assumed"),
            ),
            sortable=False,
            empty="There is no threat.",
        ),
    )


def _needs(answer: Answer) -> Table:
    return needs_table(
        f"Units and interceptors needed, beside what is held {answer.when}",
        answer.requirement,
        answer.names("capabilities", "capability"),
        "The stated ambition takes nothing.",
    )


LIMITS = Items(
    (
        "A site within a nominal radius counts as covered. Terrain, altitude, speed and direction are left "
        "out, "
        "so that true coverage, above all against low flyers, is smaller.",
        "One unit covers any number of sites at once; ready rounds are set against a raid by layer, not "
        "place by "
        "place, and how many targets a unit can follow at a time is left out. Fighters and ships are left "
        "out; "
        "they add.",
        "Interceptors are shared by all who are there, without the time to move them. Stocks last less long "
        "where the raids fall. Of North American units and interceptors a quarter counts, everywhere alike; "
        "a unit defends one place.",
        "Raids are those on Ukraine, by one who makes and fires as much as there. How many would come "
        "against the Alliance, and where, nobody knows.",
        "Chances of a kill are assumed. Over Ukraine 18 to 44 % of ballistic and other fast missiles were "
        "stopped in months of 2026, where batteries and rounds were few; in the Emirates over 90 % in March.",
        "Radii, weights and shares are largely assumed. They are tables of the case, and meant to be "
        "replaced.",
    )
)
