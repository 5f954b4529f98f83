"""Charts of money: what the plan costs, whom, and what the allies spend."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import polars as pl

from sinews.document import wording
from sinews.document.charts.marks import WIDTH, capitalised, stack, year_axis
from sinews.document.charts.style import ACCENT, WARNING, Chart, styled
from sinews.document.wording import Prices
from sinews.implementation import Element


def cost_by_year(cost: pl.DataFrame, elements: Sequence[Element], prices: Prices) -> Chart:
    """Return bars of what the plan costs per year, stacked by element.

    Parameters
    ----------
    cost
        As of `figures.yearly_cost`.
    elements
        The elements of cost.
    prices
        Currency and price year of the money.
    """
    names = {element.key: element.name for element in elements}
    rows = cost.unpivot(list(names), index="year", variable_name="part").with_columns(
        pl.col("part").replace_strict(names), (pl.col("value") / 1000).round(4)
    )
    peak = cost.sort("total", "year", descending=[True, False]).row(0, named=True)
    mean = cost["total"].mean()
    assert isinstance(mean, float)
    title = (
        f"The plan costs {prices.amount(mean)} a year on average and {prices.amount(peak['total'])} "
        f"at its peak in {peak['year']}"
    )
    chart = stack(rows, "element", list(names.values()))
    return styled(
        chart,
        title,
        f"Cost of the plan to all allies, bn {prices.words}",
        f"Stacked bars, one for each year. {title}.",
    )


def cost_by_group(groups: pl.DataFrame, prices: Prices) -> Chart:
    """Return bars of what the plan costs per year, stacked by pledge group.

    Parameters
    ----------
    groups
        As of `attribution.group_cost`.
    prices
        Currency and price year of the money.
    """
    totals = (
        groups.group_by("pledge_group", maintain_order=True)
        .agg(pl.col("total").sum())
        .sort("total", "pledge_group", descending=True)
    )
    order = [wording.named(wording.GROUP_NAMES, group) for group in totals["pledge_group"]]
    rows = groups.select(
        "year",
        part=pl.col("pledge_group").replace_strict(dict(zip(totals["pledge_group"], order, strict=True))),
        value=(pl.col("total") / 1000).round(4),
    )
    title = "Nothing is spent"
    if order:
        first = wording.share(totals["total"][0] / totals["total"].sum())
        title = (
            f"{order[0]} takes {first} of the cost"
            if order[0] != "Forces"
            else f"Forces take {first} of the cost"
        )
    return styled(
        stack(rows, "pledge group", order),
        title,
        f"Cost of the plan by pledge group, bn {prices.words}",
        f"Stacked bars by year. Largest group first: {wording.listed(order)}. {title}.",
    )


def core_by_region(path: pl.DataFrame, allies: pl.DataFrame, prices: Prices) -> Chart:
    """Return core defence expenditure per year, stacked by region.

    Parameters
    ----------
    path
        The plan's `spending_path`.
    allies
        The case's allies, for their regions.
    prices
        Currency and price year of the money.
    """
    regional = (
        path.join(allies.select("ally", region=capitalised("region")), on="ally", how="left")
        .group_by("region", "year", maintain_order=True)
        .agg(value=(pl.col("core").sum() / 1000).round(3))
        .sort("region", "year")
    )
    order = (
        regional.group_by("region", maintain_order=True)
        .agg(pl.col("value").sum())
        .sort("value", descending=True)["region"]
        .to_list()
    )
    yearly = path.group_by("year", maintain_order=True).agg(pl.col("core", "gdp").sum()).sort("year")
    first, last = yearly.row(0, named=True), yearly.row(-1, named=True)
    title = (
        f"Core defence expenditure grows from {prices.amount(first['core'])} in {first['year']} "
        f"to {prices.amount(last['core'])} in {last['year']}"
    )
    shares = [wording.share(row["core"] / row["gdp"], 1) for row in (first, last) if row["gdp"] > 0]
    of_gdp = f": {' and '.join(shares)} of GDP" if len(shares) == 2 else ""
    area = stack(regional.rename({"region": "part"}), "region", order)
    return styled(
        area,
        title,
        f"Core defence expenditure on the pledged path, bn {prices.words}",
        f"Stacked bars by region and year. {title}{of_gdp}.",
    )


def spending_shares(path: pl.DataFrame, allies: pl.DataFrame, pledged: float | None) -> Chart:
    """Return one small panel per ally: core expenditure in % of GDP by year, against the pledged line.

    Parameters
    ----------
    path
        The plan's `spending_path`.
    allies
        The case's allies, for their names.
    pledged
        The share of GDP that the Alliance has pledged, in %; None for no line.
    """
    rows = path.join(allies.select("ally", "name"), on="ally", how="left").select(
        "name", "year", pl.col("gdp_share").round(3)
    )
    last = rows.filter(pl.col("year") == rows["year"].max())
    order = last.sort("gdp_share", "name", descending=[True, False])["name"].to_list()
    base = alt.Chart(rows).encode(
        x=year_axis(few=True),
        y=alt.Y("gdp_share:Q", title=None, axis=alt.Axis(tickCount=3)),
        tooltip=[
            alt.Tooltip("name:N", title="Ally"),
            alt.Tooltip("year:O", title="Year"),
            alt.Tooltip("gdp_share:Q", title="% of GDP", format=".2f"),
        ],
    )
    layers = [base.mark_area(color=ACCENT, opacity=0.18), base.mark_line(color=ACCENT, strokeWidth=2)]
    title = "Core defence expenditure of each ally"
    if pledged is not None:
        line = alt.Chart(rows).mark_rule(color=WARNING, strokeDash=[4, 3], strokeWidth=1.5)
        layers.append(line.encode(y=alt.datum(pledged)))
        reach = last.filter(pl.col("gdp_share") >= pledged - 0.005).height
        title = f"{reach} of {last.height} allies stand at {pledged:g} % of GDP or more in {last['year'][0]}"
    panels = (
        alt.layer(*layers)
        .properties(width=92, height=58)
        .facet(facet=alt.Facet("name:N", sort=order, title=None), columns=8, spacing=14)
    )
    return styled(
        panels,
        title,
        "Core defence expenditure, % of GDP; dashed: the Alliance's pledge",
        f"Small panels, one for each ally, the largest final share first. {title}.",
    )


def burden_bars(allies: pl.DataFrame) -> Chart:
    """Return bars of each ally's cost in % of its GDP, against the Alliance's average.

    Parameters
    ----------
    allies
        As of `figures.ally_cost`.
    """
    rows = allies.filter(pl.col("gdp_share").is_not_null()).select(
        "name", pl.col("gdp_share").round(4), total=(pl.col("total") / 1000).round(3)
    )
    gdp = float(allies["gdp"].sum())
    average = round(100 * float(allies["total"].sum()) / gdp, 4) if gdp > 0 else 0.0
    above = rows.filter(pl.col("gdp_share") > average).height
    title = f"{above} of {rows.height} allies carry more of their GDP than the average of {average:.2f} %"
    bars = (
        alt.Chart(rows)
        .mark_bar(color=ACCENT, height=11)
        .encode(
            x=alt.X("gdp_share:Q", title="% of GDP, average over the horizon"),
            y=alt.Y(
                "name:N", title=None, sort="-x", axis=alt.Axis(domain=False, ticks=False, labelLimit=200)
            ),
            tooltip=[
                alt.Tooltip("name:N", title="Ally"),
                alt.Tooltip("gdp_share:Q", title="% of GDP", format=".3f"),
                alt.Tooltip("total:Q", title="Total, bn", format=",.1f"),
            ],
        )
    )
    line = alt.Chart(rows).mark_rule(color=WARNING, strokeDash=[4, 3], strokeWidth=1.5)
    chart = alt.layer(bars, line.encode(x=alt.datum(average))).properties(
        width=WIDTH - 100, height=16 * max(rows.height, 1)
    )
    return styled(
        chart,
        title,
        "Cost of the plan to each ally, % of its GDP; dashed: all allies together",
        f"Horizontal bars, the heaviest burden first. {title}.",
    )
