"""Published worked examples of inventory theory, and closed forms that its functions must meet."""

from __future__ import annotations

from functools import cache, partial

from scipy.special import ndtri

from sinews.engines import inventory, inventory_echelons, inventory_orders
from sinews.engines.inventory_echelons import DepotAndBases, EchelonLevels, Method, SerialSystem
from sinews.engines.inventory_orders import OrderPolicy
from sinews.verify.check import Check

SNYDER_SHEN = "Snyder and Shen, Fundamentals of Supply Chain Theory, 2nd ed., 2019"
ZHENG_FEDERGRUEN = (
    "Zheng and Federgruen, Finding optimal (s, S) policies, Operations Research 39, 1991, table I"
)
SHANG_SONG = "Shang and Song, Newsvendor bounds and heuristic, Management Science 49, 2003, table 1"
CLOSED_FORM = "closed form: the depot is empty, or never is; orders outstanding are Poisson (Palm's theorem)"

# holding and stockout cost, mean and deviation of demand, lead time: the newspapers of example 4.3
NEWSPAPERS = (0.18, 0.70, 50.0, 8.0)
# holding, stockout and fixed cost, demand and its deviation a year, lead time in years: example 5.1
CANDY = (0.225, 7.5, 8.0, (1300.0, 150.0), 1.0 / 12.0)

# mean demand: s, S and cost a period, for holding cost 1, stockout cost 9, fixed cost 64, no lead time
TABLE_I = {15: (10, 49, 42.698), 20: (14, 62, 49.173), 25: (19, 56, 54.262), 63: (54, 73, 78.287)}

# rows 1, 9, 17 and 25: echelon holding costs, stockout cost, echelon levels from the customer up, cost
TABLE_1 = {
    1: ((0.25, 0.25, 0.25, 0.25), 9.0, (8, 13, 18, 22), 12.688),
    9: ((0.25, 2.5, 2.5, 0.25), 9.0, (9, 10, 13, 19), 53.008),
    17: ((0.25, 0.25, 0.25, 0.25), 99.0, (11, 17, 22, 27), 16.206),
    25: ((0.25, 2.5, 2.5, 0.25), 99.0, (11, 14, 18, 26), 74.564),
}


@cache
def _periodic(mean: int) -> OrderPolicy:
    return inventory_orders.periodic_policy_poisson(1.0, 9.0, 64.0, float(mean))


@cache
def _serial(row: int) -> EchelonLevels:
    holding, stockout, _, _ = TABLE_1[row]
    return inventory_echelons.best_echelon_levels(
        SerialSystem(holding, (0.25,) * 4, stockout, mean=16.0, demand="poisson")
    )


def _reorder_point(mean: int) -> float:
    return _periodic(mean).reorder_point


def _order_up_to(mean: int) -> float:
    return _periodic(mean).order_up_to


def _periodic_cost(mean: int) -> float:
    return _periodic(mean).cost


def _level(row: int, stage: int) -> float:
    return _serial(row).levels[stage]


def _serial_cost(row: int) -> float:
    return _serial(row).cost


def _backorders(method: Method, depot_stock: int) -> float:
    system = DepotAndBases((1.5, 0.5), (1.0, 1.0), 2.0, depot_stock, (3, 1))
    return inventory_echelons.service_of_bases(system, method).backorders[0]


METHODS: tuple[Method, ...] = ("exact", "metric", "graves")

