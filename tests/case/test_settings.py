from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.small_case import SETTINGS

from sinews.case import CaseError, Settings
from sinews.case.names import hidden_in
from sinews.case.settings import parse_settings, write_settings

GOOD = write_settings(SETTINGS)

# hidden characters are refused: tests/case/test_names.py says which
LETTERS = st.characters(exclude_categories=["Cs"]).filter(lambda letter: not hidden_in(letter))


@given(
    name=st.text(LETTERS, min_size=1),
    title=st.text(LETTERS),
    rate=st.floats(0, 1),
    seed=st.integers(0, 2**63 - 1),
    years=st.tuples(st.integers(1990, 2100), st.integers(0, 50)),
)
def test_settings_read_back_as_written(
    name: str, title: str, rate: float, seed: int, years: tuple[int, int]
) -> None:
    settings = Settings(
        name=name,
        title=title,
        base_year=years[0],
        horizon=sum(years),
        price_year=2024,
        discount_rate=rate,
        seed=seed,
    )
    assert parse_settings(write_settings(settings).encode()) == settings


def test_the_file_is_plain_toml() -> None:
    assert tomllib.loads(GOOD) == SETTINGS.model_dump()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("horizon = 2032\n", "", "horizon: expected a line 'horizon = ...'"),
        ("horizon =", "horizn =", "horizn: expected only name, title, base_year"),
        ("horizon =", "horizn =", "did you mean 'horizon'?"),
        ("2032", "2019", "horizon 2019 lies before base_year 2026"),
        ("2032", "2127", "at most 100 years"),
        ("2032", '"2032"', "horizon: found '2032', expected a valid integer"),
        ("0.03", "3.0", "discount_rate: found '3.0', expected less than or equal to 1"),
        ("0.03", "nan", "discount_rate: found 'nan', expected a finite number"),
        ('"USD"', '"euro"', "currency: found 'euro', expected string should match pattern '^[A-Z]{3}$'"),
        ("seed = 1", "seed = -1", "seed: found '-1', expected greater than or equal to 0"),
        ('name = "small"', "name = ", "a valid TOML file"),
    ],
)
def test_wrong_settings_are_named(old: str, new: str, words: str) -> None:
    assert old in GOOD
    with pytest.raises(CaseError) as caught:
        parse_settings(GOOD.replace(old, new, 1).encode())
    assert words in str(caught.value)


def test_every_wrong_setting_is_named_at_once() -> None:
    with pytest.raises(CaseError) as caught:
        parse_settings(
            b"name = ''\nbase_year = 1\nhorizon = 2030\nprice_year = 2024\ndiscount_rate = -1\ncolour = 1\n"
        )
    assert {problem.column for problem in caught.value.problems} == {
        "name",
        "base_year",
        "discount_rate",
        "colour",
    }


def test_a_file_that_is_not_utf8_is_named_with_its_line() -> None:
    with pytest.raises(CaseError, match="row 2: expected text in UTF-8"):
        parse_settings(GOOD.replace("three allies", "drei Verbündete").encode("latin-1"))


def test_a_byte_order_mark_does_no_harm() -> None:
    assert parse_settings(b"\xef\xbb\xbf" + GOOD.encode()) == SETTINGS
