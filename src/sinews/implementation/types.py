"""How many types of a capability allies may have, and what a type takes that one has not had: as arrays."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from sinews.case import Case, fleets_counted, unit_prices
from sinews.case.schema import STATUS_RANK, Status
from sinews.case.supplier_words import EVERYTHING
from sinews.engines.arrays import Flags, Indices, Values

NO_ROW = -1
"""The row of `type_limits` where none is about an ally and a capability."""

ANY_NUMBER = 1_000
"""More types than a case has, where nothing limits them."""


class Introduced(NamedTuple):
    """Types that allies introduce, each (n,).

    `first` is the position of the first year in which one can be delivered; `line` one of the lines that
    build it, from which the ally orders most.
    """

    ally: Indices
    product: Indices
    line: Indices
    first: Indices


NOTHING_INTRODUCED = Introduced(*(np.zeros(0, np.int64) for _ in Introduced._fields))


@dataclass(frozen=True, slots=True)
class Types:
    """What `type_limits` says; axes a allies, c capabilities, l lines, p products with a line, t years.

    Attributes
    ----------
    products
        Keys of the products.
    product_of
        Position of each line's product, (l,).
    row
        Position in `type_limits` of the row about an ally and a capability, (a, c); `NO_ROW` for none.
    slots
        How many types an ally may have at the horizon beside those of today that are there then, (a, c).
    remains, known
        Whether a product is such a type of an ally, and whether it has or had it on order at the start, each
        (a, p).
    minimum, years
        Least number of products that are bought of a type that an ally has not had, and the years that its
        introduction takes, each (a, c).
    cost
        What its introduction costs, (a, p), USD m.
    status
        How well the row is founded, (a, c), as the rank of its status.
    shut
        Whether a line is shut to an ally by its types, (a, l, t), by the year of the order.
    introduced
        The types that allies introduce; empty until it is decided.
    """

    products: list[str]
    product_of: Indices
    row: Indices
    slots: Indices
    remains: Flags
    known: Flags
    minimum: Values
    years: Indices
    cost: Values
    status: Indices
    shut: Flags
    introduced: Introduced = NOTHING_INTRODUCED

    @property
    def limited(self) -> bool:
        """Whether the case limits anybody's types."""
        return bool((self.row != NO_ROW).any())

    def paid(self, capability_of: Indices) -> tuple[Indices, Indices, Values]:
        """Return which introduction is paid in which year, and how much, USD m: equal parts until `first`.

        `capability_of` is the position of each line's capability, (l,).
        """
        ally, product, line, first = self.introduced
        years = self.years[ally, capability_of[line]]
        which = np.repeat(np.arange(ally.size), years)
        ahead = np.arange(which.size) - np.repeat(np.cumsum(years) - years, years) + 1
        return which, first[which] - ahead, (self.cost[ally, product] / np.maximum(years, 1))[which]

    def money(self, capability_of: Indices) -> Values:
        """Return what allies pay for introductions in each year, (a, t), USD m."""
        which, year, amount = self.paid(capability_of)
        total = np.zeros((self.shut.shape[0], self.shut.shape[2]))
        np.add.at(total, (self.introduced.ally[which], year), amount)
        return total


def read_types(
    case: Case,
    allies: list[str],
    capabilities: list[str],
    lead_time: Indices,
    yields: Values,
    lacking: Values,
) -> Types:
    """Return how many types allies may have, with shut what can be had by no number of types.

    A type that an ally has not had is shut to it before it can be introduced, and altogether where the ally
    never lacks the least fleet.

    Parameters
    ----------
    case
        The case: limits, fleets, types in service or on contract.
    allies, capabilities
        The axes; lines are those of the case.
    lead_time, yields
        Years from order to delivery, and units of the capability that a product gives, each (l,).
    lacking
        What is below target without any new order, (a, c, t), units.
    """
    made = case["lines"].select("product").join(case["products"], on="product", maintain_order="left")
    products = made["product"].unique(maintain_order=True).to_list()
    place = {product: at for at, product in enumerate(products)}
    product_of = made["product"].replace_strict(place, return_dtype=pl.Int64).to_numpy()
    pairs, horizon = (len(allies), len(capabilities)), lacking.shape[2]
    types = Types(
        products=products,
        product_of=product_of,
        row=np.full(pairs, NO_ROW),
        slots=np.full(pairs, ANY_NUMBER),
        remains=np.zeros((len(allies), len(products)), np.bool_),
        known=np.zeros((len(allies), len(products)), np.bool_),
        minimum=np.zeros(pairs),
        years=np.ones(pairs, np.int64),
        cost=np.zeros((len(allies), len(products))),
        status=np.zeros(pairs, np.int64),
        shut=np.zeros((len(allies), product_of.size, horizon), np.bool_),
    )
    if case["type_limits"].is_empty():
        return types
    _read_limits(case, allies, capabilities, types)
    price = dict(unit_prices(case).select("product", "procurement").iter_rows())
    capability_of = np.array([capabilities.index(each) for each in made["capability"]], np.int64)
    for line, product in enumerate(product_of):
        each = types.cost[:, product]
        each[:] = (
            _column(case, types.row[:, capability_of[line]], "introduction_cost") * price[products[product]]
        )
    new = ~types.known[:, product_of] & (types.row[:, capability_of] != NO_ROW)
    peak = lacking.max(axis=2, initial=0.0)[:, capability_of]
    small = new & (peak < types.minimum[:, capability_of] * yields - 1e-9)
    arrives = np.arange(horizon)[None, None, :] + lead_time[None, :, None]
    early = new[:, :, None] & (arrives < types.years[:, capability_of][:, :, None])
    none_left = ~types.remains[:, product_of] & (types.slots[:, capability_of] == 0)
    return replace(types, shut=early | small[:, :, None] | none_left[:, :, None])


