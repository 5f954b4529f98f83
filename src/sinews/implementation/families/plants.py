"""What lines and materials have in common: a capacity that can be expanded, and who pays for that."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from sinews.engines.arrays import Indices, Values
from sinews.implementation.families.contract_terms import spread
from sinews.implementation.families.family import Columns, Entries, KeyLimit, Limit, Payments, Promise, Rows
from sinews.implementation.instance import Instance


def expansion(problem: Instance, axis: str) -> Columns:
    """Return the columns of the capacity that expansion has added by each year, (plants, t).

    `axis` is ``"line"`` or ``"material"``, here and below.
    """
    industry, part = problem.industry, which(problem, axis)
    plants, years = industry.base[part].shape
    time = np.broadcast_to(np.arange(years), (plants, years))
    lead = np.minimum(time, industry.build_time[part][:, None])
    growth_cost = industry.expansion_cost[part][:, None] * _discounted(problem, time, lead)
    cost = growth_cost - np.concatenate([growth_cost[:, 1:], np.zeros((plants, 1))], axis=1)
    return Columns(
        "expansion",
        _at(problem, axis),
        cost=problem.cost_weight * cost,
        lower=industry.expansion_least[part],
        upper=industry.expansion_limit[part],
        limit=Limit(f"{axis}s", "ceiling"),
    )


def rows(problem: Instance, axis: str, limit: Limit) -> Iterable[Rows]:
    """Yield growth in one year, and what can be made beyond contracts and commitments, each (plants, t)."""
    industry, part, at = problem.industry, which(problem, axis), _at(problem, axis)
    yield Rows("growth", at, lower=0.0, upper=industry.ramp[part][:, None])
    yield Rows("capacity", at, upper=industry.free[part], limit=limit)


def expanded(growing: Indices, able: Indices, columns: Indices) -> Iterable[Entries]:
    """Yield the entries of expansion in the rows of growth and of capacity."""
    yield Entries(growing, columns, 1.0)
    yield Entries(growing[:, 1:], columns[:, :-1], -1.0)
    yield Entries(able, columns, -1.0)


def relaxed(problem: Instance, axis: str, limit: KeyLimit, added: Values) -> Instance:
    """Return the problem with more free output of a plant in each year, (t,)."""
    free = problem.industry.free.copy()
    free[which(problem, axis).start + limit.place] += added
    return replace(problem, industry=replace(problem.industry, free=free))


def promise(problem: Instance, axis: str, limit: Limit, units: str | list[str]) -> Promise:
    """Return what contracts and commitments take of plants beyond their base output."""
    industry, part = problem.industry, which(problem, axis)
    return Promise(
        limit,
        industry.plants[part],
        industry.use[part] @ industry.reserved - industry.base[part],
        units,
        "contracts and commitments to Ukraine take more than its output; it is taken to build them all "
        "the same. Raise rate or announced_rate, or spread contracts over more years.",
    )


def instalments_of(problem: Instance, axis: str, element: str, columns: Indices) -> Iterable[Payments]:
    """Yield the instalments of each year's growth of capacity."""
    part = which(problem, axis)
    payer, plant, paid_in, added_in, amount = expansion_instalments(problem, part)
    yield Payments(element, payer, paid_in, columns[plant - part.start, added_in], amount)
    later = added_in > 0
    before = columns[plant[later] - part.start, added_in[later] - 1]
    yield Payments(element, payer[later], paid_in[later], before, -amount[later])


def expansion_instalments(
    problem: Instance, part: slice | None = None
) -> tuple[Indices, Indices, Indices, Indices, Values]:
    """Return who pays what for added capacity of all plants, or of some in a row.

    The ally in which a plant stands pays for its expansion; where that is no ally, all pay in proportion to
    their equipment budgets of the base year. Equal parts fall due from the decision to the first year of
    added output.

    Returns
    -------
    payer, plant, year paid, year added, amount (USD bn for one more unit per year), each (instalments,).
    """
    industry = problem.industry
    years = problem.years.size
    shares = payer_shares(problem, industry.host)
    some = range(*part.indices(len(shares))) if part is not None else range(len(shares))
    line, payer = (np.repeat(each, years) for each in np.nonzero(shares[some.start : some.stop]))
    line = line + some.start
    added_in = np.tile(np.arange(years), line.size // years)
    possible = added_in >= industry.build_time[line]
    line, payer, added_in = line[possible], payer[possible], added_in[possible]
    whose, ahead = spread(industry.build_time[line] + 1)
    line, payer, added_in = line[whose], payer[whose], added_in[whose]
    amount = industry.expansion_cost[line] / (industry.build_time[line] + 1)
    return payer, line, added_in - ahead, added_in, shares[line, payer] * amount


def payer_shares(problem: Instance, host: Indices) -> Values:
    """Return each ally's part of what a host pays, (hosts, a): all of it, or its common share if none is."""
    hosted = np.arange(len(problem.allies)) == host[:, None]
    return np.where(host[:, None] < 0, problem.funding.common_share[None, :], hosted)


def which(problem: Instance, axis: str) -> slice:
    """Return where lines, or materials, stand among the plants."""
    lines = problem.industry.lines
    return slice(0, lines) if axis == "line" else slice(lines, len(problem.industry.plants))


def _at(problem: Instance, axis: str) -> dict[str, Indices]:
    """Return where the blocks of plants stand."""
    return {axis: problem.each(axis)[:, None], "year": problem.each("year")}


def _discounted(problem: Instance, year: Indices, lead: Indices) -> Values:
    """Return the mean discount factor from `lead` years before `year` until then."""
    cumulated = np.concatenate([[0.0], np.cumsum(problem.discount)])
    return np.asarray((cumulated[year + 1] - cumulated[year - lead]) / (lead + 1))
