"""The charts, each defined once as a function from frames to a Vega-Lite chart."""

from sinews.document.charts.base_map import EUROPE, NORTH_ATLANTIC, Extent, on_base_map
from sinews.document.charts.sankey import sankey
from sinews.document.charts.specification import specification
from sinews.document.charts.style import Chart
from sinews.present.charts.capabilities import ally_heat_map, build_up, fulfilment_heat_map
from sinews.present.charts.industry import bottleneck_bars, deliveries_by_year
from sinews.present.charts.lines import line_gantt
from sinews.present.charts.money import (
    burden_bars,
    core_by_region,
    cost_by_group,
    cost_by_year,
    spending_shares,
)
from sinews.present.charts.money_flow import money_sankey

__all__ = [
    "EUROPE",
    "NORTH_ATLANTIC",
    "Chart",
    "Extent",
    "ally_heat_map",
    "bottleneck_bars",
    "build_up",
    "burden_bars",
    "core_by_region",
    "cost_by_group",
    "cost_by_year",
    "deliveries_by_year",
    "fulfilment_heat_map",
    "line_gantt",
    "money_sankey",
    "on_base_map",
    "sankey",
    "specification",
    "spending_shares",
]
