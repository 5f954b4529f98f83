"""Published worked examples of learning curves."""

from __future__ import annotations

from sinews.engines.learning_curve import (
    cumulative_average_cost,
    cumulative_average_lot_cost,
    unit_cost,
    unit_theory_lot_cost,
)
from sinews.verify.check import Check

AFIT = "Boehmke and Freels, learningCurve (AFIT), J. Open Source Software 2(13), 2017"
WRIGHT = "Wright, Factors Affecting the Cost of Airplanes, J. Aeronautical Sciences 3(4), 1936"


CHECKS = (
    Check(
        "learning, unit theory",
        "hours of unit 125; first unit 100 hours, 85 % curve",
        AFIT,
        32.23647,
        lambda: float(unit_cost(100.0, 0.85, 125)),
        5e-6,
    ),
    Check(
        "learning, unit theory",
        "hours of units 1 to 125; first unit 100 hours, 85 % curve",
        AFIT,
        5201.085,
        lambda: unit_theory_lot_cost(100.0, 0.85, 1, 125),
        5e-4,
    ),
    Check(
        "learning, unit theory",
        "hours of unit 125; first unit 100 hours, 95 % curve",
        AFIT,
        69.95640,
        lambda: float(unit_cost(100.0, 0.95, 125)),
        5e-6,
    ),
    Check(
        "learning, cumulative average",
        "hours of unit 2,200; first unit 110 hours, 88.5 % curve",
        AFIT,
        23.34001,
        lambda: cumulative_average_lot_cost(110.0, 0.885, 2200, 2200),
        5e-6,
    ),
    Check(
        "learning, cumulative average",
        "hours of units 201 to 250; first unit 75 hours, 85 % curve",
        AFIT,
        806.772,
        lambda: cumulative_average_lot_cost(75.0, 0.85, 201, 250),
        5e-4,
    ),
    Check(
        "learning, cumulative average",
        "average after two doublings on the 80 % curve, first unit 100",
        WRIGHT,
        64.0,
        lambda: float(cumulative_average_cost(100.0, 0.8, 4)),
        1e-9,
    ),
)
