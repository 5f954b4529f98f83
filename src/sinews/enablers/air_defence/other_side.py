"""What the other side makes in a year, beside what the Alliance's lines make: public totals, side by side."""

from __future__ import annotations

import polars as pl

from sinews.case import Case
from sinews.enablers.air_defence.raids import shots_and_kill
from sinews.enablers.lines import line_rates


def beside_other_side(
    case: Case, year: int | None = None, capacity: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Return the output of the other side beside the Alliance's.

    Parameters
    ----------
    case
        A checked case.
    year, capacity
        As for `sinews.enablers.lines.line_rates`: the year in which the Alliance's lines produce.

    Returns
    -------
    polars.DataFrame
        item, name, output, output_low, output_high (a year), stock (null where not published), as_of,
        capability, capability_name, ours (units that the Alliance's lines make in a year, less what Ukraine
        has been promised of it), ratio (ours over output; null without output), enough_for (threats for
        which ours suffice at the planned rounds for each; null where the item is no threat that they meet),
        status; in the order of the table.
    """
    made = (
        line_rates(case, year, capacity)
        .group_by("capability", maintain_order=True)
        .agg(ours=pl.col("rate").sum())
    )
    fired = (
        shots_and_kill(case)
        .drop_nulls("interceptor")
        .filter(pl.col("share") > 0)
        .group_by(item="threat", capability="interceptor", maintain_order=True)
        .agg(pl.col("fired").max())
    )
    names = case["capabilities"].select("capability", capability_name="name")
    return (
        case["other_side"]
        .join(made, on="capability", how="left", maintain_order="left")
        .join(names, on="capability", how="left", maintain_order="left")
        .join(fired, on=["item", "capability"], how="left", maintain_order="left")
        .with_columns(pl.col("ours").fill_null(0.0))
        .select(
            "item", "name", "output", "output_low", "output_high", "stock", "as_of", "capability",
            "capability_name", "ours",
            ratio=pl.when(pl.col("output") > 0).then(pl.col("ours") / pl.col("output")),
            enough_for=pl.col("ours") / pl.col("fired"),
            status="status",
        )
    )  # fmt: skip
