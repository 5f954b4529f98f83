"""Loans that several allies take together, as those of the European Union for defence procurement."""

from sinews.case.catalogue.columns import ALLY
from sinews.case.schema import Column, Kind, Table, provenance

LOANS = Table(
    "loans",
    "a loan to an ally for its equipment, which is drawn over some years and paid back with interest from its budget",
    key=("loan",),
    columns=(
        Column("loan", "key of the loan"),
        ALLY,
        Column("scope", "the group of allies whose members may take the loan", references="groups.group"),
        Column(
            "amount",
            "what is lent in all",
            Kind.NUMBER,
            unit="millions of the row's currency at the prices of the years in which it is drawn",
            minimum=0,
        ),
        Column("currency", "ISO 4217 code"),
        Column(
            "additional",
            "part of what is drawn that comes on top of the ally's path of expenditure; the rest is in the path already",
            Kind.NUMBER,
            unit="%",
            minimum=0,
            maximum=100,
        ),
        Column("first_year", "first year in which it is drawn; equal parts", Kind.YEAR, minimum=2000),
        Column("last_year", "last year in which it is drawn", Kind.YEAR, minimum=2000),
        Column(
            "interest",
            "interest on what is owed, not counting that money loses worth",
            Kind.NUMBER,
            unit="% per year",
            minimum=0,
            maximum=50,
        ),
        Column(
            "grace",
            "years after a part is drawn in which only interest is due",
            Kind.INTEGER,
            unit="years",
            minimum=0,
            maximum=100,
        ),
        Column(
            "maturity",
            "years from the drawing of a part to its last repayment; equal parts after the years of grace",
            Kind.INTEGER,
            unit="years",
            minimum=1,
            maximum=100,
        ),
        *provenance(),
    ),
    may_be_empty=True,
)

TABLES = (LOANS,)
