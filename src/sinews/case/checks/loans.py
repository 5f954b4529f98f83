"""Checks of loans: drawn before they are paid back, and by those who may."""

from __future__ import annotations

from sinews.case.checks.marking import Frames, columns_of, marked
from sinews.case.problems import Problem


def unfit_loans(tables: Frames) -> list[Problem]:
    """Return the problems of all rules in this module."""
    return [
        *drawn_out_of_order(tables),
        *repaid_too_early(tables),
        *lent_to_outsiders(tables),
    ]


def drawn_out_of_order(tables: Frames) -> list[Problem]:
    """Report each loan whose last year of drawing lies before its first."""
    frame = columns_of(tables, "loans", "first_year", "last_year")
    if frame is None:
        return []
    last = frame.get_column("last_year")
    return marked(
        "loans", "last_year", last, last < frame.get_column("first_year"), "a year not before first_year"
    )


def repaid_too_early(tables: Frames) -> list[Problem]:
    """Report each loan whose last repayment lies before the first: within the years of grace."""
    frame = columns_of(tables, "loans", "grace", "maturity")
    if frame is None:
        return []
    maturity = frame.get_column("maturity")
    return marked(
        "loans", "maturity", maturity, maturity <= frame.get_column("grace"),
        "more years than grace, as nothing is paid back before",
        "count both from the year of drawing: SAFE has 10 years of grace and up to 45 of maturity",
    )  # fmt: skip


def lent_to_outsiders(tables: Frames) -> list[Problem]:
    """Report each loan to an ally that is no member of the group which may take it."""
    frame = columns_of(tables, "loans", "ally", "scope")
    groups = columns_of(tables, "groups", "group", "ally")
    if frame is None or groups is None:
        return []
    members = groups.select(scope="group", ally="ally").unique().with_columns(member=True)
    found = frame.select("ally", "scope").join(
        members, on=["scope", "ally"], how="left", maintain_order="left"
    )
    known = frame.get_column("scope").is_in(groups.get_column("group").drop_nulls().unique().to_list())
    return marked(
        "loans", "ally", frame.get_column("ally"), known & found.get_column("member").is_null(),
        "a member of the group in scope, as only these may take the loan",
        "name another group, or remove the loan",
    )  # fmt: skip
