"""Settle the last year's targets: a fractional division by a rule, then whole lots, within all limits."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sinews.apportionment.limits import Labels, Limits, Terms, set_limits
from sinews.apportionment.rules import Division, divide_all
from sinews.apportionment.whole import WholeLots, in_package, in_whole_lots
from sinews.case.settings import Rule
from sinews.engines.arrays import Values
from sinews.engines.burden_matrix import BurdenMatrix, exchange_gap, shareable

Mask = NDArray[np.bool_]

NEGLIGIBLE = 1e-6


@dataclass(frozen=True, slots=True)
class Settlement:
    """The division of the last year's requirement.

    Attributes
    ----------
    terms, limits
        What it rests on; `limits` with what viability has ruled out or in.
    problem
        The problem that was solved, in lots.
    division
        The fractional division by the rule.
    whole
        The lots that each ally adds, and how they were found.
    label
        The limit that bound each ally in each capability, (a, c); empty for none.
    """

    terms: Terms
    limits: Limits
    problem: BurdenMatrix
    division: Division
    whole: WholeLots
    label: Labels

    @property
    def lots(self) -> Values:
        """Lots that each ally adds, (a, c): whole, but for members of packages, which are whole together."""
        return self.whole.lots

    @property
    def due(self) -> Values:
        """Lots of each capability that could be assigned, (c,)."""
        return np.asarray(np.rint(self.whole.lots.sum(axis=0)))

    @property
    def exchange_gap(self) -> float:
        """How far the fractional burdens are from lexicographic optimality, by exchanges of two allies."""
        return exchange_gap(self.problem, self.division.lots)


def settle(terms: Terms, rule: Rule) -> Settlement:
    """Divide the last year's requirement by a rule, within all limits, in whole lots.

    Parameters
    ----------
    terms
        The terms of apportionment.
    rule
        A key of `RULES`.

    Returns
    -------
    The settlement. What cannot be assigned within the limits is left out of it: `due` is then less than what
    `terms` require.

    Notes
    -----
    1. The rule divides the matrix in fractions.
    2. A share below the minimum viable quantity, of an ally that holds none, is dropped or raised to it: of
    each
       capability's small shares those nearest to the minimum are raised, as many as the shares together make
       up, and the rule divides anew within these limits. This choice is a heuristic; all else is exact.
    3. Whole lots follow; see `whole.in_whole_lots`.
    """
    limits = set_limits(terms)
    dropped = np.zeros(limits.upper.shape, dtype=bool)
    while True:
        problem = _problem(terms, limits)
        division = divide_all(rule, problem, terms.held @ (terms.cost / terms.lot))
        small = _too_small(terms, limits, division.lots)
        if small.any():
            limits, ruled_out = _made_viable(terms, limits, division.lots, small)
            dropped |= ruled_out
            continue
        break
    whole = in_whole_lots(terms, problem, division.lots)
    label = _binding(terms, limits, problem, division.lots, dropped)
    return Settlement(terms, limits, problem, division, whole, label)


def _problem(terms: Terms, limits: Limits) -> BurdenMatrix:
    """Return the problem in lots, with as much of each capability as can be shared out in whole lots."""
    problem = BurdenMatrix(
        total=terms.lots_due[:, -1],
        cost=terms.cost,
        ability=terms.ability,
        lower=limits.lower,
        upper=limits.upper,
        use=terms.crew,
        supply=terms.personnel,
    )
    most = np.floor(shareable(problem) + NEGLIGIBLE)
    # what crews fall short of is taken from the capability, never from an offer
    return replace(problem, total=np.maximum(most, limits.lower.sum(axis=0)))


def _too_small(terms: Terms, limits: Limits, lots: Values) -> Mask:
    """Return which shares are of no use: above nothing, below the minimum viable quantity, nothing held."""
    new = (terms.held <= 0) & (limits.lower <= 0) & ~in_package(terms)
    small = (lots > NEGLIGIBLE) & (lots < terms.minimum - NEGLIGIBLE)
    return np.asarray(new & (terms.minimum > 1) & small)


def _made_viable(terms: Terms, limits: Limits, lots: Values, small: Mask) -> tuple[Limits, Mask]:
    """Return limits under which every small share is nothing or viable, and which shares are nothing."""
    lower, upper = limits.lower.copy(), limits.upper.copy()
    ruled_out = np.zeros_like(small)
    due = terms.lots_due[:, -1]
    for c in np.flatnonzero(small.any(axis=0)):
        few = np.flatnonzero(small[:, c])
        least = terms.minimum[c]
        able = few[upper[few, c] >= least]
        # nobody is raised beyond its personnel
        fits = lower[able] @ terms.crew + (least - lower[able, c]) * terms.crew[c] <= terms.personnel[able]
        able = able[fits]
        able = able[np.argsort(-lots[able, c], kind="stable")]
        keep = round(float(lots[few, c].sum()) / least)
        # at least as many as are needed to make up the requirement, if there are so many
        rest = upper[:, c].sum() - upper[few, c].sum()
        while keep < able.size and rest + upper[able[:keep], c].sum() < due[c]:
            keep += 1
        # and no more than there is to share out
        others = lower[:, c].sum() - lower[able, c].sum()
        kept = able[: max(min(keep, int((due[c] - others) // least)), 0)]
        out = np.setdiff1d(few, kept)
        lower[kept, c] = least
        upper[out, c] = lower[out, c]
        ruled_out[out, c] = True
    return replace(limits, lower=lower, upper=upper), ruled_out


def _binding(terms: Terms, limits: Limits, problem: BurdenMatrix, lots: Values, dropped: Mask) -> Labels:
    """Return the limit that keeps each share from being larger, or from being smaller, in words."""
    # a limit that leaves nothing to divide at all is one, too
    at_most = (lots >= limits.upper - NEGLIGIBLE) & (terms.lots_due[:, -1] > 0)
    label = np.where(at_most, limits.label, "").astype("<U12")
    label[(limits.lower > 0) & (lots <= limits.lower + NEGLIGIBLE)] = "viability"
    offered = (terms.offered > 0) & (limits.lower > 0) & (lots <= limits.lower + NEGLIGIBLE)
    label[offered] = "offer"
    label[dropped] = "viability"
    finite = np.isfinite(problem.supply)
    short = finite & (lots @ terms.crew >= np.where(finite, problem.supply, 0.0) * (1 - NEGLIGIBLE))
    label[short[:, None] & (terms.crew > 0) & (problem.total > 0) & (label == "")] = "personnel"
    for who in ("scope", "ineligible", "no ability", "opt-out"):
        label[limits.label == who] = who
    return label
