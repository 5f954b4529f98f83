"""Lines that are kept warm: below its minimum sustaining rate a line is paid to stand ready, or closes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from sinews.case import Case
from sinews.engines.arrays import Indices, Values
from sinews.implementation.families.deliveries import Deliveries
from sinews.implementation.families.element import SHARED_INPUTS, Element
from sinews.implementation.families.family import Columns, Entries, Family, Model, Payments, Rows
from sinews.implementation.families.plants import Lines, payer_shares
from sinews.implementation.instance import Instance

STANDBY = Element("sustaining", "Lines that stand ready", "Standby", counts_for=SHARED_INPUTS)


class Kept(NamedTuple):
    """Lines with a minimum sustaining rate, (s,), and new output below which they stand idle, (s, t)."""

    line: Indices
    floor: Values


class Sustaining(Family[Kept]):
    """A line builds its minimum sustaining rate, is paid for the rest, or closes for good.

    For every line with such a rate and every year t from its first possible delivery on, with i products that
    it is paid not to build and z the part of it that is closed,

        sum over allies (d) + i + floor x z >= floor        floor
        z[t] - z[t-1] >= 0                                  closing

    where the floor is the sustaining rate less what contracts and commitments build: the output that keeps a
    line open with its people and suppliers (Defense Acquisition University, Glossary, "Minimum Sustaining
    Rate"). Closing takes its part of the capacity.
    """

    name = "sustaining"
    needs = (Deliveries, Lines)

    def read(self, case: Case, problem: Instance) -> Kept:
        """Return the lines that have a floor."""
        needed = problem.terms.sustaining[:, None] - problem.industry.reserved
        possible = problem.each("year") >= problem.industry.earliest[:, None]
        floor = np.where(possible, np.clip(needed, 0.0, None), 0.0)
        line = np.flatnonzero(floor.any(axis=1))
        return Kept(line, floor[line])

    def columns(self, problem: Instance) -> Iterable[Columns]:
        """Yield products not built, and the part of each line that is closed, each (s, t)."""
        line, floor = problem.of(Sustaining)
        at = {"line": line[:, None], "year": problem.each("year")}
        cost = problem.cost_weight * idle_price(problem)[line][:, None] * problem.discount
        yield Columns("idle", at, cost=cost, upper=floor)
        yield Columns("closed", at, upper=1.0)

    def rows(self, problem: Instance) -> Iterable[Rows]:
        """Yield that nothing opens again, (s, t - 1), and the sustaining rate, (s, t)."""
        line, floor = problem.of(Sustaining)
        year = problem.each("year")
        yield Rows("closing", {"line": line[:, None], "year": year[1:]}, lower=0.0)
        yield Rows("floor", {"line": line[:, None], "year": year}, lower=floor)

    def entries(self, problem: Instance, model: Model) -> Iterable[Entries]:
        """Yield what closes, what of capacity closes with it, and what keeps a line open."""
        line, floor = problem.of(Sustaining)
        closed, closing = model.columns(Sustaining, "closed"), model.rows(Sustaining, "closing")
        yield Entries(closing, closed[:, 1:], 1.0)
        yield Entries(closing, closed[:, :-1], -1.0)
        yield Entries(model.rows(Lines, "capacity")[line], closed, problem.industry.free[line])
        rows = model.rows(Sustaining, "floor")
        yield Entries(rows, model.columns(Sustaining, "idle"), 1.0)
        yield Entries(rows, closed, floor)
        place = np.full(len(problem.lines), -1)
        place[line] = np.arange(line.size)
        chosen = problem.of(Deliveries)
        kept = place[chosen.line] >= 0
        columns = model.columns(Deliveries, "amount")[kept]
        yield Entries(rows[place[chosen.line[kept]], chosen.year[kept]], columns, 1.0)

    def payments(self, problem: Instance, model: Model) -> Iterable[Payments]:
        """Yield what the hosts of lines pay for them to stand ready."""
        line, _ = problem.of(Sustaining)
        shares = payer_shares(problem, problem.industry.host[line])
        place, payer = np.nonzero(shares)
        cost = shares[place, payer] * idle_price(problem)[line[place]]
        columns = model.columns(Sustaining, "idle")[place]
        of = line[place, None]
        yield Payments(STANDBY, payer[:, None], problem.each("year"), columns, cost[:, None], line=of)


def idle_price(problem: Instance) -> Values:
    """Return what one product not built costs the host of its line, (l,), USD m."""
    cost: Values = problem.price * problem.terms.idle_cost
    return cost
