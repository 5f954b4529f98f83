"""Medical support in the stress test: whether the chain of care is overrun, and what is missing."""

from __future__ import annotations

import numpy as np
import polars as pl

from sinews.assessment.finding import ALL_PLANS, MEDICAL, Finding
from sinews.assessment.stress.forces import Forces
from sinews.assessment.stress.mending import mending
from sinews.case import Case, holdings
from sinews.enablers import medical

WORLDS = 20
"""Sampled worlds: enough for the first day of failure on average."""


def need(case: Case, plan: str, processors: int | None) -> pl.DataFrame:
    """Return what `sinews.enablers.medical.unhindered` asks for in a plan, or in all pooled."""
    held = holdings(case).select("ally", "capability", "quantity")
    return medical.unhindered(case, _chain(case, held, plan), WORLDS, processors)


def examine(case: Case, forces: Forces, plan: str, needed: pl.DataFrame, processors: int | None) -> Finding:
    """Return whether the chain of care of a plan, or of all pooled, is overrun.

    What would mend it is what is missing so that nobody waits on the busiest day in 9 of 10 worlds; `sinews
    medical` takes minutes to find the certified least cost.

    Parameters
    ----------
    case, forces, plan
        Whose casualties, and the capacity that treats them.
    needed
        What `need` returns for the plan.
    processors
        How many to use, all without it; the figures are the same.
    """
    chain = _chain(case, forces.held, plan)
    flow = medical.simulate(chain, WORLDS, processors=processors)
    avoidable = flow.by_world["avoidable"].to_numpy()
    figure = float(avoidable.mean())
    low, high = (float(bound) for bound in np.quantile(avoidable, medical.BAND))
    extent = f"{figure:,.0f} die who would live if nobody waited"
    broken = medical.first_break(flow)
    if broken.is_empty():
        return Finding(plan, MEDICAL, True, extent=extent, figure=figure, low=low, high=high)
    names = dict(chain.stations.select("station", "name").iter_rows())
    first = broken.row(0, named=True)
    mend, cost = mending(_missing(case, chain, needed))
    mend = f"{mend}, about" if mend else "nothing for sale: stations are closed when most casualties come"
    return Finding(
        plan, MEDICAL, False, breaks=str(names[first["station"]]), day=int(first["day"]),
        extent=f"{broken.height} stations overrun; {extent}",
        mend=mend, cost=cost, figure=figure, low=low, high=high,
    )  # fmt: skip


def _chain(case: Case, held: pl.DataFrame, plan: str) -> medical.Chain:
    pooled = plan == ALL_PLANS
    (chain,) = medical.chains(case, held, pooled=pooled, plan=None if pooled else plan)
    return chain


def _missing(case: Case, chain: medical.Chain, needed: pl.DataFrame) -> pl.DataFrame:
    """Return name, missing (units that allies must hold, a share of them for plans), price."""
    return (
        needed.join(medical.at_disposal(chain), on="capability", maintain_order="left")
        .join(medical.committed_shares(case), on="capability", maintain_order="left")
        .join(case["capabilities"].select("capability", "name"), on="capability", maintain_order="left")
        .select(
            "name",
            "price",
            missing=((pl.col("needed") - pl.col("held")).clip(0.0) / pl.col("committed")).ceil(),
        )
    )
