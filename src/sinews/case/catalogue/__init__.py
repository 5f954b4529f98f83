"""The declaration of every table of a case, in the order in which a reader meets them."""

from sinews.case.catalogue import forces, industry, inputs, nations, sharing
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
    ),
)

TABLES: tuple[Table, ...] = (
    *nations.TABLES,
    *forces.TABLES,
    *industry.TABLES,
    *inputs.TABLES,
    *sharing.TABLES,
    SOURCES,
)


def table_named(name: str) -> Table:
    """Return the declaration of the table called `name`; raise KeyError if there is none."""
    for table in TABLES:
        if table.name == name:
            return table
    raise KeyError(name)
