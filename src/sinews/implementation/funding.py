"""Money as arrays: equipment budgets, how far they move between years, money set apart for a purpose."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from sinews.apportionment import Targets
from sinews.case import Case, loan_money, priced, programme_shares, support_money
from sinews.engines.arrays import Flags, Indices, Values

INDUSTRY = "industry"
"""The use of a resilience fund that pays for the expansion of plants and the training of people."""


@dataclass(frozen=True, slots=True)
class Funding:
    """The allies' money over the planning years, USD m; axes a allies, t years, f funds, c capabilities.

    Attributes
    ----------
    equipment_budget
        Money for procurement, (a, t): of expenditure without what is committed to Ukraine, and what lines are
        paid for Ukraine, as far as it is part of that; with what is drawn on loans, less what is paid back.
    operating_headroom
        Growth in expenditure, without what is committed to Ukraine, that may operate added forces, (a, t).
    common_share
        Each ally's part of what all pay together: of the Alliance's equipment budgets in the base year, (a,).
    carry_limit, loan_limit
        Most that may be carried over from a year to the next, and owed at its end, each (a, t).
    interest
        Real interest on what is owed, (a,), as a part per year.
    funds
        Keys of the resilience funds, f of them.
    fund_limit
        What each fund has in a year, (f, a, t).
    fund_capabilities, fund_industry
        Whether a fund pays for a capability's products, (f, c), and for industry, (f,).
    innovation_limit
        Most that may go to products that are not novel, (a, t), contracts and commitments among them;
        infinite where nothing is pledged.
    lent, repaid, loan_interest
        What is drawn on loans on top of expenditure, paid back of them, and paid as interest on them, each
        (a, t).
    """

    equipment_budget: Values
    operating_headroom: Values
    common_share: Values
    carry_limit: Values
    loan_limit: Values
    interest: Values
    funds: list[str]
    fund_limit: Values
    fund_capabilities: Flags
    fund_industry: Flags
    innovation_limit: Values
    lent: Values
    repaid: Values
    loan_interest: Values


def read_funding(
    case: Case, targets: Targets, allies: list[str], capabilities: list[str], on_lines: Values
) -> Funding:
    """Collect the allies' money; what is owed at the end of the last year is nothing.

    `on_lines` is what lines are paid for Ukraine, (a, t), USD m.
    """
    shape = (len(allies), -1)
    order = pl.DataFrame({"ally": allies})
    path = order.join(
        targets.requirements.ambition.spending_path, on="ally", how="left", maintain_order="left"
    )
    budgets = order.join(case["budgets"], on="ally", how="left", maintain_order="left")
    gdp = path["gdp"].to_numpy().reshape(shape)
    core = path["core"].to_numpy().reshape(shape)
    open_to_us = order.join(programme_shares(case), on="ally", how="left", maintain_order="left")
    programmes = open_to_us["programme_share"].to_numpy()[:, None] / 100.0
    support = path["support"].to_numpy().reshape(shape)
    own = np.clip(core - support, 0.0, None)
    equipment = own * path["equipment_share"].to_numpy().reshape(shape) / 100.0 * programmes
    equipment += np.minimum(on_lines, support)
    years = np.array(list(case.years))
    lent, repaid, loan_interest = _loans(case, allies, years)
    equipment += lent - repaid
    year_before = pl.col("year") == case.settings.base_year - 1
    before = priced(case, "economy").filter(year_before).select("ally", "gdp")
    gdp_before = order.join(before, on="ally", how="left", maintain_order="left")["gdp"].to_numpy()
    core_before = gdp_before * budgets["gdp_share"].to_numpy() / 100.0
    given = (
        support_money(case).filter(pl.col("year") == case.settings.base_year - 1).select("ally", "support")
    )
    given_before = order.join(given, on="ally", how="left", maintain_order="left")["support"].fill_null(0.0)
    own_before = core_before - given_before.to_numpy()
    growth = np.clip(own - own_before[:, None], 0.0, None)
    rules = order.join(case["fiscal_rules"], on="ally", how="left", maintain_order="left").with_columns(
        pl.col("carry_over", "borrowing", "interest").fill_null(0.0) / 100.0
    )
    moved = np.clip(equipment, 0.0, None)
    in_base_year = moved[:, 0].copy()
    moved[:, -1] = 0.0
    shares = targets.requirements.ambition.shares
    resilience = gdp * _pledged(shares, "resilience_share", years, otherwise=0.0) / 100.0
    innovation = _pledged(shares, "innovation_share", years, otherwise=-np.inf) / 100.0
    pays, industry = _uses(case, capabilities)
    return Funding(
        equipment_budget=equipment,
        operating_headroom=growth * budgets["operating_share"].to_numpy()[:, None] / 100.0,
        common_share=in_base_year / max(in_base_year.sum(), np.finfo(np.float64).tiny),
        carry_limit=moved * rules["carry_over"].to_numpy()[:, None],
        loan_limit=moved * rules["borrowing"].to_numpy()[:, None],
        interest=rules["interest"].to_numpy(),
        funds=case["resilience_funds"]["fund"].to_list(),
        fund_limit=case["resilience_funds"]["share"].to_numpy()[:, None, None] / 100.0 * resilience,
        fund_capabilities=pays,
        fund_industry=industry,
        innovation_limit=np.where(
            np.isneginf(innovation), np.inf, equipment * (1.0 - np.maximum(innovation, 0.0))
        ),
        lent=lent,
        repaid=repaid,
        loan_interest=loan_interest,
    )


def _loans(case: Case, allies: list[str], years: Indices) -> tuple[Values, Values, Values]:
    """Return what is drawn on loans, paid back of them and paid as interest on them, each (a, t), USD m."""
    flows = np.zeros((3, len(allies), years.size))
    for ally, year, *amounts in (
        loan_money(case).select("ally", "year", "drawn", "repayment", "interest").iter_rows()
    ):
        flows[:, allies.index(ally), year - years[0]] = amounts
    return flows[0], flows[1], flows[2]


def _pledged(shares: pl.DataFrame, kind: str, years: Indices, *, otherwise: float) -> Values:
    """Return the share that the Alliance pledges of a kind in each year, (t,), in %; else `otherwise`."""
    pledged = shares.filter(pl.col("kind") == kind)
    return np.full(years.size, otherwise) if pledged.is_empty() else pledged["share"].to_numpy()


def _uses(case: Case, capabilities: list[str]) -> tuple[Flags, Flags]:
    """Return whether each fund pays for each capability, (f, c), and for industry, (f,)."""
    funds = case["resilience_funds"]["fund"].to_list()
    pays = np.zeros((len(funds), len(capabilities)), np.bool_)
    industry = np.zeros(len(funds), np.bool_)
    for fund, use in case["resilience_uses"].select("fund", "use").iter_rows():
        if use == INDUSTRY:
            industry[funds.index(fund)] = True
        elif use in capabilities:
            pays[funds.index(fund), capabilities.index(use)] = True
    return pays, industry
