"""Faults put into the model by hand: a row left out, a coefficient doubled, a year shifted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from sys import modules
from typing import Any

import numpy as np
import polars as pl
import pytest

from sinews.apportionment import limits, rules
from sinews.engines.burden_matrix import BurdenMatrix
from sinews.guidance import promised
from sinews.implementation import instance, results
from sinews.implementation.families import budgets, plants
from sinews.implementation.families.budgets import Budgets
from sinews.implementation.families.family import Rows
from sinews.implementation.families.funds import Funds
from sinews.implementation.families.plants import Lines, Materials
from sinews.implementation.families.workforce import Workforce

Fault = Callable[[pytest.MonkeyPatch], None]

# the packages offer functions of these names
schedule = modules["sinews.implementation.schedule"]
price_rounds = modules["sinews.implementation.settle"]
settle = modules["sinews.apportionment.settle"]
apportionment_targets = modules["sinews.apportionment.targets"]


def _without(family: type[Any], block: str, of: type[Any] | None = None) -> Fault:
    """Return the fault that the upper bounds of a block of rows are left out."""

    def put_in(patch: pytest.MonkeyPatch) -> None:
        before = family.rows

        def rows(self: Any, problem: Any) -> Iterable[Rows]:
            for each in before(self, problem):
                wanted = each.name == block and (of is None or isinstance(self, of))
                yield replace(each, upper=np.inf) if wanted else each

        patch.setattr(family, "rows", rows)

    return put_in


def _changed(where: Any, name: str, change: Callable[[Any], Any]) -> Fault:
    """Return the fault that what a function returns is changed."""

    def put_in(patch: pytest.MonkeyPatch) -> None:
        before = getattr(where, name)
        patch.setattr(where, name, lambda *of, **named: change(before(*of, **named)))

    return put_in


def _industry(**change: Callable[[Any], Any]) -> Fault:
    """Return the fault that some facts of industry are others."""
    return _changed(
        instance,
        "read_industry",
        lambda read: replace(read, **{name: of(read) for name, of in change.items()}),
    )


def _funding(**change: Callable[[Any], Any]) -> Fault:
    """Return the fault that some facts of money are others."""
    return _changed(
        instance,
        "read_funding",
        lambda read: replace(read, **{name: of(read) for name, of in change.items()}),
    )


def _terms(**change: Callable[[Any], Any]) -> Fault:
    """Return the fault that some terms of contracts are others."""
    return _changed(
        instance, "read_terms", lambda read: replace(read, **{name: of(read) for name, of in change.items()})
    )


def _later(values: Any) -> Any:
    """Return values a year later."""
    return np.concatenate([np.zeros_like(values[..., :1]), values[..., :-1]], axis=-1)


def _all_open(read: Any) -> Any:
    """Return rules on suppliers under which all may order from all."""
    return replace(read, open=np.ones_like(read.open), shares=())


def _as_ability_has_it(patch: pytest.MonkeyPatch) -> None:
    """Divide in proportion to ability, and say that it is lexicographic min-max."""

    def divide(rule: Any, problem: BurdenMatrix, held: Any) -> Any:
        division = rules.divide_all(rule, problem, held)
        return replace(division, lots=rules.in_proportion(problem))

    patch.setattr(settle, "divide_all", divide)


FAULTS: dict[str, Fault] = {
    "the capacity of lines left out": _without(plants.Plants, "capacity", Lines),
    "the capacity of materials left out": _without(plants.Plants, "capacity", Materials),
    "plants grow three times as fast": _industry(
        ramp=lambda read: 3.0 * read.ramp, expansion_limit=lambda read: 3.0 * read.expansion_limit
    ),
    "the people needed left out": _without(Workforce, "needed"),
    "the equipment budget left out": _without(Budgets, "equipment"),
    "the total budget left out": _without(Budgets, "total"),
    "the uses of funds left out": _without(Funds, "uses"),
    "equipment budgets doubled": _changed(
        budgets, "available_budgets", lambda both: (2.0 * both[0], 2.0 * both[1])
    ),
    "what may be carried over doubled": _funding(carry_limit=lambda read: 2.0 * read.carry_limit + 1.0),
    "lead times a year shorter": _industry(
        lead_time=lambda read: np.maximum(read.lead_time - 1, 0),
        earliest=lambda read: np.maximum(read.earliest - 1, 0),
    ),
    "contracts a year later": _industry(contracted=lambda read: _later(read.contracted)),
    "half of the contracts left out": _industry(contracted=lambda read: 0.5 * read.contracted),
    "rates doubled": _industry(
        base=lambda read: 2.0 * read.base,
        free=lambda read: np.clip(2.0 * read.base - read.use @ read.reserved, 0.0, None),
    ),
    "expansion for half its cost": _industry(expansion_cost=lambda read: 0.5 * read.expansion_cost),
    "nothing retires": _changed(instance, "stock_by_age", lambda read: (read[0], np.zeros_like(read[1]))),
    "nothing given from stock": _changed(instance, "_given", np.zeros_like),
    "running costs doubled": _changed(
        instance, "read_running", lambda read: read._replace(product=2.0 * read.product)
    ),
    "rules on suppliers left out": _changed(instance, "read_suppliers", _all_open),
    "paid a year too early": _terms(
        parts=lambda read: (
            np.concatenate([np.zeros_like(read.parts[:, :1]), read.parts[:, :-1]], axis=1)
            + np.where(np.arange(read.parts.shape[1]) == read.parts.shape[1] - 1, read.parts[:, -1:], 0.0)
        )
    ),
    "nothing learned": _changed(price_rounds, "learned_prices", lambda price: 1.3 * price),
    "attrition left out": _changed(
        instance, "read_people", lambda read: replace(read, attrition=np.zeros_like(read.attrition))
    ),
    "apprentices skilled at once": _changed(
        instance, "read_people", lambda read: replace(read, training=np.zeros_like(read.training))
    ),
    "growth of targets without limit": _changed(
        limits.Terms, "growth_lots", lambda lots: np.full_like(lots, 1e6)
    ),
    "caps on shares left out": _changed(limits.Terms, "cap_lots", lambda lots: np.full_like(lots, np.inf)),
    "burdens not evened out": _as_ability_has_it,
    "pledges a year later": _changed(
        promised, "level_due", lambda level: np.concatenate([level[..., :1], level[..., :-1]], axis=-1)
    ),
    "lots cost half": _changed(
        limits, "life_cycle_costs", lambda rows: rows.with_columns(pl.col("cost") * 0.5)
    ),
    "targets beyond the requirement": _changed(
        apportionment_targets, "targets_by_year", lambda both: (both[0] * 2.0, both[1])
    ),
    "payments a year late in the ledger": _changed(
        schedule, "ledger", lambda rows: rows.with_columns(pl.col("year") + 1)
    ),
    "what peace uses up left out": _changed(instance, "read_peacetime_use", np.zeros_like),
    "what is urgent weighs no more": _changed(
        schedule, "build_instance", lambda problem: replace(problem, priority=np.ones_like(problem.priority))
    ),
    "money weighs nothing against late years": _changed(
        schedule, "build_instance", lambda problem: replace(problem, discount=np.ones_like(problem.discount))
    ),
    "shortfall halved": _changed(results, "stock", lambda rows: rows.with_columns(pl.col("shortfall") * 0.5)),
}
"""What is wrong, and what puts it in."""
