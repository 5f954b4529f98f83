"""Contracts: orders put together that are signed for at once, by one ally or by several together.

An ally signs for its orders from a line over some years at once, as multiyear contracts do. Members of a
group that procures a line together, through an agency or a programme, sign together in a year. What is less
than the least contract is signed together with others that order from the same line: in a contract of the
same year if there is one, or else of a year before that is still open, or with others who want little; and
where nobody else does, in the contract that is nearest in time. The ally that orders most leads.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import polars as pl

CONTRACTS_SCHEMA = {
    "contract": pl.String,
    "line": pl.String,
    "product": pl.String,
    "lead": pl.String,
    "buyers": pl.String,
    "joint": pl.Boolean,
    "through": pl.String,
    "quantity": pl.Float64,
    "value": pl.Float64,
    "signed": pl.Int64,
    "first_delivery": pl.Int64,
    "last_delivery": pl.Int64,
}
"""Columns of the table of contracts that are signed."""

Together = Sequence[tuple[str, frozenset[str]]]
"""Groups that procure together, and the members of each."""

SMALL = 1e-6
"""Part of a product by which a contract may be below the least one."""


class Batch(NamedTuple):
    """An order: its row, who orders, when, for which year, how many, USD m, and when its line began."""

    row: int
    ally: str
    order_year: int
    delivery_year: int
    quantity: float
    value: float
    begun: int


@dataclass(slots=True, eq=False)
class _Contract:
    """Orders that are signed for together: how many, and the year of the first."""

    batches: list[Batch]
    quantity: float
    signed: int
    through: str | None = None

    @classmethod
    def of(cls, batches: list[Batch], begun: int | None) -> _Contract:
        """Put orders together; work for the first of them may have begun a while before it was due."""
        placed = min(batch.order_year for batch in batches)
        signed = placed if begun is None else min(placed, begun)
        return cls(batches, sum(batch.quantity for batch in batches), signed)

    def shares(self) -> list[tuple[str, float]]:
        """Return who buys how many, who buys most first."""
        total: dict[str, float] = {}
        for batch in self.batches:
            total[batch.ally] = total.get(batch.ally, 0.0) + batch.quantity
        return sorted(total.items(), key=lambda each: (-each[1], each[0]))

    def join(self, other: _Contract) -> None:
        """Take in the orders of another one."""
        self.batches = self.batches + other.batches
        self.quantity += other.quantity
        self.signed = min(self.signed, other.signed)


def sign(
    line: str,
    product: str,
    batches: Iterable[Batch],
    minimum: float,
    years: int,
    together: Together = (),
) -> list[tuple[dict[str, Any], list[int]]]:
    """Return the contracts for the orders of a line, and the rows of the orders of each.

    Parameters
    ----------
    line, product
        What is ordered.
    batches
        The orders.
    minimum
        Least quantity of a contract.
    years
        Most years of orders in one, where what is left makes another one.
    together
        Groups whose members sign together what they order from a year on, and the members of each.

    Returns
    -------
    For each contract: its key (line, year and who leads), line, product, lead, buyers (how many each takes,
    who takes most first), joint (whether there are several), through (the group, if its members sign
    together), quantity, value (USD m), the year in which it is signed, and those of the first and the last
    delivery.
    """
    parts = [part for each in _by_ally(batches) for part in _parts(each, minimum, years)]
    parts = _through(parts, together)
    contracts = [part for part in parts if part.quantity >= minimum - SMALL]
    small = [part for part in parts if part.quantity < minimum - SMALL]
    _join(contracts, sorted(small, key=lambda part: (part.signed, part.batches[0].ally)), minimum, years)
    return _told(line, product, contracts)


def _by_ally(batches: Iterable[Batch]) -> list[list[Batch]]:
    found: dict[str, list[Batch]] = {}
    for batch in sorted(batches, key=lambda each: (each.ally, each.order_year, each.delivery_year)):
        found.setdefault(batch.ally, []).append(batch)
    return list(found.values())


def _parts(batches: Sequence[Batch], minimum: float, years: int) -> list[_Contract]:
    """Return an ally's orders in parts of so many years, the last of the least size if it can be."""
    parts: list[list[Batch]] = [[]]
    for batch in batches:
        if parts[-1] and batch.order_year >= parts[-1][0].order_year + years:
            parts.append([])
        parts[-1].append(batch)
    for before, after in zip(parts[-2::-1], parts[:0:-1], strict=False):
        late, early = (sum(batch.quantity for batch in part) for part in (after, before))
        while late < minimum - SMALL and len(before) > 1:
            moved = before[-1]
            if early - moved.quantity < minimum - SMALL or after[-1].order_year >= moved.order_year + years:
                break
            after.insert(0, before.pop())
            late, early = late + moved.quantity, early - moved.quantity
    return [
        _Contract.of(part, batches[0].begun if number == 0 else None) for number, part in enumerate(parts)
    ]


