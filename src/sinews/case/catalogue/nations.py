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


def _share(name: str, meaning: str, of: str, *, optional: bool = True) -> Column:
    """Return a column of per cent."""
    return Column(name, meaning, Kind.NUMBER, unit=f"% of {of}", optional=optional, minimum=0, maximum=100)


_SPLIT = (
    _share("equipment_share", "major equipment, research and development included", "expenditure"),
    _share("personnel_share", "military and civilian personnel and pensions", "expenditure"),
    _share("infrastructure_share", "infrastructure", "expenditure"),
    _share("other_share", "operations, maintenance and all else", "expenditure"),
)
"""NATO's four categories."""

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
        _share("gdp_share", "expenditure as a share of GDP", "GDP"),
        Column(
            "real_change",
            "change against the year before in constant prices",
            Kind.NUMBER,
            unit="%",
            optional=True,
        ),
        *_SPLIT,
        *provenance(),
    ),
)

CORE_EXPENDITURE = Table(
    "core_expenditure",
    "core defence expenditure of an ally in a year, on the definition that NATO publishes since 2026; one edition",
    key=("ally", "year"),
    columns=(
        _ALLY,
        Column("year", "calendar year", Kind.YEAR, minimum=1949),
        Column(
            "current", "expenditure", Kind.NUMBER, unit="USD m, current prices and exchange rates", minimum=0
        ),
        Column(
            "amount",
            "the same in national currency, where published and convertible",
            Kind.NUMBER,
            unit="millions of the row's currency, current prices",
            optional=True,
            minimum=0,
        ),
        Column("currency", "ISO 4217 code of the amount", optional=True),
        Column("price_year", "year whose prices the amount is in", Kind.YEAR, optional=True, minimum=1990),
        _share("gdp_share", "expenditure as a share of real GDP", "GDP", optional=False),
        *_SPLIT,
        *provenance(),
    ),
    may_be_empty=True,
)

SPENDING_PLANS = Table(
    "spending_plans",
    "what an ally spends in a year by a published estimate or budget; its pledges go on from the last of them",
    key=("ally", "year"),
    columns=(
        _ALLY,
        Column("year", "calendar year; years before the case begins are history", Kind.YEAR),
        _share("gdp_share", "core defence expenditure", "GDP", optional=False),
        _share("equipment_share", "share spent on major equipment from that year on", "expenditure"),
        *provenance(),
    ),
    may_be_empty=True,
)

OUTSIDE_PROGRAMMES = Table(
    "outside_programmes",
    "a named part of spending on equipment that buys nothing of this case",
    key=("outside",),
    columns=(
        Column("outside", "key of the part"),
        Column(
            "part",
            "what it is spent on",
            choices=("research", "deterrent", "space and classified"),
        ),
        Column(
            "ally",
            "ISO 3166-1 alpha-3 code of the ally; empty where a figure stands for a group",
            optional=True,
            references="allies.ally",
        ),
        Column(
            "scope",
            "the group whose figure stands for each member that has none of its own",
            optional=True,
            references="groups.group",
        ),
        _share("share", "part of it", "equipment spending", optional=False),
        *provenance(),
    ),
    may_be_empty=True,
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
            "part of equipment spending open to the capabilities of this case; empty for all but the parts in "
            "outside_programmes",
            Kind.NUMBER,
            unit="% of equipment spending",
            optional=True,
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

TABLES = (
    ALLIES,
    ECONOMY,
    EXPENDITURE,
    CORE_EXPENDITURE,
    BUDGETS,
    SPENDING_PLANS,
    OUTSIDE_PROGRAMMES,
    PERSONNEL,
    EXCHANGE_RATES,
    DEFLATORS,
    ALIASES,
)
