"""How figures are put into words: money, shares, quantities and years, the same way everywhere."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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


def share(value: float | None, digits: int = 0) -> str:
    """Return a share of 0..1 in per cent."""
    return percentage(None if value is None else 100 * value, digits)


def percentage(value: float | None, digits: int = 2) -> str:
    """Return a value that is in per cent already."""
    return NOTHING if value is None or not math.isfinite(value) else f"{number(value, digits)} %"


def money(millions: float | None, currency: str) -> str:
    """Return an amount given in millions, in the unit that reads best: m, bn or trn."""
    if millions is None or not math.isfinite(millions):
        return NOTHING
    size = abs(millions)
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
