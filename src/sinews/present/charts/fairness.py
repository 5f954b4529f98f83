"""The slope chart of the rules of apportionment."""

from __future__ import annotations

import altair as alt
import polars as pl

from sinews.document.charts.marks import WIDTH
from sinews.document.charts.style import ACCENT, FAINT, WARNING, Chart, styled

HIGHLIGHTED = 3


def rule_slopes(burdens: pl.DataFrame, rules: list[str]) -> Chart:
    """Return a slope chart: one line an ally, its relative burden under each rule.

    Parameters
    ----------
    burdens
        rule (in words), name, relative, cost (USD bn), rank; one row for each ally and rule.
    rules
        The rules in words, from left to right; the first is the one that was used.
    """
    shown = burdens.filter(pl.col("relative") > 0).with_columns(
        pl.col("relative").round(4), pl.col("cost").round(3)
    )
    spread = (
        shown.group_by("name", maintain_order=True)
        .agg(spread=pl.col("relative").max() / pl.col("relative").min(), most=pl.col("cost").max())
        .sort("most", "name", descending=[True, False])
    )
    first = spread["name"].head(HIGHLIGHTED).to_list()
    steepest = spread.sort("spread", "name", descending=[True, False])["name"].head(1).to_list()
    shown = shown.with_columns(
        role=pl.when(pl.col("name").is_in(first))
        .then(pl.lit("largest cost"))
        .when(pl.col("name").is_in(steepest))
        .then(pl.lit("depends most on the rule"))
        .otherwise(pl.lit("other allies"))
    )
    roles = ["largest cost", "depends most on the rule", "other allies"]
    base = alt.Chart(shown).encode(
        x=alt.X("rule:N", sort=rules, title=None, axis=alt.Axis(labelAngle=-20, labelLimit=180, grid=True)),
        y=alt.Y("relative:Q", scale=alt.Scale(type="log"), title="relative burden, 1 = Alliance (log scale)"),
        detail="name:N",
        color=alt.Color(
            "role:N",
            title=None,
            sort=roles,
            scale=alt.Scale(domain=roles, range=[ACCENT, WARNING, FAINT]),
        ),
    )
    points = base.mark_circle(size=42).encode(
        tooltip=[
            alt.Tooltip("name:N", title="Ally"),
            alt.Tooltip("rule:N", title="Rule"),
            alt.Tooltip("relative:Q", title="Relative burden", format=".3f"),
            alt.Tooltip("cost:Q", title="Cost, bn", format=",.2f"),
            alt.Tooltip("rank:Q", title="Rank"),
        ]
    )
    labels = (
        alt.Chart(shown.filter((pl.col("role") != "other allies") & (pl.col("rule") == rules[-1])))
        .mark_text(align="left", dx=7, fontSize=11)
        .encode(x=alt.X("rule:N", sort=rules), y="relative:Q", text="name:N")
    )
    chart = alt.layer(base.mark_line(strokeWidth=1.6), points, labels).properties(
        width=WIDTH - 120, height=380
    )
    highest = (
        shown.group_by("rule", maintain_order=True).agg(pl.col("relative").max()).sort("relative", "rule")
    )
    used = highest.filter(pl.col("rule") == rules[0])["relative"].item()
    worst = highest.row(-1, named=True)
    title = (
        f"The most burdened ally bears {used:.2f} times the average under {rules[0].lower()}, "
        f"{worst['relative']:.2f} times under {worst['rule'].lower()}"
    )
    return styled(
        chart,
        title,
        "Life-cycle cost of what an ally adds, over its ability to bear it, against the Alliance's",
        f"Slope chart, one line for each ally across the rules. {title}.",
    )
