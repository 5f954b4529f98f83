"""How figures are put into words: money, shares, quantities and years, the same way everywhere."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

AT_HOME = "where it is ordered"
"""The country of what is raised or set up at home by whoever orders it."""

NOTHING = "–"

GROUP_NAMES = {
    "materials and training": "Materials and training",
    "support to Ukraine": "Support to Ukraine",
    "forces": "Forces",
    "amd": "Air and missile defence",
    "logistics": "Logistics",
    "supply": "Supply",
    "transportation": "Transportation",
    "medical": "Medical support",
}

COUNTRY_NAMES = {
    "AUS": "Australia",
    "AUT": "Austria",
    "BRA": "Brazil",
    "CHE": "Switzerland",
    "IRL": "Ireland",
    "ISR": "Israel",
    "JPN": "Japan",
    "KOR": "South Korea",
    "UKR": "Ukraine",
}
"""Countries outside the Alliance in which lines may stand; allies' names are in the case."""

KIND_NAMES = {
    "material": "Key material",
    "trade": "Skilled trade",
    "line": "Production line",
    "equipment budget": "Equipment budget",
    "total budget": "Total budget",
}


def named(names: dict[str, str], key: str) -> str:
    """Return the words for `key`, or the key itself, capitalised, where `names` has none."""
    return names.get(key) or key[:1].upper() + key[1:]


def lower(name: str) -> str:
    """Return a name or title as it stands within a sentence: with a small first letter."""
    return name[:1].lower() + name[1:]


def number(value: float | None, digits: int = 0) -> str:
    """Return `value` with thousands separators and `digits` decimals; a dash for no or no finite value."""
    if value is None or not math.isfinite(value):
        return NOTHING
    rounded = round(value, digits) + 0.0
    return f"{rounded:,.{digits}f}".replace("-", "−")


def figure(value: float | None) -> str:
    """Return a figure of any size: whole from a hundred on, with up to two decimals below."""
    if value is None or not math.isfinite(value) or abs(value) >= 100:
        return number(value)
    return number(value, 2).rstrip("0").rstrip(".")


def band(low: float | None, high: float | None) -> str:
    """Return a range in words; empty without one, and open where it has no upper end."""
    if low is None:
        return ""
    return f"{figure(low)} or more" if high is None else f"{figure(low)} to {figure(high)}"


def quantity(value: float | None) -> str:
    """Return a count: whole where it is whole or large, with one decimal otherwise."""
    if value is None or not math.isfinite(value):
        return NOTHING
    whole = abs(value) >= 100 or abs(value - round(value)) < 0.05
    return number(value, 0 if whole else 1)


UNCHANGED = ("aircraft", "headquarters", "thousand")
"""Ends of units that are the same for one and for many."""


def counted(value: float | None, unit: str) -> str:
    """Return a count with its unit, of which there may be many: "1 motor", "1,700 motors"."""
    told = quantity(value)
    return f"{told} {unit if told == '1' else plural(unit)}"


def plural(unit: str) -> str:
    """Return the word for many of a unit."""
    if unit.endswith(UNCHANGED):
        return unit
    if unit.endswith("y"):
        return f"{unit[:-1]}ies"
    return f"{unit}{'es' if unit.endswith(('s', 'x', 'ch', 'sh')) else 's'}"


def share(value: float | None, digits: int = 0) -> str:
    """Return a share of 0..1 in per cent."""
    return percentage(None if value is None else 100 * value, digits)


def percentage(value: float | None, digits: int = 2) -> str:
    """Return a value that is in per cent already."""
    return NOTHING if value is None or not math.isfinite(value) else f"{number(value, digits)} %"


UNITS = (("trn", 1e6), ("bn", 1e3), ("m", 1.0))
"""Units of money, in millions."""


