"""A planning problem in arrays over allies, capabilities, lines and years."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from sinews.apportionment import Targets
from sinews.case import Case, holdings, unit_prices
from sinews.engines.arrays import Flags, Indices, Values
from sinews.engines.completions import completions
from sinews.implementation.funding import USD_M_PER_BN, Funding, read_funding
from sinews.implementation.industry import Industry, read_industry
from sinews.implementation.people import People, read_people
from sinews.implementation.terms import Terms, read_terms


@dataclass(frozen=True, slots=True)
class Instance:
    """One planning problem in arrays.

    Axes: a allies, c capabilities, l lines, t planning years. Money is in USD bn at constant prices.

    Attributes
    ----------
    allies, capabilities, lines, years
        The labels of the axes.
    target, committed
        Target, and stock without any new order: after retirements, contracts and what is given to Ukraine,
        (a, c, t), units.
    given
        What leaves stock for Ukraine, (a, c, t), units.
    held, retired
        Stock at the start, (a, c), and what of it retires in each year, (a, c, t), units.
    whole
        Whether a capability counts in whole units only, (c,).
    on_contract
        What contracts of the start deliver, in whole units where only those count, (a, l, t), products.
    required
        Alliance requirement of each capability in the last year, at least one unit, (c,).
    priority
        Weight of a shortfall in each capability, (c,).
    operating
        Operating cost of one unit for a year, (c,).
    industry
        Lines and materials: capacity, expansion, lead times, contracts.
    people
        The skilled workforce.
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
    """

    allies: list[str]
    capabilities: list[str]
    lines: list[str]
    years: Indices
    target: Values
    committed: Values
    given: Values
    held: Values
    retired: Values
    whole: Flags
    on_contract: Values
    required: Values
    priority: Values
    operating: Values
    industry: Industry
    people: People
    terms: Terms
    funding: Funding
    price: Values
    price_path: Values
    yields: Values
    capability_of: Indices
    contracted: Values
    support: Values
    discount: Values


def build_instance(case: Case, targets: Targets) -> Instance:
    """Collect the arrays of the planning problem from a case and the allies' targets."""
    allies = case["allies"]["ally"].to_list()
    capabilities = targets.requirements.needs["capability"].unique(maintain_order=True).to_list()
    years = np.array(list(case.years))
    industry = read_industry(case, allies)
    products = _products(case)
    capability_of = np.array([capabilities.index(c) for c in products["capability"]], np.int64)
    yields = products["yield"].to_numpy()
    whole = np.isin(capabilities, case["whole_units"]["capability"].to_list())
    held, retired = _stock(case, allies, capabilities, years)
    retired[:, whole] = _in_whole_units(retired[:, whole])
    on_contract = completed(industry.contracted, whole[capability_of], industry.base[:, 0])
    delivered = np.zeros((len(allies), len(capabilities), years.size))
    for line, capability in enumerate(capability_of):
        delivered[:, capability] += on_contract[:, line] * yields[line]
    price = products["procurement"].to_numpy() / USD_M_PER_BN
    kept = held[:, :, None] + np.cumsum(delivered - retired, axis=2)
    given = _given(case, kept, allies, capabilities, years)
    given[:, whole] = _in_whole_units(given[:, whole])
    terms = read_terms(case)
    as_signed = np.repeat(price[:, None], years.size, axis=1)
    target = _cube(targets.targets, "target", allies, capabilities, years)
    need = targets.requirements.needs.filter(pl.col("year") == years[-1])["required"].to_numpy()
    facts = case["capabilities"].filter(pl.col("capability").is_in(capabilities))
    priority = dict(facts.select("capability", "priority").iter_rows())
    return Instance(
        allies=allies,
        capabilities=capabilities,
        lines=case["lines"]["line"].to_list(),
        years=years,
        target=target,
        committed=kept - np.cumsum(given, axis=2),
        given=given,
        held=held,
        retired=retired,
        whole=whole,
        on_contract=on_contract,
        required=np.maximum(need, 1.0),
        priority=np.array([priority[c] for c in capabilities]),
        operating=_operating(products, capabilities),
        industry=industry,
        people=read_people(case, industry, allies),
        terms=terms,
        funding=read_funding(case, targets, allies, capabilities),
        price=price,
        price_path=offered_prices(price, terms),
        yields=yields,
        capability_of=capability_of,
        contracted=instalments(industry.contracted, as_signed, terms.parts),
        support=instalments(industry.supported, as_signed, terms.parts),
        discount=(1.0 + case.settings.discount_rate) ** -(years - years[0]).astype(np.float64),
    )


