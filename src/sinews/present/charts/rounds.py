"""The chart of the loop: what was required of each capability in each round, needed, and held."""

from __future__ import annotations

import altair as alt
import polars as pl

from sinews.document.charts.style import ACCENT, CATEGORIES, WARNING, Chart, styled


def requirement_by_round(rows: pl.DataFrame) -> Chart:
    """Return one panel per capability: the requirement by year and round, and what the last round holds.

    Parameters
    ----------
    rows
        name, year, round, held, needed, required (units of the capability).
    """
    last = rows["round"].max()
    shown = rows.with_columns(
        pl.col("held", "needed", "required").round(1),
        round=pl.format("round {}", "round"),
        final=pl.col("round") == last,
    )
    order = shown["name"].unique(maintain_order=True).to_list()
    steps = shown["round"].unique(maintain_order=True).to_list()
    base = alt.Chart(shown).encode(x=alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0)))
    tooltip = [
        alt.Tooltip("name:N", title="Capability"),
        alt.Tooltip("year:O", title="Year"),
        alt.Tooltip("round:N", title="Round"),
        *(
            alt.Tooltip(f"{name}:Q", title=name.capitalize(), format=",.1~f")
            for name in ("required", "needed", "held")
        ),
    ]
    count = alt.Axis(tickCount=3, format="~s", minExtent=30, maxExtent=30)
    asked = base.mark_line(point=alt.OverlayMarkDef(size=25), strokeWidth=2).encode(
        y=alt.Y("required:Q", title=None, axis=count),
        color=alt.Color("round:N", title="Required in", scale=alt.Scale(domain=steps, range=CATEGORIES[1:])),
        tooltip=tooltip,
    )
    final = base.transform_filter("datum.final")
    held = final.mark_bar(color=ACCENT, opacity=0.3).encode(y="held:Q", tooltip=tooltip)
    needed = final.mark_tick(color=WARNING, thickness=3, width=24).encode(y="needed:Q", tooltip=tooltip)
    panels = (
        alt.layer(held, asked, needed)
        .properties(width=225, height=110)
        .facet(
            facet=alt.Facet(
                "name:N", sort=order, title=None, header=alt.Header(labelLimit=255, labelFontSize=11)
            ),
            columns=3,
            spacing=18,
        )
        .resolve_scale(y="independent")
    )
    short = shown.filter("final", pl.col("held") < pl.col("needed"))["name"].n_unique()
    title = (
        "Whatever was raised is held in the end"
        if not short
        else f"{short} of {len(order)} capabilities that were raised are short of a need in the end"
    )
    return styled(
        panels,
        title,
        "Lines: required in each round; marks: needed in the last; bars: held in the last. Units of each",
        f"Small panels, one for each capability that a round raised. {title}.",
    )
