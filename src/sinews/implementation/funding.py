"""Money as arrays: equipment budgets, how far they move between years, money set apart for a purpose."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from sinews.apportionment import Targets
from sinews.case import Case
from sinews.engines.arrays import Flags, Indices, Values

INDUSTRY = "industry"
"""The use of a resilience fund that pays for the expansion of plants and the training of people."""


@dataclass(frozen=True, slots=True)
class Funding:
    """The allies' money over the planning years, USD m; axes a allies, t years, f funds, c capabilities.

    Attributes
    ----------
    equipment_budget
        Money for procurement, (a, t).
    operating_headroom
        Growth in expenditure that may operate added forces, (a, t).
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
        Most that may go to novel products, (a, t); infinite where nothing is pledged.
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


def read_funding(case: Case, targets: Targets, allies: list[str], capabilities: list[str]) -> Funding:
    """Collect the allies' money; what is owed at the end of the last year is nothing."""
    shape = (len(allies), -1)
    order = pl.DataFrame({"ally": allies})
    path = order.join(
        targets.requirements.ambition.spending_path, on="ally", how="left", maintain_order="left"
    )
    budgets = order.join(case["budgets"], on="ally", how="left", maintain_order="left")
    gdp = path["gdp"].to_numpy().reshape(shape)
    core = path["core"].to_numpy().reshape(shape)
    programmes = budgets["programme_share"].to_numpy()[:, None] / 100.0
    equipment = core * path["equipment_share"].to_numpy().reshape(shape) / 100.0 * programmes
    before = case["economy"].filter(pl.col("year") == case.settings.base_year - 1).select("ally", "gdp")
    gdp_before = order.join(before, on="ally", how="left", maintain_order="left")["gdp"].to_numpy()
    core_before = gdp_before * budgets["gdp_share"].to_numpy() / 100.0
    growth = np.clip(core - core_before[:, None], 0.0, None)
    rules = order.join(case["fiscal_rules"], on="ally", how="left", maintain_order="left").with_columns(
        pl.col("carry_over", "borrowing", "interest").fill_null(0.0) / 100.0
    )
    moved = equipment.copy()
    moved[:, -1] = 0.0
    years = np.array(list(case.years))
    shares = targets.requirements.ambition.shares
    resilience = gdp * _pledged(shares, "resilience_share", years, otherwise=0.0) / 100.0
    innovation = _pledged(shares, "innovation_share", years, otherwise=np.inf) / 100.0
    pays, industry = _uses(case, capabilities)
    return Funding(
        equipment_budget=equipment,
        operating_headroom=growth * budgets["operating_share"].to_numpy()[:, None] / 100.0,
        common_share=equipment[:, 0] / max(equipment[:, 0].sum(), np.finfo(np.float64).tiny),
        carry_limit=moved * rules["carry_over"].to_numpy()[:, None],
        loan_limit=moved * rules["borrowing"].to_numpy()[:, None],
        interest=rules["interest"].to_numpy(),
        funds=case["resilience_funds"]["fund"].to_list(),
        fund_limit=case["resilience_funds"]["share"].to_numpy()[:, None, None] / 100.0 * resilience,
        fund_capabilities=pays,
        fund_industry=industry,
        innovation_limit=np.where(
            np.isinf(innovation), np.inf, equipment * np.where(np.isinf(innovation), 0.0, innovation)
        ),
    )


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
