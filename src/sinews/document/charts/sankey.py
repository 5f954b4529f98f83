"""A Sankey diagram: quantities that flow through ordered layers of nodes, drawn from computed coordinates.

The width of a ribbon is its quantity, at one scale throughout (M. H. P. R. Sankey, The Thermal Efficiency of
Steam-Engines, Minutes of Proceedings of the Institution of Civil Engineers 125, 1896). Vega-Lite has no such
mark; ribbons are paths of cubic Bézier curves, drawn as symbols of a shape of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import altair as alt
import polars as pl

from sinews.document.charts.marks import WIDTH
from sinews.document.charts.style import INK, MUTED, Chart

NODE_WIDTH = 13
GAP = 9
LINE = 15
"""Distance of the labels of neighbouring nodes, in pixels: small nodes are set so far apart."""

HEADING = 26
MARGIN = 150
"""Room for the labels of the first and of the last layer, each, in pixels."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where nodes and ribbons lie, in pixels from the upper left corner.

    Attributes
    ----------
    nodes
        The nodes as given, with value, x, top, bottom.
    ribbons
        The flows as given, with left, right, left_top, left_bottom, right_top, right_bottom.
    width, height
        The extent of all nodes.
    """

    nodes: pl.DataFrame
    ribbons: pl.DataFrame
    width: float
    height: float


def lay_out(nodes: pl.DataFrame, flows: pl.DataFrame, *, width: float, thickness: float) -> Layout:
    """Place nodes in their layers, and ribbons between them.

    Parameters
    ----------
    nodes
        node (key), layer (0, 1, ... from left to right); nodes of a layer stand in the order of the rows.
    flows
        origin, destination (keys of nodes, the origin in an earlier layer), value (above 0).
    width
        Distance from the left edge of the first layer to the right edge of the last.
    thickness
        Pixels that all nodes of the fullest layer are high together, without the gaps between them.

    Returns
    -------
    A node is as high as what flows in or what flows out, whichever is more. Ribbons leave and enter a node
    in the order of the nodes at their other ends. Layers are centred.
    """
    throughput = _throughput(nodes, flows)
    fullest = throughput.group_by("layer", maintain_order=True).agg(pl.col("value").sum())["value"].max()
    assert fullest is None or isinstance(fullest, float)
    scale = thickness / fullest if fullest else 0.0
    placed = _stacked(throughput.with_columns(size=pl.col("value") * scale))
    extent = placed.group_by("layer", maintain_order=True).agg(low=pl.col("bottom").max())
    height = max(extent["low"].to_list(), default=0.0)
    last = max(nodes["layer"].to_list(), default=0)
    step = (width - NODE_WIDTH) / max(last, 1)
    placed = (
        placed.join(extent, on="layer", how="left", maintain_order="left")
        .with_columns(pl.col("top", "bottom") + (height - pl.col("low")) / 2, x=pl.col("layer") * step)
        .drop("low", "size")
    )
    return Layout(placed, _ribbons(placed, flows, scale), width, height)


def sankey(
    nodes: pl.DataFrame,
    flows: pl.DataFrame,
    headings: Sequence[str],
    amount: Callable[[float], str],
    *,
    thickness: float = 380,
) -> Chart:
    """Return a Sankey diagram, without title.

    Parameters
    ----------
    nodes
        node (key), label (as it is written), layer (0, 1, ... from left to right), colour (as of CSS); the
        nodes of a layer stand in the order of the rows.
    flows
        origin, destination (keys of nodes, the origin in an earlier layer), value (above 0), colour.
    headings
        A heading for each layer.
    amount
        Writes a value with its unit, for labels and tooltips.
    thickness
        Pixels that all nodes of the fullest layer are high together, without the gaps between them.
    """
    layout = lay_out(nodes, flows, width=WIDTH - 2 * MARGIN, thickness=thickness)
    placed = layout.nodes.with_columns(
        _written(layout.nodes, amount),
        middle=((pl.col("top") + pl.col("bottom")) / 2).round(2),
        right=pl.col("x") + NODE_WIDTH,
    ).with_columns(text=pl.format("{} {}", "label", "amount"))
    scales = {
        "x": alt.Scale(domain=[-MARGIN, layout.width + MARGIN], nice=False, zero=False),
        "y": alt.Scale(domain=[layout.height, -HEADING], nice=False, zero=False),
    }
    layers = [
        _draw_ribbons(layout, placed, amount, scales),
        _draw_nodes(placed, scales),
        *_draw_labels(placed, scales),
        _draw_headings(headings, layout, scales),
    ]
    chart: Chart = alt.layer(*layers).properties(width=WIDTH, height=layout.height + HEADING)
    return chart


def _throughput(nodes: pl.DataFrame, flows: pl.DataFrame) -> pl.DataFrame:
    """Return the nodes with their value: what flows in or out, whichever is more."""
    ends = {
        end: flows.group_by(pl.col(end).alias("node"), maintain_order=True).agg(
            pl.col("value").sum().alias(end)
        )
        for end in ("origin", "destination")
    }
    joined = nodes
    for sums in ends.values():
        joined = joined.join(sums, on="node", how="left", maintain_order="left")
    return joined.with_columns(
        value=pl.max_horizontal("origin", "destination").fill_null(0.0).cast(pl.Float64)
    ).drop("origin", "destination")


def _stacked(nodes: pl.DataFrame) -> pl.DataFrame:
    """Return the nodes with top and bottom, each layer from 0 down; labels keep their distance."""
    before = pl.col("size").shift(1).over("layer")
    pitch = pl.max_horizontal(pl.lit(float(GAP)), LINE - (before + pl.col("size")) / 2)
    return nodes.with_columns(
        bottom=(pl.col("size") + pl.when(before.is_null()).then(0.0).otherwise(pitch)).cum_sum().over("layer")
    ).with_columns(top=pl.col("bottom") - pl.col("size"))


def _ribbons(placed: pl.DataFrame, flows: pl.DataFrame, scale: float) -> pl.DataFrame:
    """Return the flows with the places of both their ends."""
    place = placed.with_row_index("rank").select("node", "rank", "x", "top")
    ends = flows
    for end, at in (("origin", "left"), ("destination", "right")):
        ends = ends.join(
            place.rename({"node": end, "rank": f"{at}_rank", "x": at, "top": f"{at}_start"}),
            on=end,
            how="left",
            maintain_order="left",
        )
    ends = ends.with_columns(size=pl.col("value") * scale, left=pl.col("left") + NODE_WIDTH)
    for at, end, other in (("left", "origin", "right_rank"), ("right", "destination", "left_rank")):
        ends = ends.sort(other, maintain_order=True).with_columns(
            (pl.col(f"{at}_start") + pl.col("size").cum_sum().over(end)).alias(f"{at}_bottom")
        )
        ends = ends.with_columns((pl.col(f"{at}_bottom") - pl.col("size")).alias(f"{at}_top"))
    return ends.sort("left_rank", "right_rank").drop(
        "left_rank", "right_rank", "left_start", "right_start", "size"
    )


def _written(rows: pl.DataFrame, amount: Callable[[float], str]) -> pl.Series:
    """Return the values of rows in words."""
    return pl.Series("amount", [amount(value) for value in rows["value"]], pl.String)


def _draw_ribbons(
    layout: Layout, placed: pl.DataFrame, amount: Callable[[float], str], scales: dict[str, alt.Scale]
) -> alt.Chart:
    """Return the ribbons: symbols of their own shape, all at the corner, so large that a unit is a pixel."""
    ribbons = layout.ribbons
    labels = dict(placed.select("node", "label").iter_rows())
    rows = ribbons.select(
        pl.Series("path", [_path(row) for row in ribbons.iter_rows(named=True)], pl.String),
        _written(ribbons, amount),
        "colour",
        **{
            end: pl.col(column).replace_strict(labels, return_dtype=pl.String)
            for end, column in (("from", "origin"), ("to", "destination"))
        },
        x=pl.lit(0.0),
        y=pl.lit(0.0),
    )
    chart: alt.Chart = (
        alt.Chart(rows)
        .mark_point(size=4, filled=True, opacity=0.42, strokeWidth=0)
        .encode(
            x=alt.X("x:Q", scale=scales["x"], axis=None),
            y=alt.Y("y:Q", scale=scales["y"], axis=None),
            shape=alt.Shape("path:N", scale=None, legend=None),
            color=alt.Color("colour:N", scale=None),
            tooltip=[
                alt.Tooltip("from:N", title="From"),
                alt.Tooltip("to:N", title="To"),
                alt.Tooltip("amount:N", title="Amount"),
            ],
        )
    )
    return chart


def _path(ribbon: dict[str, float]) -> str:
    """Return a ribbon's outline as the path of SVG: two level Bézier curves and its ends."""
    left, right = ribbon["left"], ribbon["right"]
    bend = (left + right) / 2
    points = ribbon["left_top"], ribbon["right_top"], ribbon["right_bottom"], ribbon["left_bottom"]
    a, b, c, d = (f"{point:.1f}" for point in points)
    x, m, z = f"{left:.1f}", f"{bend:.1f}", f"{right:.1f}"
    return f"M{x},{a}C{m},{a},{m},{b},{z},{b}L{z},{c}C{m},{c},{m},{d},{x},{d}Z"


