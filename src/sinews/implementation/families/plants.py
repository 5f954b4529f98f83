"""Lines and key materials: what can be made in a year, how far that can be expanded, and who pays for it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import ClassVar

import numpy as np

from sinews.engines.arrays import Indices, Values, spread
from sinews.implementation.families.deliveries import Deliveries, taken
from sinews.implementation.families.element import SHARED_INPUTS, Element
from sinews.implementation.families.family import (
    NONE,
    Columns,
    Entries,
    Family,
    KeyLimit,
    Limit,
    Model,
    Payments,
    Promise,
    Rows,
)
from sinews.implementation.instance import Instance

EXPANSION = Element("expansion", "Expansion of industry", "Industry", funds="industry", work="plant")
INPUTS = Element(
    "inputs", "Shared materials and training", "Inputs", funds="industry", counts_for=SHARED_INPUTS
)


class Plants(Family[None]):
    """What lines and materials have in common: a capacity that deliveries take and that can be expanded.

    Attributes
    ----------
    axis, element
        The axis on which they stand, and the element of cost that their expansion is.
    binds
        What it means in words that one can make no more.
    """

    needs = (Deliveries,)
    axis: ClassVar[str]
    element: ClassVar[Element]
    binds: ClassVar[str]

    @abstractmethod
    def counted(self, problem: Instance) -> tuple[str | Sequence[str], str | Sequence[str]]:
        """Return what output in a year, and what is missing of it, are counted in."""

    def columns(self, problem: Instance) -> Iterable[Columns]:
        """Yield the capacity that expansion has added by each year, (plants, t)."""
        industry, part = problem.industry, which(problem, self.axis)
        plants, years = industry.base[part].shape
        time = np.broadcast_to(np.arange(years), (plants, years))
        lead = np.minimum(time, industry.build_time[part][:, None])
        growth_cost = industry.expansion_cost[part][:, None] * _discounted(problem, time, lead)
        cost = growth_cost - np.concatenate([growth_cost[:, 1:], np.zeros((plants, 1))], axis=1)
        yield Columns(
            "expansion",
            self._at(problem),
            cost=problem.cost_weight * cost,
            lower=industry.expansion_least[part],
            upper=industry.expansion_limit[part],
            limit=Limit(f"{self.axis}s", "ceiling"),
        )

    def rows(self, problem: Instance) -> Iterable[Rows]:
        """Yield growth in a year, and what can be made beyond contracts and commitments, each (plants, t)."""
        industry, part, at = problem.industry, which(problem, self.axis), self._at(problem)
        yield Rows("growth", at, lower=0.0, upper=industry.ramp[part][:, None])
        yield Rows("capacity", at, upper=industry.free[part], limit=self._limit(problem))

    def entries(self, problem: Instance, model: Model) -> Iterable[Entries]:
        """Yield what deliveries take of capacity, and what expansion adds."""
        growing, able = model.rows(self, "growth"), model.rows(self, "capacity")
        added = model.columns(self, "expansion")
        yield taken(problem, model, able, problem.industry.use[which(problem, self.axis)])
        yield Entries(growing, added, 1.0)
        yield Entries(growing[:, 1:], added[:, :-1], -1.0)
        yield Entries(able, added, -1.0)

    def payments(self, problem: Instance, model: Model) -> Iterable[Payments]:
        """Yield the instalments of each year's growth of capacity."""
        payer, plant, paid_in, added_in, amount = expansion_instalments(problem, which(problem, self.axis))
        columns, later = model.columns(self, "expansion"), added_in > 0
        # what is made nowhere in particular is expanded at its payers'
        hosts = problem.case[f"{self.axis}s"]["country"].fill_null("")
        country = hosts.to_numpy().astype(np.str_)[plant]
        line = plant if self.axis == "line" else np.full_like(plant, NONE)
        decided = added_in - problem.industry.build_time[which(problem, self.axis)][plant]
        # what a year adds is what there is then, less what there was before
        before = columns[plant, np.maximum(added_in - 1, 0)]
        for of, column, paid in ((added_in >= 0, columns[plant, added_in], amount), (later, before, -amount)):
            yield Payments(
                self.element,
                payer[of],
                paid_in[of],
                column[of],
                paid[of],
                line=line[of],
                country=country[of],
                committed=decided[of],
            )

    def promises(self, problem: Instance) -> Iterable[Promise]:
        """Yield what contracts and commitments take beyond base output."""
        industry, part = problem.industry, which(problem, self.axis)
        yield Promise(
            self._limit(problem),
            industry.plants[part],
            industry.use[part] @ industry.reserved - industry.base[part],
            self.counted(problem)[1],
            "contracts and commitments to Ukraine take more than its output; it is taken to build them all "
            "the same. Raise rate or announced_rate, or spread contracts over more years.",
        )

    def relaxed(self, problem: Instance, limit: KeyLimit, added: Values) -> Instance:
        """Return the problem with more free output of a plant."""
        free = problem.industry.free.copy()
        free[which(problem, self.axis).start + limit.place] += added
        return replace(problem, industry=replace(problem.industry, free=free))

    def _limit(self, problem: Instance) -> Limit:
        """Return today's rates: more of one is a higher rate and a higher ceiling."""
        return Limit(
            f"{self.axis}s",
            "rate",
            kind=self.axis,
            names=problem.case[f"{self.axis}s"]["name"].to_list(),
            units=self.counted(problem)[0],
            size=problem.industry.base[which(problem, self.axis)],
            binds=self.binds,
        )

    def _at(self, problem: Instance) -> dict[str, Indices]:
        """Return where the blocks stand."""
        return {self.axis: problem.each(self.axis)[:, None], "year": problem.each("year")}


