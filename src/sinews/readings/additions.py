"""What has to be added under each reading of a requirement whose former figure was published."""

from __future__ import annotations

from typing import Any, get_args

import polars as pl

from sinews import guidance, requirements
from sinews.case import Case, fire_units_band, formations, holdings, standing_offers
from sinews.case.settings import Formations

ADDITIONS = {
    "reading": pl.String,
    "planned": pl.Boolean,
    "capability": pl.String,
    "name": pl.String,
    "unit": pl.String,
    "exists": pl.Float64,
    "forming": pl.Float64,
    "counted": pl.Float64,
    "counted_low": pl.Float64,
    "counted_high": pl.Float64,
    "required": pl.Float64,
    "added": pl.Float64,
}

COUNTING: dict[Formations, str] = {
    "offered": "what is offered to the plans counts",
    "offered_2021": "as much counts as if the requirement of 2021 had been offered in full",
    "all": "all that exists counts",
}
BASELINE = {
    "requirement": "the figure of 2021 is a requirement",
    "holdings": "the figure of 2021 is what was held",
}


def additions(case: Case) -> pl.DataFrame:
    """Return what is to be added to reach each adopted requirement that names a former figure.

    The readings are two: which formations count (the setting `formations`), for what is listed by name; and
    what the former figure is taken for (`baseline_reading`), for everything else.

    Parameters
    ----------
    case
        A checked case.

    Returns
    -------
    polars.DataFrame
        Columns as `ADDITIONS`: the reading in words, whether the case itself has it, the capability, what is
        named of it in the lists (or held, without one) and how much of that is still forming, what counts,
        with the band of the conversion to fire units (null where nothing is converted), what is required in
        the last year and what is to be added; units of the capability. What an ally has withdrawn, or an
        ally outside the scope does not offer, is left out. Requirements in the order of their table, the
        case's own reading first.
    """
    asked = former_figures(case)
    listed = set(case["formations_held"]["capability"])
    above = dict(case["capabilities"].select("capability", "aggregate").iter_rows())
    listed |= {above[capability] for capability in listed}
    rows = []
    for row in asked.iter_rows(named=True):
        if row["capability"] in listed:
            own: str = case.settings.formations
            others: dict[str, Case] = {
                which: case.with_settings(formations=which) for which in get_args(Formations) if which != own
            }
            words = {str(which): name for which, name in COUNTING.items()}
        else:
            own = row["baseline_reading"] or "requirement"
            others = {
                reading: case.with_value(
                    "published_requirements", row["requirement"], baseline_reading=reading
                )
                for reading in BASELINE
                if reading != own
            }
            words = BASELINE
        rows += [
            _addition(read, row, words[key], planned=key == own)
            for key, read in [(own, case), *others.items()]
        ]
    return pl.DataFrame(rows, schema=ADDITIONS, orient="row")


def former_figures(case: Case) -> pl.DataFrame:
    """Return the adopted requirements that name a former figure; what an addition counts from is none."""
    return case["published_requirements"].filter(
        pl.col("adopted"), pl.col("basis") == "level", pl.col("published_baseline").is_not_null()
    )


def _addition(case: Case, asked: dict[str, Any], reading: str, *, planned: bool) -> tuple[object, ...]:
    """Return a row of `additions` for what one requirement asks for in a case."""
    capability = asked["capability"]
    facts = case["capabilities"].filter(pl.col("capability") == capability).row(0, named=True)
    of_it = case["capabilities"].filter(
        (pl.col("capability") == capability) | (pl.col("aggregate") == capability).fill_null(False)
    )["capability"]
    mine = pl.col("capability").is_in(of_it.implode())
    needs = requirements.determine(case, guidance.establish(case)).needs.filter(
        pl.col("year") == case.settings.horizon, mine
    )
    scope = needs["scope"].drop_nulls()
    offers = standing_offers(case, scope[0] if len(scope) else None).filter(mine)
    unoffered = float((offers["held"] - offers["offered"]).sum())
    gone = case["withdrawals"].filter(pl.col("capability").is_null())["ally"]
    there = formations(case).filter(mine, ~pl.col("ally").is_in(gone.implode()))
    held = holdings(case).filter(mine)["quantity"]
    bands = fire_units_band(case, gone.to_list()).filter(mine)
    ends = [float(bands[end].sum()) if bands.height else None for end in ("low", "high")]
    counted, required = float(needs["baseline"].sum()) - unoffered, float(needs["required"].sum()) - unoffered
    return (
        reading,
        planned,
        capability,
        facts["name"],
        facts["unit"],
        float(there["exists"].sum()) if there.height else float(held.sum()),
        float((there["exists"] - there["standing"]).sum()),
        counted,
        *ends,
        required,
        max(required - counted, 0.0),
    )
