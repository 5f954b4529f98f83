"""Published worked examples of learning curves."""

from __future__ import annotations

from sinews.engines.learning_curve import (
    average_price_ratio,
    cumulative_average_cost,
    cumulative_average_lot_cost,
    unit_cost,
    unit_theory_lot_cost,
)
from sinews.verify.check import Check

AFIT = "Boehmke and Freels, learningCurve (AFIT), J. Open Source Software 2(13), 2017"
AFIT_BLOCK = f"{AFIT}, reference of unit_block_summary"
AFIT_DELTA = f"{AFIT}, reference of delta"
PRICING_GUIDE = (
    "Contract Pricing Reference Guides, vol. 2, ch. 7, data of an 80 % curve before section 7.3, "
    "as quoted on another's page; the guides themselves were not seen"
)
CHASE = "Chase, Aquilano and Jacobs, Operations Management for Competitive Advantage, exhibit 4A.2"
KERZNER = (
    "Kerzner, Project Management, ch. 18, learning curve of 75 %, first unit 812 hours (to the next ten)"
)
WIDEMAN = "Wideman, Learning Curve Mathematics, appendix 2 of papers/resource, maxwideman.com"
WRIGHT = "Wright, Factors Affecting the Cost of Airplanes, J. Aeronautical Sciences 3(4), 1936"


def _dearer_in_unit_theory(first: float, slope: float, unit: int) -> float:
    """Return what a unit costs by unit theory less what it costs by cumulative average theory."""
    return float(unit_cost(first, slope, unit)) - cumulative_average_lot_cost(first, slope, unit, unit)


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
        "learning, unit theory",
        "hours of unit 256; first unit 100,000 hours, 80 % curve",
        CHASE,
        16777.0,
        lambda: float(unit_cost(100_000.0, 0.8, 256)),
        0.5,
    ),
    Check(
        "learning, unit theory",
        "hours of units 1 to 256; first unit 100,000 hours, 80 % curve",
        CHASE,
        6_247_572.0,
        lambda: unit_theory_lot_cost(100_000.0, 0.8, 1, 256),
        0.5,
    ),
    Check(
        "learning, unit theory",
        "average hours of units 1 to 64; first unit 100,000 hours, 80 % curve",
        CHASE,
        37_382.0,
        lambda: unit_theory_lot_cost(100_000.0, 0.8, 1, 64) / 64,
        0.5,
    ),
    Check(
        "learning, unit theory",
        "hours of units 1 to 250; first unit 812 hours, 75 % curve",
        KERZNER,
        34_170.0,
        lambda: unit_theory_lot_cost(812.0, 0.75, 1, 250),
        5.0,
    ),
    Check(
        "learning, unit theory",
        "hours of unit 8; first unit 3,000 hours, 80 % curve",
        PRICING_GUIDE,
        1536.0,
        lambda: float(unit_cost(3000.0, 0.8, 8)),
        1e-9,
    ),
    Check(
        "learning, both theories",
        "by how many hours unit 25 is dearer in unit theory; first unit 50 hours, 88.5 % curve",
        AFIT_DELTA,
        4.913395,
        lambda: _dearer_in_unit_theory(50.0, 0.885, 25),
        5e-7,
    ),
    Check(
        "learning, both theories",
        "by how many hours unit 3 is dearer in unit theory; first unit 50 hours, 88.5 % curve",
        AFIT_DELTA,
        6.103821,
        lambda: _dearer_in_unit_theory(50.0, 0.885, 3),
        5e-7,
    ),
    Check(
        "learning, prior quantity",
        "hours of units 201 to 500 after unit 201, which took 125 hours, 75 % curve",
        f"{AFIT_BLOCK}, whose approximation is off by 0.01 hours",
        30350.48,
        lambda: 300 * 125.0 * float(average_price_ratio(201.0, 200.0, 500.0, 0.75)),
        1.5e-2,
    ),
    Check(
        "learning, prior quantity",
        "the same lot, unit by unit",
        f"{AFIT_BLOCK}, whose approximation is off by 0.01 hours",
        30350.48,
        lambda: unit_theory_lot_cost(float(unit_cost(125.0, 0.75, 1 / 201)), 0.75, 201, 500),
        1.5e-2,
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
    Check(
        "learning, cumulative average",
        "second unit, % of the first; 80 % curve",
        WIDEMAN,
        60.0,
        lambda: cumulative_average_lot_cost(100.0, 0.8, 2, 2),
        1e-9,
    ),
    Check(
        "learning, cumulative average",
        "hours of units 5 to 8, first unit 100: 8 times 51.2 less 4 times 64; 80 % curve",
        f"{WRIGHT}; in closed form",
        153.6,
        lambda: cumulative_average_lot_cost(100.0, 0.8, 5, 8),
        1e-9,
    ),
)
