"""Key materials: what the deliveries of all lines take of them, and how far making them can be expanded."""

from __future__ import annotations

from collections.abc import Iterable

from sinews.engines.arrays import Values
from sinews.implementation.families import plants
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
from sinews.implementation.instance import Instance


class Materials(Family[None]):
    """Deliveries take no more of a key material than can be made of it.

    For every material m and year t, with K what expansion has added, bounded as for lines,

        sum over lines and allies (bill of materials x d) - K <= free       capacity
        0 <= K[t] - K[t-1] <= ramp                                          growth

    Materials are taken in the year of delivery.
    """

    name = "materials"
    needs = (Deliveries,)

    def columns(self, problem: Instance) -> Iterable[Columns]:
        """Yield added capacity, (m, t)."""
        yield plants.expansion(problem, "material")

    def rows(self, problem: Instance) -> Iterable[Rows]:
        """Yield growth and capacity, each (m, t)."""
        yield from plants.rows(problem, "material", _limit(problem))

    def entries(self, problem: Instance, model: Model) -> Iterable[Entries]:
        """Yield what deliveries take of each material, and what expansion adds."""
        able = model.rows(Materials, "capacity")
        yield taken(problem, model, able, problem.industry.use[plants.which(problem, "material")])
        growing, added = model.rows(Materials, "growth"), model.columns(Materials, "expansion")
        yield from plants.expanded(growing, able, added)

    def payments(self, problem: Instance, model: Model) -> Iterable[Payments]:
        """Yield what expansion costs."""
        yield from plants.instalments_of(problem, "material", "inputs", model.columns(Materials, "expansion"))

    def promises(self, problem: Instance) -> Iterable[Promise]:
        """Yield what is promised beyond what can be made."""
        units = problem.case["materials"]["unit"].to_list()
        yield plants.promise(problem, "material", _limit(problem), units)

    def relaxed(self, problem: Instance, limit: KeyLimit, added: Values) -> Instance:
        """Return the problem with more of a material."""
        return plants.relaxed(problem, "material", limit, added)


def _limit(problem: Instance) -> Limit:
    """Return the capacities for key materials."""
    facts = problem.case["materials"]
    return Limit(
        "materials",
        "rate",
        kind="material",
        names=facts["name"].to_list(),
        units=[f"{unit} a year" for unit in facts["unit"]],
        size=problem.industry.base[plants.which(problem, "material")],
        binds="all that can be made is used",
    )
