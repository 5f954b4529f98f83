"""Columns that several tables have alike."""

from sinews.case.schema import Column, Kind

ALLY = Column("ally", "ISO 3166-1 alpha-3 code of the ally", references="allies.ally")

CAPABILITY = Column("capability", "key of the capability", references="capabilities.capability")

REMAINING_LIFE = Column(
    "remaining_life",
    "years over which this stock retires, evenly; empty where it does not retire",
    Kind.NUMBER,
    unit="years",
    optional=True,
    minimum=1,
)
