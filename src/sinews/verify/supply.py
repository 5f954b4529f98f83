"""Handbook arithmetic of supply, and the simulation of stocks against its closed forms and its own books."""

from __future__ import annotations

from functools import cache, partial

import numpy as np
import polars as pl

from sinews.case import Case, holdings, open_case
from sinews.enablers.supply import distribute
from sinews.enablers.supply.consumption import formation_rates
from sinews.enablers.supply.endurance import chain, prepare
from sinews.enablers.supply.loads import MEAL_READY_TO_EAT, POUND
from sinews.enablers.supply.service import delivery_chain
from sinews.engines.arrays import Values
from sinews.engines.inventory import fill_rate_of_base_stock, service_of_base_stock
from sinews.engines.supply_chain import OUTSIDE, Chain, record, simulate
from sinews.verify.check import Check
from sinews.verify.supply_balance import violations

ATP_4_90 = "US Army ATP 4-90, June 2020, appendix C"
RANDOM123 = "Salmon and others, Parallel random numbers, SC11, 2011: known answers of Random123"
BOOKS = "the books, kept again from the record of every flow"

# pounds a person and day by class of supply
POUNDS = {"rations": 7.41, "clothing": 1.6, "lubricants": 1.2, "barrier": 3.962, "personal": 2.06}

# a base stock for demand with mean 20 a day: level, deviation, lead time, chance of a closed way
STOCKS = ((75.0, 10.0, 3, 0.0), (130.0, 20.0, 4, 0.0), (110.0, 6.0, 3, 0.2))
SAMPLED_DAYS, SAMPLED_PATHS = 400, 1500


@cache
def _baseline() -> Case:
    return open_case()


def _pounds(supply_class: str) -> float:
    """Return pounds a soldier and day of a class, from what a formation of the baseline consumes."""
    case = _baseline()
    formation = case["formations"].row(0, named=True)
    rates = formation_rates(case).filter(formation=formation["formation"], supply_class=supply_class)
    return float(rates["rate"][0] / formation["personnel"] / POUND)


def base_stock(level: float, deviation: float, lead_time: int, closure: float) -> Chain:
    """Return a place that orders up to a level from a source that never runs out; mean demand 20 a day."""
    one = np.ones(1)
    return Chain(
        supplier=np.array([OUTSIDE]),
        lead_time=np.array([lead_time]),
        level=level * one,
        opening=level * one,
        room=np.inf * one,
        capacity=np.inf * one,
        loss=0.0 * one,
        closure=closure * one,
        delivered=np.zeros((1, SAMPLED_DAYS)),
        demand=np.full((1, SAMPLED_DAYS), 20.0),
        variation=deviation / 20.0 * one,
        kept=one,
        stream=np.zeros(1, np.int64),
        group=np.zeros(1, np.int64),
        rate_low=one,
        rate_high=one,
        substitute=np.array([OUTSIDE]),
        substitute_rate=one,
    )


@cache
def _sampled(level: float, deviation: float, lead_time: int, closure: float) -> tuple[float, float]:
    """Return the share of days without backlog, and of demand met at once, simulated."""
    found = simulate(base_stock(level, deviation, lead_time, closure), SAMPLED_PATHS, 1)
    return 1.0 - float(found.short_days.mean()) / SAMPLED_DAYS, float(found.met.mean())


def _service(level: float, deviation: float, lead_time: int, closure: float) -> float:
    return _sampled(level, deviation, lead_time, closure)[0]


def _fill_rate(level: float, deviation: float, lead_time: int) -> float:
    return _sampled(level, deviation, lead_time, 0.0)[1]


def faults_of_endurance() -> float:
    """Return how often a rule of the books is broken in two paths of the whole baseline."""
    case = _baseline()
    held = holdings(case).select("ally", "capability", "quantity")
    made = chain(case, prepare(case, held, "high", days=90)[0])
    return float(sum(len(found) for found in violations(made, record(made, 2, 1)).values()))