def _through(parts: list[_Contract], together: Together) -> list[_Contract]:
    """Put together what members of a group sign in the same year, where there are several of them."""
    for group, members in together:
        by_year: dict[int, list[_Contract]] = {}
        for part in parts:
            if part.through is None and part.batches[0].ally in members:
                by_year.setdefault(part.signed, []).append(part)
        for several in by_year.values():
            if len(several) > 1:
                several[0].through = group
                for part in several[1:]:
                    several[0].join(part)
                    parts.remove(part)
    return parts


def _join(contracts: list[_Contract], small: Iterable[_Contract], minimum: float, years: int) -> None:
    """Add small contracts to others, or make contracts of several of them."""
    left: list[_Contract] = []
    for part in small:
        open_then = [each for each in contracts if each.signed <= part.signed < each.signed + years]
        if open_then:
            max(open_then, key=_latest_and_largest).join(part)
        else:
            left.append(part)
    together: _Contract | None = None
    for part in left:
        if together is None:
            together = part
        else:
            together.join(part)
        if together.quantity >= minimum - SMALL:
            contracts.append(together)
            together = None
    if together is not None and contracts:
        when = together.signed
        min(contracts, key=lambda each: (abs(each.signed - when), _rank(each))).join(together)
    elif together is not None:
        contracts.append(together)


def _latest_and_largest(contract: _Contract) -> tuple[int, float, tuple[int, ...]]:
    lead = contract.shares()[0][0]
    return contract.signed, contract.quantity, tuple(-ord(letter) for letter in lead)


def _rank(contract: _Contract) -> tuple[float, str]:
    return -contract.quantity, contract.shares()[0][0]


def _told(line: str, product: str, contracts: Iterable[_Contract]) -> list[tuple[dict[str, Any], list[int]]]:
    """Return contracts as rows, by year and key, with the rows of their orders."""
    found = []
    known: dict[str, int] = {}
    for contract in sorted(contracts, key=lambda each: (each.signed, _rank(each))):
        shares = contract.shares()
        lead = shares[0][0]
        key = f"{line}-{contract.signed}-{lead}"
        known[key] = known.get(key, 0) + 1
        batches = contract.batches
        found.append(
            (
                {
                    "contract": key if known[key] == 1 else f"{key}-{known[key]}",
                    "line": line,
                    "product": product,
                    "lead": lead,
                    "buyers": "; ".join(f"{ally} {quantity:.0f}" for ally, quantity in shares),
                    "joint": len(shares) > 1,
                    "through": contract.through,
                    "quantity": contract.quantity,
                    "value": sum(batch.value for batch in batches),
                    "signed": contract.signed,
                    "first_delivery": min(batch.delivery_year for batch in batches),
                    "last_delivery": max(batch.delivery_year for batch in batches),
                },
                [batch.row for batch in batches],
            )
        )
    return found
