"""Unit loads of field rations, as the handbooks pack them."""

from __future__ import annotations

import math
from dataclasses import dataclass

POUND = 0.45359237e-3
"""Tonnes in a pound."""


@dataclass(frozen=True, slots=True)
class UnitLoad:
    """How a ration is packed.

    Attributes
    ----------
    meals_per_case, cases_per_pallet
        Meals, or servings, in a case, and cases on a pallet.
    weight
        Of a pallet, tonnes.
    """

    meals_per_case: int
    cases_per_pallet: int
    weight: float

    @property
    def meals_per_pallet(self) -> int:
        """Meals, or servings, on a pallet."""
        return self.meals_per_case * self.cases_per_pallet

    def pallets(self, persons: float, days: float, meals_per_day: float) -> int:
        """Return the whole pallets that feed some persons for some days."""
        return math.ceil(persons * days * meals_per_day / self.meals_per_pallet)

    def weight_per_person(self, meals_per_day: float) -> float:
        """Return what one person's meals of a day weigh with their packing, tonnes."""
        return self.weight * meals_per_day / self.meals_per_pallet


MEAL_READY_TO_EAT = UnitLoad(meals_per_case=12, cases_per_pallet=48, weight=1089 * POUND)
"""US Army ATP 4-90, 2020, appendix C, tables C-2 to C-6."""