def money(millions: float | None, currency: str, digits: int | None = None) -> str:
    """Return an amount given in millions, in the unit that reads best: m, bn or trn."""
    if millions is None or not math.isfinite(millions):
        return NOTHING
    size = abs(millions)
    if digits is not None:
        unit, one = next(((unit, one) for unit, one in UNITS if size >= 0.9995 * one), UNITS[-1])
        return f"{currency} {significant(millions / one, digits, 1)} {unit}"
    if size >= 1e6:
        return f"{currency} {number(millions / 1e6, 2)} trn"
    if size >= 1e5:
        return f"{currency} {number(millions / 1e3)} bn"
    if size >= 1e3:
        return f"{currency} {number(millions / 1e3, 1)} bn"
    return f"{currency} {number(millions, 0 if size >= 10 else 1)} m"


def milestones(years: Iterable[int]) -> list[int]:
    """Return the years that a narrow table shows: the first, the last and every fifth between them."""
    every = sorted(set(years))
    return [each for each in every if each in (every[0], every[-1]) or each % 5 == 0]


def year(value: int | None, horizon: int) -> str:
    """Return the year in which something is met, or that it is not met by the horizon."""
    return str(value) if value is not None else f"not by {horizon}"


def listed(items: Sequence[str]) -> str:
    """Return the items as a list in a sentence: "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


@dataclass(frozen=True, slots=True)
class Prices:
    """The currency, and the year whose prices, money is given in."""

    currency: str
    price_year: int

    @property
    def words(self) -> str:
        """Currency and price year: "USD, 2024 prices"."""
        return f"{self.currency}, {self.price_year} prices"

    def amount(self, millions: float | None) -> str:
        """Return an amount given in millions, with its currency."""
        return money(millions, self.currency)


def digits_of(status: str, value: float | None = None, band: tuple[float, float] | None = None) -> int:
    """Return how many significant digits a figure carries: two or three.

    Three if it is published or derived, two if it is estimated or assumed, or if its range is wider than a
    tenth of it.
    """
    wide = band is not None and value is not None and band[1] - band[0] > abs(value) / 10.0
    return 2 if wide or status in {"estimated", "assumed"} else 3


def significant(value: float | None, digits: int = 3, decimals: int = 2) -> str:
    """Return a value with so many significant digits, halves rounded up, and at most so many decimals.

    What is whole and below a hundred stands in full; what is not nothing never reads as nothing.
    """
    if value is None or not math.isfinite(value):
        return NOTHING
    if value == round(value) and abs(value) < 100:
        return number(value)
    exact = Decimal(repr(float(value)))
    rounded = _rounded(exact, exact, digits, decimals)
    if not rounded:
        return f"{'−' if value < 0 else ''}<{Decimal(1).scaleb(-decimals)}"
    # 9.996 becomes 10.00, which has a digit more
    rounded = _rounded(exact, rounded, digits, decimals)
    places = max(0, -int(rounded.as_tuple().exponent))
    return f"{rounded:,.{places}f}".replace("-", "−")


def _rounded(exact: Decimal, size: Decimal, digits: int, decimals: int) -> Decimal:
    """Return `exact` to as many places as `digits` significant digits of something of that size have."""
    step = Decimal(1).scaleb(-min(digits - 1 - size.adjusted(), decimals))
    return (exact / step).quantize(Decimal(1), ROUND_HALF_UP) * step


def in_percent(value: float | None, digits: int = 2) -> str:
    """Return a share of 0..1 in per cent, with at most one decimal; all only from 99.5 % on."""
    if value is None or not math.isfinite(value):
        return NOTHING
    return f"{significant(100.0 * value, digits, 1 if digits > 2 or abs(value) < 0.0995 else 0)} %"


def waiting(hours: float | None, digits: int = 2) -> str:
    """Return a wait: in minutes below two hours, in days from two days on."""
    if hours is None or not math.isfinite(hours):
        return NOTHING
    if hours < 2.0:
        return f"{number(60 * hours)} min"
    size, unit = (1.0, "h") if hours < 48.0 else (24.0, "d")
    return f"{significant(hours / size, digits, 1)} {unit}"


def compact(value: float, digits: int = 2) -> str:
    """Return a quantity in thousands or millions where it is large."""
    for size, letter in ((1e6, "m"), (1e3, "k")):
        if abs(value) >= 10 * size or (size == 1e6 and abs(value) >= size):
            return f"{significant(value / size, digits, 1)}{letter}"
    return significant(value, digits, 1)


def units_of(value: float, digits: int = 3) -> str:
    """Return a number of units that are counted one by one: up to 9,999 to the unit, as is published."""
    counted = digits == 3 and 999.5 <= abs(value) < 9_999.5
    return significant(value, digits + counted, 1)


def signed(value: float, digits: int = 3) -> str:
    """Return a change with its sign."""
    return ("+" if value > 0 else "") + significant(value, digits, 1)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of value.

    Attributes
    ----------
    words
        Puts a value that is there into words, with so many significant digits.
    numeric
        Whether it is a number.
    layout
        How a spreadsheet shows it; empty for text.
    scale
        What a spreadsheet multiplies it by.
    unit
        What its number counts, where the heading of a column does not say it.
    """

    words: Callable[[Any, int], str]
    numeric: bool = True
    layout: str = ""
    scale: float = 1.0
    unit: str = ""

    def told(self, value: Any, digits: int = 3) -> str:
        """Return a value in words; a dash for none or none that is finite."""
        if value is None or (isinstance(value, float) and not math.isfinite(value)):
            return NOTHING
        return self.words(value, digits)


