"""Set targets: who provides what, by a rule of fair division, within real-world limits, in whole lots."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from sinews.apportionment.limits import Terms, read_terms
from sinews.apportionment.path import targets_by_year
from sinews.apportionment.relief import relief
from sinews.apportionment.settle import Settlement, settle
from sinews.case import Case, named
from sinews.case.settings import Ability, Rule
from sinews.engines.arrays import Indices, Values
from sinews.requirements import Requirements

NEGLIGIBLE = 1e-6

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
class Proof:
    """How the division was found, and what proves it.

    Attributes
    ----------
    rule, ability
        The rule of division, and the measure of ability to bear cost.
    levels
        Number of levels of relative burden (lexicographic min-max only).
    gap
        Largest distance of a level from the bound that its dual prices prove (lexicographic min-max only).
    exchange_gap
        Largest amount by which a more burdened ally could still hand a share to a less burdened one. It is
        nil for lexicographic min-max unless personnel binds, which pairs of allies do not see.
    residual
        Largest error of a total or a burden in the fractional division, as a part of the whole cost.
    moved
        Sum of the distances of whole lots from fractional ones, in lots.
    unique
        Whether the rounding was proven to be the only best one.
    """

    rule: Rule
    ability: Ability
    levels: int
    gap: float
    exchange_gap: float
    residual: float
    moved: float
    unique: bool


@dataclass(frozen=True, slots=True)
class Targets:
    """Each ally's target, and how it came about.

    Attributes
    ----------
    targets
        ally, capability, year, held, target: units of the capability, for every ally that holds it or is
        to provide it.
    shares
        ally, capability, held, ability, fair_share, target, limit, cost, package: how the last year's target
        came about. `ability` is the ally's part of the ability of those eligible, 0 to 1; `fair_share` what
        it would provide before rounding to lots; `limit` what kept the share from being larger
        (``"scope"``, ``"ineligible"``, ``"no ability"``, ``"opt-out"``, ``"cap"``, ``"growth"``,
        ``"personnel"``) or from being what it would otherwise be (``"viability"``, ``"offer"``), or empty.
        `cost` is the life-cycle cost of what is added, in USD m; `package` the multinational package that it
        is part of, null for none.
    unassigned
        capability, year, quantity, reason: what no ally could be given.
    requirements
        The requirements that it rests on.
    burdens
        ally, ability, ability_share, cost, fair_cost, burden, relative, rounding, unit_cost, level: each
        ally's life-cycle cost of all it adds (`cost`, before rounding `fair_cost`), its ability to bear it
        (USD m) and its part of all ability; `burden` is cost over ability, `relative` that against the
        Alliance's; `rounding` is cost less fair cost and `unit_cost` what one lot of its dearest fractional
        share costs, the bound on it. `level` counts the levels of relative burden from the highest, 1, and
        is null for an ally that nothing can be asked of, and under other rules.
    costs
        capability, product, lot_cost, crew: life-cycle cost of a lot in USD m, the product that sets it, and
        the personnel it takes.
    relief
        Limits that contradict each other, and the smallest relaxation that helps; see `relief.relief`.
    proof
        How it was found, and what proves it.
    """

    targets: pl.DataFrame
    shares: pl.DataFrame
    unassigned: pl.DataFrame
    requirements: Requirements
    burdens: pl.DataFrame
    costs: pl.DataFrame
    relief: pl.DataFrame
    proof: Proof


def set_targets(
    case: Case, requirements: Requirements, *, rule: Rule | None = None, ability: Ability | None = None
) -> Targets:
    """Apportion what is required above today's level among the allies.

    Parameters
    ----------
    case
        The case: allies, holdings, economy, costs, lots, eligibility, offers, packages, crews.
    requirements
        The result of step 2.
    rule
        A key of `rules.RULES`; the case's setting if not given.
    ability
        A key of `burden.ABILITIES`; the case's setting if not given.

    Returns
    -------
    Targets in whole lots above what each ally holds; in every year they add up, with what multinational
    pools hold, to the requirement less what is listed as unassigned.

    Notes
    -----
    An ally's burden is the life-cycle cost of all that it adds, over its ability to bear it. By default the
    highest relative burden is made as low as can be, then the next, and so on, over all capabilities at once.
    """
    rule = rule or case.settings.rule
    ability = ability or case.settings.ability
    terms = read_terms(case, requirements, ability)
    settlement = settle(terms, rule)
    added, given = targets_by_year(settlement)
    problems = relief(terms, settlement.due)
    return Targets(
        targets=_target_rows(terms, added),
        shares=_share_rows(settlement),
        unassigned=_unassigned_rows(settlement, given, problems),
        requirements=requirements,
        burdens=burden_rows(settlement),
        costs=pl.DataFrame(
            {
                "capability": terms.capabilities,
                "product": terms.product,
                "lot_cost": terms.cost,
                "crew": terms.crew,
            }
        ),
        relief=problems,
        proof=_proof(settlement, rule, ability),
    )


def burden_rows(settlement: Settlement) -> pl.DataFrame:
    """Return each ally's burden, in fractions and in whole lots, with the columns of `Targets.burdens`."""
    terms, problem = settlement.terms, settlement.problem
    cost = settlement.lots @ terms.cost
    fair = settlement.division.lots @ terms.cost
    weight = problem.weight
    whole = float(cost.sum())
    relative = np.divide(cost, weight * whole, out=np.zeros_like(cost), where=(weight > 0) & (whole > 0))
    burden = np.divide(cost, terms.ability, out=np.zeros_like(cost), where=terms.ability > 0)
    lots = settlement.division.lots
    fractional = np.abs(lots - np.rint(lots)) > NEGLIGIBLE
    optimum = settlement.division.leximin
    level: list[int | None] = [None] * len(terms.allies)
    for number, each in enumerate(optimum.levels if optimum else (), start=1):
        for ally in each.agents:
            level[int(ally)] = number
    return pl.DataFrame(
        {
            "ally": terms.allies,
            "ability": terms.ability,
            "ability_share": weight,
            "cost": cost,
            "fair_cost": fair,
            "burden": burden,
            "relative": relative,
            "rounding": cost - fair,
            "unit_cost": np.where(fractional, terms.cost, 0.0).max(axis=1, initial=0.0),
            "level": pl.Series(level, dtype=pl.Int64),
        }
    )


