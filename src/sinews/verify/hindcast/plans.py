"""The two plans of the hindcast: as things were seen in 2022, and the same industry with the need known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sinews import pipeline
from sinews.case import Case, open_case
from sinews.implementation import Plan

DATA = Path(__file__).parents[1] / "data"
"""Where the figures of the checks lie."""

CASES = (DATA / "hindcast_2022", DATA / "hindcast_2022_shock")
"""The overlays of the two cases: as seen on 1 January 2022, and the same with the need known."""


@dataclass(frozen=True, slots=True)
class Plans:
    """What the hindcast sets beside what happened.

    Attributes
    ----------
    seen
        The plan as things were seen on 1 January 2022.
    known
        The plan of the same industry, with a need that outgrows it: its lines go as far as their limits let
        them.
    today
        The baseline case, whose table of expenditure says what was spent since.
    """

    seen: Plan
    known: Plan
    today: Case


def make_plans(progress: Callable[[str], None] | None = None) -> Plans:
    """Plan both cases; `progress` is called with what is being done."""
    tell = progress or (lambda _: None)
    plans = []
    for folder in CASES:
        case = open_case(folder)
        tell(f"{case.settings.title[0].lower()}{case.settings.title[1:]}")
        plans.append(pipeline.plan(case, progress))
    seen, known = plans
    return Plans(seen, known, open_case())
