"""Finding the place of published figures in a case: the row, the column, and the unit that it has."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from sinews.case.case import Case, declared
from sinews.case.figures import round_to_digits
from sinews.case.public.targets import Target


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure on its way into a case.

    A derived one follows from what the publisher says and what the case has; one that is carried along only
    moves with those before it.
    """

    value: float
    year: int
    estimate: bool
    derived: bool = False
    carried: bool = False


Key = tuple[str, ...]
Cells = dict[tuple[str, Key], dict[str, Cell]]
"""By table and key of the row: the figures by column."""


def placed(case: Case, frame: pl.DataFrame, targets: Sequence[Target]) -> tuple[Cells, list[str]]:
    """Return the figures that have a place in a case, and in words what has none.

    Parameters
    ----------
    case
        The case.
    frame
        Figures in the long form.
    targets
        Where they may go; a figure goes to the first that takes it. Of several figures for a row without a
        year the newest counts.
    """
    allies = dict(case["allies"].select("ally", "currency").iter_rows())
    capabilities = {"", *case["capabilities"].get_column("capability")}
    money = _Money(case)
    chosen = {
        (item, unit): target
        for item, unit in frame.select("item", "unit").unique().iter_rows()
        if (target := next((one for one in targets if one.takes(item, unit)), None)) is not None
    }
    cells: Cells = {}
    left: dict[str, int] = {}
    for iso3, dated, item, value, unit, flag in frame.iter_rows():
        target, found, marks = chosen.get((item, unit)), re.match(r"\d{4}", str(dated or "")), flag.split(";")
        if target is None or value is None or found is None or "aggregate" in marks:
            continue
        why = _unplaced(iso3 not in allies, iso3, target, target.capability in capabilities, value)
        if why:
            left[why] = left.get(why, 0) + 1
            continue
        year = int(found[0])
        amount, why = money.in_unit(target, value * target.factor, year)
        if amount is None:
            left[why] = left.get(why, 0) + 1
            continue
        parts = {"ally": iso3, "country": iso3, "year": str(year), "currency": allies[iso3]}
        key = tuple(parts.get(name, target.capability or item) for name in declared(target.table).key)
        row = cells.setdefault((target.table, key), {})
        if target.column not in row or row[target.column].year <= year:
            estimate = bool({"e", "estimate"} & set(marks))
            row[target.column] = Cell(round_to_digits(amount), year, estimate, target.growth)
    for target in dict.fromkeys(target for target in chosen.values() if target.growth):
        _grow(case, target, cells, left)
    return cells, [f"{count:,} figure{'s' * (count != 1)} left out: {why}" for why, count in left.items()]


def _grow(case: Case, target: Target, cells: Cells, left: dict[str, int]) -> None:
    """Put what a column is with its growth in place of the growth, year after year from what the case has.

    Figures up to the case's price year stay as they are: they are what later ones grow from. Years without
    published growth keep the growth that they have in the case.
    """
    frame = case[target.table].select("ally", "year", target.column)
    old = {(ally, year): level for ally, year, level in frame.iter_rows()}
    growth: dict[tuple[str, int], Cell] = {}
    for table, key in [
        place for place in cells if place[0] == target.table and target.column in cells[place]
    ]:
        growth[key[0], int(key[1])] = cells[table, key].pop(target.column)
    for place in [place for place, row in cells.items() if not row]:
        del cells[place]
    new = dict(old)
    for ally in dict.fromkeys(ally for ally, _ in growth):
        for year in sorted({year for who, year in (*old, *growth) if who == ally}):
            before, given = (ally, year - 1), growth.get((ally, year))
            if year <= case.settings.price_year or before not in new:
                if given is not None:
                    why = "growth of years before those that grow"
                    left[why] = left.get(why, 0) + 1
                continue
            if given is not None:
                level = new[before] * (1.0 + given.value / 100.0)
            elif new[before] != old.get(before) and (ally, year) in old:
                level = new[before] * (old[ally, year] / old[before])
            else:
                continue
            new[ally, year] = round_to_digits(level)
            estimate = given.estimate if given is not None else True
            cells[target.table, (ally, str(year))] = {
                target.column: Cell(new[ally, year], year, estimate, given is not None, given is None)
            }


def _unplaced(stranger: bool, iso3: str, target: Target, counted: bool, value: float) -> str:
    """Return why a figure has no place in the case, or ``""``."""
    if stranger:
        return f"{iso3} is no ally of the case"
    if not counted:
        return f"the case has no capability {target.capability}"
    # tables of the web do not tell none from not known
    return "a nought may stand for not known" if target.capability and value == 0.0 else ""


class _Money:
    """Brings money to the dollars that a case counts in, by its exchange rates and deflators."""

    def __init__(self, case: Case) -> None:
        self.settings = case.settings
        rates, deflators = case["exchange_rates"], case["deflators"]
        self.rates = {row[:2]: row[2] for row in rates.select("currency", "year", "per_usd").iter_rows()}
        self.deflators = {
            row[:2]: row[2] for row in deflators.select("currency", "year", "index").iter_rows()
        }

    def in_unit(self, target: Target, amount: float, year: int) -> tuple[float | None, str]:
        """Return an amount in dollars, or None and why it cannot be brought there.

        Current prices keep their year, and take its rate. Prices of a given year are brought to the case's
        price year with the deflator of their own currency, then into dollars at its rate, as costs are.
        """
        currency = target.currency
        if not currency:
            return amount, ""
        then, now = target.price_year or year, self.settings.price_year if target.price_year else year
        if then != now:
            if not {(currency, now), (currency, then)} <= self.deflators.keys():
                return None, f"no deflator of {currency} for {then} and {now}"
            amount *= self.deflators[currency, now] / self.deflators[currency, then]
        if currency == self.settings.currency:
            return amount, ""
        if (currency, now) not in self.rates:
            return None, f"no exchange rate of {currency} for {now}"
        return amount / self.rates[currency, now], ""
