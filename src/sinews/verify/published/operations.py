"""War: our figures beside published raids, rounds, wounded and beds; without a simulation."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from sinews.assessment.readiness import readiness
from sinews.case import Case, holdings
from sinews.enablers import supply
from sinews.enablers.air_defence import raids, units_needed
from sinews.enablers.air_defence.raids import phase_days, use_of
from sinews.enablers.medical.pathways import lethality, pathways
from sinews.enablers.medical.stream import expected_casualties
from sinews.enablers.medical.tables import HOURS_A_DAY
from sinews.enablers.supply.consumption import effort, intense_consumption
from sinews.verify.published.evidence import Evidence

DAYS = 30
"""Days of the published stock of shells, and of the heaviest fighting that wounded are averaged over."""


def long_range_used(case: Case, days: int) -> float:
    """Return the long-range interceptors that raids use in so many first days, at mean use."""
    own = pl.col("interceptor") == "int_long"
    return sum(
        length * float(use_of(case, raided).filter(own)["planned"].sum())
        for raided, length in phase_days(raids(case), days)
    )


EAST = ("EST", "LVA", "LTU", "POL", "CZE", "SVK", "HUN", "ROU", "BGR")
"""Central and eastern Europe: the allies from the Baltic to the Black Sea."""


def eastern_air_defence(case: Case) -> float:
    """Return what part eastern allies hold of the air defence that their sites take, %.

    The least filled of long- and medium-range units and of one load of interceptors for them.
    """
    held = holdings(case).filter(pl.col("ally").is_in(EAST))

    def of(capability: str) -> float:
        return float(held.filter(pl.col("capability") == capability)["quantity"].sum())

    filled = []
    for layer, _, needed in units_needed(case, EAST):
        if layer["layer"] in ("long", "medium") and needed:
            rounds = needed * layer["ready_rounds"]
            filled += [of(layer["capability"]) / needed, of(f"int_{layer['layer']}") / rounds]
    return 100.0 * min(filled, default=0.0)


def ready_within(case: Case, days: int) -> float:
    """Return the soldiers of formations that are ready within some days at the start, thousand."""
    held = holdings(case).select("ally", "capability", "quantity")
    tiers = readiness(case, held, supply.formation_fill(case, held)).tiers
    return float(tiers.filter(pl.col("day") <= days)["ready"][-1]) / 1000.0


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
    "C038": lambda of: long_range_used(of.case, 16),
    "C068": lambda of: wounded_a_day(of.case),
    "P29": german_shells,
    "Q001": lambda of: ready_within(of.case, 30),
    "Q008": lambda of: eastern_air_defence(of.case),
    "P30": lambda of: beds_for(of.case, 1000.0),
}
"""Our figure beside each published one, by its key."""
