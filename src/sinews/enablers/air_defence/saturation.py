"""Saturation: how large a raid the ready rounds meet, before launchers must be loaded again.

The threats of a mean day of the first phase come as one raid, on the part ``raid_units`` of the usable
units. Layer l wants ``sum_t rate_t share_tl fired_tl`` rounds for it and has those ready in its units. Where
it wants more, it engages the part for which it has rounds; the others it leaves to no one, since later layers
are planned with shares of their own. Layers that fire no counted rounds, such as guns and jammers, have no
such limit here.
"""

from __future__ import annotations

import polars as pl

from sinews.case import Case
from sinews.enablers.air_defence.raids import opening, raids, shots_and_kill
from sinews.enablers.air_defence.tables import check_tables, planning_value, usable_units

ENDS = {"low": ("_low", "_high"), "planned": ("", ""), "high": ("_high", "_low")}
"""Suffixes of what a raid wants and of the rounds that are ready: a high raid meets few rounds."""


def saturation(case: Case, held: pl.DataFrame) -> pl.DataFrame:
    """Return what the ready rounds of each layer do against the raid of a day.

    Parameters
    ----------
    case
        A checked case.
    held
        ally, capability, quantity (units).

    Returns
    -------
    polars.DataFrame
        layer, name, raid ("low", "planned", "high"), ready (rounds in the units that the raid meets), wanted
        (rounds), engaged (threats that the layer engages), beyond (threats that it would engage, had it the
        rounds), multiple (size of the raid, as a multiple of this one, from which on rounds are short; null
        where none are wanted).

    Raises
    ------
    CaseError
        If a table or a value that the answer rests on is missing.
    """
    check_tables(case)
    part = planning_value(case, "raid_units") / 100
    units = usable_units(case, held).group_by("layer", maintain_order=True).agg(pl.col("units").sum())
    layers = (
        case["air_defence_layers"]
        .filter((pl.col("role") == "weapon") & (pl.col("ready_rounds") > 0))
        .join(units, on="layer", how="left", maintain_order="left")
        .with_columns(pl.col("units").fill_null(0))
    )
    fired = shots_and_kill(case).join(
        opening(raids(case)).select("threat", *ENDS), on="threat", maintain_order="left"
    )
    parts = []
    for raid, (wants, has) in ENDS.items():
        threats = pl.col(raid) * pl.col(f"share{wants}")
        wanted = fired.group_by("layer", maintain_order=True).agg(
            wanted=(threats * pl.col(f"fired{wants}")).sum(), threats=threats.sum()
        )
        parts.append(
            layers.join(wanted, on="layer", maintain_order="left").select(
                "layer",
                "name",
                "wanted",
                "threats",
                raid=pl.lit(raid),
                ready=pl.col("units") * part * pl.col(f"ready_rounds{has}"),
            )
        )
    wanted_any = pl.col("wanted") > 0
    multiple = pl.when(wanted_any).then(pl.col("ready") / pl.col("wanted"))
    met = pl.when(wanted_any).then(pl.min_horizontal(multiple, 1.0)).otherwise(1.0)
    return pl.concat(parts).select(
        "layer",
        "name",
        "raid",
        "ready",
        "wanted",
        engaged=pl.col("threats") * met,
        beyond=pl.col("threats") * (1.0 - met),
        multiple=multiple,
    )