CHECKS = (
    Check(
        "newsvendor, normal demand", "newspapers: best level", f"{SNYDER_SHEN}, example 4.3",
        56.604, lambda: inventory.newsvendor_normal(*NEWSPAPERS).level, 5e-4,
    ),
    Check(
        "newsvendor, normal demand", "newspapers: cost of the best level", f"{SNYDER_SHEN}, example 4.3",
        1.9976, lambda: inventory.newsvendor_normal(*NEWSPAPERS).cost, 5e-5,
    ),
    Check(
        "base stock, normal demand", "newspapers that come four days after the order: best level",
        f"{SNYDER_SHEN}, example 4.4",
        264.77, lambda: inventory.newsvendor_normal(*NEWSPAPERS, lead_time=4.0).level, 5e-3,
    ),
    Check(
        "newsvendor, Poisson demand", "holding cost 1, stockout cost 4, mean demand 6: cost",
        f"{SNYDER_SHEN}, example 4.7 without fixed cost",
        3.5701, lambda: inventory.newsvendor_poisson(1.0, 4.0, 6.0).cost, 5e-5,
    ),
    Check(
        "(r, Q), normal demand", "exact cost of r = 126.8, Q = 328.5", f"{SNYDER_SHEN}, example 5.1",
        78.071, lambda: inventory_orders.order_cost_normal((126.8, 328.5), *CANDY), 5e-4,
    ),
    Check(
        "(r, Q), normal demand", "best r for Q = 318", f"{SNYDER_SHEN}, example 5.2",
        127.788, lambda: inventory_orders.reorder_point_for_lot(318.0, 0.225, 7.5, *CANDY[3:]), 5e-4,
    ),
    Check(
        "(r, Q), Hadley and Whitin's iteration", "best Q", f"{SNYDER_SHEN}, example 5.2",
        318.59, lambda: inventory_orders.order_policy_by_iteration(*CANDY).quantity, 5e-3,
    ),
    Check(
        "(r, Q), Hadley and Whitin's iteration", "best r", f"{SNYDER_SHEN}, example 5.2",
        213.97, lambda: inventory_orders.order_policy_by_iteration(*CANDY).reorder_point, 5e-3,
    ),
    Check(
        "(r, Q), Poisson demand", "cost of the best policy, r = 3 and Q = 5", f"{SNYDER_SHEN}, example 5.8",
        107.92, lambda: inventory_orders.order_policy_poisson(20.0, 150.0, 100.0, 1.5, 2.0).cost, 5e-3,
    ),
    Check(
        "(s, S), Poisson demand", "cost of the best policy, s = 4 and S = 10", f"{SNYDER_SHEN}, example 4.7",
        8.034, lambda: inventory_orders.periodic_policy_poisson(1.0, 4.0, 5.0, 6.0).cost, 5e-4,
    ),
    *(
        Check("(s, S), Poisson demand", f"{what} for mean demand {mean}", ZHENG_FEDERGRUEN,
              value, partial(compute, mean), tolerance)
        for mean, values in TABLE_I.items()
        for what, value, compute, tolerance in zip(
            ("best s", "best S", "cost"), values, (_reorder_point, _order_up_to, _periodic_cost),
            (0.0, 0.0, 6e-4), strict=True,
        )
    ),
    *(
        Check("serial system (Clark and Scarf)", f"row {row}: echelon level of stage {stage + 1}", SHANG_SONG,
              float(level), partial(_level, row, stage), 0.0)
        for row, (_, _, levels, _) in TABLE_1.items()
        for stage, level in enumerate(levels)
    ),
    *(
        Check("serial system (Clark and Scarf)", f"row {row}: cost", SHANG_SONG,
              cost, partial(_serial_cost, row), 6e-4)
        for row, (_, _, _, cost) in TABLE_1.items()
    ),
    *(
        Check(f"depot and bases ({method})", f"backorders of a base where the depot {state}", CLOSED_FORM,
              inventory.poisson_loss(3, mean), partial(_backorders, method, depot_stock), 1e-9)
        for method in METHODS
        for state, depot_stock, mean in (("holds nothing", 0, 1.5 * 3.0), ("never runs out", 60, 1.5))
    ),
    Check(
        "safety stock", "demand 10, lead time of deviation 2, service 95 %",
        "closed form: demand is certain, the lead time normal, so 10 times 2 times the quantile",
        10.0 * 2.0 * float(ndtri(0.95)), lambda: inventory.safety_stock(0.95, 10.0, 0.0, 5.0, 2.0), 1e-9,
    ),
    Check(
        "base stock, gamma demand", "exponential demand in one period: level at a service of 90 %",
        "closed form: the quantile of the exponential distribution, mean times log 10",
        2.302585092994046, lambda: inventory.base_stock_for_service(0.9, 1.0, 1.0, 1), 1e-9,
    ),
)  # fmt: skip
