from __future__ import annotations

from itertools import pairwise

import polars as pl
import pytest
import vl_convert
from hypothesis import given, settings
from hypothesis import strategies as st

from sinews.document.charts.sankey import GAP, LINE, lay_out
from sinews.document.wording import Prices
from sinews.implementation import Plan
from sinews.present import charts
from sinews.present.money_flow import money_flow

NODES = pl.DataFrame(
    {
        "node": ["a", "b", "m", "n", "x", "y"],
        "label": ["Aa", "Bb", "Mm", "Nn", "Xx", "Yy"],
        "layer": [0, 0, 1, 1, 2, 2],
        "colour": ["#000000"] * 6,
    }
)


def flows(values: list[float], *, skipping: float = 0.0) -> pl.DataFrame:
    pairs = [
        (o, d) for o, d in (*((o, d) for o in "ab" for d in "mn"), *((o, d) for o in "mn" for d in "xy"))
    ]
    rows = [(o, d, v) for (o, d), v in zip(pairs, values, strict=True) if v > 0]
    rows += [("a", "y", skipping)] if skipping else []
    return pl.DataFrame(
        rows, schema={"origin": pl.String, "destination": pl.String, "value": pl.Float64}, orient="row"
    ).with_columns(colour=pl.lit("#000000"))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0.01, 100.0) | st.just(0.0), min_size=8, max_size=8), st.floats(0.01, 50.0))
def test_ribbons_are_to_scale_and_fill_their_nodes_without_overlap(values: list[float], skip: float) -> None:
    given_flows = flows(values, skipping=skip)
    layout = lay_out(NODES, given_flows, width=600.0, thickness=400.0)
    fullest = max(layout.nodes.group_by("layer").agg(pl.col("value").sum())["value"].to_list())
    scale = 400.0 / fullest
    places = {row["node"]: row for row in layout.nodes.iter_rows(named=True)}
    assert layout.ribbons.height == given_flows.height
    for at, end in (("left", "origin"), ("right", "destination")):
        for (node,), ribbons in layout.ribbons.group_by(end):
            place = places[str(node)]
            edges = sorted(ribbons.select(f"{at}_top", f"{at}_bottom").iter_rows())
            assert edges[0][0] >= place["top"] - 1e-6
            assert edges[-1][1] <= place["bottom"] + 1e-6
            for above, below in pairwise(edges):
                assert above[1] == pytest.approx(below[0], abs=1e-6)
    for row in layout.ribbons.iter_rows(named=True):
        for at in ("left", "right"):
            assert row[f"{at}_bottom"] - row[f"{at}_top"] == pytest.approx(scale * row["value"], abs=1e-6)


def test_nodes_keep_their_order_and_room_for_their_labels() -> None:
    layout = lay_out(NODES, flows([90.0, 0.1, 0.2, 0.1, 80.0, 10.0, 0.1, 0.1]), width=600.0, thickness=400.0)
    for _, nodes in layout.nodes.group_by("layer"):
        for above, below in pairwise(nodes.iter_rows(named=True)):
            assert below["top"] - above["bottom"] >= GAP - 1e-9
            apart = (below["top"] + below["bottom"] - above["top"] - above["bottom"]) / 2
            assert apart >= LINE - 1e-9
    assert layout.nodes["top"].min() == pytest.approx(0.0)
    assert layout.nodes["bottom"].max() == pytest.approx(layout.height)


def test_a_node_is_as_large_as_the_larger_of_what_comes_and_goes() -> None:
    layout = lay_out(NODES, flows([3.0, 2.0, 1.0, 0.0, 1.0, 1.0, 5.0, 0.5]), width=600.0, thickness=100.0)
    assert dict(layout.nodes.select("node", "value").iter_rows()) == pytest.approx(
        {"a": 5.0, "b": 1.0, "m": 4.0, "n": 5.5, "x": 6.0, "y": 1.5}
    )


def test_nothing_that_flows_is_drawn_as_nothing() -> None:
    nothing = flows([0.0] * 8)
    chart = charts.sankey(NODES.clear(), nothing, ["From", "To"], str)
    assert vl_convert.vegalite_to_svg(charts.specification(chart)).startswith("<svg")


def test_the_money_that_flows_is_the_money_that_is_spent(plan: Plan) -> None:
    flow = money_flow(plan)
    spent = plan.spending.group_by("ally", maintain_order=True).agg(
        value=pl.sum_horizontal("contracted", "support", "procurement", "follow_on").sum()
    )
    by_ally = flow.group_by("ally", maintain_order=True).agg(pl.col("value").sum())
    assert dict(by_ally.iter_rows()) == pytest.approx(
        {ally: value for ally, value in spent.iter_rows() if value > 0}
    )
    to_ukraine = flow.filter(pl.col("pledge_group") == "support to Ukraine")
    assert to_ukraine["value"].sum() == pytest.approx(plan.spending["support"].sum())
    assert set(to_ukraine["country"]) == {"DEU"}


def test_the_picture_of_money_holds_every_million(plan: Plan) -> None:
    flow = money_flow(plan)
    spec = charts.specification(charts.money_sankey(flow, plan.case["allies"], Prices("USD", 2024)))
    svg = vl_convert.vegalite_to_svg(spec)
    largest = max(flow.group_by("country").agg(pl.col("value").sum())["value"].to_list())
    assert f"builds {100 * largest / float(flow['value'].sum()):.0f} % of it" in spec["title"]["text"]
    for name in ("Germany", "Latvia", "Air and missile defence", "Who pays"):
        assert name in svg
