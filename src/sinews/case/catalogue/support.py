"""Tables about support to Ukraine: money given and committed, and heavy weapons given."""

from sinews.case.schema import Column, Kind, Table, provenance

_ALLY = Column("ally", "ISO 3166-1 alpha-3 code of the ally", references="allies.ally")

COMMITMENTS = Table(
    "commitments",
    "military support of an ally to Ukraine in a year: given, or committed and still to come",
    key=("ally", "year", "kind"),
    columns=(
        _ALLY,
        Column("year", "calendar year", Kind.YEAR, minimum=2022),
        Column(
            "kind",
            "given: allocated to a purpose; committed: promised, not allocated yet",
            choices=("given", "committed"),
        ),
        Column(
            "amount",
            "value of the support",
            Kind.NUMBER,
            unit="millions of the row's currency at the row's price year",
            minimum=0,
        ),
        Column("currency", "ISO 4217 code"),
        Column("price_year", "year whose prices the amount is in", Kind.YEAR, minimum=1990),
        *provenance(),
    ),
    may_be_empty=True,
)

DONATIONS = Table(
    "donations",
    "heavy weapons that an ally has given to Ukraine; counts of the inventory are after them",
    key=("ally", "category"),
    columns=(
        _ALLY,
        Column("category", "kind of weapon, as the publication groups them", as_written=True),
        Column("quantity", "number given", Kind.NUMBER, unit="weapons or systems", minimum=0),
        Column(
            "value",
            "their value",
            Kind.NUMBER,
            unit="millions of the row's currency, at the publication's prices",
            optional=True,
            minimum=0,
        ),
        Column("currency", "ISO 4217 code"),
        Column("first_year", "first year of the count", Kind.YEAR, minimum=2022),
        Column("last_year", "last year of the count", Kind.YEAR, minimum=2022),
        *provenance(),
    ),
    may_be_empty=True,
)

TABLES = (COMMITMENTS, DONATIONS)
