"""A planning problem in arrays over allies, capabilities, lines and years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol, TypeVar

import numpy as np
import polars as pl

from sinews.apportionment import Targets
from sinews.case import Case, counted_whole, holdings, leaving_in, unit_prices
from sinews.case.schema import STATUS_RANK, Status
from sinews.engines.arrays import Flags, Indices, Values
from sinews.engines.completions import completions
from sinews.implementation.families.contract_terms import (
    Terms,
    due_evenly,
    instalments,
    offered_prices,
    read_terms,
)
from sinews.implementation.funding import Funding, read_funding
from sinews.implementation.industry import Industry, read_industry
from sinews.implementation.milestones import read_milestones
from sinews.implementation.order_sizes import OrderSizes, read_order_sizes
from sinews.implementation.peacetime import read_peacetime_use
from sinews.implementation.people import People, read_people
from sinews.implementation.running import Stock, read_running
from sinews.implementation.suppliers import Suppliers, read_suppliers
from sinews.implementation.types import Types, read_types

Facts = TypeVar("Facts")
Read = TypeVar("Read", covariant=True)

PER_MILLE = 1000.0
"""Shortfalls are counted in thousandths of the Alliance's requirement: one scale for all capabilities."""

COST_TO_SHORTFALL = 0.01
"""No saving may outweigh a shortfall: money weighs at most this part of the shortfall that it would close."""


class Reader(Protocol[Read]):
    """What reads facts of a case: a family of constraints."""

    name: ClassVar[str]

    def read(self, case: Case, problem: Instance) -> Read:
        """Return the facts."""


