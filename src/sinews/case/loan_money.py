"""What allies draw on loans for defence, and what they pay for them afterwards."""

from __future__ import annotations

from collections import defaultdict

import polars as pl

from sinews.case.case import Case
from sinews.case.derived import derived
from sinews.case.money import case_money, price_level

SCHEMA = {"ally": pl.String, "year": pl.Int64, "drawn": pl.Float64, "interest": pl.Float64,
          "repayment": pl.Float64}  # fmt: skip


@derived
def loan_money(case: Case) -> pl.DataFrame:
    """Return what each ally draws on its loans and pays for them, by planning year.

    Parameters
    ----------
    case
        A checked case.

    Returns
    -------
    polars.DataFrame
        ally, year, drawn (what comes on top of the path of expenditure), interest, repayment, net (what is
        drawn less the others; USD m at the case's prices); in the order of the allies, no row for an ally
        without loans.

    Notes
    -----
    A loan is drawn in equal parts. Each part bears interest from the year after it is drawn, on what of it is
    still owed, and is paid back in equal parts in the years after those of grace, the last at its maturity.
    What is owed stays as it was signed, so that it weighs less as prices rise: amounts of a year are brought
    to constant prices with the deflator of the loan's currency in that year.
    """
    paid: dict[tuple[str, int], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for row in case["loans"].iter_rows(named=True):
        part = row["amount"] / (row["last_year"] - row["first_year"] + 1)
        instalments = row["maturity"] - row["grace"]
        for start in range(row["first_year"], row["last_year"] + 1):
            for year in range(max(start, case.years[0]), min(start + row["maturity"], case.years[-1]) + 1):
                # years whose instalments have been paid before this year and by its end
                before, now = (min(max(year - n - start - row["grace"], 0), instalments) for n in (1, 0))
                owed = part * (1.0 - before / instalments)
                of_year = paid[row["ally"], year]
                worth = _worth(case, row["currency"], year)
                if year == start:
                    of_year[0] += part * row["additional"] / 100.0 * worth
                else:
                    of_year[1] += owed * row["interest"] / 100.0 * worth
                    of_year[2] += part * (now - before) / instalments * worth
    rows = [(ally, year, *amounts) for (ally, year), amounts in paid.items()]
    frame = (
        pl.DataFrame(rows, SCHEMA, orient="row")
        .with_columns(net=pl.col("drawn") - pl.col("interest") - pl.col("repayment"))
        .sort("year")
    )
    allies = case["allies"].select("ally")
    return allies.join(frame, on="ally", how="inner", maintain_order="left_right")


def _worth(case: Case, currency: str, year: int) -> float:
    """Return what one unit of a currency, at prices of a year, is in the case's money and prices."""
    at_rates = price_level(case, currency, case.settings.rate_year) / price_level(case, currency, year)
    return case_money(case, currency, case.settings.rate_year) * at_rates
