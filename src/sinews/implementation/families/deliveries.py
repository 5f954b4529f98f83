"""Deliveries: what allies order of each line, delivered no earlier than order and lead time allow."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from sinews.case import Case
from sinews.engines.arrays import Indices, Values, spread
from sinews.implementation.families.contract_terms import present_value
from sinews.implementation.families.element import Element
from sinews.implementation.families.family import Columns, Entries, Family, Model, Payments
from sinews.implementation.families.stock import Stock
from sinews.implementation.instance import Instance

ORDERS = Element("procurement", "New orders", "Orders", funds="capability", work="capability")


class Chosen(NamedTuple):
    """The deliveries that the model may choose; all (deliveries,).

    `pair` is the position of ally and capability among the pairs of `Stock`; `year` that of the year.
    """

    pair: Indices
    ally: Indices
    line: Indices
    year: Indices


class Deliveries(Family[Chosen]):
    """New deliveries of a line to an ally.

    d[a, l, t] >= 0 for every ally a that lacks the line's capability, line l that it may order from, and year
    t that the lead time allows after the first order. A delivery fills stock, and is paid in parts from the
    order on, as the terms of its class say:

        - yield x d                                  in the stock's balance
        price x the part due n years ahead x d       paid by the ally in year t - n

    In the objective the offers of some count as dearer than they are, where a rule prefers others.
    """

    name = "deliveries"
    needs = (Stock,)

    def read(self, case: Case, problem: Instance) -> Chosen:
        """Return the deliveries."""
        pairs = problem.of(Stock)
        pair, line = np.nonzero(pairs.capability[:, None] == problem.capability_of[None, :])
        first = problem.industry.earliest[line]
        count = np.clip(problem.years.size - first, 0, None)
        which, later = spread(count)
        pair, line, year = pair[which], line[which], first[which] + later
        ally, ordered = pairs.ally[pair], year - problem.industry.lead_time[line]
        allowed = problem.open[ally, line, ordered]
        return Chosen(pair[allowed], ally[allowed], line[allowed], year[allowed])

    def columns(self, problem: Instance) -> Iterable[Columns]:
        """Yield the deliveries, (deliveries,), products."""
        pair, ally, line, year = problem.of(Deliveries)
        paid = (problem.price_path * present_value(problem.terms.parts, problem.discount))[line, year]
        paid = paid * (1.0 + problem.suppliers.markup[ally, line, year - problem.industry.lead_time[line]])
        at = {"ally": ally, "line": line, "year": year}
        yield Columns("amount", at, cost=problem.cost_weight * paid, apart=problem.of(Stock).apart[pair])

    def entries(self, problem: Instance, model: Model) -> Iterable[Entries]:
        """Yield what a delivery adds to stock."""
        pair, _, line, year = problem.of(Deliveries)
        units = problem.yields / problem.per_mille[problem.capability_of]
        balance = model.rows(Stock, "balance")
        yield Entries(balance[pair, year], model.columns(Deliveries, "amount"), -units[line])

    def payments(self, problem: Instance, model: Model) -> Iterable[Payments]:
        """Yield the instalments of each delivery, from the order to the delivery."""
        chosen = problem.of(Deliveries)
        which, ahead = spread(problem.industry.lead_time[chosen.line] + 1)
        line, year = chosen.line[which], chosen.year[which]
        column = model.columns(Deliveries, "amount")[which]
        part = problem.price_path[line, year] * problem.terms.parts[line, ahead]
        ordered = year - problem.industry.lead_time[line]
        status = problem.terms.price_status[line]
        payer = chosen.ally[which]
        # what a partner of the line orders is made at the partner's in part
        home = np.where(problem.suppliers.partner[payer, line], problem.suppliers.home[payer, line], 0.0)
        abroad = home < 1.0
        for of, amount, country in (
            (abroad, part * (1.0 - home), None),
            (home > 0.0, part * home, np.asarray(problem.allies, np.str_)[payer]),
        ):
            yield Payments(
                ORDERS,
                payer[of],
                (year - ahead)[of],
                column[of],
                amount[of],
                line[of],
                country=None if country is None else country[of],
                status=status[of],
                committed=ordered[of],
            )


def taken(problem: Instance, model: Model, rows: Indices, use: Values) -> Entries:
    """Return what each delivery takes of each resource, for the resource's row of the year.

    Parameters
    ----------
    rows
        Rows of the resources, (resources, t).
    use
        What one product of each line takes, (resources, l).
    """
    _, _, lines, years = problem.of(Deliveries)
    line, resource = np.nonzero(use.T)
    first = np.searchsorted(line, np.arange(use.shape[1] + 1))
    which, ahead = spread((first[1:] - first[:-1])[lines])
    place = first[lines[which]] + ahead
    return Entries(
        rows[resource[place], years[which]],
        model.columns(Deliveries, "amount")[which],
        use[resource[place], line[place]],
    )