@dataclass(frozen=True, slots=True)
class Instance:
    """One planning problem in arrays.

    Axes: a allies, c capabilities, l lines, t planning years. Money is in USD m at constant prices.

    Attributes
    ----------
    case
        The case that it was made from.
    allies, capabilities, lines, years
        The labels of the axes.
    target, committed
        Target, and stock without any new order: after retirements, what peace uses up, contracts and what is
        given to Ukraine, (a, c, t), units; below 0 where more is to be used than there is.
    used
        What training, shelf life and accidents use up beyond what retires, (a, c, t), units.
    given
        What leaves stock for Ukraine, (a, c, t), units.
    held, retired
        Stock at the start, (a, c), and what of it retires in each year, (a, c, t), units.
    whole
        Whether a capability counts in whole units only, (c,).
    on_contract
        What contracts of the start deliver, in whole units where only those count, (a, l, t), products;
        those with milestones at their dates.
    required
        Alliance requirement of each capability in the last year, at least one unit, (c,).
    priority
        Weight of a shortfall in each capability, (c,).
    running
        Running cost of one product of each line for a year, (l,).
    known_running
        What running costs more than at the start without any new order, (a, c, t).
    operating_status
        How well that is founded, (c,): the rank of the weakest status.
    industry
        Lines and materials: capacity, expansion, lead times, contracts.
    people
        The skilled workforce.
    suppliers
        From whom each ally may order.
    types
        How many types of a capability each ally may have, and which it introduces.
    order_sizes
        In what quantities contracts are signed.
    terms
        When each line's product is paid, how its price moves, and what its line must build.
    funding
        The allies' money, and how far it can be moved.
    price
        Procurement cost of one product today, (l,).
    price_path
        Procurement cost of one product by the year of its delivery, (l, t).
    yields
        Units of the capability per product, (l,).
    capability_of
        Indices of the capability that each line's product provides, (l,).
    contracted, support
        Payments for what was on order at the start, and for what lines build for Ukraine, each (a, t).
    discount
        Discount factor of each year, (t,).
    constraints
        Families of constraints beside those that come along.
    """

    case: Case
    allies: list[str]
    capabilities: list[str]
    lines: list[str]
    years: Indices
    target: Values
    committed: Values
    used: Values
    given: Values
    held: Values
    retired: Values
    whole: Flags
    on_contract: Values
    required: Values
    priority: Values
    running: Values
    known_running: Values
    operating_status: Indices
    industry: Industry
    people: People
    suppliers: Suppliers
    types: Types
    order_sizes: OrderSizes
    terms: Terms
    funding: Funding
    price: Values
    price_path: Values
    yields: Values
    capability_of: Indices
    contracted: Values
    support: Values
    discount: Values
    constraints: tuple[Any, ...] = ()
    _facts: dict[Any, Any] = field(init=False, default_factory=dict, repr=False, compare=False)

    @property
    def open(self) -> Flags:
        """Whether an ally may order from a line, (a, l, t): rules on suppliers and its types let it."""
        may: Flags = self.suppliers.open & ~self.types.shut
        return may

    @property
    def per_mille(self) -> Values:
        """A thousandth of each requirement, (c,), units."""
        return self.required / PER_MILLE

    @property
    def shortfall_weight(self) -> Values:
        """Weight of a shortfall of one thousandth of a requirement, (c, t): priority, discounted."""
        return self.priority[:, None] * self.discount[None, :]

    @property
    def cost_weight(self) -> float:
        """Weight of one USD m: so small that closing any shortfall is worth its cost."""
        dearest = np.zeros(self.required.size)
        of_product = self.price + self.running * self.years.size
        np.maximum.at(dearest, self.capability_of, of_product / self.yields)
        cost = dearest * self.required / PER_MILLE
        worth = self.shortfall_weight[:, -1]
        counts = (cost > 0) & (worth > 0)
        return float(COST_TO_SHORTFALL * np.min(worth[counts] / cost[counts], initial=1e-3))

    def of(self, family: type[Reader[Facts]] | Reader[Facts]) -> Facts:
        """Return what a family has read: one of those that come along by its class, another by itself."""
        key = family if isinstance(family, type) else id(family)
        if key not in self._facts:
            reader = family() if isinstance(family, type) else family
            self._facts[key] = reader.read(self.case, self)
        found: Facts = self._facts[key]
        return found

    def labels(self, axis: str) -> Sequence[str]:
        """Return the keys of an axis; raise KeyError if there is none of that name."""
        people, plants, lines = self.people, self.industry.plants, self.industry.lines
        return {
            "ally": self.allies,
            "capability": self.capabilities,
            "line": self.lines,
            "material": plants[lines:],
            "pool": people.keys,
            "fund": self.funding.funds,
            "rule": self.case["supplier_rules"]["rule"].to_list(),
            "year": [str(year) for year in self.years],
        }[axis]

    def each(self, axis: str) -> Indices:
        """Return all positions on an axis."""
        return np.arange(len(self.labels(axis)))


