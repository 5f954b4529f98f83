"""A user's own family of constraints, in a file of its own, as `sinews plan --constraints FILE` takes it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import polars as pl

from sinews.case import Case
from sinews.engines.arrays import Flags, Indices
from sinews.implementation import Plan
from sinews.implementation.families.deliveries import Deliveries
from sinews.implementation.families.family import Entries, Family, Limit, Model, Rows
from sinews.implementation.instance import Instance


class Shares(NamedTuple):
    """Which deliveries count, and which of these come from the countries named."""

    of: Indices
    inside: Flags


@dataclass(frozen=True)
class LeastShare(Family[Shares]):
    """An ally buys at least a share of what it orders of a capability from some countries.

    For every ally a, with d its new deliveries over all years,

        sum over lines in the countries (d) - share x sum over all lines (d) >= 0    share
    """

    capability: str
    countries: tuple[str, ...]
    share: float

    name = "least_share"
    needs = (Deliveries,)

    def read(self, case: Case, problem: Instance) -> Shares:
        line = problem.of(Deliveries).line
        capability = problem.capabilities.index(self.capability)
        of = np.flatnonzero(problem.capability_of[line] == capability)
        return Shares(of, case["lines"]["country"].is_in(list(self.countries)).to_numpy()[line[of]])

    def rows(self, problem: Instance) -> Iterable[Rows]:
        limit = Limit(
            self.name, "share", kind=self.name, units="product", side="lower",
            binds="no more may come from others", mend="lower the share",
        )  # fmt: skip
        yield Rows("share", {"ally": problem.each("ally")}, lower=0.0, limit=limit)

    def entries(self, problem: Instance, model: Model) -> Iterable[Entries]:
        of, inside = problem.of(self)
        ally = problem.of(Deliveries).ally[of]
        amount = model.columns(Deliveries, "amount")[of]
        yield Entries(model.rows(self, "share")[ally], amount, inside - self.share)

    def check(self, plan: Plan) -> list[str]:
        near = plan.case["lines"].filter(pl.col("country").is_in(list(self.countries)))["line"].implode()
        bought = plan.deliveries.filter(capability=self.capability).group_by("ally", maintain_order=True)
        parts = bought.agg(
            pl.col("ordered").sum(), pl.col("ordered").filter(pl.col("line").is_in(near)).sum().alias("near")
        )
        return [
            f"{ally} buys {inside:.6g} of {ordered:.6g} from {', '.join(self.countries)}"
            for ally, ordered, inside in parts.iter_rows()
            if inside < self.share * ordered - 1e-6 * max(1.0, ordered)
        ]


CONSTRAINTS = [LeastShare("gbad_short", ("LVA",), 0.8)]
