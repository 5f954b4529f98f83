"""Where the figures of each kind of file go in a case, and in which unit."""

from __future__ import annotations

import re
from dataclasses import dataclass

MILLION, THOUSAND = 1e-6, 1000.0


@dataclass(frozen=True, slots=True)
class Target:
    """A column of a case's table that figures go to.

    Parameters
    ----------
    table, column
        Where to.
    item, unit
        Which figures: patterns that their item and their unit match as a whole.
    factor
        What a figure is multiplied by, to be in the column's unit; before any conversion of money.
    currency
        The currency of the figures, where it is to become US dollars; ``""`` where nothing is converted.
    price_year
        The year of their prices; 0 for current prices of their own year.
    capability
        For holdings: the capability that is counted.
    newest
        Whether a table without years takes the newest figure.
    growth
        Whether figures are growth in per cent, to be applied to what the column has in the year before.
    """

    table: str
    column: str
    item: str
    unit: str
    factor: float = 1.0
    currency: str = ""
    price_year: int = 0
    capability: str = ""
    newest: bool = False
    growth: bool = False

    def takes(self, item: str, unit: str) -> bool:
        """Return whether a figure of this item and unit goes here."""
        return re.fullmatch(self.item, item) is not None and re.fullmatch(self.unit, unit) is not None


CORE = "core"
"""What an edition says that counts another thing: NATO's "core" defence expenditure, since 2026."""

NATO = "nato"


def _nato(table: str, what: str) -> tuple[Target, ...]:
    """Return the targets of NATO's tables 2, 3 and 8a, which count `what`, in a table of its own basis."""
    return (
        Target(table, "current", rf"{what} \(T2 current\)", r"million USD, current.*"),
        Target(table, "gdp_share", "share of real GDP", "per cent"),
        *(
            Target(table, f"{part}_share", f"{part} share", f"per cent of {what}")
            for part in ("equipment", "personnel", "infrastructure", "other")
        ),
    )


_SOLDIERS = Target("personnel", "military", "military personnel", "thousand persons")


def _holding(capability: str, item: str) -> Target:
    """Return the target of a count of equipment."""
    return Target("inventory", "quantity", item, "pieces", capability=capability, newest=True)


TARGETS: dict[str, tuple[Target, ...]] = {
    NATO: (
        *_nato("expenditure", "defence expenditure"),
        Target("expenditure", "real_change", "annual real change", "per cent"),
        _SOLDIERS,
    ),
    "imf_weo": (
        Target("expenditure", "gdp_current", r"(NGDPD )?GDP current prices", "billion USD", THOUSAND),
        Target(
            "economy",
            "gdp",
            r"(NGDP_RPCH )?Gross domestic product, constant prices",
            "Percent change",
            growth=True,
        ),
    ),
    "world_bank": (
        Target(
            "expenditure", "gdp_current", r"NY\.GDP\.MKTP\.CD", r"USD \(single dollars\), current", MILLION
        ),
        Target("allies", "population", r"SP\.POP\.TOTL", "persons", newest=True),
    ),
    "eurostat": (
        Target(
            "expenditure", "gdp_current", "gross domestic product", "million EUR, current", currency="EUR"
        ),
    ),
    "equipment_tables": (
        _holding("tank", "Combat Tanks|Tanks"),
        _holding("arty_sp", "Self-Propelled Artillery"),
        _holding("arty_towed", "Towed Artillery"),
        _holding("mlrs", "Rocket Projectors"),
        _holding("heli_attack", "Attack Helicopters"),
        _holding("carrier", "Aircraft Carriers"),
        _holding("frigate", "Frigates"),
        _holding("destroyer", "Destroyers"),
        _holding("corvette", "Corvettes"),
    ),
}
"""The targets of each kind; kinds that are not here are read, but no table of a case takes them."""

_CORE_TARGETS = (*_nato("core_expenditure", "core defence expenditure"), _SOLDIERS)


def targets_of(kind: str, edition: str) -> tuple[Target, ...]:
    """Return where the figures of a file go; NATO's core basis is kept apart from its earlier one."""
    return _CORE_TARGETS if kind == NATO and CORE in edition else TARGETS.get(kind, ())
