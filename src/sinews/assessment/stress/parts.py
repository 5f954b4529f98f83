"""The parts of the stress test: each stands alone, so that parts can run side by side and be kept."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.metadata import version

import polars as pl

from sinews.assessment.finding import AIR_DEFENCE, ALL_PLANS, ENABLERS, MEDICAL, MOVEMENT, SUPPLY, table_of
from sinews.assessment.stress import air_defence, medical, movement, supply
from sinews.assessment.stress.forces import Forces
from sinews.case import Case, held_by_alliance
from sinews.enablers.movement.assets import ASSETS
from sinews.kept import kept


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of work: an enabler tested in a plan in a year, or what it needs, which is of no year.

    Attributes
    ----------
    case
        A checked case.
    enabler, plan
        What is tested, and in which plan; `ALL_PLANS` for all at once, and where plans are done together.
    forces
        The forces of the year; None for what an enabler needs.
    needed
        What the enabler needs, where its test sets that beside what is held.
    processors
        How many the part may use, all without it; the figures are the same.
    """

    case: Case
    enabler: str
    plan: str
    forces: Forces | None = None
    needed: pl.DataFrame | None = None
    processors: int | None = None

    @property
    def title(self) -> str:
        """What is done, in a few words."""
        if self.forces is None:
            return f"what {self.enabler} needs, {self.plan}"
        return f"{self.forces.year}: {self.enabler}, {self.plan}"

    def run(self) -> pl.DataFrame:
        """Return the findings of a test, columns as `COLUMNS`; or the table of what an enabler needs."""
        if self.forces is None:
            return kept("stress-needs", self.case, [self.enabler, self.plan], self._need)
        if self.enabler == SUPPLY:
            found = supply.examine(self.case, self.forces, self.plan)
        elif self.needed is None:
            raise ValueError(f"the test of {self.enabler} needs what the enabler needs")
        elif self.enabler == AIR_DEFENCE:
            found = air_defence.examine(self.case, self.forces, self.plan, self.needed)
        else:
            examine = movement.examine if self.enabler == MOVEMENT else medical.examine
            found = examine(self.case, self.forces, self.plan, self.needed, self.processors)
        return table_of(found, self.forces.year)

    def _need(self) -> pl.DataFrame:
        """Return what the enabler needs, whatever is held."""
        if self.enabler == AIR_DEFENCE:
            return air_defence.need(self.case, self.plan)
        need = movement.need if self.enabler == MOVEMENT else medical.need
        return need(self.case, self.plan, self.processors)

    @property
    def key(self) -> str:
        """A short key of all that the part rests on: equal keys, equal findings but for the year."""
        text = [version("sinews"), str(medical.WORLDS), self.case.hash, self.enabler, self.plan]
        if self.forces is not None:
            text += [self._held(self.forces).write_csv(), *self._year(self.forces)]
        return hashlib.sha256("\n".join(text).encode()).hexdigest()[:20]

    def _held(self, forces: Forces) -> pl.DataFrame:
        """Return what is held of the capabilities that the enabler counts; or of all."""
        if self.enabler == MOVEMENT:
            lift = pl.col("capability").is_in(ASSETS)
            return held_by_alliance(self.case, forces.held).filter(lift).sort("capability")
        if self.enabler == MEDICAL:
            stations = self.case["medical_stations"]["capability"].drop_nulls().implode()
            return forces.held.filter(pl.col("capability").is_in(stations)).sort("capability", "ally")
        return forces.held

    def _year(self, forces: Forces) -> list[str]:
        """Return what else of the year counts: pipelines, promises and production."""
        if self.enabler in (MOVEMENT, MEDICAL):
            return []
        lines = [] if forces.capacity is None else [forces.capacity.write_csv()]
        return [str(forces.year), *lines]


def needs(case: Case, processors: int | None, *, move: bool) -> list[Part]:
    """Return the parts that say what enablers need, whatever is held; of movement only if it is tested."""
    plans = [ALL_PLANS, *case["defence_plans"]["plan"]]
    enablers = (MOVEMENT, MEDICAL, AIR_DEFENCE) if move else (MEDICAL, AIR_DEFENCE)
    return [Part(case, enabler, plan, processors=processors) for enabler in enablers for plan in plans]


def examinations(
    case: Case, forces: Forces, needed: dict[tuple[str, str], pl.DataFrame], processors: int | None
) -> list[Part]:
    """Return the parts that test the forces of a year, in the order of the answer.

    Parameters
    ----------
    case, forces
        What is tested.
    needed
        By enabler and plan what `needs` found; movement is tested if it is there.
    processors
        As for `Part`.
    """
    plans = [ALL_PLANS, *case["defence_plans"]["plan"]]
    enablers = [each for each in ENABLERS if each != MOVEMENT or (MOVEMENT, ALL_PLANS) in needed]
    return [
        Part(case, enabler, plan, forces, needed.get((enabler, plan)), processors)
        for enabler in enablers
        for plan in plans
    ]
