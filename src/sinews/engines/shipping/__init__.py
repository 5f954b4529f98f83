"""Multi-commodity flow over time with shared resources, by column generation over timed paths."""

from sinews.engines.shipping.generate import Known, Shipping, ship
from sinews.engines.shipping.paths import Path
from sinews.engines.shipping.problem import Commodities, ShippingProblem, Uses
from sinews.engines.shipping.time_expanded import time_expanded_model

__all__ = [
    "Commodities",
    "Known",
    "Path",
    "Shipping",
    "ShippingProblem",
    "Uses",
    "ship",
    "time_expanded_model",
]
