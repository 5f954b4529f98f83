"""What the defence plans need of the capabilities of medical support."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from sinews.case import Case, held_by_alliance, holdings
from sinews.enablers.medical.chain import chains
from sinews.enablers.medical.sizing import Sizing, size


def requirement(case: Case, sizings: Sequence[Sizing] | None = None) -> pl.DataFrame:
    """Return what is held and needed of each capability of medical support.

    Each defence plan's chain of care is sized by itself. What all of them need is divided by the share of
    what allies hold that is at the plans' disposal (`medical_stations`): so much more must be held, since the
    rest stays with other forces and at home.

    Parameters
    ----------
    case
        A checked case.
    sizings
        The sizing of every plan, where it is known already; it takes most of the time.

    Returns
    -------
    polars.DataFrame
        capability, held (by all allies and pools, today), needed, driver (what drives it, in a sentence); in
        the order of the table of capabilities.

    Raises
    ------
    CaseError
        If the case lacks what medical support rests on.
    """
    held = holdings(case).select("ally", "capability", "quantity")
    found = [size(case, chain) for chain in chains(case, held)] if sizings is None else sizings
    total = held_by_alliance(case, held).rename({"quantity": "held"})
    needs = (
        pl.concat([sizing.units for sizing in found])
        .group_by("capability", maintain_order=True)
        .agg(pl.col("needed").sum(), pl.col("committed").first())
        .select(
            "capability",
            needed=(pl.col("needed") / pl.col("committed")).ceil(),
            driver=pl.format(
                "{} at the plans' disposal, {} % of what is held, keep {} % of casualties in time",
                pl.col("needed").cast(pl.Int64),
                (pl.col("committed") * 100).round(0).cast(pl.Int64),
                round(100 * float(found[0].criteria["level"][0])),
            ),
        )
    )
    return (
        case["capabilities"]
        .select("capability")
        .join(needs, on="capability", maintain_order="left")
        .join(total, on="capability", how="left", maintain_order="left")
        .select("capability", pl.col("held").fill_null(0.0), "needed", "driver")
    )
