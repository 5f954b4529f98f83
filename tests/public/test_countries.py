"""Names and codes of countries: five languages, three systems of codes."""

from __future__ import annotations

import polars as pl
import pytest
from tests.small_case import small_case

from sinews import CaseError, open_case
from sinews.case import apply_overrides, where
from sinews.case.countries import known_countries
from sinews.case.public.publisher import allies
from sinews.commands.shared import ally_key

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


def test_keys_and_options_take_any_name_of_an_ally() -> None:
    case = small_case()
    changed = case.with_value("budgets", "Deutschland", gdp_share=2.5)
    changed = apply_overrides(changed, ["budgets.CZ.gdp_share=2.6", "inventory.Lettland/truck.quantity=7"])
    assert changed["budgets"].select("ally", "gdp_share").rows() == [("DEU", 2.5), ("CZE", 2.6), ("LVA", 3.7)]
    assert changed["inventory"].filter(ally="LVA", capability="truck")["quantity"].to_list() == [7]
    assert where(case, "allies", "Germania").key == "DEU"
    own = case.with_table(
        "aliases", pl.DataFrame({"alias": ["Livland"], "country": ["LVA"], "kind": ["old"]})
    )
    assert [ally_key(own, name) for name in ("Livland", "Allemagne", "DEU", "Utopia", None)] == [
        "LVA", "DEU", "DEU", "Utopia", None,
    ]  # fmt: skip
    with pytest.raises(CaseError, match="expected the key of a row"):
        case.with_value("budgets", "Utopia", gdp_share=2.5)
