"""What every ally pays in each year, in the money that a reader asks for."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from sinews.case import Case, CaseError, Problem, case_money, price_level
from sinews.document import Column, Document, Section, Table
from sinews.implementation import Plan

NATIONAL = "national"
"""Each ally in its own currency."""
PER = {"gdp": "% of GDP", "head": "per head"}


@dataclass(frozen=True, slots=True)
class Money:
    """The money asked for.

    Attributes
    ----------
    currency
        A code such as EUR, `NATIONAL`, or nothing for that of the case.
    then_year
        Whether in prices of the year of payment; constant prices otherwise.
    per
        A key of `PER`, or nothing for amounts.
    """

    currency: str = ""
    then_year: bool = False
    per: str = ""

    def words(self, case: Case) -> str:
        """Return what the figures count, in words."""
        if self.per == "gdp":
            return PER["gdp"]
        currency = "own currency" if self.currency == NATIONAL else self.currency or case.settings.currency
        size = f"{currency} per head" if self.per else f"m {currency}"
        return f"{size}, {'then-year' if self.then_year else f'constant {case.settings.price_year}'} prices"


def with_money(document: Document, plan: Plan, money: Money) -> Document:
    """Return the document of a plan with what every ally pays in each year in the money asked for."""
    paid, case = paid_in(plan, money), plan.case
    names = dict(case["allies"].select("ally", "name").iter_rows())
    years = [str(year) for year in case.years]
    wide = paid.pivot("year", index=["ally", "currency"], values="paid", maintain_order=True)
    kind = "percent" if money.per == "gdp" else "count"
    caption = f"What every ally pays in each year, {money.words(case)}"
    table = Table(
        "money-by-year",
        caption,
        wide.with_columns(name=pl.col("ally").replace_strict(names)).sort("name"),
        (
            Column("name", "Ally"),
            *((Column("currency", "Currency", "key"),) if money.currency == NATIONAL else ()),
            *(Column(year, year, kind, status="estimated") for year in years),
        ),
    )
    data = document.data if isinstance(document.data, pl.DataFrame) else {**document.data, "money": paid}
    sections = (*document.sections, Section("money", caption, (table,)))
    return replace(document, sections=sections, data=data)


def paid_in(plan: Plan, money: Money) -> pl.DataFrame:
    """Return what every ally pays in each year.

    Returns
    -------
    polars.DataFrame
        ally, year, currency, paid: millions, or per cent of GDP, or money per head of today's population.

    Raises
    ------
    CaseError
        If the case has no rate of exchange of a currency.
    """
    case = plan.case
    own = (
        pl.col("currency") if money.currency == NATIONAL else pl.lit(money.currency or case.settings.currency)
    )
    facts = case["allies"].select("ally", "population", currency=own)
    factors = pl.DataFrame(
        [
            (currency, year, _one_unit(case, currency, year if money.then_year else None))
            for currency in facts["currency"].unique().sort()
            for year in case.years
        ],
        schema={"currency": pl.String, "year": pl.Int64, "factor": pl.Float64},
        orient="row",
    )
    amount = pl.col("cost") * pl.col("factor")
    per = {
        "": amount,
        "gdp": pl.when(pl.col("gdp") > 0).then(100.0 * pl.col("cost") / pl.col("gdp")),
        "head": 1e6 * amount / pl.col("population"),
    }
    return (
        plan.cost.join(facts, on="ally", how="left", maintain_order="left")
        .join(factors, on=["currency", "year"], how="left", maintain_order="left")
        .join(plan.spending.select("ally", "year", "gdp"), on=["ally", "year"], maintain_order="left")
        .select("ally", "year", "currency", paid=per[money.per])
    )


def _one_unit(case: Case, currency: str, year: int | None) -> float:
    """Return what a unit of the case's money is in a currency: in prices of the price year, or of a year."""
    settings = case.settings
    known = {settings.currency, "USD", *case["exchange_rates"]["currency"]}
    if currency not in known:
        expected = f"{NATIONAL} or a currency that the case can convert: {', '.join(sorted(known))}"
        raise CaseError([Problem("exchange_rates", None, "currency", currency, expected)])
    constant = 1.0 / case_money(case, currency, settings.price_year)
    if year is None:
        return constant
    return constant * price_level(case, currency, year) / price_level(case, currency, settings.price_year)
