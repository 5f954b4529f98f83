"""What our figures are taken from: a plan, its case, and a few sums that several comparisons need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from sinews.assessment import Growth, growth
from sinews.case import Case, case_money, price_level, priced
from sinews.implementation import Plan

TARGET_YEAR = 2035
"""Year of the commitments of The Hague, by which published targets without a year are read."""

Scope = Sequence[str]
"""Allies by their codes."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A plan, and what it does for economies."""

    plan: Plan
    growth: Growth

    @property
    def case(self) -> Case:
        """The case of the plan."""
        return self.plan.case

    @property
    def allies(self) -> Scope:
        """All allies."""
        return self.case["allies"]["ally"].to_list()

    @property
    def europe_and_canada(self) -> Scope:
        """All allies but the United States."""
        return self.group("europe_canada")

    @property
    def europe(self) -> Scope:
        """The allies in Europe, Türkiye among them."""
        return self.group("europe")

    @property
    def eu(self) -> Scope:
        """The allies that are members of the European Union."""
        return self.group("eu")

    @property
    def eu_uk_norway(self) -> Scope:
        """The same with the United Kingdom and Norway."""
        return [*self.eu, "GBR", "NOR"]

    def group(self, key: str) -> Scope:
        """Return the members of a group of the case."""
        return self.case["groups"].filter(pl.col("group") == key)["ally"].to_list()


def evidence(plan: Plan) -> Evidence:
    """Return what our figures are taken from."""
    return Evidence(plan, growth(plan))


def gdp(case: Case, allies: Scope, year: int) -> float:
    """Return the GDP of some allies in a year, USD bn at constant prices."""
    return _sum(priced(case, "economy"), allies, year, pl.col("gdp")) / 1000.0


def core(of: Evidence, allies: Scope, year: int) -> float:
    """Return the core spending of some allies in a year, USD bn at constant prices.

    In planning years it follows the pledged path, before them the shares of GDP that are published as core
    expenditure or, in the last year before the plan, those of the budgets; earlier years are as the table of
    expenditure has them, in prices of their own year.
    """
    case = of.case
    if year in case.years:
        return _sum(of.plan.tables["spending_path"], allies, year, pl.col("core")) / 1000.0
    if year in case["core_expenditure"]["year"]:
        return _sum(_core_published(case), allies, year, pl.col("gdp") * pl.col("gdp_share")) / 1e5
    if year == case.settings.base_year - 1:
        shares = priced(case, "economy").join(case["budgets"].select("ally", "gdp_share"), on="ally")
        return _sum(shares, allies, year, pl.col("gdp") * pl.col("gdp_share")) / 1e5
    return spent(case, allies, year)


def spent(case: Case, allies: Scope, year: int, part: str | None = None) -> float:
    """Return what some allies spent in a year of the table of expenditure, USD bn in prices of that year.

    Parameters
    ----------
    case
        The case.
    allies
        The allies.
    year
        The year.
    part
        A column of shares in %, for that part of the spending alone.
    """
    share = pl.lit(1.0) if part is None else pl.col(part) / 100.0
    return _sum(case["expenditure"], allies, year, pl.col("current") * share) / 1000.0


def equipment(of: Evidence, allies: Scope, years: Sequence[int]) -> float:
    """Return core spending times equipment share, USD bn, summed over years of the path or before it."""
    paths = (of.plan.tables["spending_path"], _core_published(of.case))
    money = pl.col("gdp") * pl.col("gdp_share") * pl.col("equipment_share")
    return sum(_sum(paths[year not in of.case.years], allies, year, money) for year in years) / 1e7


def _core_published(case: Case) -> pl.DataFrame:
    """Return ally, year, gdp, gdp_share, equipment_share of the core expenditure that is published."""
    shares = case["core_expenditure"].select("ally", "year", "gdp_share", "equipment_share")
    return shares.join(priced(case, "economy"), on=["ally", "year"], how="inner", maintain_order="left")


def amount(case: Case, own: float, currency: str, year: int) -> float:
    """Return money of the case in a currency and in the prices of a year.

    It is the way of `sinews.case.in_case_money` backwards: at the exchange rate of its year, then with the
    deflator of the currency. Before and after the years of the deflators the nearest yearly change goes on.
    """
    base = case.settings.rate_year
    index = price_level(case, currency, year) / price_level(case, currency, base)
    return own / case_money(case, currency, base) * index


def held(plan: Plan, allies: Scope, capabilities: Sequence[str], year: int | None = None) -> float:
    """Return what some allies hold of some capabilities at the end of a year, or (None) at the start."""
    column = "opening" if year is None else "closing"
    rows = plan.stock.filter(pl.col("capability").is_in(capabilities))
    return _sum(rows, allies, plan.case.settings.base_year if year is None else year, pl.col(column))


def members(case: Case, aggregate: str) -> list[str]:
    """Return the capabilities that an aggregate is the sum of."""
    return case["capabilities"].filter(pl.col("aggregate") == aggregate)["capability"].to_list()


def _sum(rows: pl.DataFrame, allies: Scope, year: int, value: pl.Expr) -> float:
    """Return the sum of a value over the rows of some allies in a year."""
    chosen = rows.filter(pl.col("ally").is_in(allies) & (pl.col("year") == year))
    return float(chosen.select(value.sum()).item())
