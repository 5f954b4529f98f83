"""Charts of air and missile defence: maps, the marginal curve, magazines, coverage by ally."""

from __future__ import annotations

import altair as alt
import polars as pl

from sinews.document.charts.base_map import on_base_map
from sinews.document.charts.marks import ROW, WIDTH
from sinews.document.charts.style import ACCENT, FAINT, INK, WARNING, Chart, styled

DEPTHS = ["not covered", "by one layer", "by two", "by three", "by four or more"]
DEPTH_COLOURS = ["#b5400d", "#f0a35e", "#a9cbe3", "#4f93c4", "#154a78"]
COVERED = ["not covered", "covered"]
USES = {"low": "low use", "planned": "planned use", "high": "high use"}
PANEL = 265


def depth_map(sites: pl.DataFrame, title: str) -> Chart:
    """Return a map of sites by the number of layers that cover them.

    Parameters
    ----------
    sites
        name, kind, latitude, longitude, weight, layers.
    title
        What it shows, in a line.
    """
    words = (
        pl.col("layers")
        .clip(0, len(DEPTHS) - 1)
        .replace_strict(dict(enumerate(DEPTHS)), return_dtype=pl.String)
    )
    return _map(sites.with_columns(state=words), DEPTHS, DEPTH_COLOURS, title, None)


def layer_map(sites: pl.DataFrame, layer: str, title: str) -> Chart:
    """Return a map of the sites that one layer covers.

    Parameters
    ----------
    sites
        name, kind, latitude, longitude, weight, and a flag named as the layer.
    layer
        The layer.
    title
        What it shows, in a line.
    """
    words = pl.when(pl.col(layer)).then(pl.lit(COVERED[1])).otherwise(pl.lit(COVERED[0]))
    return _map(sites.with_columns(state=words), COVERED, [WARNING, ACCENT], title, 640)


def _map(sites: pl.DataFrame, order: list[str], colours: list[str], title: str, width: int | None) -> Chart:
    """Return sites on the base map, sized by weight and coloured by `state`, uncovered ones on top."""
    shown = sites.select(
        "name", "kind", "state", pl.col("latitude", "longitude").round(3), pl.col("weight").round(2)
    ).with_columns(place=pl.col("state").replace_strict({word: -i for i, word in enumerate(order)}))
    points = (
        alt.Chart(shown.sort("place", "weight", descending=[False, True], maintain_order=True))
        .mark_circle(opacity=0.85, stroke="white", strokeWidth=0.3, clip=True)
        .encode(
            longitude="longitude:Q",
            latitude="latitude:Q",
            size=alt.Size("weight:Q", scale=alt.Scale(range=[14, 420]), legend=None),
            color=alt.Color("state:N", title=None, scale=alt.Scale(domain=order, range=colours)),
            tooltip=[
                alt.Tooltip("name:N", title="Site"),
                alt.Tooltip("kind:N", title="Kind"),
                alt.Tooltip("weight:Q", title="Weight, points"),
                alt.Tooltip("state:N", title="State"),
            ],
        )
    )
    counted = sites.group_by("state", maintain_order=True).len()
    told = ", ".join(f"{count} sites {state}" for state, count in counted.iter_rows())
    return styled(
        on_base_map(points, width=width),
        title,
        "Area of a circle: weight of the site",
        f"Map of Europe: {told}.",
    )


def marginal_curve(curve: pl.DataFrame, pledged: float | None, title: str) -> Chart:
    """Return protection by multiples of today's units, with the pledged multiple marked.

    Parameters
    ----------
    curve
        multiple, one, two, index.
    pledged
        The multiple that is pledged; None for none.
    title
        What it shows, in a line.
    """
    names = {
        "one": "covered by one layer",
        "two": "covered by two layers",
        "index": "of the most that is possible",
    }
    long = curve.unpivot(
        ["one", "two", "index"], index=["multiple", "units"], variable_name="key", value_name="share"
    )
    shown = long.with_columns(pl.col("share").round(4), what=pl.col("key").replace_strict(names))
    colours = alt.Scale(domain=list(names.values()), range=[FAINT, ACCENT, WARNING])
    lines = (
        alt.Chart(shown)
        .mark_line(point=True, strokeWidth=2)
        .encode(
            x=alt.X(
                "multiple:Q",
                title="multiple of today's units",
                axis=alt.Axis(values=list(range(1, 11)), format="d"),
            ),
            y=alt.Y(
                "share:Q", title="share of weight", axis=alt.Axis(format=".0%"), scale=alt.Scale(zero=False)
            ),
            color=alt.Color("what:N", title=None, scale=colours),
            tooltip=[
                alt.Tooltip("multiple:Q", title="Multiple"),
                alt.Tooltip("units:Q", title="Usable units", format=","),
                alt.Tooltip("what:N", title="What"),
                alt.Tooltip("share:Q", title="Share", format=".1%"),
            ],
        )
    )
    marked = [] if pledged is None else [pledged]
    pledge = pl.DataFrame({"multiple": marked, "text": [f"pledge: {value:g} times" for value in marked]})
    rule = alt.Chart(pledge).mark_rule(color=INK, strokeDash=[4, 3]).encode(x="multiple:Q")
    label = (
        alt.Chart(pledge)
        .mark_text(align="left", dx=5, y=290, color=INK)
        .encode(x="multiple:Q", text="text:N")
    )
    drawn = alt.LayerChart(layer=[lines, rule, label], width=WIDTH, height=300)
    return styled(
        drawn, title, "Share of the weight of all sites; units pooled", "Line chart of protection by units."
    )