KINDS: Mapping[str, Kind] = {
    "text": Kind(lambda value, _: str(value), numeric=False),
    "key": Kind(lambda value, _: str(value), numeric=False),
    "address": Kind(lambda value, _: str(value), numeric=False),
    "year": Kind(lambda value, _: str(value), layout="0"),
    "money": Kind(lambda value, digits: money(value, "", digits).strip(), unit="money, m"),
    "on_day": Kind(lambda value, _: f"day {value}", layout="0", unit="day"),
    "of_days": Kind(lambda value, digits: f"{significant(value, digits, 1)} days", unit="days"),
    "day": Kind(lambda value, _: number(value), layout="#,##0"),
    "count": Kind(lambda value, digits: significant(value, digits, 1), layout="#,##0.##"),
    "units": Kind(units_of, layout="#,##0.##"),
    "number": Kind(lambda value, digits: significant(value, digits, 3), layout="#,##0.00"),
    "percent": Kind(lambda value, digits: significant(value, digits, 2), layout="0.00", unit="%"),
    "precise": Kind(lambda value, _: f"{value:,.6g}", layout="General"),
    "exact": Kind(lambda value, _: f"{value:,.12g}", layout="General"),
    "change": Kind(signed, layout="+#,##0.0;-#,##0.0;0"),
    "short": Kind(compact, layout="#,##0.##"),
    "days": Kind(lambda value, digits: significant(value, digits, 1), layout="#,##0.0", unit="days"),
    "times": Kind(significant, layout="0.00", unit="a multiple"),
    "share": Kind(in_percent, layout="0.0%", unit="a share"),
    "met": Kind(lambda value, _: in_percent(value), layout="0.0%", unit="a share, of what is wanted"),
    "wait": Kind(lambda value, _: waiting(value), layout="0.00", unit="hours"),
    "m": Kind(lambda value, digits: significant(value, digits, 1), layout="#,##0.0", unit="money, m"),
    "bn": Kind(
        lambda value, digits: significant(value / 1000.0, digits),
        layout="#,##0.000",
        scale=0.001,
        unit="money, bn",
    ),
}
"""How a value is put into words: `key` is text on one line, `address` text that breaks anywhere, `m` and
`bn` take millions, shares are 0..1."""
