"""Every figure has a range: what cannot be is refused, what is unusual is told."""

from __future__ import annotations

import polars as pl
import pytest

from sinews.case import Case, CaseError, open_case, scenarios
from sinews.case.catalogue import TABLES
from sinews.case.codes import CURRENCIES
from sinews.case.countries import iso_codes
from sinews.case.schema import Column, Kind

FIGURES = [
    column
    for table in TABLES
    for column in table.columns
    if column.kind in (Kind.NUMBER, Kind.INTEGER, Kind.YEAR)
]


def expect(case: Case, table: str, column: str, value: object, words: str) -> None:
    """Check that a value in all rows of a column is refused in these words."""
    kind = case[table].schema[column]
    with pytest.raises(CaseError) as caught:
        case.with_table(table, case[table].with_columns(pl.lit(value).cast(kind).alias(column)))
    told = [str(problem) for problem in caught.value.problems if problem.column == column]
    assert words in told[0]


@pytest.mark.parametrize("column", FIGURES, ids=lambda column: str(column.name))
def test_every_figure_has_a_range(column: Column) -> None:
    assert column.minimum is not None
    assert column.maximum is not None
    assert column.usual is not None
    assert column.minimum < column.maximum <= 1e14
    assert column.usual[0] < column.usual[1] <= column.maximum


@pytest.mark.parametrize("name", scenarios())
def test_nothing_that_is_shipped_is_unusual(name: str) -> None:
    assert open_case(name).warnings == ()


@pytest.mark.parametrize(
    ("table", "column", "value", "words"),
    [
        ("pledges", "factor", 1e6, "at most 1000"),
        ("pledges", "factor", 4e4, "at most 1000"),
        ("inventory", "quantity", 1e300, "at most 1e+09"),
        ("pooled", "quantity", 1e15, "at most 1e+09"),
        ("lines", "rate", 1e12, "at most 1e+08"),
        ("lines", "lead_time", 199, "at most 100"),
        ("capabilities", "lot", 1e-9, "at least 0.0001"),
        ("capabilities", "priority", 1e15, "at most 1e+06"),
        ("products", "yield", 1e-9, "at least 0.0001"),
        ("costs", "amount", 1e12, "at most 1e+10"),
        ("contracts", "quantity", 1e12, "at most 1e+08"),
        ("economy", "gdp", 1e15, "at most 1e+14"),
        ("allies", "population", 10**15, "at most 1e+10"),
        ("holding_factors", "as_of", 10**15, "a year from 1800 to 2200"),
        ("products", "available_from", 0, "a year from 1800 to 2200"),
        ("allies", "joined", 46_000, "a year from 1800 to 2200"),
        ("allies", "joined", 1912, "at least 1949"),
        ("allies", "currency", "1e3", "a code of ISO 4217"),
        ("allies", "currency", "EURO", "a code of ISO 4217"),
        ("exchange_rates", "currency", "AAA", "a code of ISO 4217"),
        ("lines", "country", "ZZ", "a code of ISO 3166-1 with three letters"),
        ("lines", "country", "Germany", "a code of ISO 3166-1 with three letters"),
        ("allies", "iso2", "UK", "a code of ISO 3166-1 with two letters"),
    ],
)
def test_what_cannot_be_is_refused(case: Case, table: str, column: str, value: object, words: str) -> None:
    expect(case, table, column, value, words)


def test_what_is_unusual_is_told_and_stops_nothing(case: Case) -> None:
    assert case.warnings == ()
    odd = case.with_value("pledges", "amd_increase", factor=40.0).with_value(
        "lines", "long_line", lead_time=16
    )
    assert odd.warnings == (
        "pledges: factor of amd_increase is 40; usual are 0 to 20",
        "lines: lead_time of long_line is 16 years; usual are 0 to 15",
    )


def test_codes_are_those_of_the_standards() -> None:
    assert {"EUR", "USD", "GBP", "PLN", "TRY", "HRK"} <= CURRENCIES
    assert all(len(code) == 3 and code.isupper() for code in CURRENCIES)
    assert {"DE", "DEU", "GB", "GBR", "GR", "GRC"} <= iso_codes()
    assert not {"UK", "EL", "ZZ", "ZZZ", "EU"} & iso_codes()


def test_invented_worlds_have_codes_of_their_own(case: Case) -> None:
    assert set(case.with_value("lines", "long_line", country="XAA")["lines"]["country"]) == {"XAA", "DEU"}
