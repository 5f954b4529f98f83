"""Tables about the allies: who they are, their economies, their money and their people."""

from sinews.case.schema import TABLE_MONEY, Column, Kind, Table, provenance

_ALLY = Column("ally", "ISO 3166-1 alpha-3 code of the ally", references="allies.ally")

ALLIES = Table(
    "allies",
    "one row per member of the Alliance",
    key=("ally",),
    columns=(
        Column("ally", "ISO 3166-1 alpha-3 code"),
        Column("name", "common English name"),
        Column("iso2", "ISO 3166-1 alpha-2 code"),
        Column("joined", "year of accession to the North Atlantic Treaty", Kind.YEAR, minimum=1949),
        Column("region", "planning region, for grouping in reports"),
        Column("currency", "ISO 4217 code of the national currency"),
        Column("population", "resident population", Kind.INTEGER, unit="persons", minimum=0),
        Column("coastal", "whether it has a sea coast", Kind.BOOLEAN),
        Column("armed_forces", "whether it keeps armed forces", Kind.BOOLEAN),
        *provenance(),
    ),
)

ECONOMY = Table(
    "economy",
    "gross domestic product of an ally in a year, past and projected",
    key=("ally", "year"),
    columns=(
        _ALLY,
        Column("year", "calendar year", Kind.YEAR),
        Column(
            "gdp",
            "gross domestic product",
            Kind.NUMBER,
            unit=TABLE_MONEY,
            minimum=0,
        ),
        *provenance(),
    ),
)

EXPENDITURE = Table(
    "expenditure",
    "defence expenditure of an ally in a past year, on NATO's definition",
    key=("ally", "year"),
    columns=(
        _ALLY,
        Column("year", "calendar year", Kind.YEAR, minimum=1949),
        Column("member", "whether it was a member in that year", Kind.BOOLEAN),
        Column(
            "current",
            "expenditure",
            Kind.NUMBER,
            unit="USD m, current prices and exchange rates",
            optional=True,
            minimum=0,
        ),
        Column(
            "gdp_current",
            "gross domestic product",
            Kind.NUMBER,
            unit="USD m, current prices and exchange rates",
            optional=True,
            minimum=0,
        ),
        Column(
            "gdp_share",
            "expenditure as a share of GDP",
            Kind.NUMBER,
            unit="% of GDP",
            optional=True,
            minimum=0,
            maximum=100,
        ),
        Column(
            "real_change",
            "change against the year before in constant prices",
            Kind.NUMBER,
            unit="%",
            optional=True,
        ),
        Column(
            "equipment_share",
            "major equipment, research and development included",
            Kind.NUMBER,
            unit="% of expenditure",
            optional=True,
            minimum=0,
            maximum=100,
        ),
        Column(
            "personnel_share",
            "military and civilian personnel and pensions",
            Kind.NUMBER,
            unit="% of expenditure",
            optional=True,
            minimum=0,
            maximum=100,
        ),
        Column(
            "infrastructure_share",
            "infrastructure",
            Kind.NUMBER,
            unit="% of expenditure",
            optional=True,
            minimum=0,
            maximum=100,
        ),
        Column(
            "other_share",
            "operations, maintenance and all else",
            Kind.NUMBER,
            unit="% of expenditure",
            optional=True,
            minimum=0,
            maximum=100,
        ),
        *provenance(),
    ),
)

BUDGETS = Table(
    "budgets",
    "how an ally divides its defence expenditure from the base year on",
    key=("ally",),
    columns=(
        _ALLY,
        Column(
            "gdp_share",
            "core defence expenditure in the year before the base year",
            Kind.NUMBER,
            unit="% of GDP",
            minimum=0,
            maximum=100,
        ),
        Column(
            "equipment_share",
            "share spent on major equipment",
            Kind.NUMBER,
            unit="% of expenditure",
            minimum=0,
            maximum=100,
        ),
        Column(
            "programme_share",
            "part of equipment spending open to the capabilities of this case; the rest goes to programmes outside it",
            Kind.NUMBER,
            unit="% of equipment spending",
            minimum=0,
            maximum=100,
        ),
        Column(
            "operating_share",
            "part of the growth in expenditure since the year before the base year that may operate added forces",
            Kind.NUMBER,
            unit="% of expenditure growth",
            minimum=0,
            maximum=100,
        ),
        *provenance(),
    ),
)

PERSONNEL = Table(
    "personnel",
    "military personnel of an ally in a year",
    key=("ally", "year"),
    columns=(
        _ALLY,
        Column("year", "calendar year", Kind.YEAR, minimum=1949),
        Column("military", "active military personnel", Kind.NUMBER, unit="thousand persons", minimum=0),
        *provenance(),
    ),
)

EXCHANGE_RATES = Table(
    "exchange_rates",
    "national currency units per US dollar, average of the year",
    key=("currency", "year"),
    columns=(
        Column("currency", "ISO 4217 code"),
        Column("year", "calendar year", Kind.YEAR),
        Column(
            "per_usd",
            "national currency units per US dollar",
            Kind.NUMBER,
            unit="currency units per USD",
            minimum=1e-6,
        ),
        *provenance(),
    ),
)

DEFLATORS = Table(
    "deflators",
    "GDP deflator of a currency's economy",
    key=("currency", "year"),
    columns=(
        Column("currency", "ISO 4217 code"),
        Column("year", "calendar year", Kind.YEAR),
        Column("index", "price level", Kind.NUMBER, unit="index, 2024 = 100", minimum=1e-6),
        *provenance(),
    ),
)

ALIASES = Table(
    "aliases",
    "another name or code of a country, by which it is known in files of others and at the command line",
    key=("alias",),
    columns=(
        Column("alias", "the name or code, as it is written", as_written=True),
        Column("country", "ISO 3166-1 alpha-3 code of the country, ally or not"),
        Column("kind", "the system of codes, or the language of the name", optional=True),
    ),
    may_be_empty=True,
)

TABLES = (ALLIES, ECONOMY, EXPENDITURE, BUDGETS, PERSONNEL, EXCHANGE_RATES, DEFLATORS, ALIASES)
