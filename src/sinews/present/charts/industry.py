"""Charts of industry: deliveries, and what holds the plan back."""

from __future__ import annotations

import altair as alt
import polars as pl

from sinews.document import wording
from sinews.document.charts.marks import ROW, WIDTH, capitalised, label_axis, stack
from sinews.document.charts.style import CATEGORIES, INK, Chart, styled
from sinews.document.wording import Prices


def deliveries_by_year(paid: pl.DataFrame, domains: pl.DataFrame, money: Prices) -> Chart:
    """Return bars of what is paid per year for what lines build, stacked by domain.

    Parameters
    ----------
    paid
        The plan's payments to lines.
    domains
        capability and domain, as in the case's capabilities.
    money
        Currency and price year of the money.
    """
    rows = (
        paid.join(domains.select("capability", "domain"), on="capability", how="left")
        .group_by("year", part=capitalised("domain"), maintain_order=True)
        .agg(value=pl.col("amount").sum() / 1000)
        .with_columns(pl.col("value").round(4))
        .sort("year", "part")
    )
    order = (
        rows.group_by("part", maintain_order=True)
        .agg(pl.col("value").sum())
        .sort("value", descending=True)["part"]
        .to_list()
    )
    yearly = (
        rows.group_by("year", maintain_order=True)
        .agg(pl.col("value").sum())
        .sort("value", "year", descending=[True, False])
    )
    title = "Nothing is paid for"
    if not yearly.is_empty():
        peak = money.amount(1000 * yearly["value"][0])
        title = f"Payments for deliveries peak in {yearly['year'][0]}, at {peak}"
    return styled(
        stack(rows, "domain", order),
        title,
        f"Payments to lines for new orders, contracts and deliveries to Ukraine, bn {money.words}",
        f"Stacked bars by domain and year. {title}.",
    )


def bottleneck_bars(bottlenecks: pl.DataFrame, most: int = 15) -> Chart:
    """Return bars of the tightest bottlenecks by the relief that widening them would bring.

    Parameters
    ----------
    bottlenecks
        The plan's table.
    most
        The number of bottlenecks that are shown.
    """
    kinds = [wording.named(wording.KIND_NAMES, kind) for kind in sorted(set(bottlenecks["kind"]))]
    tightest = bottlenecks.sort("rank").head(most)
    rows = tightest.select(
        "rank",
        "statement",
        pl.col("relief").round(5),
        label=pl.format("{}. {}", "rank", "name"),
        kind=pl.col("kind").map_elements(lambda kind: wording.named(wording.KIND_NAMES, kind), pl.String),
    )
    title = f"The tightest bottleneck: {tightest['name'][0]}" if not rows.is_empty() else "No limit binds"
    base = alt.Chart(rows).encode(
        x=alt.X("relief:Q", title="Fall in the weighted shortfall for a limit 1 % wider, %"),
        y=label_axis(rows["label"].to_list()),
        tooltip=[
            alt.Tooltip("label:N", title="Bottleneck"),
            alt.Tooltip("relief:Q", title="Relief, %", format=".3f"),
            alt.Tooltip("statement:N", title="In words"),
        ],
    )
    bars = base.mark_bar(height=12).encode(
        color=alt.Color("kind:N", title=None, scale=alt.Scale(domain=kinds, range=CATEGORIES[: len(kinds)]))
    )
    figures = base.mark_text(align="left", dx=4, fontSize=10.5, color=INK).encode(
        text=alt.Text("relief:Q", format=".2r")
    )
    chart = alt.layer(bars, figures).properties(width=WIDTH - 160, height=ROW * max(rows.height, 1))
    return styled(
        chart,
        title,
        "Relief: fall in the plan's weighted shortfall if the limit were 1 % wider, %",
        f"Horizontal bars, the tightest first. {title}. The table below has every bottleneck in words.",
    )
