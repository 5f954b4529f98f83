"""Spending: our figures beside published totals of defence expenditure, in billions of their currency."""

from __future__ import annotations

from collections.abc import Callable

from sinews.verify.published.evidence import TARGET_YEAR, Evidence, Scope, amount, core, equipment, gdp, spent

PLEDGED = 0.035
"""The share of GDP for core defence that was pledged in The Hague."""

FIVE_LARGEST = ("DEU", "FRA", "GBR", "ITA", "ESP")
"""The states of Europe with the largest economies among the allies in it."""


def core_2026(of: Evidence, allies: Scope) -> float:
    """Return core spending of 2026, USD bn in prices of 2026."""
    return amount(of.case, core(of, allies, 2026), "USD", 2026)


def missing(of: Evidence, allies: Scope, year: int) -> float:
    """Return what core spending of a year is short of 3.5 % of its GDP, USD bn at constant prices."""
    return gdp(of.case, allies, year) * PLEDGED - core(of, allies, year)


def missing_since_2024(of: Evidence, allies: Scope, currency: str) -> float:
    """Return what the share of GDP spent in 2024 is short of 3.5 % at the GDP of 2025, in its prices."""
    share = spent(of.case, allies, 2024) / gdp(of.case, allies, 2024)
    return amount(of.case, gdp(of.case, allies, 2025) * (PLEDGED - share), currency, 2025)


def share_of_gdp(of: Evidence, allies: Scope, share: float, currency: str, year: int, prices: int) -> float:
    """Return a share of the GDP of a year in a currency and in prices of a year, bn."""
    return amount(of.case, gdp(of.case, allies, year) * share, currency, prices)


def total(of: Evidence, allies: Scope, first: int, last: int, currency: str, prices: int) -> float:
    """Return core spending from a first to a last year in a currency and in prices of a year, bn."""
    usd = sum(core(of, allies, year) for year in range(first, last + 1))
    return amount(of.case, usd, currency, prices)


def rise_of_canada(of: Evidence) -> float:
    """Return by what core spending of five years exceeds five times that of 2025, CAD bn of 2025."""
    level = amount(of.case, core(of, ["CAN"], 2025), "CAD", 2025)
    return total(of, ["CAN"], 2026, 2030, "CAD", 2025) - 5 * level


def five_largest_in_ten_years(of: Evidence) -> float:
    """Return 1.5 % of ten years' GDP of the five largest states in Europe, USD bn at constant prices."""
    return sum(gdp(of.case, FIVE_LARGEST, year) * 0.015 for year in range(2026, 2036))


def escape_clause(of: Evidence) -> float:
    """Return 1.5 % of the GDP of EU members reached in four equal steps, 2025 to 2028, EUR bn of 2025."""
    steps = ((2025, 0.25), (2026, 0.5), (2027, 0.75), (2028, 1.0))
    usd = sum(gdp(of.case, of.eu, year) * 0.015 * step for year, step in steps)
    return amount(of.case, usd, "EUR", 2025)


OURS: dict[str, Callable[[Evidence], float]] = {
    "C001": lambda of: core_2026(of, of.allies),
    "C002": lambda of: core_2026(of, of.europe_and_canada),
    "C004": lambda of: amount(of.case, missing(of, of.europe_and_canada, 2026), "USD", 2026),
    "C007": lambda of: amount(of.case, equipment(of, of.europe_and_canada, [2026]), "USD", 2026),
    "C008": lambda of: share_of_gdp(of, of.eu, PLEDGED, "EUR", 2024, 2024),
    "C010": lambda of: amount(of.case, spent(of.case, of.eu, 2024, "equipment_share"), "EUR", 2024),
    "C019": lambda of: total(of, ["NOR"], 2025, 2036, "NOK", 2024),
    "C020": lambda of: amount(of.case, equipment(of, ["BEL"], range(2026, 2035)), "EUR", 2025),
    "C022": rise_of_canada,
    "C058": lambda of: amount(of.case, missing(of, of.eu_uk_norway, 2025), "EUR", 2025),
    "C085": lambda of: 100.0 * spent(of.case, of.eu, 2024, "equipment_share") / spent(of.case, of.eu, 2024),
    "P3": lambda of: share_of_gdp(of, of.eu, PLEDGED, "USD", 2025, 2025),
    "P4": lambda of: 100.0 * missing(of, of.eu, 2024) / gdp(of.case, of.eu, 2024),
    "P5": lambda of: share_of_gdp(of, of.eu_uk_norway, 0.015, "EUR", 2024, 2024),
    "P6": lambda of: amount(of.case, missing(of, of.eu_uk_norway, 2024), "EUR", 2024),
    "P7": lambda of: missing_since_2024(of, of.eu, "EUR"),
    "P8": five_largest_in_ten_years,
    "P11": escape_clause,
    "P13": lambda of: missing_since_2024(of, ["GBR"], "GBP"),
    "P15": lambda of: total(of, ["CAN"], TARGET_YEAR, TARGET_YEAR, "CAD", TARGET_YEAR),
    "P16": lambda of: share_of_gdp(of, ["NLD"], 0.015, "EUR", 2025, 2025),
    "P39": lambda of: amount(of.case, spent(of.case, of.eu, 2024), "EUR", 2024),
    "S572": lambda of: total(of, ["DEU"], 2029, 2029, "EUR", 2029),
    "S573": lambda of: total(of, ["DEU"], 2025, 2025, "USD", 2025),
    "S579": lambda of: total(of, ["POL"], 2025, 2025, "USD", 2025),
    "S580": lambda of: total(of, ["FRA"], 2024, 2030, "EUR", 2026),
    "S598": lambda of: total(of, ["CAN"], 2025, 2025, "CAD", 2025),
    "S601": lambda of: total(of, ["LTU"], 2026, 2026, "EUR", 2026),
    "S602": lambda of: share_of_gdp(of, ["SWE"], PLEDGED, "SEK", 2030, 2025),
    "S612": lambda of: total(of, ["USA"], 2026, 2026, "USD", 2026),
    "S613": lambda of: amount(of.case, equipment(of, ["USA"], [2026]), "USD", 2026),
    "S614": lambda of: amount(of.case, spent(of.case, of.eu, 2023), "EUR", 2023),
    "S616": lambda of: total(of, of.eu, 2025, 2025, "EUR", 2025),
}
"""Our figure beside each published one, by its key."""