def build_instance(case: Case, targets: Targets, constraints: Sequence[Any] = ()) -> Instance:
    """Collect the arrays of the planning problem from a case and the allies' targets.

    `constraints` are families of constraints beside those that come along.
    """
    allies = case["allies"]["ally"].to_list()
    capabilities = targets.requirements.needs["capability"].unique(maintain_order=True).to_list()
    years = np.array(list(case.years))
    terms = read_terms(case)
    industry = read_industry(case, allies, terms.order_from)
    products = _products(case)
    capability_of = np.array([capabilities.index(c) for c in products["capability"]], np.int64)
    yields = products["yield"].to_numpy()
    whole = np.isin(capabilities, counted_whole(case))
    held, retired = stock_by_age(case, allies, capabilities, years)
    retired[:, whole] = in_whole_units(retired[:, whole])
    milestones = read_milestones(case, allies, case["lines"]["line"].to_list(), years)
    evenly = np.where(milestones.dated[:, :, None], 0.0, industry.contracted)
    on_contract = completed(evenly, whole[capability_of], industry.base[:, 0]) + milestones.quantity
    delivered = np.zeros((len(allies), len(capabilities), years.size))
    for line, capability in enumerate(capability_of):
        delivered[:, capability] += on_contract[:, line] * yields[line]
        retired[:, capability] += milestones.replaces[:, line]
    price = products["procurement"].to_numpy()
    kept = held[:, :, None] + np.cumsum(delivered - retired, axis=2)
    given = _given(case, kept, allies, capabilities, years)
    given[:, whole] = in_whole_units(given[:, whole])
    leaves = Stock(held, retired + given, evenly + milestones.quantity, capability_of)
    running = read_running(case, allies, capabilities, leaves)
    as_signed = np.repeat(price[:, None], years.size, axis=1)
    support = instalments(industry.supported, as_signed, terms.parts)
    target = _cube(targets.targets, "target", allies, capabilities, years)
    used = read_peacetime_use(case, capabilities, target, retired)
    used[:, whole] = in_whole_units(used[:, whole])
    committed = kept - np.cumsum(given + used, axis=2)
    need = targets.requirements.needs.filter(pl.col("year") == years[-1])["required"].to_numpy()
    facts = case["capabilities"].filter(pl.col("capability").is_in(capabilities))
    priority = dict(facts.select("capability", "priority").iter_rows())
    return Instance(
        case=case,
        allies=allies,
        capabilities=capabilities,
        lines=case["lines"]["line"].to_list(),
        years=years,
        target=target,
        committed=committed,
        used=used,
        given=given,
        held=held,
        retired=retired,
        whole=whole,
        on_contract=on_contract,
        required=np.maximum(need, 1.0),
        priority=np.array([priority[c] for c in capabilities]),
        running=running.product,
        known_running=running.known,
        operating_status=_operating_status(case, products, capabilities),
        industry=industry,
        people=read_people(case, industry, allies),
        suppliers=read_suppliers(case, allies, years),
        types=read_types(
            case,
            allies,
            capabilities,
            industry.lead_time,
            yields,
            np.clip(target - committed, 0.0, None),
        ),
        order_sizes=read_order_sizes(case),
        terms=terms,
        funding=read_funding(case, targets, allies, capabilities, support),
        price=price,
        price_path=offered_prices(price, terms),
        yields=yields,
        capability_of=capability_of,
        contracted=instalments(industry.contracted, as_signed, terms.parts),
        support=support,
        discount=(1.0 + case.settings.discount_rate) ** -(years - years[0]).astype(np.float64),
        constraints=tuple(constraints),
    )


def _products(case: Case) -> pl.DataFrame:
    """Return the product of each line, in the order of the lines, with yield and prices in USD m."""
    prices = unit_prices(case).select("product", "procurement")
    return (
        case["lines"]
        .select("line", "product")
        .join(case["products"], on="product", how="left", maintain_order="left")
        .join(prices, on="product", how="left", maintain_order="left")
    )


def _operating_status(case: Case, products: pl.DataFrame, capabilities: list[str]) -> Indices:
    """Return how well the operating cost of each capability is founded, (c,): none better than the others.

    That of a product without an operating cost of its own rests on the rate and on the price.
    """
    costs = case["costs"].select("product", "element", "status")
    of = {
        element: costs.filter(pl.col("element") == element).select("product", pl.col("status").alias(element))
        for element in ("procurement", "operating")
    }
    rates = case["operating_rates"].select("capability", rated="status")
    statuses = (
        products.select("product", "capability")
        .join(of["procurement"], on="product", how="left", maintain_order="left")
        .join(of["operating"], on="product", how="left", maintain_order="left")
        .join(rates, on="capability", how="left", maintain_order="left")
        .with_columns(
            pl.col("procurement", "operating", "rated").replace_strict(
                STATUS_RANK, default=None, return_dtype=pl.Int64
            )
        )
        .select("capability", rank=pl.coalesce("operating", pl.max_horizontal("procurement", "rated")))
        .group_by("capability", maintain_order=True)
        .agg(pl.col("rank").max())
    )
    assumed = STATUS_RANK[Status.ASSUMED]
    found = dict(statuses.with_columns(pl.col("rank").fill_null(assumed)).iter_rows())
    return np.array([found.get(capability, assumed) for capability in capabilities], np.int64)