def _proof(settlement: Settlement, rule: Rule, ability: Ability) -> Proof:
    optimum = settlement.division.leximin
    return Proof(
        rule=rule,
        ability=ability,
        levels=len(optimum.levels) if optimum else 0,
        gap=optimum.gap if optimum else 0.0,
        exchange_gap=settlement.exchange_gap,
        residual=settlement.division.residual,
        moved=settlement.whole.moved,
        unique=settlement.whole.unique,
    )


def _share_rows(settlement: Settlement) -> pl.DataFrame:
    """Return how each ally's last target came about, capability by capability."""
    terms = settlement.terms
    allies, capabilities = len(terms.allies), len(terms.capabilities)
    package = np.full((allies, capabilities), None, dtype=object)
    for name, (c, members) in terms.packages.items():
        package[members, c] = name
    by_capability = {
        "held": terms.held,
        "ability": terms.share_of_ability,
        "fair_share": terms.held + settlement.division.lots * terms.lot,
        "target": terms.held + settlement.lots * terms.lot,
        "limit": settlement.label,
        "cost": settlement.lots * terms.cost,
    }
    return pl.DataFrame(
        {
            "ally": named(terms.allies, np.tile(np.arange(allies), capabilities)),
            "capability": named(terms.capabilities, np.repeat(np.arange(capabilities), allies)),
            **{name: values.T.ravel() for name, values in by_capability.items()},
            "package": pl.Series(package.T.ravel().tolist(), dtype=pl.String),
        }
    )


def _target_rows(terms: Terms, added: Values) -> pl.DataFrame:
    """Return the target of every ally concerned, year by year."""
    c, a = np.nonzero(((terms.held > 0) | (added[:, :, -1] > 0)).T)
    years = terms.years.size
    target = terms.kept()[a, c] + added[a, c] * terms.lot[c][:, None]
    return pl.DataFrame(
        {
            "ally": named(terms.allies, a.repeat(years)),
            "capability": named(terms.capabilities, c.repeat(years)),
            "year": np.tile(terms.years, a.size),
            "held": terms.held[a, c].repeat(years),
            "target": target.ravel(),
        },
        schema=TARGET_SCHEMA,
    )


def _unassigned_rows(settlement: Settlement, given: Indices, problems: pl.DataFrame) -> pl.DataFrame:
    """Return what could be given to nobody in each year, and why."""
    terms = settlement.terms
    missing = terms.lots_due * terms.lot[:, None] - given * terms.lot[:, None]
    c, t = np.nonzero(missing > NEGLIGIBLE)
    due = settlement.due * terms.lot
    late = (terms.required - terms.baseline[:, None]) <= due[:, None] + NEGLIGIBLE
    return pl.DataFrame(
        {
            "capability": named(terms.capabilities, c),
            "year": terms.years[t],
            "quantity": missing[c, t],
            "reason": [
                f"targets grow by {100 * terms.yearly_growth:.4g} % a year at most, so that it comes later"
                if late[i, year]
                else _reason(settlement, int(i), problems)
                for i, year in zip(c, t, strict=True)
            ],
        },
        schema=UNASSIGNED_SCHEMA,
    )


def _reason(settlement: Settlement, c: int, problems: pl.DataFrame) -> str:
    """Return why a capability cannot be assigned in full."""
    terms, limits = settlement.terms, settlement.limits
    if not (terms.eligible[:, c] & ~terms.opted_out[:, c] & (terms.ability > 0)).any():
        return "no ally is eligible for this capability"
    able = limits.upper[:, c] > 0
    words = set(limits.label[able, c])
    if words == {"cap"} or (not able.any() and "cap" in set(limits.label[:, c])):
        return "every eligible ally is at the cap on its share"
    named = problems.filter((pl.col("capability") == terms.capabilities[c]) & (pl.col("limit") != "offer"))[
        "limit"
    ].unique(maintain_order=True)
    return "every eligible ally is at a limit: " + ", ".join(named)
