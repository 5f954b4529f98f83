"""Contracts by hand: who signs alone, who together, and that no order of rows decides it."""

from __future__ import annotations

import itertools
import random

import pytest

from sinews.implementation.contracts_signed import Batch, sign


def order(row: int, ally: str, year: int, quantity: float) -> Batch:
    """Return an order that is delivered two years later, at 3 USD m each."""
    return Batch(row, ally, year, year + 2, quantity, 3.0 * quantity, year)


def told(batches: list[Batch], minimum: float, years: int) -> dict[str, str]:
    """Return the buyers of each contract."""
    return {each["contract"]: each["buyers"] for each, _ in sign("line", "tank", batches, minimum, years)}


def test_an_ally_signs_for_some_years_at_once() -> None:
    batches = [order(year, "POL", 2027 + year, 10.0) for year in range(7)]
    ((first, rows), (second, _)) = sign("line", "tank", batches, 10.0, 5)
    assert rows == [0, 1, 2, 3, 4]
    assert first == {
        "contract": "line-2027-POL",
        "line": "line",
        "product": "tank",
        "lead": "POL",
        "buyers": "POL 50",
        "joint": False,
        "through": None,
        "quantity": 50.0,
        "value": 150.0,
        "signed": 2027,
        "first_delivery": 2029,
        "last_delivery": 2033,
    }
    assert (second["signed"], second["quantity"]) == (2032, 20.0)


def test_what_is_left_after_the_last_contract_takes_orders_of_the_one_before() -> None:
    batches = [order(0, "POL", 2027, 10.0), order(1, "POL", 2029, 10.0), order(2, "POL", 2030, 2.0)]
    assert told(batches, 10.0, 3) == {"line-2027-POL": "POL 10", "line-2029-POL": "POL 12"}


def test_who_wants_little_joins_the_largest_contract_of_the_year() -> None:
    batches = [
        order(0, "POL", 2027, 30.0),
        order(1, "DEU", 2027, 20.0),
        order(2, "LVA", 2027, 2.0),
        order(3, "EST", 2028, 1.0),
    ]
    assert told(batches, 10.0, 5) == {"line-2027-POL": "POL 30; LVA 2; EST 1", "line-2027-DEU": "DEU 20"}


def test_several_that_want_little_sign_together() -> None:
    batches = [order(0, "LVA", 2027, 6.0), order(1, "EST", 2029, 5.0), order(2, "LTU", 2030, 4.0)]
    assert told(batches, 10.0, 5) == {"line-2027-LVA": "LVA 6; EST 5; LTU 4"}


def test_nobody_else_to_join_makes_an_older_contract_longer() -> None:
    batches = [order(0, "POL", 2027, 30.0), order(1, "POL", 2038, 2.0)]
    assert told(batches, 10.0, 5) == {"line-2027-POL": "POL 32"}


@pytest.mark.parametrize("seed", range(20))
def test_contracts_hold_all_orders_once_are_of_the_least_size_and_do_not_hang_on_rows(seed: int) -> None:
    chance = random.Random(seed)
    pairs = list(itertools.product(("DEU", "EST", "LVA", "POL", "USA"), range(2027, 2041)))
    chosen = sorted(chance.sample(pairs, 25))
    batches = [order(row, *pair, float(chance.randint(1, 9))) for row, pair in enumerate(chosen)]
    minimum, years = float(chance.randint(1, 30)), chance.randint(1, 6)
    contracts = sign("line", "tank", batches, minimum, years)
    assert sorted(row for _, rows in contracts for row in rows) == list(range(25))
    assert all(each["quantity"] >= minimum for each, _ in contracts)
    assert len({each["contract"] for each, _ in contracts}) == len(contracts)
    shuffled = batches.copy()
    chance.shuffle(shuffled)
    again = sign("line", "tank", shuffled, minimum, years)
    assert [(each, sorted(rows)) for each, rows in again] == [
        (each, sorted(rows)) for each, rows in contracts
    ]


def test_members_of_a_group_that_procures_together_sign_together_in_a_year() -> None:
    batches = [
        order(0, "DEU", 2027, 40.0),
        order(1, "NLD", 2027, 20.0),
        order(2, "USA", 2027, 30.0),
        order(3, "BEL", 2028, 20.0),
        order(4, "LVA", 2027, 1.0),
    ]
    members = frozenset({"DEU", "NLD", "BEL", "LVA"})
    found = [each for each, _ in sign("line", "tank", batches, 10.0, 5, [("agency", members)])]
    assert [(each["buyers"], each["through"], each["signed"]) for each in found] == [
        ("DEU 40; NLD 20; LVA 1", "agency", 2027),
        ("USA 30", None, 2027),
        ("BEL 20", None, 2028),
    ]


def test_a_contract_is_signed_when_work_on_its_first_product_begins() -> None:
    slow = [Batch(row, "FRA", 2031 + 4 * row, 2036 + 4 * row, 10.0, 9.0, 2029) for row in range(2)]
    small = [Batch(2, "BEL", 2036, 2041, 1.0, 1.0, 2036)]
    assert [each["signed"] for each, _ in sign("line", "boat", slow + small, 5.0, 4)] == [2029, 2035]
