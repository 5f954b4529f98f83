"""All that `sinews movement` answers with, computed one after the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import polars as pl

from sinews.case import Case
from sinews.enablers.movement.answer import Answer
from sinews.enablers.movement.assess import doubling_costs, doublings, move, regimes, size
from sinews.enablers.movement.known import NOTHING_KNOWN


def asked(
    case: Case,
    held: pl.DataFrame,
    plan: str | None = None,
    year: int | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Answer:
    """Return all answers for what is held.

    Parameters
    ----------
    case
        A checked case.
    held
        capability, quantity of the Alliance.
    plan
        One defence plan only; all at once without it.
    year
        The year whose end `held` is of.
    tell
        Told of each step as it begins.
    """
    tell("movement: the packages over the network, day by day")
    outcome = move(case, held, plan=plan)
    tell("before and after doubling")
    variants = doublings(case, held, plan, outcome)
    tell("other rules at borders")
    rules = regimes(case, held, plan, outcome)
    tell("sizing: the least-cost additions")
    sizing = size(case, held, plan=plan, known=outcome.known)
    # what the solutions know helps none that comes later
    outcome = replace(outcome, known=NOTHING_KNOWN)
    sizing = replace(sizing, outcome=replace(sizing.outcome, known=NOTHING_KNOWN))
    return Answer(case, plan, year, outcome, variants, rules, sizing, doubling_costs(case, held, plan))