class Allowed(NamedTuple):
    """The row of `type_limits` about an ally and a capability, its position, and how many types it allows."""

    place: int
    row: dict[str, Any]
    number: int


class Limits:
    """The rows of `type_limits`, by whom and what they are about."""

    def __init__(self, case: Case) -> None:
        self._rows: dict[str, list[tuple[int, dict[str, Any]]]] = {}
        for place, row in enumerate(case["type_limits"].iter_rows(named=True)):
            self._rows.setdefault(row["capability"], []).append((place, row))
        self._groups: dict[str, set[str]] = {}
        for ally, group in case["groups"].select("ally", "group").iter_rows():
            self._groups.setdefault(ally, set()).add(group)

    def about(self, ally: str, capability: str, today: int) -> Allowed | None:
        """Return what limits an ally's types of a capability, None if nothing does.

        The row of the ally itself counts before that of a group, and that before the one for all; of several
        groups the strictest. `today` is the number of types that it has at the start.
        """
        found = []
        for place, row in self._rows.get(capability, ()):
            who = row["who"]
            near = 3 if who == ally else 2 if who in self._groups.get(ally, ()) else int(who == EVERYTHING)
            if near:
                number = int(row["most"] if row["most"] is not None else today + row["more"])
                cost = row["introduction_cost"], row["introduction_years"]
                found.append(((near, -number, row["minimum_fleet"], *cost, who), place, row, number))
        return Allowed(*max(found, key=lambda each: each[0])[1:]) if found else None


def _read_limits(case: Case, allies: list[str], capabilities: list[str], types: Types) -> None:
    """Read rows, types of today and what is left of them into arrays that are there."""
    limits, (today, remaining) = Limits(case), types_at_the_start(case)
    place = {product: at for at, product in enumerate(types.products)}
    for at, ally in enumerate(allies):
        for of, capability in enumerate(capabilities):
            had = today.get((ally, capability), set())
            left = remaining.get((ally, capability), set())
            for known, flags in ((had, types.known), (left, types.remains)):
                flags[at, [place[each] for each in known if each in place]] = True
            limit = limits.about(ally, capability, len(had))
            if limit is None:
                continue
            types.row[at, of] = limit.place
            types.slots[at, of] = max(limit.number - len(left), 0)
            types.minimum[at, of] = limit.row["minimum_fleet"]
            types.years[at, of] = limit.row["introduction_years"]
            types.status[at, of] = STATUS_RANK[Status(limit.row["status"])]


def types_at_the_start(case: Case) -> tuple[dict[Any, set[str]], dict[Any, set[str]]]:
    """Return the types that allies have in service or on contract, and those of them left at the horizon.

    Returns
    -------
    Two mappings from ally and capability to types: the key of the product, or the name of a type that is no
    product of the case. A type is left unless all of it has left service by its age.
    """
    of = dict(case["products"].select("product", "capability").iter_rows())
    today: dict[Any, set[str]] = {}
    remaining: dict[Any, set[str]] = {}
    kinds = case["fleets"].filter(pl.col("active") > 0).select("ally", "capability", "type", "product")
    gone = fleets_counted(case).select("ally", "capability", "type", "leaves_by")
    last = case.settings.horizon
    for ally, capability, name, product, leaves_by in kinds.join(
        gone, on=["ally", "capability", "type"], how="left"
    ).iter_rows():
        today.setdefault((ally, capability), set()).add(product or name)
        if leaves_by is None or leaves_by > last:
            remaining.setdefault((ally, capability), set()).add(product or name)
    made = case["lines"].select("line", "product")
    on_contract = case["contracts"].filter(pl.col("quantity") > 0).join(made, on="line")
    operated = case["operators"].filter(pl.col("quantity") > 0)
    for ally, product in pl.concat(
        [each.select("ally", "product") for each in (on_contract, operated)]
    ).iter_rows():
        for types in (today, remaining):
            types.setdefault((ally, of[product]), set()).add(product)
    return today, remaining


def _column(case: Case, rows: Indices, name: str) -> Values:
    """Return a column of `type_limits` at some rows, 0 where there is none."""
    values = np.append(case["type_limits"][name].to_numpy().astype(np.float64), 0.0)
    found: Values = values[rows]
    return found