class Lines(Plants):
    """Deliveries of a line stay within its output.

    For every line l and year t, with K what expansion has added, at most up to the ceiling and from the first
    year that the build time allows,

        sum over allies (d) - K + free x z <= free              capacity
        0 <= K[t] - K[t-1] <= ramp                              growth

    where `free` is today's rate, on its way to the announced one, less what contracts and commitments take,
    and z the part of the line that is closed.
    """

    name, axis, element = "lines", "line", EXPANSION
    binds = "every slot is taken"

    def counted(self, problem: Instance) -> tuple[str, str]:
        """Return products."""
        return "product a year", "products"


class Materials(Plants):
    """Deliveries take no more of a key material than can be made of it.

    For every material m and year t, with K what expansion has added, bounded as for lines,

        sum over lines and allies (bill of materials x d) - K <= free       capacity
        0 <= K[t] - K[t-1] <= ramp                                          growth

    Materials are taken in the year of delivery.
    """

    name, axis, element = "materials", "material", INPUTS
    binds = "all that can be made is used"

    def counted(self, problem: Instance) -> tuple[list[str], list[str]]:
        """Return each material's unit."""
        units = problem.case["materials"]["unit"].to_list()
        return [f"{unit} a year" for unit in units], units


def expansion_instalments(
    problem: Instance, part: slice
) -> tuple[Indices, Indices, Indices, Indices, Values]:
    """Return who pays what for added capacity of some plants in a row.

    The ally in which a plant stands pays for its expansion; where that is no ally, all pay in proportion to
    their equipment budgets of the base year. Equal parts fall due from the decision to the first year of
    added output.

    Returns
    -------
    payer, plant (counted from the first of them), year paid, year added, amount (USD m for one more unit per
    year), each (instalments,).
    """
    years, build_time = problem.years.size, problem.industry.build_time[part]
    shares = payer_shares(problem, problem.industry.host[part])
    plant, payer = (np.repeat(each, years) for each in np.nonzero(shares))
    added_in = np.tile(np.arange(years), plant.size // years)
    possible = np.flatnonzero(added_in >= build_time[plant])
    whose, ahead = spread(build_time[plant[possible]] + 1)
    plant, payer, added_in = (each[possible[whose]] for each in (plant, payer, added_in))
    amount = problem.industry.expansion_cost[part][plant] / (build_time[plant] + 1)
    return payer, plant, added_in - ahead, added_in, shares[plant, payer] * amount


def payer_shares(problem: Instance, host: Indices) -> Values:
    """Return each ally's part of what a host pays, (hosts, a): all of it, or its common share if none is."""
    hosted = np.arange(len(problem.allies)) == host[:, None]
    return np.where(host[:, None] < 0, problem.funding.common_share[None, :], hosted)


def which(problem: Instance, axis: str) -> slice:
    """Return where lines, or materials, stand among the plants."""
    lines = problem.industry.lines
    return slice(0, lines) if axis == "line" else slice(lines, len(problem.industry.plants))


def _discounted(problem: Instance, year: Indices, lead: Indices) -> Values:
    """Return the mean discount factor from `lead` years before `year` until then."""
    cumulated = np.concatenate([[0.0], np.cumsum(problem.discount)])
    return np.asarray((cumulated[year + 1] - cumulated[year - lead]) / (lead + 1))