def stock_by_age(
    case: Case, allies: list[str], capabilities: list[str], years: Indices
) -> tuple[Values, Values]:
    """Return what is held at the start, (a, c), and what of it retires in each year, (a, c, t)."""
    rows = holdings(case)
    place = _places(rows, "ally", allies), _places(rows, "capability", capabilities)
    quantity = rows["quantity"].to_numpy()
    held = np.zeros((len(allies), len(capabilities)))
    held[place] = quantity
    retired = np.zeros((*held.shape, years.size))
    # what has no remaining life does not retire
    life = rows["remaining_life"].cast(pl.Float64).fill_null(np.inf).to_numpy()
    gone = np.minimum(np.arange(years.size + 1) / life[:, None], 1.0)
    retired[place] = quantity[:, None] * np.diff(gone, axis=1)
    # types leave by their age
    part = leaving_in(case, years.tolist())
    part = part.filter(pl.col("capability").is_in(capabilities))
    ally, capability = _places(part, "ally", allies), _places(part, "capability", capabilities)
    year = part["year"].to_numpy() - years[0]
    retired[ally, capability, year] = held[ally, capability] * part["part"].to_numpy()
    return held, retired


def _places(rows: pl.DataFrame, column: str, keys: list[str]) -> Indices:
    """Return the position of each row's key among the keys of an axis."""
    positions = {key: place for place, key in enumerate(keys)}
    return rows[column].replace_strict(positions, return_dtype=pl.Int64).to_numpy()


def _given(case: Case, kept: Values, allies: list[str], capabilities: list[str], years: Indices) -> Values:
    """Return what leaves stock for Ukraine, (a, c, t): what is due, as far as stock will allow."""
    due = np.zeros_like(kept)
    for row in case["support_deliveries"].drop_nulls("capability").iter_rows(named=True):
        due[allies.index(row["ally"]), capabilities.index(row["capability"])] += due_evenly(row, years)
    can_leave = np.minimum.accumulate(kept[:, :, ::-1], axis=2)[:, :, ::-1]
    left = np.minimum(np.cumsum(due, axis=2), np.clip(can_leave, 0.0, None))
    return np.diff(np.maximum.accumulate(left, axis=2), axis=2, prepend=0.0)


def _cube(
    frame: pl.DataFrame, value: str, allies: list[str], capabilities: list[str], years: Indices
) -> Values:
    """Return a long table's values as an array (a, c, t), zero where it has no row."""
    cube = np.zeros((len(allies), len(capabilities), years.size))
    a, c = _places(frame, "ally", allies), _places(frame, "capability", capabilities)
    cube[a, c, frame["year"].to_numpy() - years[0]] = frame[value].to_numpy()
    return cube


def completed(work: Values, whole: Flags, rate: Values) -> Values:
    """Return what lines hand over for the work that they do, (a, l, t), products.

    Those whose products count only when they are complete, (l,), hand over whole ones; what of one they have
    in hand at the start hangs on their rates in the base year, at least (l,), products per year.
    """
    handed_over = work.copy()
    for line in np.flatnonzero(whole & work.any(axis=(0, 2))):
        complete = completions(work[None, :, line], work_in_hand(rate[line : line + 1]), np.ones(1))
        handed_over[:, line] = np.diff(complete[0], axis=1, prepend=0)
    return handed_over


def work_in_hand(rate: Values) -> Values:
    """Return what part of a unit lines have in build at the start: half of one, on average, if they run."""
    return np.where(rate > 0, 0.5, 0.0)


def in_whole_units(change: Values) -> Values:
    """Return yearly changes whose running totals are whole numbers, the nearest to those given."""
    return np.diff(np.floor(np.cumsum(change, axis=2) + 0.5 - 1e-9), axis=2, prepend=0.0)
