"""Loans: what is drawn and what is paid for it, by hand, and loans that cannot be."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from tests.scoped_case import eastern_case, with_rows

from sinews.case import Case, CaseError, loan_money

CROWNS_PER_USD = 23.2
"""Of 2024, as in the small case, which has no deflator of the crown: its prices stand still."""

LOAN = {
    "loan": "joint", "ally": "CZE", "scope": "east", "amount": 1200.0 * CROWNS_PER_USD, "currency": "CZK",
    "additional": 100.0, "first_year": 2026, "last_year": 2026, "interest": 5.0, "grace": 1, "maturity": 4,
}  # fmt: skip


def lent(case: Case | None = None, **other: Any) -> Case:
    """Return a case with the loan, changed in some columns."""
    return with_rows(case or eastern_case(), loans=[LOAN | other])


def flows(case: Case) -> dict[int, tuple[float, float, float]]:
    """Return drawn, interest and repayment by year, USD m."""
    columns = ("year", "drawn", "interest", "repayment")
    return {row[0]: row[1:] for row in loan_money(case).select(columns).iter_rows()}


def test_a_loan_of_one_year_by_hand() -> None:
    """USD 1,200 m drawn in 2026 at 5 %; nothing back in 2027, then 400 a year to 2030."""
    assert flows(lent()) == {
        2026: pytest.approx([1200, 0, 0]),
        2027: pytest.approx([0, 60, 0]),
        2028: pytest.approx([0, 60, 400]),
        2029: pytest.approx([0, 40, 400]),
        2030: pytest.approx([0, 20, 400]),
    }


@pytest.mark.parametrize(
    ("first", "last", "grace", "maturity"), [(2026, 2026, 0, 1), (2026, 2028, 0, 3), (2026, 2027, 2, 5)]
)
@pytest.mark.parametrize("interest", [0.0, 3.0, 20.0])
def test_what_is_paid_is_worth_what_was_drawn(
    first: int, last: int, grace: int, maturity: int, interest: float
) -> None:
    """At the loan's own rate the present value of all that is paid is that of what is drawn."""
    case = lent(first_year=first, last_year=last, grace=grace, maturity=maturity, interest=interest)
    worth = {year: (1 + interest / 100) ** (2026 - year) for year in flows(case)}
    drawn = sum(each[0] * worth[year] for year, each in flows(case).items())
    paid = sum((each[1] + each[2]) * worth[year] for year, each in flows(case).items())
    assert paid == pytest.approx(drawn)
    assert sum(each[2] for each in flows(case).values()) == pytest.approx(1200)


def test_all_interest_by_the_closed_form() -> None:
    """A loan bears A r (g + (n + 1) / 2), with n equal instalments after g years of grace."""
    case = lent(grace=2, maturity=6)
    assert sum(each[1] for each in flows(case).values()) == pytest.approx(1200 * 0.05 * (2 + 5 / 2))


def test_a_loan_in_several_years_is_the_sum_of_its_parts() -> None:
    together = flows(lent(first_year=2026, last_year=2027))
    parts = [
        {"loan": str(year), "first_year": year, "last_year": year, "amount": LOAN["amount"] / 2}  # type: ignore[operator]
        for year in (2026, 2027)
    ]
    apart = flows(with_rows(eastern_case(), loans=[LOAN | part for part in parts]))
    assert together.keys() == apart.keys()
    for year, amounts in together.items():
        assert amounts == pytest.approx(apart[year])


def test_what_was_drawn_before_the_first_year_is_still_owed() -> None:
    """Drawn in 2024: in 2026, the first planning year, the first of three instalments falls due."""
    early = flows(lent(first_year=2024, last_year=2024))
    assert early == {
        2026: pytest.approx([0, 60, 400]),
        2027: pytest.approx([0, 40, 400]),
        2028: pytest.approx([0, 20, 400]),
    }


def test_what_the_path_has_already_is_not_drawn_on_top_and_is_paid_back_all_the_same() -> None:
    whole, none = flows(lent()), flows(lent(additional=0.0))
    assert none[2026][0] == 0.0
    assert {y: f[1:] for y, f in none.items()} == {y: f[1:] for y, f in whole.items()}


def test_debt_weighs_less_as_prices_rise() -> None:
    """EUR 925 m are USD 1,000 m; at 2 % of inflation EUR 102 of 2025 are EUR 100 of 2024."""
    case = eastern_case()
    rise = [
        {"currency": "EUR", "year": year, "index": index} for year, index in ((2023, 98.0), (2025, 102.0))
    ]
    case = with_rows(case, deflators=rise)
    found = flows(lent(case, amount=925.0, currency="EUR", grace=0, maturity=2, interest=10.0))
    assert found[2026] == pytest.approx([1000 / 1.02**2, 0, 0])
    assert found[2027] == pytest.approx([0, 100 / 1.02**3, 500 / 1.02**3])
    assert found[2028] == pytest.approx([0, 50 / 1.02**4, 500 / 1.02**4])


@pytest.mark.parametrize(
    ("wrong", "column", "expected"),
    [
        ({"maturity": 4, "grace": 4}, "maturity", "more years than grace, as nothing is paid back before"),
        ({"grace": -1}, "grace", "at least 0"),
        ({"last_year": 2025}, "last_year", "a year not before first_year"),
        ({"ally": "DEU"}, "ally", "a member of the group in scope, as only these may take the loan"),
        ({"scope": "west"}, "scope", "a value of groups.group"),
        ({"currency": "SEK"}, "currency", "a currency with a rate for 2024 in exchange_rates"),
        ({"amount": -1.0}, "amount", "at least 0"),
        ({"additional": 101.0}, "additional", "at most 100"),
    ],
)
def test_loans_that_cannot_be_are_one_clear_error(wrong: dict[str, Any], column: str, expected: str) -> None:
    with pytest.raises(CaseError) as refused:
        lent(**wrong)
    (problem,) = refused.value.problems
    assert (problem.table, problem.row, problem.column) == ("loans", 2, column)
    assert problem.expected.startswith(expected)


def test_the_order_of_rows_is_nothing() -> None:
    rows = [LOAN, LOAN | {"loan": "other", "ally": "LVA", "first_year": 2027, "last_year": 2029}]
    one, other = (with_rows(eastern_case(), loans=each) for each in (rows, rows[::-1]))
    assert loan_money(one).equals(loan_money(other))
    assert loan_money(one)["ally"].unique(maintain_order=True).to_list() == ["CZE", "LVA"]
    assert loan_money(eastern_case()).schema == pl.Schema(
        {"ally": pl.String}
        | {"year": pl.Int64}
        | dict.fromkeys(("drawn", "interest", "repayment", "net"), pl.Float64)
    )
