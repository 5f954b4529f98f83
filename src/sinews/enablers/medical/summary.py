"""Medical support of the defence plans: with what is held, with what is pledged, and with what is needed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from sinews.case import Case, pledged_factor
from sinews.enablers.medical.chain import chains, load_bands
from sinews.enablers.medical.outcomes import BAND
from sinews.enablers.medical.pooling import Pooling, pool
from sinews.enablers.medical.requirement import requirement
from sinews.enablers.medical.simulate import Flow, simulate
from sinews.enablers.medical.sizing import Sizing, size

HELD, PLEDGED, NEEDED = "held", "pledged", "needed"
_DEATHS = ("killed", "died_before_role1", "died_before_surgery", "died_of_wounds")


@dataclass(frozen=True, slots=True)
class PlanSupport:
    """Medical support of one defence plan, simulated with three capacities in the same worlds.

    Attributes
    ----------
    plan
        Key of the plan.
    held, pledged, needed
        With what allies hold, with that times the pledge, and with what the sizing finds.
    sizing
        What the plan needs.
    """

    plan: str
    held: Flow
    pledged: Flow
    needed: Flow
    sizing: Sizing

    @property
    def holds(self) -> bool:
        """Whether at least what is needed of every capability is at the plan's disposal."""
        units = self.sizing.units
        return bool((units["held"] >= units["needed"] - 1e-9).all())


@dataclass(frozen=True, slots=True)
class Support:
    """Medical support of the defence plans.

    Attributes
    ----------
    plans
        Every plan asked about.
    factor
        The pledge's multiple of what is held.
    pooling
        What pooling saves; None where one plan alone was asked about.
    requirement
        capability, held, needed, driver; None where one plan alone was asked about.
    load_bands
        As `chain.load_bands` returns them.
    """

    plans: tuple[PlanSupport, ...]
    factor: float
    pooling: Pooling | None
    requirement: pl.DataFrame | None
    load_bands: pl.DataFrame

    @property
    def holds(self) -> bool:
        """Whether every plan has what it needs."""
        return all(plan.holds for plan in self.plans)


def assess(
    case: Case,
    held: pl.DataFrame,
    *,
    plan: str | None = None,
    worlds: int = 100,
    progress: Callable[[str], None] = lambda _: None,
) -> Support:
    """Simulate and size the medical support of the defence plans.

    Parameters
    ----------
    case
        A checked case.
    held
        ally, capability, quantity.
    plan
        One plan only.
    worlds
        Worlds of each simulation.
    progress
        Is told what is being done.

    Raises
    ------
    CaseError
        If the case lacks what medical support rests on, or has no such plan.
    """
    factor = pledged_factor(case, "medical") or 1.0
    more = chains(case, times(case, held, factor), plan=plan)
    supports = []
    for chain, doubled in zip(chains(case, held, plan=plan), more, strict=True):
        progress(f"plan {chain.name}: casualties through the chain of care")
        with_held, with_pledged = simulate(chain, worlds), simulate(doubled, worlds)
        progress(f"plan {chain.name}: the least-cost chain that keeps the timelines")
        sizing = size(case, chain)
        supports.append(
            PlanSupport(chain.name, with_held, with_pledged, simulate(sizing.chain, worlds), sizing)
        )
    bands = load_bands(case, held, plan=plan)
    if plan is not None:
        return Support(tuple(supports), factor, None, None, bands)
    progress("pooling: national chains against a shared one")
    return Support(
        tuple(supports),
        factor,
        pool(case, held, [each.held for each in supports], worlds),
        requirement(case, [each.sizing for each in supports]),
        bands,
    )


def times(case: Case, held: pl.DataFrame, factor: float) -> pl.DataFrame:
    """Return what allies hold, with medical capabilities multiplied."""
    medical = case["capabilities"].filter(pl.col("pledge_group") == "medical")["capability"].to_list()
    chosen = pl.col("capability").is_in(medical)
    return held.with_columns(quantity=pl.when(chosen).then(pl.col("quantity") * factor).otherwise("quantity"))


def capacities(support: Support) -> pl.DataFrame:
    """Return what each capacity achieves.

    Returns
    -------
    polars.DataFrame
        plan, capacity (held, pledged, needed), casualties, deaths, avoidable (deaths beyond those if nobody
        waited), avoidable_low, avoidable_high (8 of 10 worlds), resuscitated_in_time, operated_in_time
        (share of the immediate), surgery_hours (mean); means of the worlds.
    """
    rows = []
    for each in support.plans:
        for name, flow in ((HELD, each.held), (PLEDGED, each.pledged), (NEEDED, each.needed)):
            worlds = flow.by_world
            low, high = np.quantile(worlds["avoidable"].to_numpy(), BAND)
            means = {
                column: worlds[column].mean()
                for column in ("avoidable", "resuscitated_in_time", "operated_in_time", "surgery_hours")
            }
            rows.append(
                {
                    "plan": each.plan,
                    "capacity": name,
                    "casualties": worlds["casualties"].mean(),
                    "deaths": worlds.select(pl.sum_horizontal(_DEATHS)).to_series().mean(),
                    **means,
                    "avoidable_low": float(low),
                    "avoidable_high": float(high),
                }
            )
    return pl.DataFrame(rows)


def all_flows(flows: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Return source, target, casualties of several chains together."""
    return pl.concat(flows).group_by("source", "target", maintain_order=True).agg(pl.col("casualties").sum())
