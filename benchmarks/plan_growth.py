"""``python -m benchmarks.plan_growth``: how the cost of the planning model grows, ours beside linopy."""

from __future__ import annotations

import argparse
from pathlib import Path

import altair as alt
import polars as pl
from rich.console import Console
from rich.table import Table

from benchmarks.measure import Measurement, measure_once
from benchmarks.registry import PLAN_GROWTH
from benchmarks.report import ratio_or_over, relative_difference

AXES = ("allies", "products", "years")
CENTRE = PLAN_GROWTH.sizes[1]


def main(arguments: list[str] | None = None) -> int:
    """Measure all sizes, print a table, draw a chart, and return 0 if all that finished agree, else 1."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.plan_growth", description=PLAN_GROWTH.title)
    parser.add_argument(
        "--limit", type=float, default=120.0, metavar="SECONDS", help="a run that takes longer is given up"
    )
    parser.add_argument(
        "--chart", type=Path, default=Path("plan_growth.svg"), metavar="FILE", help="the chart, SVG or PNG"
    )
    chosen = parser.parse_args(arguments)
    messages = Console(stderr=True)
    runs: dict[tuple[str, str], Measurement | None] = {}
    for size in PLAN_GROWTH.sizes:
        for name, module in PLAN_GROWTH.contenders.items():
            messages.print(f"{size}, {name}")
            runs[size, name] = measure_once(PLAN_GROWTH, size, module, limit=chosen.limit)
    Console().print(_table(runs, chosen.limit))
    _chart(runs, chosen.limit).save(chosen.chart)
    messages.print(f"the chart is in {chosen.chart}")
    differ = [
        size
        for size in PLAN_GROWTH.sizes
        if relative_difference([runs[size, name] for name in PLAN_GROWTH.contenders]) > PLAN_GROWTH.tolerance
    ]
    if differ:
        messages.print(f"the objectives differ at {', '.join(differ)}", style="red")
    return 1 if differ else 0


def _table(runs: dict[tuple[str, str], Measurement | None], limit: float) -> Table:
    """Return seconds, by the clock and of the processor, and memory of every size."""
    ours, theirs = PLAN_GROWTH.contenders
    printed = Table(
        title=PLAN_GROWTH.title,
        caption=f"{' x '.join(AXES)}: seconds to build and solve, by the clock and of the processor, and "
        f"memory; each run is given up after {limit:g} s",
    )
    printed.add_column("size", no_wrap=True)
    for label in (
        ours,
        theirs,
        "ratio",
        *(f"{name} {of}" for of in ("CPU", "MiB") for name in (ours, theirs)),
    ):
        printed.add_column(label, justify="right")
    for size in PLAN_GROWTH.sizes:
        mine, other = runs[size, ours], runs[size, theirs]
        printed.add_row(
            size,
            f"{mine.total:.2f}" if mine else f"over {limit:g}",
            f"{other.total:.2f}" if other else f"over {limit:g}",
            ratio_or_over(mine, other, limit),
            f"{mine.processor:.2f}" if mine else "",
            f"{other.processor:.2f}" if other else "",
            f"{mine.memory:,.0f}" if mine else "",
            f"{other.memory:,.0f}" if other else "",
        )
    return printed


def _chart(runs: dict[tuple[str, str], Measurement | None], limit: float) -> alt.FacetChart:
    """Return seconds over each axis in turn, the other two being those of the middle size."""
    centre = CENTRE.split("x")
    points = []
    for (size, name), run in runs.items():
        parts = size.split("x")
        for place, axis in enumerate(AXES):
            if parts[:place] + parts[place + 1 :] == centre[:place] + centre[place + 1 :]:
                points.append(
                    {
                        "axis": axis, "size": int(parts[place]), "contender": name,
                        "seconds": run.total if run else limit,
                        "run": "finished" if run else "given up",
                    }
                )  # fmt: skip
    base = alt.Chart(pl.DataFrame(points)).encode(
        x=alt.X("size:Q", scale=alt.Scale(type="log"), title=None),
        y=alt.Y("seconds:Q", scale=alt.Scale(type="log"), title="seconds to build and solve"),
        color=alt.Color("contender:N", title=None),
    )
    drawn = alt.layer(
        base.mark_line(), base.mark_point(filled=True, size=60).encode(shape=alt.Shape("run:N", title=None))
    )
    chart: alt.FacetChart = (
        drawn.properties(width=210, height=210)
        .facet(column=alt.Column("axis:N", sort=list(AXES), title=None))
        .resolve_scale(x="independent")
    )
    return chart


if __name__ == "__main__":
    raise SystemExit(main())
