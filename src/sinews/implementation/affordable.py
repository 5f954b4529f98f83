"""Expansion in whole steps that all can pay for, near expansion in any part of a step.

Whether an ally can pay is asked as if it bought nothing but expansion, with all the money that rules let it
have for that: its budgets, funds for industry, what it carries over and what it borrows.
"""

from __future__ import annotations

import numpy as np

from sinews.engines.arrays import Flags, Values
from sinews.engines.capacity_steps import WHOLE_STEP
from sinews.implementation.families.budgets import available_budgets
from sinews.implementation.families.plants import payer_shares
from sinews.implementation.instance import Instance
from sinews.implementation.results import expansion_paid

SLACK = 1e-9
"""USD bn by which a payment may exceed what there is."""


def affordable_steps(instance: Instance, expansion: Values) -> Values:
    """Return added capacity in whole steps that all can pay for, (p, t), near a given one.

    It is rounded up. Where an ally could not pay for that though it bought nothing else, the plants that it
    pays for are gone through one by one, first those of whose steps the least is missing: each grows towards
    what is rounded up, in every year by as many steps as there is money for.

    Parameters
    ----------
    instance
        The planning problem.
    expansion
        Added capacity that keeps ramp, build time and ceiling, and that can be paid for, (p, t).
    """
    up = instance.industry.steps.rounded(expansion, up=True)
    dear = _beyond_means(instance, up)
    chosen = np.where(dear[:, None], 0.0, up)
    missing = 1.0 - expansion.sum(axis=1) / np.maximum(up.sum(axis=1), np.finfo(np.float64).tiny)
    for plant in np.argsort(missing, kind="stable"):
        if dear[plant]:
            chosen = _grown(instance, chosen, int(plant), up[plant])
    return chosen


def _grown(instance: Instance, expansion: Values, plant: int, most: Values) -> Values:
    """Return added capacity, (p, t), with that of one plant as near to `most`, (t,), as can be paid for."""
    size, ramp = instance.industry.step[plant], instance.industry.ramp[plant]
    before = 0.0
    for year in np.flatnonzero(most > 0):
        level = min(most[year], before + ramp)
        while level > before:
            grown = expansion.copy()
            grown[plant, year:] = level
            if not _unpaid(instance, grown).any():
                expansion, before = grown, level
                break
            # the last step up to the ceiling may be a part of one
            level = (np.ceil(level / size - WHOLE_STEP) - 1.0) * size if size > 0 else before
    return expansion


def _beyond_means(instance: Instance, expansion: Values) -> Flags:
    """Return the plants for whose expansion some ally pays that cannot pay for all it pays for, (p,)."""
    shares = payer_shares(instance, instance.industry.host)
    return np.asarray((shares[:, _unpaid(instance, expansion)] > 0).any(axis=1))


def _unpaid(instance: Instance, expansion: Values) -> Flags:
    """Return the allies that cannot pay for all expansion that they pay for, (a,)."""
    owed = _least_owed(instance, expansion)
    return np.asarray((owed > instance.funding.loan_limit + SLACK).any(axis=1))


def _least_owed(instance: Instance, expansion: Values) -> Values:
    """Return what each ally owes at the end of each year if it buys nothing but expansion, (a, t), USD bn.

    Funds pay what they may, and what is left is carried over as far as rules allow; less than 0 is carried.
    """
    funding = instance.funding
    lines, materials = expansion_paid(instance, expansion)
    own = np.clip(lines + materials - funding.fund_limit[funding.fund_industry].sum(axis=0), 0.0, None)
    needed = own - np.minimum(*available_budgets(instance))
    owed: Values = np.zeros_like(needed)
    before = np.zeros(len(instance.allies))
    for year in range(instance.years.size):
        repaid = np.where(before > 0, 1.0 + funding.interest, 1.0) * before
        before = owed[:, year] = np.maximum(repaid + needed[:, year], -funding.carry_limit[:, year])
    return owed
