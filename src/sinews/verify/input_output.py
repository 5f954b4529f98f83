"""Worked examples of input-output analysis, and published multipliers of the United Kingdom."""

from __future__ import annotations

from functools import cache, partial

import numpy as np

from sinews.engines.leontief import (
    Leontief,
    effects,
    factorise,
    input_coefficients,
    output_for,
    with_households,
)
from sinews.verify.check import Check

_MB = "Miller and Blair, Input-Output Analysis, 2nd ed. 2009, section"
_EUROSTAT = (
    "Eurostat Manual of Supply, Use and Input-Output Tables 2008, chapter 15, Germany 1995 (printed digits "
    "as quoted by the tests of the package iotables)"
)
_SECTORS = ("agriculture", "manufacturing", "construction", "trade", "business services", "other services")

# table 15.4, domestic output at basic prices, EUR m; employment in thousands
_FLOWS = np.array(
    [
        [1131, 25480, 1, 607, 710, 762],
        [7930, 304584, 64167, 41082, 11981, 30360],
        [426, 7334, 3875, 5296, 23457, 9155],
        [3559, 72717, 14190, 74399, 10835, 21008],
        [3637, 96115, 31027, 65755, 193176, 34223],
        [1552, 14986, 1747, 11225, 15058, 22070],
    ],
    dtype=float,
)
_OUTPUT = np.array([43910, 1079446, 245606, 540063, 692487, 508918], dtype=float)
_VALUE_ADDED = np.array([21664, 395022, 115624, 311407, 415426, 365017], dtype=float)
_EMPLOYED = np.array([1096, 8381, 3236, 9251, 4258, 10206], dtype=float)

# what the manual prints: of output, of value added, and persons employed per EUR 1,000
_OUTPUT_MULTIPLIERS = (1.7048, 1.8413, 1.8136, 1.6035, 1.5951, 1.3782)
_VALUE_ADDED_EFFECTS = (0.8450, 0.7647, 0.8615, 0.9019, 0.9393, 0.9199)
_EMPLOYMENT_EFFECTS = (0.0326, 0.0162, 0.0207, 0.0237, 0.0112, 0.0242)
_DIAGONAL = (1.0339, 1.4292, 1.0289)

_HALF_DIGIT = 0.5e-4 + 1e-9


@cache
def _germany() -> Leontief:
    return factorise(input_coefficients(_FLOWS, _OUTPUT))


@cache
def _two_sectors() -> Leontief:
    return factorise(
        input_coefficients(np.array([[150.0, 500.0], [200.0, 100.0]]), np.array([1000.0, 2000.0]))
    )


def _two_sector_output(sector: int) -> float:
    return float(output_for(_two_sectors(), np.array([600.0, 1500.0]))[sector])


def _two_sector_inverse(row: int, column: int) -> float:
    return float(output_for(_two_sectors(), np.eye(2)[:, column])[row])


def _closed_inverse(row: int, column: int) -> float:
    closed = with_households(
        _two_sectors().coefficients, income=np.array([0.3, 0.25]), spending=np.array([0.05, 0.4])
    )
    closed[2, 2] = 0.05
    return float(output_for(factorise(closed), np.eye(3)[:, column])[row])


def _germany_effect(direct: np.ndarray, sector: int) -> float:
    return float(effects(_germany(), direct)[sector])


