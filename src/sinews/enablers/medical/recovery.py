"""Laws of dying and of recovering, through published points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from sinews.case import Case
from sinews.case.problems import CaseError, Problem
from sinews.enablers.medical.tables import HOURS_A_DAY, share

MINUTES_A_DAY = 60.0 * HOURS_A_DAY


@dataclass(frozen=True, slots=True)
class DeathByDelay:
    """How long the mortally wounded live without surgery: some die at once, the others by a Weibull law.

    Attributes
    ----------
    at_once
        Share that dies at once.
    scale, shape
        Of the time that the others live; the scale in days.
    """

    at_once: float
    scale: float
    shape: float

    def dead(self, minutes: float) -> float:
        """Return the share that has died within so many minutes."""
        lived = (minutes / MINUTES_A_DAY / self.scale) ** self.shape
        return float(self.at_once + (1.0 - self.at_once) * -np.expm1(-lived))


def death_by_delay(case: Case) -> DeathByDelay:
    """Fit the law of death by delay: least squares on the scale on which Weibull's law is a straight line.

    Raises
    ------
    CaseError
        If the shares dead at 10, 60 and 120 minutes do not rise.

    References
    ----------
    Webster and others, BMJ Military Health 2020: when 303 British soldiers who were killed had died.
    """
    names = ("dead_at_once", "dead_10", "dead_60", "dead_120")
    once, *later = (share(case, name) for name in names)
    if not once < later[0] < later[1] < later[2] < 1:
        expected = f"shares below 1 that rise from {names[0]} to {names[-1]}"
        raise CaseError([Problem("medical_planning", None, "value", "", expected)])
    alive = (1.0 - np.array(later)) / (1.0 - once)
    shape, offset = np.polyfit(
        np.log(np.array([10.0, 60.0, 120.0]) / MINUTES_A_DAY), np.log(-np.log(alive)), 1
    )
    return DeathByDelay(once, float(np.exp(-offset / shape)), float(shape))


@dataclass(frozen=True, slots=True)
class Recovery:
    """How long it takes until fit for duty: lognormal; mean in days, standard deviation of the logarithm."""

    mean: float
    spread: float

    def within(self, days: float) -> float:
        """Return the share that is fit within so many days."""
        if days <= 0:
            return 0.0
        centre = np.log(self.mean) - 0.5 * self.spread**2
        return float(ndtr((np.log(days) - centre) / self.spread))


def recovery(case: Case, who: str) -> Recovery:
    """Return the law of recovery through the shares fit within 7 and 30 days.

    Parameters
    ----------
    case
        A checked case.
    who
        How the rows of `medical_planning` begin: ``recovered`` or ``sick_recovered``.

    Raises
    ------
    CaseError
        If the shares do not rise.
    """
    week, month = share(case, f"{who}_7"), share(case, f"{who}_30")
    if not 0 < week < month < 1:
        expected = f"{who}_30 above {who}_7, both between 0 and 1"
        raise CaseError([Problem("medical_planning", None, "value", f"{month:g}", expected)])
    below, above = ndtri(week), ndtri(month)
    spread = np.log(30.0 / 7.0) / (above - below)
    centre = np.log(7.0) - below * spread
    return Recovery(float(np.exp(centre + 0.5 * spread**2)), float(spread))