def faults_of_distribution() -> float:
    """Return how often a rule of the books is broken in two paths of the distribution of the baseline."""
    case = _baseline()
    made, _ = delivery_chain(case, distribute(case), 90)
    return float(sum(len(found) for found in violations(made, record(made, 2, 1)).values()))


def _first_word() -> float:
    from sinews.engines.random_numbers import philox

    zero = np.uint64(0)
    return float(philox((zero, zero, zero, zero), (zero, zero))[0])


def doubled_days() -> float:
    """Return the largest difference from two of the ratio of days of supply when all stocks are doubled."""
    case = _baseline()
    held = holdings(case).select("ally", "capability", "quantity")
    stocked = case["supply_classes"]["capability"].drop_nulls().to_list()
    kept = pl.when(pl.col("capability").is_in(stocked)).then(2.0).otherwise(1.0)
    given = case.with_table("support_deliveries", case["support_deliveries"].clear())
    once, twice = (
        prepare(given, forces, "high", days=1)[1].filter(pl.col("counted") & (pl.col("ally") != "Alliance"))
        for forces in (held, held.with_columns(quantity=pl.col("quantity") * kept))
    )
    ratio: Values = twice["days"].to_numpy() / once["days"].to_numpy()
    return float(np.abs(ratio - 2.0).max())


CHECKS = (
    Check(
        "field rations", "meals on a pallet of 48 cases of 12", f"{ATP_4_90}, tables C-2 to C-6",
        576.0, lambda: float(MEAL_READY_TO_EAT.meals_per_pallet), 0.0,
    ),
    Check(
        "field rations", "pounds a person and day, three meals with their part of the pallet",
        f"{ATP_4_90}: 1,089 lb a pallet of 576 meals; closed form: 1,089 / 192",
        5.671875, lambda: MEAL_READY_TO_EAT.weight_per_person(3.0) / POUND, 1e-9,
    ),
    Check(
        "field rations", "pallets for 4,000 soldiers and 30 days, three meals a day",
        "closed form: 360,000 meals, 576 to a pallet",
        625.0, lambda: float(MEAL_READY_TO_EAT.pallets(4000, 30, 3)), 0.0,
    ),
    *(
        Check("consumption", f"pounds a person and day: {supply_class}", ATP_4_90, pounds,
              partial(_pounds, supply_class), 5e-4)
        for supply_class, pounds in POUNDS.items()
    ),
    Check(
        "days of supply", "difference from two of their ratio when every stock is doubled",
        "closed form: stock over rate", 0.0, doubled_days, 1e-12,
    ),
    *(
        Check("simulated service",
              f"base stock {level:.0f}, deviation {deviation:.0f}, lead time {lead_time}, "
              f"way closed on {closure:.0%} of days", "closed form: gamma demand, geometric delay",
              service_of_base_stock(level, 20.0, deviation, lead_time, closure),
              partial(_service, level, deviation, lead_time, closure), 0.005)
        for level, deviation, lead_time, closure in STOCKS
    ),
    *(
        Check("simulated fill rate",
              f"base stock {level:.0f}, deviation {deviation:.0f}, lead time {lead_time}",
              "closed form: gamma demand, loss functions",
              fill_rate_of_base_stock(level, 20.0, deviation, lead_time),
              partial(_fill_rate, level, deviation, lead_time), 0.005)
        for level, deviation, lead_time, closure in STOCKS if closure == 0.0
    ),
    Check(
        "mass balance", "broken rules, endurance of the whole baseline, 90 days", BOOKS,
        0.0, faults_of_endurance, 0.0,
    ),
    Check(
        "mass balance", "broken rules, distribution of the baseline, 90 days", BOOKS,
        0.0, faults_of_distribution, 0.0,
    ),
    Check(
        "random numbers", "first word of Philox4x32-10 at counter and key zero", RANDOM123,
        float(0x6627E8D5), _first_word, 0.0,
    ),
)  # fmt: skip
