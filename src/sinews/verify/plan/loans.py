"""What follows from the case's loans: drawn, paid back and paid as interest, from a balance kept by year."""

from __future__ import annotations

from collections import defaultdict

from sinews.case import Case, case_money, price_level
from sinews.implementation import Plan
from sinews.verify.plan.derived import of_case

Flows = dict[tuple[str, int], float]
"""USD m by ally and year."""


def loan_flows(plan: Plan) -> tuple[Flows, Flows, Flows]:
    """Return what is drawn on top of expenditure, paid back, and paid as interest, by ally and year."""
    return _flows(plan.case)


@of_case
def _flows(case: Case) -> tuple[Flows, Flows, Flows]:
    rate_year = case.settings.rate_year
    lent: Flows = defaultdict(float)
    repaid: Flows = defaultdict(float)
    interest: Flows = defaultdict(float)
    for loan in case["loans"].iter_rows(named=True):
        rate = case_money(case, loan["currency"], rate_year)
        drawn_in = range(loan["first_year"], loan["last_year"] + 1)
        part = loan["amount"] / len(drawn_in)
        owed = 0.0
        for year in range(loan["first_year"], case.settings.horizon + 1):
            level = price_level(case, loan["currency"], year)
            worth = rate * price_level(case, loan["currency"], rate_year) / level
            repaying = [d for d in drawn_in if d + loan["grace"] < year <= d + loan["maturity"]]
            back = part * len(repaying) / (loan["maturity"] - loan["grace"])
            key = loan["ally"], year
            interest[key] += owed * loan["interest"] / 100.0 * worth
            repaid[key] += back * worth
            owed -= back
            if year in drawn_in:
                owed += part
                lent[key] += part * loan["additional"] / 100.0 * worth
    return lent, repaid, interest