def _products(case: Case) -> pl.DataFrame:
    """Return the product of each line, in the order of the lines, with yield and prices in USD m."""
    prices = unit_prices(case).select("product", "procurement", "operating")
    return (
        case["lines"]
        .select("line", "product")
        .join(case["products"], on="product", how="left", maintain_order="left")
        .join(prices, on="product", how="left", maintain_order="left")
    )


def _operating(products: pl.DataFrame, capabilities: list[str]) -> Values:
    """Return the operating cost of one unit of each capability: the mean over its products, USD bn a year."""
    mean = (
        products.unique("product", maintain_order=True)
        .group_by("capability", maintain_order=True)
        .agg((pl.col("operating") / pl.col("yield")).mean().alias("operating"))
    )
    cost = dict(mean.iter_rows())
    return np.array([cost.get(c, 0.0) for c in capabilities]) / USD_M_PER_BN


def _stock(case: Case, allies: list[str], capabilities: list[str], years: Indices) -> tuple[Values, Values]:
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
    return held, retired


def _places(rows: pl.DataFrame, column: str, keys: list[str]) -> Indices:
    """Return the position of each row's key among the keys of an axis."""
    positions = {key: place for place, key in enumerate(keys)}
    return rows[column].replace_strict(positions, return_dtype=pl.Int64).to_numpy()


def _given(case: Case, kept: Values, allies: list[str], capabilities: list[str], years: Indices) -> Values:
    """Return what leaves stock for Ukraine, (a, c, t): what is due, as far as stock will allow."""
    due = np.zeros_like(kept)
    for row in case["support_deliveries"].drop_nulls("capability").iter_rows(named=True):
        on = (years >= row["first_year"]) & (years <= row["last_year"])
        place = allies.index(row["ally"]), capabilities.index(row["capability"])
        due[place] += np.where(on, row["quantity"] / (row["last_year"] - row["first_year"] + 1), 0.0)
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
    """Return what lines hand over for the work that they do, whole units only where `whole` says so.

    Parameters
    ----------
    work
        Work on each ally's products in each year, (a, l, t), products.
    whole
        Whether a line's product counts only when it is complete, (l,).
    rate
        Output of each line in the base year, at least (l,), products per year.
    """
    handed_over = work.copy()
    for line in np.flatnonzero(whole & work.any(axis=(0, 2))):
        complete = completions(work[None, :, line], work_in_hand(rate[line : line + 1]), np.ones(1))
        handed_over[:, line] = np.diff(complete[0], axis=1, prepend=0)
    return handed_over


def work_in_hand(rate: Values) -> Values:
    """Return what part of a unit lines have in build at the start: half of one, on average, if they run."""
    return np.where(rate > 0, 0.5, 0.0)


def _in_whole_units(change: Values) -> Values:
    """Return yearly changes whose running totals are whole numbers, the nearest to those given."""
    return np.diff(np.floor(np.cumsum(change, axis=2) + 0.5 - 1e-9), axis=2, prepend=0.0)


def offered_prices(price: Values, terms: Terms) -> Values:
    """Return prices before anything is learned: with growth, licence fee and fixed cost, (l, t).

    Parameters
    ----------
    price
        Procurement cost of one product today, (l,), USD bn.
    terms
        The terms of each line's product.
    """
    launched = terms.fixed_cost / terms.launch_quantity
    offered: Values = price[:, None] * terms.growth * (1.0 + terms.fee)[:, None] + launched[:, None]
    return offered


def instalments(delivered: Values, price: Values, parts: Values) -> Values:
    """Return what allies pay for deliveries in each year, (a, t).

    Parts due before the first planning year were paid then.

    Parameters
    ----------
    delivered
        Products delivered, (a, l, t).
    price
        Price of one product by the year of its delivery, (l, t).
    parts
        Part of the price that falls due n years before the delivery, (l, n).
    """
    years = delivered.shape[2]
    value = delivered * price
    paid = np.zeros((delivered.shape[0], years))
    for ahead in range(min(parts.shape[1], years)):
        paid[:, : years - ahead] += np.einsum("alt,l->at", value[:, :, ahead:], parts[:, ahead])
    return paid
