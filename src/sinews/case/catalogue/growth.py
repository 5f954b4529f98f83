"""Tables about the economy behind defence: sectors, their exchange and measured effects."""

from sinews.case.catalogue.factors import factor_table
from sinews.case.schema import Column, Kind, Table, provenance

_MONEY = "millions of the table's currency at basic prices"

SECTORS = Table(
    "sectors",
    "a sector of an input-output table",
    key=("sector",),
    columns=(
        Column("sector", "key of the sector"),
        Column("name", "name in words"),
        Column("year", "year of the table", Kind.YEAR, minimum=1990),
        Column("currency", "ISO 4217 code of the table's money"),
        Column("imports", "imported goods and services used", Kind.NUMBER, unit=_MONEY, minimum=0),
        Column("product_taxes", "taxes less subsidies on products used", Kind.NUMBER, unit=_MONEY),
        Column("production_taxes", "taxes less subsidies on production", Kind.NUMBER, unit=_MONEY),
        Column("compensation", "compensation of employees", Kind.NUMBER, unit=_MONEY, minimum=0),
        Column("surplus", "gross operating surplus", Kind.NUMBER, unit=_MONEY),
        Column(
            "households",
            "final demand of households and the institutions that serve them",
            Kind.NUMBER,
            unit=_MONEY,
        ),
        *provenance(),
    ),
    may_be_empty=True,
)

INPUT_OUTPUT = Table(
    "input_output",
    "what one sector uses of another's domestic output; pairs without a row use nothing",
    key=("from_sector", "to_sector"),
    columns=(
        Column("from_sector", "the sector that supplies", references="sectors.sector"),
        Column("to_sector", "the sector that uses", references="sectors.sector"),
        Column("value", "what is used in the year of the table", Kind.NUMBER, unit=_MONEY, minimum=0),
        *provenance(),
    ),
    may_be_empty=True,
)

SECTOR_CONCORDANCE = Table(
    "sector_concordance",
    "in which sector of the allies' own tables a sector stands; each of those holds one sector or several",
    key=("sector",),
    columns=(
        Column("sector", "the sector", references="sectors.sector"),
        Column("national_sector", "key of the sector of the allies' own tables"),
        *provenance(),
    ),
    may_be_empty=True,
)

_NATIONAL_SECTOR = Column(
    "national_sector",
    "key of the sector of the allies' own tables",
    references="sector_concordance.national_sector",
)

NATIONAL_SECTORS = Table(
    "national_sectors",
    "a sector of an ally's own input-output table; an ally without rows has a stand-in, or the table of sectors by its size",
    key=("ally", "national_sector"),
    columns=(
        Column("ally", "ISO 3166-1 alpha-3 code of the ally", references="allies.ally"),
        _NATIONAL_SECTOR,
        Column("year", "year of the table", Kind.YEAR, minimum=1990),
        Column("currency", "ISO 4217 code of the table's money"),
        Column("imports", "imported goods and services used, with their transport", Kind.NUMBER, unit=_MONEY),
        Column("product_taxes", "taxes less subsidies on products used", Kind.NUMBER, unit=_MONEY),
        Column("value_added", "value added at basic prices", Kind.NUMBER, unit=_MONEY),
        Column("compensation", "compensation of employees", Kind.NUMBER, unit=_MONEY, minimum=0),
        Column(
            "households",
            "final demand of households and the institutions that serve them",
            Kind.NUMBER,
            unit=_MONEY,
        ),
        *provenance(),
    ),
    may_be_empty=True,
)

NATIONAL_INPUT_OUTPUT = Table(
    "national_input_output",
    "what one sector of an ally's own table uses of another's domestic output; pairs without a row use nothing",
    key=("ally", "from_sector", "to_sector"),
    columns=(
        Column("ally", "ISO 3166-1 alpha-3 code of the ally", references="allies.ally"),
        Column("from_sector", "the sector that supplies", references="sector_concordance.national_sector"),
        Column("to_sector", "the sector that uses", references="sector_concordance.national_sector"),
        Column("value", "what is used in the year of the table", Kind.NUMBER, unit=_MONEY, minimum=0),
        *provenance(),
    ),
    may_be_empty=True,
)

ECONOMY_STAND_INS = Table(
    "economy_stand_ins",
    "whose input-output table stands for that of an ally without one",
    key=("ally",),
    columns=(
        Column("ally", "ISO 3166-1 alpha-3 code of the ally", references="allies.ally"),
        Column("stand_in", "the ally whose table stands for it", references="allies.ally"),
        *provenance(),
    ),
    may_be_empty=True,
)

GROWTH_FACTORS = factor_table(
    "growth_factors", "a published effect of defence spending on growth, jobs or industry"
)

SECTOR_MIX = Table(
    "sector_mix",
    "which sectors make the products of a capability; what has no row has no effect on growth",
    key=("capability", "sector"),
    columns=(
        Column("capability", "the capability", references="capabilities.capability"),
        Column("sector", "the sector", references="sectors.sector"),
        Column(
            "share",
            "its part of what the products cost; the parts of a capability are taken relative to their sum",
            Kind.NUMBER,
            unit="ratio",
            minimum=0,
            maximum=1,
        ),
        *provenance(),
    ),
    may_be_empty=True,
)

EXPANSION_MIX = Table(
    "expansion_mix",
    "which sectors build new production lines and what stands in them",
    key=("sector",),
    columns=(
        Column("sector", "the sector", references="sectors.sector"),
        Column(
            "share",
            "its part of what new lines cost; the parts are taken relative to their sum",
            Kind.NUMBER,
            unit="ratio",
            minimum=0,
            maximum=1,
        ),
        *provenance(),
    ),
    may_be_empty=True,
)

TABLES = (
    SECTORS,
    INPUT_OUTPUT,
    SECTOR_CONCORDANCE,
    NATIONAL_SECTORS,
    NATIONAL_INPUT_OUTPUT,
    ECONOMY_STAND_INS,
    SECTOR_MIX,
    EXPANSION_MIX,
    GROWTH_FACTORS,
)
