"""Support to Ukraine in money: given and committed."""

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

TABLES = (COMMITMENTS,)
