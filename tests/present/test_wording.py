from __future__ import annotations

import pytest

from sinews.document import wording


@pytest.mark.parametrize(
    ("millions", "words"),
    [
        (3.25, "USD 3.2 m"),
        (99.6, "USD 100 m"),
        (1_000.0, "USD 1.0 bn"),
        (226_900.0, "USD 227 bn"),
        (3_404_000.0, "USD 3.40 trn"),
        (-2_500.0, "USD −2.5 bn"),
        (0.0, "USD 0.0 m"),
        (float("nan"), "–"),
        (None, "–"),
    ],
)
def test_money_is_said_in_the_unit_that_reads_best(millions: float | None, words: str) -> None:
    assert wording.money(millions, "USD") == words


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.996, "100 %"), (0.9949, "99 %"), (0.0, "0 %"), (1.0, "100 %"), (None, "–"), (float("inf"), "–")],
)
def test_a_share_reads_a_hundred_only_from_where_it_counts_as_met(share: float | None, words: str) -> None:
    assert wording.share(share) == words


@pytest.mark.parametrize(
    ("value", "words"), [(1_467.0, "1,467"), (12.0, "12"), (12.34, "12.3"), (123.4, "123"), (None, "–")]
)
def test_a_count_has_a_decimal_only_where_it_tells(value: float | None, words: str) -> None:
    assert wording.quantity(value) == words


def test_minus_zero_is_zero() -> None:
    assert wording.number(-0.04, 1) == "0.0"


@pytest.mark.parametrize(
    ("items", "words"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_lists_read_as_sentences(items: list[str], words: str) -> None:
    assert wording.listed(items) == words


def test_a_narrow_table_shows_first_last_and_every_fifth_year() -> None:
    assert wording.milestones(range(2026, 2041)) == [2026, 2030, 2035, 2040]
    assert wording.milestones([2032, 2027, 2027]) == [2027, 2032]


def test_units_are_counted_up_to_four_digits() -> None:
    told = [wording.KINDS["units"].told(value) for value in (7.25, 313.0, 1467.0, 9999.4, 12740.0, -2065.0)]
    assert told == ["7.3", "313", "1,467", "9,999", "12,700", "−2,065"]
    assert wording.KINDS["units"].told(1467.0, 2) == "1,500"