def _german_checks() -> list[Check]:
    """Return the checks of the published effects of Germany's table, sector by sector."""
    published = (
        ("output multiplier", np.ones(6), _OUTPUT_MULTIPLIERS),
        ("value added per final demand", _VALUE_ADDED / _OUTPUT, _VALUE_ADDED_EFFECTS),
        ("employment per final demand", _EMPLOYED / _OUTPUT, _EMPLOYMENT_EFFECTS),
    )
    return [
        Check(
            "input-output analysis",
            f"{name}, {_SECTORS[sector]}",
            _EUROSTAT,
            value,
            partial(_germany_effect, direct, sector),
            _HALF_DIGIT,
        )
        for name, direct, values in published
        for sector, value in enumerate(values)
    ] + [
        Check(
            "input-output analysis",
            f"diagonal of the Leontief inverse, {_SECTORS[sector]}",
            f"{_EUROSTAT}, table 15.10",
            value,
            partial(lambda s: float(output_for(_germany(), np.eye(6)[:, s])[s]), sector),
            _HALF_DIGIT,
        )
        for sector, value in enumerate(_DIAGONAL)
    ]


_PUBLISHED = {
    "iron_steel": 1.8879,
    "other_metals_casting": 1.4476,
    "fabricated_metal": 1.6025,
    "weapons_ammunition": 1.8411,
    "other_chemicals_incl_explosives": 1.6081,
    "electronics_optical": 1.7253,
    "electrical_equipment": 1.6097,
    "machinery": 1.6977,
    "ships_boats": 1.6752,
    "air_spacecraft": 1.6633,
    "repair_ships": 1.6405,
    "repair_aircraft": 2.1118,
    "construction": 1.8289,
}
"""The published multipliers of product groups that are sectors of the baseline case of their own."""

AGGREGATION = 0.006
BASIC_METALS = {"iron_steel", "other_metals_casting"}
OF_BASIC_METALS = 0.02
"""What aggregation from 127 product groups to 26 sectors may change in a British multiplier: most where basic
metals are joined."""


@cache
def _british() -> dict[str, float]:
    """Return the output multiplier of each sector of the baseline case's table."""
    from sinews.assessment.economy import read_economy
    from sinews.case import open_case

    economy = read_economy(open_case())
    totals = effects(factorise(economy.coefficients), np.ones(len(economy.sectors)))
    return dict(zip(economy.sectors, totals.tolist(), strict=True))


_CLOSED = (
    (0, 0, 1.365),
    (0, 1, 0.425),
    (0, 2, 0.251),
    (1, 1, 1.348),
    (1, 2, 0.595),
    (2, 0, 0.570),
    (2, 2, 1.289),
)

CHECKS = [
    *(
        Check(
            "input-output analysis",
            f"two sectors, final demand 600 and 1,500: output of sector {sector + 1}",
            f"{_MB} 2.3 (the table; digits re-derived in closed form: {fraction})",
            value,
            partial(_two_sector_output, sector),
            0.05,
        )
        for sector, value, fraction in ((0, 1247.5, "945 / 0.7575"), (1, 1841.6, "1,395 / 0.7575"))
    ),
    *(
        Check(
            "input-output analysis",
            f"two sectors: element {row + 1},{column + 1} of the Leontief inverse",
            f"{_MB} 2.3 (the table; digits re-derived from the determinant 0.7575)",
            value,
            partial(_two_sector_inverse, row, column),
            _HALF_DIGIT,
        )
        for row, column, value in ((0, 0, 1.2541), (0, 1, 0.3300), (1, 0, 0.2640), (1, 1, 1.1221))
    ),
    *(
        Check(
            "input-output analysis",
            f"two sectors and households: element {row + 1},{column + 1} of the closed inverse",
            f"{_MB} 2.5 (the table; digits re-derived by hand from a matrix of three rows)",
            value,
            partial(_closed_inverse, row, column),
            0.5e-3,
        )
        for row, column, value in _CLOSED
    ),
    *_german_checks(),
    *(
        Check(
            "input-output analysis",
            f"type I output multiplier, {sector.replace('_', ' ')}, from the same table in 26 sectors",
            "Office for National Statistics, UK Input-Output Analytical Tables 2010, of 127 product groups",
            value,
            partial(lambda name: _british()[name], sector),
            OF_BASIC_METALS if sector in BASIC_METALS else AGGREGATION,
        )
        for sector, value in _PUBLISHED.items()
    ),
]
