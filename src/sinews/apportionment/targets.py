"""Set targets: who provides what, in proportion to ability to pay, in whole lots."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sinews.case import Case
from sinews.engines.arrays import Indices, Values
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


TARGET_SCHEMA = {
    "ally": pl.String,
    "capability": pl.String,
    "year": pl.Int64,
    "held": pl.Float64,
    "target": pl.Float64,
}
UNASSIGNED_SCHEMA = {
    "capability": pl.String,
    "year": pl.Int64,
    "quantity": pl.Float64,
    "reason": pl.String,
}


@dataclass(frozen=True, slots=True)
class _Need:
    """What is required of one capability over the years; `required` in units, (years,)."""

    capability: str
    eligibility: str
    lot: float
    baseline: float
    years: Indices
    required: Values


@dataclass(frozen=True, slots=True)
class _Division:
    """One capability's addition divided among the allies; arrays of shape (allies,)."""

    held: Values
    ability: Values
    eligible: NDArray[np.bool_]
    fair_share: Values
    lots: Indices
    capped: NDArray[np.bool_]


def set_targets(case: Case, requirements: Requirements) -> Targets:
    """Apportion what is required above today's level among the allies.

    Parameters
    ----------
    case
        The case: allies, holdings, economy, costs, lots, eligibility, offers, packages, crews.
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
    gdp = _gdp(case)
    caps = dict(requirements.ambition.share_caps.select("capability", "share_cap").iter_rows())
    targets, shares, unassigned = [], [], []
    for need in _needs(case, requirements):
        held = _held(case, need.capability)
        division = _divide(
            need,
            cap=caps.get(need.capability, 1.0) * need.required[-1],
            held=held,
            ability=gdp,
            eligible=_eligible(allies, need.eligibility, held),
        )
        shares.append(_share_rows(allies["ally"], need, division))
        targets.append(_target_rows(allies["ally"], need, division))
        unassigned.append(_unassigned_rows(need, division))
    return Targets(
        targets=pl.concat(targets),
        shares=pl.concat(shares),
        unassigned=pl.concat(unassigned),
        requirements=requirements,
    )


def _needs(case: Case, requirements: Requirements) -> list[_Need]:
    """Return what is required of each capability over the years."""
    facts = case["capabilities"].select("capability", "lot", "eligibility")
    needs = requirements.needs.join(facts, on="capability", how="left", maintain_order="left")
    return [
        _Need(
            capability=part["capability"][0],
            eligibility=part["eligibility"][0],
            lot=part["lot"][0],
            baseline=part["baseline"][0],
            years=part["year"].to_numpy(),
            required=part["required"].to_numpy(),
        )
        for part in needs.sort("year", maintain_order=True).partition_by("capability", maintain_order=True)
    ]


def _gdp(case: Case) -> Values:
    """Return the GDP of each ally in the base year, (allies,)."""
    gdp = case["economy"].filter(pl.col("year") == case.settings.base_year).select("ally", "gdp")
    return (
        case["allies"]
        .select("ally")
        .join(gdp, on="ally", how="left", maintain_order="left")["gdp"]
        .to_numpy()
    )


def _held(case: Case, capability: str) -> Values:
    """Return what each ally holds, shape (allies,)."""
    stock = case["inventory"].filter(pl.col("capability") == capability).select("ally", "quantity")
    return (
        case["allies"]
        .select("ally")
        .join(stock, on="ally", how="left", maintain_order="left")["quantity"]
        .fill_null(0.0)
        .to_numpy()
    )


def _eligible(allies: pl.DataFrame, rule: str, held: Values) -> NDArray[np.bool_]:
    """Return which allies may be asked for a capability, shape (allies,)."""
    eligible = allies["armed_forces"].to_numpy()
    if rule == "coastal":
        eligible = eligible & allies["coastal"].to_numpy()
    elif rule == "holders":
        eligible = eligible & (held > 0)
    return np.asarray(eligible)


def _divide(
    need: _Need, *, cap: float, held: Values, ability: Values, eligible: NDArray[np.bool_]
) -> _Division:
    """Divide what is required above the baseline among the eligible allies below the cap."""
    weight = np.where(eligible, ability, 0.0)
    room = np.floor(np.clip(cap - held, 0.0, None) / need.lot + 1e-9)
    total = round((need.required[-1] - need.baseline) / need.lot)
    share = proportional(weight, total, room)
    lots = whole_lots(share, total, room.astype(np.int64))
    return _Division(
        held=held,
        ability=weight / weight.sum() if weight.sum() > 0 else weight,
        eligible=eligible,
        fair_share=held + share * need.lot,
        lots=lots,
        capped=eligible & (total > 0) & (share >= room),
    )


def _share_rows(ally: pl.Series, need: _Need, division: _Division) -> pl.DataFrame:
    limit = np.where(~division.eligible, "ineligible", np.where(division.capped, "cap", ""))
    return pl.DataFrame(
        {
            "ally": ally,
            "capability": [need.capability] * len(ally),
            "held": division.held,
            "ability": division.ability,
            "fair_share": division.fair_share,
            "target": division.held + division.lots * need.lot,
            "limit": limit,
        }
    )


def _target_rows(ally: pl.Series, need: _Need, division: _Division) -> pl.DataFrame:
    """Return the target of every ally concerned, year by year."""
    due = _lots_due(need, division)
    sequence = divisor_sequence(division.lots)
    concerned = np.flatnonzero((division.held > 0) | (division.lots > 0))
    given = np.stack([np.bincount(sequence[:count], minlength=len(ally)) for count in due])[:, concerned]
    target = division.held[concerned] + given * need.lot
    years = need.years.size
    return pl.DataFrame(
        {
            "ally": ally.to_numpy()[concerned].repeat(years),
            "capability": np.full(concerned.size * years, need.capability),
            "year": np.tile(need.years, concerned.size),
            "held": division.held[concerned].repeat(years),
            "target": target.T.ravel(),
        },
        schema=TARGET_SCHEMA,
    )


def _lots_due(need: _Need, division: _Division) -> Indices:
    """Return the number of lots assigned by each year, at most what could be assigned at all."""
    above = (need.required - need.baseline) / need.lot
    return np.minimum(np.rint(above).astype(np.int64), int(division.lots.sum()))


def _unassigned_rows(need: _Need, division: _Division) -> pl.DataFrame:
    """Return what could be given to nobody in each year, and why."""
    missing = need.required - need.baseline - _lots_due(need, division) * need.lot
    left = missing > 1e-6
    reason = (
        "every eligible ally is at the cap on its share"
        if division.eligible.any()
        else "no ally is eligible for this capability"
    )
    return pl.DataFrame(
        {
            "capability": np.full(left.sum(), need.capability),
            "year": need.years[left],
            "quantity": missing[left],
            "reason": np.full(left.sum(), reason),
        },
        schema=UNASSIGNED_SCHEMA,
    )
