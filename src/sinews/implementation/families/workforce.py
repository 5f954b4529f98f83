"""Industry's skilled people: how many there are of a trade in a country, and how many output needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from sinews.engines.arrays import Indices, Values
from sinews.engines.lp import LpSolution
from sinews.implementation.families.deliveries import Deliveries, taken
from sinews.implementation.families.family import (
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
from sinews.implementation.families.plants import INPUTS, payer_shares
from sinews.implementation.instance import Instance


class Workforce(Family[None]):
    """Output needs people of a trade in the line's or the material's country.

    For every pool k of a trade in a country and year t, with W workers, h further apprentices who start and r
    recruits, both limited,

        W[t] - (1 - attrition) W[t-1] - h[t - training] - r[t] = apprentices of today's intake      balance
        sum over lines and allies (people needed x d) - W <= - people reserved for contracts        needed
    """

    name = "workforce"
    needs = (Deliveries,)

    def columns(self, problem: Instance) -> Iterable[Columns]:
        """Yield workers, further apprentices who start, and recruits, each (k, t)."""
        people, at = problem.people, _at(problem)
        training = problem.cost_weight * people.training_cost[:, None] * problem.discount
        yield Columns("workers", at)
        for name, most, column in (
            ("intake", people.intake_limit - people.apprentices, "intake_limit"),
            ("recruits", people.recruitment_limit, "recruitment_limit"),
        ):
            yield Columns(name, at, cost=training, upper=most[:, None], limit=Limit("workforce", column))

    def rows(self, problem: Instance) -> Iterable[Rows]:
        """Yield the balance of workers, and the people needed, each (k, t)."""
        people = problem.people
        graduates = np.repeat(people.apprentices[:, None], problem.years.size, axis=1)
        graduates[:, 0] += people.workers * (1.0 - people.attrition)
        yield Rows("balance", _at(problem), graduates, graduates)
        yield Rows("needed", _at(problem), upper=-people.reserved, limit=_limit(problem))

    def entries(self, problem: Instance, model: Model) -> Iterable[Entries]:
        """Yield how the workforce changes, and whom output needs."""
        people = problem.people
        balance, needed = (model.rows(Workforce, name) for name in ("balance", "needed"))
        workers, intake, recruits = (
            model.columns(Workforce, name) for name in ("workers", "intake", "recruits")
        )
        yield Entries(balance, workers, 1.0)
        yield Entries(balance[:, 1:], workers[:, :-1], -(1.0 - people.attrition)[:, None])
        yield Entries(balance, recruits, -1.0)
        pool, year = np.nonzero(problem.each("year") >= people.training[:, None])
        yield Entries(balance[pool, year], intake[pool, year - people.training[pool]], -1.0)
        yield Entries(needed, workers, -1.0)
        yield taken(problem, model, needed, people.need)

    def payments(self, problem: Instance, model: Model) -> Iterable[Payments]:
        """Yield what training costs those who pay; recruits are taken to cost as much as apprentices."""
        shares = payer_shares(problem, problem.people.host)
        pool, payer = np.nonzero(shares)
        cost = shares[pool, payer] * problem.people.training_cost[pool]
        for name in ("intake", "recruits"):
            columns = model.columns(Workforce, name)[pool]
            yield Payments(
                INPUTS,
                payer[:, None],
                problem.each("year"),
                columns,
                cost[:, None],
                country=np.array(problem.people.countries, np.str_)[pool, None],
            )

    def limits(self, problem: Instance, model: Model, solution: LpSolution) -> Iterable[KeyLimit]:
        """Yield the workforces, as large as the plan makes them."""
        workers = solution.x[model.columns(Workforce, "workers")]
        for limit in super().limits(problem, model, solution):
            yield replace(limit, size=workers[limit.place])

    def promises(self, problem: Instance) -> Iterable[Promise]:
        """Yield trades of which what is sold already needs more people than there will be."""
        people = problem.people
        yield Promise(
            _limit(problem),
            people.keys,
            people.need @ problem.industry.reserved - people.reserved,
            "people",
            "contracts, commitments to Ukraine and listed orders of others need more people than today's "
            "intake staffs; they are delivered all the same. Raise workers or apprentices, or lower workers "
            "in labour.",
        )

    def relaxed(self, problem: Instance, limit: KeyLimit, added: Values) -> Instance:
        """Return the problem with more people of a trade."""
        reserved = problem.people.reserved.copy()
        reserved[limit.place] -= added
        return replace(problem, people=replace(problem.people, reserved=reserved))


def _limit(problem: Instance) -> Limit:
    """Return the trades' workers; how many there are is for the plan to say."""
    return Limit(
        "workforce",
        "workers",
        kind="trade",
        names=problem.people.names,
        units="worker",
        binds="every skilled worker is needed",
    )


def _at(problem: Instance) -> dict[str, Indices]:
    """Return where the blocks stand."""
    return {"pool": problem.each("pool")[:, None], "year": problem.each("year")}
