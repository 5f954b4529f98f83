"""Names and codes of countries: five languages, three systems of codes."""

from __future__ import annotations

import pytest

from sinews import open_case
from sinews.case.countries import known_countries
from sinews.case.public.publisher import allies

NAMES = {
    "DEU": ["Germany", "Allemagne", "Deutschland", "Alemania", "Germania", "DEU", "DE",
            "Germany (until 1990 former territory of the FRG)"],
    "GBR": ["United Kingdom", "Royaume-Uni", "Vereinigtes Königreich", "Reino Unido", "Regno Unito", "GBR",
            "GB",
            "UK", "Great Britain"],
    "GRC": ["Greece", "Grèce", "Griechenland", "Grecia", "GRC", "GR", "EL", "Ελλάδα"],
    "TUR": ["Turkey", "Türkiye", "Turkiye", "Turquie", "Türkei", "Turquía", "Turchia", "TUR", "TR"],
    "NLD": ["Netherlands", "Pays-Bas", "Niederlande", "Países Bajos", "Paesi Bassi", "NL", "The Netherlands"],
    "CZE": ["Czechia", "Czechia*", "Czech Republic", "Tchéquie", "Tschechien", "Chequia", "Cechia", "CZ"],
    "USA": ["United States", "États-Unis", "Vereinigte Staaten", "Estados Unidos", "Stati Uniti", "USA",
            "US"],
    "MKD": ["North Macedonia", "Macédoine du Nord", "Nordmazedonien", "Macedonia del Norte", "MK"],
    "SLV": ["SLV", "El Salvador"],
    "SVN": ["Slovenia", "SI", "SVN", "Slowenien", "Slovénie", "Eslovenia"],
}  # fmt: skip


@pytest.mark.parametrize(("key", "name"), [(key, name) for key, names in NAMES.items() for name in names])
def test_a_country_is_known_by_its_names_and_codes(key: str, name: str) -> None:
    assert known_countries().key(name) == key
    assert known_countries().key(f"  {name} ") == key


@pytest.mark.parametrize(
    "name", ["", "Utopia", "de", "United Nations**", "unknown supplier(s)", "OWID_WRL", "EU27_2020"]
)
def test_what_is_no_country_is_none(name: str) -> None:
    assert known_countries().key(name) is None


def test_every_ally_has_its_codes_and_names_in_five_languages() -> None:
    aliases = open_case()["aliases"]
    kinds = {"ISO 3166 alpha-2", "ISO 3166 alpha-3"}
    for ally in allies():
        assert kinds <= set(aliases.filter(aliases["country"] == ally)["kind"])
    table = open_case()["allies"]
    for name, iso2, ally in table.select("name", "iso2", "ally").iter_rows():
        assert known_countries().key(name) == known_countries().key(iso2) == ally
