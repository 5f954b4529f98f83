"""The table of what allies still have to give to Ukraine in kind."""

from sinews.case.schema import Column, Kind, Table, provenance

SUPPORT_DELIVERIES = Table(
    "support_deliveries",
    "what an ally has promised to Ukraine in kind: from its stock, or from a line that it pays",
    key=("delivery",),
    columns=(
        Column("delivery", "key of the delivery"),
        Column("ally", "ISO 3166-1 alpha-3 code of the ally", references="allies.ally"),
        Column(
            "capability",
            "the capability whose stock it leaves; empty where it comes from a line",
            optional=True,
            references="capabilities.capability",
        ),
        Column(
            "line",
            "the line that builds it; empty where it comes from stock",
            optional=True,
            references="lines.line",
        ),
        Column(
            "quantity",
            "what is still to be given: units of the capability, or products of the line",
            Kind.NUMBER,
            unit="units or products",
            minimum=0,
        ),
        Column("first_year", "year in which giving begins", Kind.YEAR, within_horizon=True),
        Column("last_year", "year in which it ends", Kind.YEAR, within_horizon=True),
        *provenance(),
    ),
    may_be_empty=True,
)

TABLES = (SUPPORT_DELIVERIES,)
