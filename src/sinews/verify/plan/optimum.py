"""The certificate of a plan, read by the keys of the case, and the bound that it proves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sinews.implementation import Plan
from sinews.verify.plan.bound import lower_bound, odd_prices
from sinews.verify.plan.derived import of_plan
from sinews.verify.plan.feasible import beyond_limits
from sinews.verify.plan.offers import Offers, offers
from sinews.verify.plan.parts import Array
from sinews.verify.plan.programme import Programme, read
from sinews.verify.plan.types_decided import with_types

BY_LINE, BY_ALLY, BY_POOL = ("line", "year"), ("ally", "year"), ("pool", "year")

ALONG: Mapping[str, tuple[str, ...]] = {
    "lines.growth": BY_LINE,
    "lines.capacity": BY_LINE,
    "materials.growth": ("material", "year"),
    "materials.capacity": ("material", "year"),
    "workforce.balance": BY_POOL,
    "workforce.needed": BY_POOL,
    "sustaining.closing": BY_LINE,
    "sustaining.floor": BY_LINE,
    "stock.balance": ("ally", "capability", "year"),
    "budgets.equipment": BY_ALLY,
    "budgets.total": BY_ALLY,
    "funds.innovation": BY_ALLY,
    "funds.uses": ("fund", "ally", "year"),
    "operation.running": BY_ALLY,
    "supplier_rules.share": ("rule", "ally"),
}
"""The axes of prices, by their limits."""

VALUES: Mapping[str, tuple[str, ...]] = {
    "stock.under": ("ally", "capability", "year"),
    "stock.over": ("ally", "capability", "year"),
    "deliveries.amount": ("ally", "line", "year"),
    "lines.expansion": BY_LINE,
    "materials.expansion": ("material", "year"),
    "workforce.workers": BY_POOL,
    "workforce.intake": BY_POOL,
    "workforce.recruits": BY_POOL,
    "sustaining.idle": BY_LINE,
    "sustaining.closed": BY_LINE,
    "budgets.carried": BY_ALLY,
    "budgets.owed": BY_ALLY,
    "funds.drawn": ("fund", "ally", "year"),
    "operation.running": BY_ALLY,
    "introductions.decided": ("ally", "line", "year"),
}
"""The axes of quantities."""


@dataclass(frozen=True)
class Optimum:
    """What a certificate says, by the keys of the case.

    Attributes
    ----------
    programme, offers
        The planning problem.
    prices, values
        Prices of limits, and quantities: as `ALONG` and `VALUES` have them.
    bound
        What the objective of no plan can be less than.
    wrong
        What is wrong with prices and quantities, in words.
    """

    programme: Programme
    offers: Offers
    prices: Mapping[str, Array]
    values: Mapping[str, Array]
    bound: float
    wrong: tuple[str, ...]


@of_plan
def optimum(plan: Plan) -> Optimum | str:
    """Return what the certificate of a plan says, or what is wrong with it, in words."""
    kept = plan.certificate
    if kept is None:
        return "certificate.npz: the plan has none, so that nothing shows how far it is from the best"
    programme = read(plan)
    prices = _read(kept, kept.prices, ALONG, programme, exactly=not plan.constraints)
    values = _read(kept, kept.values, VALUES, programme, exactly=not plan.constraints)
    for found in (prices, values):
        if isinstance(found, str):
            return f"certificate.npz, {found}"
    assert not isinstance(prices, str)
    assert not isinstance(values, str)
    decided = values.pop("introductions.decided")
    amount = values["deliveries.amount"]
    programme, chosen = with_types(plan, programme, offers(plan, programme), decided, amount)
    wrong = [f"certificate.npz, price of {name}: {words}" for name, words in odd_prices(prices)]
    if not plan.constraints:
        # limits of a user's own may leave less
        beyond = beyond_limits(programme, chosen, values)
        wrong += [f"certificate.npz, {name}: {words}" for name, words in beyond]
    bound = lower_bound(programme, chosen, prices)
    return Optimum(programme, chosen, prices, values, bound, tuple(wrong))


def _read(
    kept: Any,
    arrays: Mapping[str, Array],
    along: Mapping[str, tuple[str, ...]],
    p: Programme,
    *,
    exactly: bool,
) -> dict[str, Array] | str:
    """Return arrays by the keys of the case, with nothing for those that are not there; or what is wrong."""
    axes = axes_of(p)
    found: dict[str, Array] = {}
    more = sorted(set(arrays) - set(along))
    if more and exactly:
        return f"{more[0]}: there is no such limit or quantity"
    for name, asked in along.items():
        array = arrays.get(name)
        if array is None:
            found[name] = np.zeros([len(axes[axis]) for axis in asked])
            continue
        given = kept.along[name]
        if sorted(given) != sorted(asked):
            return f"{name}: it is by {', '.join(given)}, not by {', '.join(asked)}"
        if not np.isfinite(array).all():
            return f"{name}: some of it is no number"
        for axis in asked:
            odd = set(kept.axes[axis]) ^ set(axes[axis])
            if odd:
                return f"{axis} {min(odd)}: it is not of the case, or has no figures"
        found[name] = _turned(array, given, asked, kept.axes, axes)
    return found


def axes_of(p: Programme) -> dict[str, list[str]]:
    """Return the keys along each axis."""
    return {
        "ally": p.allies,
        "capability": p.capabilities,
        "line": p.lines,
        "material": p.plants["materials"].keys,
        "pool": p.trades.keys,
        "fund": p.funds,
        "rule": p.rules,
        "year": [str(year) for year in p.years],
    }


def _turned(
    array: Array,
    along: Sequence[str],
    asked: Sequence[str],
    keys: Mapping[str, Sequence[str]],
    axes: Mapping[str, Sequence[str]],
) -> Array:
    """Return an array by other axes, and by their keys in another order."""
    array = np.transpose(array, [list(along).index(axis) for axis in asked])
    for place, axis in enumerate(asked):
        at = {key: n for n, key in enumerate(keys[axis])}
        array = np.take(array, [at[key] for key in axes[axis]], axis=place)
    return array
