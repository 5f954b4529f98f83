"""Rules on suppliers: parts of the value ordered that must come from home, or from a group of countries.

From whom may be ordered at all has no rows: what is shut is no delivery of the model (`suppliers`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import polars as pl

from sinews.engines.arrays import Indices, Values
from sinews.implementation.families.deliveries import Deliveries
from sinews.implementation.families.family import THOUSANDS, Entries, Family, Limit, Model, Promise, Rows
from sinews.implementation.families.stock import Stock
from sinews.implementation.instance import Instance
from sinews.implementation.suppliers import NO_RULE, LeastShare


class SupplierRules(Family[None]):
    """A least part of the value that an ally orders comes from home, or from a group of countries.

    For every ally a and rule that asks it for a share s of what it is about, over the years of its orders,

        sum over lines and years (price x (w - s) x d) >= 0        share

    where w is the part of the work that is done at home on a's own orders from the line, or 1 for lines in
    which the countries named do at least the part of the work that the rule asks for, and 0 for others.
    """

    name = "supplier_rules"
    needs = (Stock, Deliveries)

    def rows(self, problem: Instance) -> Iterable[Rows]:
        """Yield the shares, (shares,), USD m."""
        shares = problem.suppliers.shares
        if not shares:
            return
        rule = np.array([share.rule for share in shares])
        ally = np.array([share.ally for share in shares])
        limit = Limit(
            self.name, "value", units="USD m", side="lower",
            binds="no more may come from others", mend="lower the share, or remove the rule",
        )  # fmt: skip
        at = {"ally": ally, "rule": rule}
        # whom a rule for many binds is told apart: each has lines of its own that count
        yield Rows("share", at, lower=0.0, apart=1 + ally, limit=limit, priced=True, by=THOUSANDS)

    def entries(self, problem: Instance, model: Model) -> Iterable[Entries]:
        """Yield what the value of each delivery counts for, or against."""
        shares = problem.suppliers.shares
        if not shares:
            return
        _, ally, line, year = problem.of(Deliveries)
        ordered = year - problem.industry.lead_time[line]
        rows, columns = model.rows(SupplierRules, "share"), model.columns(Deliveries, "amount")
        for row, share in zip(rows, shares, strict=True):
            worth = share.worth[line, ordered] * problem.price_path[line, year]
            of = np.flatnonzero((ally == share.ally) & (worth != 0.0))
            yield Entries(row, columns[of], worth[of])

    def promises(self, problem: Instance) -> Iterable[Promise]:
        """Yield what targets ask for that nobody may supply, by the rule that leaves nobody."""
        lacking = np.clip(problem.target - problem.committed, 0.0, None)
        pairs = problem.of(Stock)
        for ally, capability in zip(pairs.ally.tolist(), pairs.capability.tolist(), strict=True):
            lines = np.flatnonzero(problem.capability_of == capability)
            if not lines.size or problem.suppliers.open[ally, lines].any():
                continue
            for rule in _shutting(problem, ally, lines):
                yield _shut(problem, rule, ally, lacking[ally, capability], capability)
        for share in problem.suppliers.shares:
            yield from _beyond_all(problem, share, lacking)


def _shutting(problem: Instance, ally: int, lines: Indices) -> list[int]:
    """Return the rules that keep an ally from all these lines, the one that keeps it from most."""
    suppliers = problem.suppliers
    barred, regime = suppliers.barred[ally, lines], suppliers.regime[ally, lines]
    found = np.where(barred != NO_RULE, barred, regime)
    rules, count = np.unique(found[found != NO_RULE], return_counts=True)
    return [int(rules[count.argmax()])] if rules.size else []


def _shut(problem: Instance, rule: int, ally: int, lacking: Values, capability: int) -> Promise:
    """Return what is missing because a rule leaves an ally no supplier of a capability."""
    key, name = problem.labels("rule")[rule], problem.capabilities[capability]
    facts = problem.case["capabilities"].row(by_predicate=_is(name), named=True)
    words = (
        f"more {name} is asked of {problem.allies[ally]} than it may order from anybody: the rule leaves no "
        "line, and the plan falls short by that. Add a line at home to lines or line_partners, a type to "
        "fleets or a closer rule of kind open, or remove the rule."
    )
    limit = Limit("supplier_rules", "kind")
    return Promise(limit, [f"{key}/{problem.allies[ally]}/{name}"], lacking[None, :], facts["unit"], words)


def _beyond_all(problem: Instance, share: LeastShare, lacking: Values) -> Iterator[Promise]:
    """Yield it if a share can be had from no line that is open, though others are: nothing can be ordered."""
    ally, open_to = share.ally, problem.suppliers.open[share.ally]
    about = (open_to & (share.worth != 0.0)).any(axis=1)
    if not about.any() or (open_to & share.enough).any():
        return
    for capability in np.unique(problem.capability_of[about]).tolist():
        if lacking[ally, capability].any():
            yield _shut(problem, share.rule, ally, lacking[ally, capability], capability)


def _is(capability: str) -> pl.Expr:
    return pl.col("capability") == capability
