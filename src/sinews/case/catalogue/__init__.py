"""The declaration of every table of a case, in the order in which a reader meets them."""

from sinews.case.catalogue import (
    air_defence,
    contracting,
    factors,
    forces,
    growth,
    industry,
    inputs,
    loans,
    medical,
    movement,
    nations,
    network,
    plans,
    promises,
    readiness,
    sharing,
    suppliers,
    supply,
    support,
    support_deliveries,
    units_held,
)
from sinews.case.catalogue.ranges import with_ranges
from sinews.case.schema import Column, Kind, Table

SOURCES = Table(
    "sources",
    "a publication that figures are taken from",
    key=("source",),
    columns=(
        Column("source", "key of the publication"),
        Column("title", "title"),
        Column("publisher", "publisher, or author"),
        Column("year", "year of publication", Kind.YEAR, optional=True),
        Column("address", "where it can be read", optional=True),
        Column("licence", "licence or terms of use, where known", optional=True),
        Column(
            "confidence",
            "how far the publication can be trusted; empty where nothing speaks against it",
            optional=True,
            choices=("medium", "low"),
        ),
        Column(
            "visibility",
            "who may see figures that rest on it; empty for everybody",
            optional=True,
            choices=("public", "restricted"),
            may_be_missing=True,
        ),
    ),
)
ERRATA = Table(
    "errata",
    "what an earlier edition of the figures had wrong, and what it says now; plans and reports carry it",
    key=("erratum",),
    columns=(
        Column("erratum", "key of the correction"),
        Column("edition", "the edition that corrects it"),
        Column("table", "the table that was corrected"),
        Column("rows", "the rows that were corrected, where not all", optional=True),
        Column("was", "what was wrong"),
        Column("now", "what it is now, and why"),
    ),
    may_be_empty=True,
)

_DECLARED: tuple[Table, ...] = (
    *nations.TABLES,
    *forces.TABLES,
    *units_held.TABLES,
    *promises.TABLES,
    *industry.TABLES,
    *inputs.TABLES,
    *contracting.TABLES,
    *loans.TABLES,
    *suppliers.TABLES,
    *sharing.TABLES,
    *support_deliveries.TABLES,
    *support.TABLES,
    *network.TABLES,
    *movement.TABLES,
    *plans.TABLES,
    *readiness.TABLES,
    *factors.TABLES,
    *air_defence.TABLES,
    *medical.TABLES,
    *supply.TABLES,
    *growth.TABLES,
    SOURCES,
    ERRATA,
)

TABLES: tuple[Table, ...] = tuple(with_ranges(table) for table in _DECLARED)
"""All tables of a case, in the order in which they are told; every figure has a range."""


def table_named(name: str) -> Table:
    """Return the declaration of the table called `name`; raise KeyError if there is none."""
    for table in TABLES:
        if table.name == name:
            return table
    raise KeyError(name)
