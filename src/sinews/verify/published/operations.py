"""War: our figures beside published raids, rounds, wounded and beds; without a simulation."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from sinews.case import Case, holdings
from sinews.enablers.air_defence import raids
from sinews.enablers.medical.pathways import lethality, pathways
from sinews.enablers.medical.stream import expected_casualties
from sinews.enablers.medical.tables import HOURS_A_DAY
from sinews.enablers.supply.consumption import effort, intense_consumption
from sinews.verify.published.evidence import Evidence

DAYS = 30
"""Days of the published stock of shells, and of the heaviest fighting that wounded are averaged over."""


def raid_rate(case: Case, threat: str) -> float:
    """Return how many of a threat come on a mean day once the opening is over."""
    raided = raids(case).filter(pl.col("threat") == threat)
    return float(raided["planned"][-1])


def wounded_a_day(case: Case) -> float:
    """Return the wounded of all defence plans a day, the mean of the 30 days in which they are most.

    Who is killed at once is no wounded.
    """
    stream = expected_casualties(case)
    hit = np.bincount(stream["day"].to_numpy(), weights=stream["battle"].to_numpy())
    days = min(DAYS, hit.size)
    heaviest = np.convolve(hit, np.ones(days) / days, mode="valid").max()
    return float(heaviest) * (1.0 - lethality(case).at_once)


def beds_for(case: Case, wounded: float) -> float:
    """Return the beds at home that so many wounded a day fill, by Little's law.

    Notes
    -----
    In the long run the number in care is the arrivals a day times the mean days of care [1]_.

    References
    ----------
    .. [1] J. D. C. Little, A proof for the queuing formula L = lambda W, Operations Research 9 (1961).
    """
    hit = [way for way in pathways(case) if way.triage != "sick"]
    home = sum(way.share for way in hit if any(service == "home_care" for service, _ in way.steps))
    care = case["medical_services"].filter(pl.col("service") == "home_care")["mean"].item()
    return wounded * home / sum(way.share for way in hit) * float(care) / HOURS_A_DAY


def rounds_fired(case: Case, held: pl.DataFrame, ally: str, supply_class: str) -> float:
    """Return what the forces of an ally consume of a class of supply in 30 days of high intensity.

    Parameters
    ----------
    case
        The case.
    held
        ally, capability, quantity: the forces.
    ally, supply_class
        The ally, and the class, in whose units the answer is.
    """
    rates = intense_consumption(case, held)
    rate = rates.filter(pl.col("ally") == ally, pl.col("supply_class") == supply_class)["rate"].sum()
    campaign = effort(case, "high", DAYS)
    return float(rate) * float(campaign.share[campaign.classes.index(supply_class)].sum())


def german_shells(of: Evidence) -> float:
    """Return the 155 mm rounds that German forces held at the start fire in 30 days, thousand."""
    forces = holdings(of.case).select("ally", "capability", "quantity")
    return rounds_fired(of.case, forces, "DEU", "ammo_155") / 1000.0


OURS: dict[str, Callable[[Evidence], float]] = {
    "C040": lambda of: raid_rate(of.case, "drone"),
    "C068": lambda of: wounded_a_day(of.case),
    "P29": german_shells,
    "P30": lambda of: beds_for(of.case, 1000.0),
}
"""Our figure beside each published one, by its key."""
