"""Lines: what each builds for all, and how far it can be expanded."""

from __future__ import annotations

from collections.abc import Iterable

from sinews.engines.arrays import Values
from sinews.implementation.families import plants
from sinews.implementation.families.deliveries import Deliveries
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
from sinews.implementation.instance import Instance


class Lines(Family[None]):
    """Deliveries of a line stay within its output.

    For every line l and year t, with K what expansion has added, at most up to the ceiling and from the first
    year that the build time allows,

        sum over allies (d) - K + free x z <= free              capacity
        0 <= K[t] - K[t-1] <= ramp                              growth

    where `free` is today's rate, on its way to the announced one, less what contracts and commitments take,
    and z the part of the line that is closed.
    """

    name = "lines"
    needs = (Deliveries,)

    def columns(self, problem: Instance) -> Iterable[Columns]:
        """Yield added capacity, (l, t)."""
        yield plants.expansion(problem, "line")

    def rows(self, problem: Instance) -> Iterable[Rows]:
        """Yield growth and capacity, each (l, t)."""
        yield from plants.rows(problem, "line", _limit(problem))

    def entries(self, problem: Instance, model: Model) -> Iterable[Entries]:
        """Yield what deliveries take of capacity, and what expansion adds."""
        able = model.rows(Lines, "capacity")
        _, _, line, year = problem.of(Deliveries)
        yield Entries(able[line, year], model.columns(Deliveries, "amount"), 1.0)
        yield from plants.expanded(model.rows(Lines, "growth"), able, model.columns(Lines, "expansion"))

    def payments(self, problem: Instance, model: Model) -> Iterable[Payments]:
        """Yield what expansion costs."""
        yield from plants.instalments_of(problem, "line", "expansion", model.columns(Lines, "expansion"))

    def promises(self, problem: Instance) -> Iterable[Promise]:
        """Yield what is promised beyond the lines' output."""
        yield plants.promise(problem, "line", _limit(problem), "products")

    def relaxed(self, problem: Instance, limit: KeyLimit, added: Values) -> Instance:
        """Return the problem with more free output of a line."""
        return plants.relaxed(problem, "line", limit, added)


def _limit(problem: Instance) -> Limit:
    """Return the lines' rates: more of one is a higher rate and a higher ceiling."""
    return Limit(
        "lines",
        "rate",
        kind="line",
        names=problem.case["lines"]["name"].to_list(),
        units="product a year",
        size=problem.industry.base[plants.which(problem, "line")],
        binds="every slot is taken",
    )
