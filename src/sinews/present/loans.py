"""What loans bring to budgets and take from them, in a sentence."""

from __future__ import annotations

import polars as pl

from sinews.case import loan_money
from sinews.document import wording
from sinews.implementation import Plan


def loans_told(plan: Plan, ally: str | None = None) -> str | None:
    """Return what is drawn on loans, paid back and paid as interest by the horizon; None without loans.

    Parameters
    ----------
    plan
        The plan.
    ally
        An ally's key; None for the whole Alliance.
    """
    spent, loans = plan.spending, loan_money(plan.case)
    if ally is not None:
        spent, loans = spent.filter(pl.col("ally") == ally), loans.filter(pl.col("ally") == ally)
    if loans.is_empty():
        return None
    drawn = spent.filter(pl.col("lent") > 0)
    lent, repaid, interest = (
        wording.money(float(frame[column].sum()), plan.case.settings.currency)
        for frame, column in ((drawn, "lent"), (spent, "repaid"), (loans, "interest"))
    )
    paid = f"{interest} of interest and {repaid} of repayment by {plan.case.settings.horizon} come off it."
    if drawn.is_empty():
        return f"Loans add nothing to the path of expenditure, and {paid}"
    years = sorted(set(drawn["year"]))
    when = str(years[0]) if len(years) == 1 else f"{years[0]} to {years[-1]}"
    return f"Loans add {lent} to the path of expenditure in {when}; {paid}"