def _draw_nodes(placed: pl.DataFrame, scales: dict[str, alt.Scale]) -> alt.Chart:
    rows = placed.select("label", "amount", "colour", pl.col("x", "right", "top", "bottom").round(2))
    chart: alt.Chart = (
        alt.Chart(rows)
        .mark_rect()
        .encode(
            x=alt.X("x:Q", scale=scales["x"], axis=None),
            x2="right:Q",
            y=alt.Y("top:Q", scale=scales["y"], axis=None),
            y2="bottom:Q",
            color=alt.Color("colour:N", scale=None),
            tooltip=[alt.Tooltip("label:N", title="Name"), alt.Tooltip("amount:N", title="Amount")],
        )
    )
    return chart


def _draw_labels(placed: pl.DataFrame, scales: dict[str, alt.Scale]) -> list[alt.Chart]:
    """Return the labels: left of the first layer, and right of the others, on a white rim."""
    first = placed.filter(pl.col("layer") == 0).select("text", "middle", place="x")
    others = placed.filter(pl.col("layer") > 0).select("text", "middle", place="right")
    drawn = [
        alt.Chart(first).mark_text(align="right", dx=-6, fontSize=11, color=INK),
        alt.Chart(others).mark_text(
            align="left", dx=6, fontSize=11, stroke="white", strokeWidth=3, opacity=0.85
        ),
        alt.Chart(others).mark_text(align="left", dx=6, fontSize=11, color=INK),
    ]
    return [
        chart.encode(
            x=alt.X("place:Q", scale=scales["x"], axis=None),
            y=alt.Y("middle:Q", scale=scales["y"], axis=None),
            text="text:N",
        )
        for chart in drawn
    ]


def _draw_headings(headings: Sequence[str], layout: Layout, scales: dict[str, alt.Scale]) -> alt.Chart:
    last = max(len(headings) - 1, 1)
    rows = pl.DataFrame(
        {
            "text": list(headings),
            "x": [
                place * (layout.width - NODE_WIDTH) / last + NODE_WIDTH / 2 for place in range(len(headings))
            ],
            "y": [-16.0] * len(headings),
        }
    )
    chart: alt.Chart = (
        alt.Chart(rows)
        .mark_text(fontSize=11, fontWeight="bold", color=MUTED, align="center")
        .encode(
            x=alt.X("x:Q", scale=scales["x"], axis=None),
            y=alt.Y("y:Q", scale=scales["y"], axis=None),
            text="text:N",
        )
    )
    return chart
