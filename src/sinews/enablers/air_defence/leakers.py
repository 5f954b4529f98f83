"""Leakers: threats that no layer engages, for which rounds are short, or that shots miss."""

from __future__ import annotations

import polars as pl

from sinews.case import Case
from sinews.enablers.air_defence.raids import ENDS, opening, raids, shots_and_kill
from sinews.enablers.air_defence.saturation import saturation


def leakers(case: Case, held: pl.DataFrame) -> pl.DataFrame:
    """Return how many threats of a mean day of the first phase get through.

    Of a class a layer stops ``comes x share x met x stopped``: the part that it engages, the part of that
    for which it has ready rounds (`saturation`), and the chance that an engagement ends in a kill.

    Parameters
    ----------
    case
        A checked case.
    held
        ally, capability, quantity (units).

    Returns
    -------
    polars.DataFrame
        threat, name, comes (threats a day), stopped, leak (at the planned chance of a kill), leak_low and
        leak_high (at its high and low end; null, as stopped and leak, where the case gives no chance).
    """
    met = (
        saturation(case, held)
        .filter(pl.col("raid") == "planned")
        .select("layer", met=pl.min_horizontal(pl.col("multiple").fill_null(1.0), 1.0))
    )
    parts = (
        shots_and_kill(case)
        .join(met, on="layer", how="left", maintain_order="left")
        .group_by("threat", maintain_order=True)
        .agg(
            (pl.col("share") * pl.col("met").fill_null(1.0) * pl.col(f"stopped{end}")).sum().alias(name)
            for name, end in ENDS.items()
        )
        .with_columns(pl.col(list(ENDS)).clip(0.0, 1.0))
    )
    known = (
        case["air_defence_engagements"]
        .group_by("threat", maintain_order=True)
        .agg(known=pl.col("kill").is_not_null().all())
    )
    comes = opening(raids(case)).select("threat", "name", comes="planned")
    through = {
        "stopped": pl.col("planned"),
        "leak": 1 - pl.col("planned"),
        "leak_low": 1 - pl.col("high"),
        "leak_high": 1 - pl.col("low"),
    }
    return (
        comes.join(parts, on="threat", how="left", maintain_order="left")
        .join(known, on="threat", how="left", maintain_order="left")
        .with_columns(pl.col(list(ENDS)).fill_null(0.0), pl.col("known").fill_null(value=True))
        .select(
            "threat",
            "name",
            "comes",
            *(pl.when("known").then(pl.col("comes") * part).alias(name) for name, part in through.items()),
        )
    )
