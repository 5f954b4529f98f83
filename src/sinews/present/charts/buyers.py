"""Who buys from whom: a matrix of buyers and countries of work, and the same as ribbons."""

from __future__ import annotations

import altair as alt
import polars as pl

from sinews.document import wording
from sinews.document.charts.marks import ROW, label_axis
from sinews.document.charts.sankey import sankey
from sinews.document.charts.style import CATEGORIES, FAINT, MUTED, Chart, styled
from sinews.document.wording import Prices

NAMED = 12
"""Buyers and countries that have a name of their own."""

PARTS = {
    "home": "at home",
    "europe": "in the rest of Europe",
    "usa": "in the United States",
    "others": "elsewhere",
}
COLOURS = dict(zip(PARTS, (FAINT, CATEGORIES[0], CATEGORIES[1], CATEGORIES[3]), strict=True))


def buyers_matrix(bought: pl.DataFrame, names: dict[str, str]) -> Chart:
    """Return a matrix: what part of each ally's money goes to work in which country.

    Parameters
    ----------
    bought
        ally, country, value, part (of `PARTS`).
    names
        Names of allies and countries.
    """
    rows = _shortened(bought, "country").with_columns(
        share=pl.col("value") / pl.col("value").sum().over("ally"),
        label=pl.col("ally").replace(names),
    )
    buyers, makers = _largest(bought, "ally"), _largest(bought, "country")
    labels = [names.get(each, each) for each in buyers]
    columns = [names.get(each, each) for each in makers[:NAMED]] + ([_OTHERS] if len(makers) > NAMED else [])
    rows = rows.group_by("label", "country", maintain_order=True).agg(pl.col("share", "value").sum())
    rows = rows.with_columns(
        maker=pl.col("country").replace(names), per_cent=(100.0 * pl.col("share")).round().cast(pl.Int64)
    ).filter(pl.col("per_cent") > 0)
    home = float(bought.filter(part="home")["value"].sum()) / max(float(bought["value"].sum()), 1e-9)
    title = f"{wording.share(home)} of the money for equipment is for work at home"
    base = alt.Chart(rows).encode(
        x=alt.X(
            "maker:N", sort=columns, title=None, axis=alt.Axis(orient="top", labelAngle=-50, labelLimit=0)
        ),
        y=label_axis(labels),
        tooltip=[
            alt.Tooltip("label:N", title="Buyer"),
            alt.Tooltip("maker:N", title="Work in"),
            alt.Tooltip("share:Q", title="Part of the buyer's money", format=".1%"),
        ],
    )
    cells = base.mark_rect(stroke="white").encode(
        color=alt.Color(
            "share:Q", title="Part of the buyer's money",
            scale=alt.Scale(domain=[0, 1], range=["#eef3f7", CATEGORIES[0]]), legend=alt.Legend(format=".0%"),
        )
    )  # fmt: skip
    figures = base.mark_text(fontSize=9.5).encode(
        text="per_cent:Q", color=alt.condition("datum.share > 0.5", alt.value("white"), alt.value("#1d2a35"))
    )
    chart = alt.layer(cells, figures).properties(width=44 * len(columns), height=ROW * max(len(labels), 1))
    return styled(
        chart, title, "Part of each buyer's money by the country in which the work is done, %",
        f"Table of colours, one row per buyer and one column per country of work. {title}.",
    )  # fmt: skip


def buyers_sankey(bought: pl.DataFrame, names: dict[str, str], prices: Prices) -> Chart:
    """Return ribbons from buyers to countries of work, arguments as of `buyers_matrix`."""
    ends = _shortened(_shortened(bought, "ally"), "country")
    nodes = [
        (f"{side}/{key}", names.get(key, key), layer, FAINT if key == _OTHERS else MUTED)
        for layer, (side, column) in enumerate((("buyer", "ally"), ("maker", "country")))
        for key in _last_others(_largest(ends, column))
    ]
    flows = (
        ends.group_by("ally", "country", "part", maintain_order=True)
        .agg(pl.col("value").sum())
        # one ribbon between two nodes, of the colour of most of it
        .sort("value", descending=True, maintain_order=True)
        .group_by("ally", "country", maintain_order=True)
        .agg(pl.col("value").sum(), pl.col("part").first())
        .select(
            origin=pl.format("buyer/{}", "ally"),
            destination=pl.format("maker/{}", "country"),
            value="value",
            colour=pl.col("part").replace_strict(COLOURS),
        )
    )
    total = float(bought["value"].sum())
    parts = {part: float(bought.filter(part=part)["value"].sum()) / max(total, 1e-9) for part in PARTS}
    title = "Money for equipment: " + ", ".join(
        f"{wording.share(share)} {PARTS[part]}" for part, share in parts.items()
    )
    chart = sankey(
        pl.DataFrame(nodes, schema=["node", "label", "layer", "colour"], orient="row"),
        flows,
        ["Who buys", "Where the work is done"],
        lambda millions: f"{millions / 1000:,.0f}" if millions >= 9_500 else f"{millions / 1000:,.1f}",
    )
    return styled(
        chart, title, f"Payments over the plan's years, bn {prices.words}",
        f"Sankey diagram from buyers to countries of work. {title}.",
    )  # fmt: skip


_OTHERS = "others"


def _largest(bought: pl.DataFrame, column: str) -> list[str]:
    """Return the keys of a column, those with most money first."""
    totals = bought.group_by(column, maintain_order=True).agg(pl.col("value").sum())
    return totals.sort("value", column, descending=[True, False])[column].to_list()


def _last_others(keys: list[str]) -> list[str]:
    """Return keys with what stands for all others at the end."""
    return sorted(keys, key=lambda key: key == _OTHERS)


def _shortened(bought: pl.DataFrame, column: str) -> pl.DataFrame:
    """Return the rows with all but the largest keys of a column as one."""
    named = _largest(bought, column)[:NAMED]
    return bought.with_columns(
        pl.when(pl.col(column).is_in(named)).then(column).otherwise(pl.lit(_OTHERS)).alias(column)
    )
