"""Set targets: who provides what, in proportion to ability to pay, in whole lots."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sinews.case import Case
from sinews.engines.division import divisor_sequence, proportional, whole_lots
from sinews.requirements import Requirements


@dataclass(frozen=True, slots=True)
class Targets:
    """Each ally's target, and how it came about.

    Attributes
    ----------
    targets
        ally, capability, year, held, target: units of the capability, for every ally that holds it or is
        to provide it.
    shares
        ally, capability, held, ability, fair_share, target, limit: how the last year's target came about.
        `ability` is the ally's part of the GDP of those eligible, 0 to 1; `fair_share` what it would provide
        before rounding to lots; `limit` is ``"ineligible"``, ``"cap"`` or empty.
    unassigned
        capability, year, quantity, reason: what no ally could be given.
    requirements
        The requirements that it rests on.
    """

    targets: pl.DataFrame
    shares: pl.DataFrame
    unassigned: pl.DataFrame
    requirements: Requirements


@dataclass(frozen=True, slots=True)
class _Division:
    """One capability's addition divided among the allies; arrays of shape (allies,)."""

    held: NDArray[np.float64]
    ability: NDArray[np.float64]
    eligible: NDArray[np.bool_]
    fair_share: NDArray[np.float64]
    lots: NDArray[np.int64]
    capped: NDArray[np.bool_]


def set_targets(case: Case, requirements: Requirements) -> Targets:
    """Apportion what is required above today's level among the allies.

    Parameters
    ----------
    case
        The case: allies, inventory, GDP of the base year, lots and eligibility of the capabilities.
    requirements
        The result of step 2.

    Returns
    -------
    Targets in whole lots above what each ally holds; in every year they add up, with what multinational
    pools hold, to the requirement less what is listed as unassigned.

    Notes
    -----
    The addition is divided in proportion to GDP among the eligible allies. An ally whose total would exceed
    the cap on its share is held at the cap (or at what it holds already), and the others take over the rest
    in proportion. Whole lots follow by largest remainders. On the way to the last year lots are handed out in
    the order of Webster's divisor method, so that no target ever falls.
    """
    allies = case["allies"]
    gdp = (
        allies.select("ally")
        .join(case["economy"].filter(pl.col("year") == case.settings.base_year), on="ally", how="left", maintain_order="left")["gdp"]
        .to_numpy()
    )
    caps = dict(requirements.ambition.share_caps.select("capability", "share_cap").iter_rows())
    last_need = requirements.needs.filter(pl.col("year") == case.settings.horizon)
    facts = last_need.join(case["capabilities"], on="capability", how="left", maintain_order="left")
    targets, shares, unassigned = [], [], []
    for row in facts.iter_rows(named=True):
        held = _held(case, row["capability"])
        division = _divide(
            added=row["required"] - row["baseline"],
            cap=caps.get(row["capability"], 1.0) * row["required"],
            lot=row["lot"],
            held=held,
            ability=gdp,
            eligible=_eligible(allies, row["eligibility"], held),
        )
        need = requirements.needs.filter(pl.col("capability") == row["capability"]).sort("year")
        shares.append(_share_rows(allies["ally"], row, division))
        targets.append(_target_rows(allies["ally"], row, division, need))
        unassigned.append(_unassigned_rows(row, division, need))
    return Targets(
        targets=pl.concat(targets),
        shares=pl.concat(shares),
        unassigned=pl.concat(unassigned),
        requirements=requirements,
    )


def _held(case: Case, capability: str) -> NDArray[np.float64]:
    """Return what each ally holds, shape (allies,)."""
    stock = case["inventory"].filter(pl.col("capability") == capability).select("ally", "quantity")
    return (
        case["allies"]
        .select("ally")
        .join(stock, on="ally", how="left", maintain_order="left")["quantity"]
        .fill_null(0.0)
        .to_numpy()
    )


def _eligible(allies: pl.DataFrame, rule: str, held: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which allies may be asked for a capability, shape (allies,)."""
    eligible = allies["armed_forces"].to_numpy()
    if rule == "coastal":
        eligible = eligible & allies["coastal"].to_numpy()
    elif rule == "holders":
        eligible = eligible & (held > 0)
    return np.asarray(eligible)


def _divide(
    *,
    added: float,
    cap: float,
    lot: float,
    held: NDArray[np.float64],
    ability: NDArray[np.float64],
    eligible: NDArray[np.bool_],
) -> _Division:
    """Divide an addition, in units, among the eligible allies below the cap."""
    weight = np.where(eligible, ability, 0.0)
    room = np.floor(np.clip(cap - held, 0.0, None) / lot + 1e-9)
    total = round(added / lot)
    share = proportional(weight, total, room)
    lots = whole_lots(share, total, room.astype(np.int64))
    return _Division(
        held=held,
        ability=weight / weight.sum() if weight.sum() > 0 else weight,
        eligible=eligible,
        fair_share=held + share * lot,
        lots=lots,
        capped=eligible & (total > 0) & (share >= room),
    )


def _share_rows(ally: pl.Series, row: dict[str, object], division: _Division) -> pl.DataFrame:
    limit = np.where(~division.eligible, "ineligible", np.where(division.capped, "cap", ""))
    return pl.DataFrame(
        {
            "ally": ally,
            "capability": [row["capability"]] * len(ally),
            "held": division.held,
            "ability": division.ability,
            "fair_share": division.fair_share,
            "target": division.held + division.lots * row["lot"],  # type: ignore[operator]
            "limit": limit,
        }
    )


def _target_rows(ally: pl.Series, row: dict[str, object], division: _Division, need: pl.DataFrame) -> pl.DataFrame:
    """Return the target of every ally concerned, year by year."""
    due = _lots_due(row, division, need)
    sequence = divisor_sequence(division.lots)
    concerned = np.flatnonzero((division.held > 0) | (division.lots > 0))
    given = np.stack([np.bincount(sequence[:count], minlength=len(ally)) for count in due])[:, concerned]
    target = division.held[concerned] + given * float(row["lot"])  # type: ignore[arg-type]
    years = need["year"].to_numpy()
    return pl.DataFrame(
        {
            "ally": np.repeat(ally.to_numpy()[concerned], years.size),
            "capability": [row["capability"]] * (concerned.size * years.size),
            "year": np.tile(years, concerned.size),
            "held": np.repeat(division.held[concerned], years.size),
            "target": target.T.ravel(),
        },
        schema={"ally": pl.String, "capability": pl.String, "year": pl.Int64, "held": pl.Float64, "target": pl.Float64},
    )


def _lots_due(row: dict[str, object], division: _Division, need: pl.DataFrame) -> NDArray[np.int64]:
    """Return the number of lots assigned by each year, at most what could be assigned at all."""
    above = (need["required"] - need["baseline"]).to_numpy() / float(row["lot"])  # type: ignore[arg-type]
    return np.minimum(np.rint(above).astype(np.int64), int(division.lots.sum()))


def _unassigned_rows(row: dict[str, object], division: _Division, need: pl.DataFrame) -> pl.DataFrame:
    lot = float(row["lot"])  # type: ignore[arg-type]
    assigned = _lots_due(row, division, need) * lot
    reason = (
        "every eligible ally is at the cap on its share"
        if division.eligible.any()
        else "no ally is eligible for this capability"
    )
    return (
        need.select("capability", "year", (pl.col("required") - pl.col("baseline")).alias("above"))
        .with_columns((pl.col("above") - pl.Series(assigned)).alias("quantity"), pl.lit(reason).alias("reason"))
        .filter(pl.col("quantity") > 1e-6)
        .select("capability", "year", "quantity", "reason")
    )