def magazine_curves(curves: pl.DataFrame, title: str) -> Chart:
    """Return the stock of each class of interceptors by day, at low, planned and high use.

    Parameters
    ----------
    curves
        name, use, day, stock.
    title
        What they show, in a line.
    """
    shown = curves.filter((pl.col("day") <= 30) | (pl.col("day") % 5 == 0)).with_columns(
        pl.col("stock").round(1), use=pl.col("use").replace_strict(USES)
    )
    colours = alt.Scale(domain=list(USES.values()), range=[FAINT, ACCENT, WARNING])
    drawn = (
        alt.Chart(shown)
        .mark_line(strokeWidth=2)
        .encode(
            x=alt.X("day:Q", title="day of raids", axis=alt.Axis(values=[0, 30, 60, 90, 120, 150, 180])),
            y=alt.Y("stock:Q", title="missiles", axis=alt.Axis(format=",.0f", tickCount=4)),
            color=alt.Color("use:N", title=None, scale=colours),
            tooltip=[
                alt.Tooltip("name:N", title="Class"),
                alt.Tooltip("use:N", title="Use"),
                alt.Tooltip("day:Q", title="Day"),
                alt.Tooltip("stock:Q", title="Stock", format=",.0f"),
            ],
        )
        .properties(width=PANEL - 40, height=170)
        .facet(facet=alt.Facet("name:N", sort=None, title=None), columns=3)
        .resolve_scale(y="independent")
    )
    return styled(drawn, title, "Stock of the Alliance less use, plus production", "Panels of stock by day.")


def coverage_by_ally(shares: pl.DataFrame, title: str) -> Chart:
    """Return the protection of each ally, by national, pooled and evenly shared units.

    Parameters
    ----------
    shares
        ally (name), national, pooled, even: protection as a share of the most that is possible.
    title
        What it shows, in a line.
    """
    names = {"national": "national", "pooled": "pooled", "even": "pooled, shared evenly"}
    shown = shares.with_columns(pl.col(list(names)).round(4)).sort("pooled", "ally", descending=[True, False])
    order = shown["ally"].to_list()
    row = alt.Y("ally:N", sort=order, title=None)
    ends = [pl.min_horizontal(*names).alias("least"), pl.max_horizontal(*names).alias("most")]
    spans = (
        alt.Chart(shown.with_columns(*ends))
        .mark_rule(color=FAINT, strokeWidth=2)
        .encode(y=row, x="least:Q", x2="most:Q")
    )
    long = shown.unpivot(list(names), index="ally", variable_name="units", value_name="share")
    colours = alt.Scale(domain=list(names.values()), range=[WARNING, ACCENT, "#3a9d7c"])
    points = (
        alt.Chart(long.with_columns(pl.col("units").replace_strict(names)))
        .mark_circle(size=70, opacity=1)
        .encode(
            y=row,
            x=alt.X("share:Q", title="protection", axis=alt.Axis(format=".0%")),
            color=alt.Color("units:N", title=None, scale=colours),
            tooltip=["ally:N", "units:N", alt.Tooltip("share:Q", format=".0%")],
        )
    )
    drawn = alt.LayerChart(layer=[spans, points], width=WIDTH - 160, height=ROW * max(len(order), 1))
    return styled(
        drawn,
        title,
        "Of its own sites, beside every one covered by every layer",
        "Dot plot of coverage by ally.",
    )
