"""Tables of what is held by name and by system, from public lists, and how much of it counts towards a requirement."""

from sinews.case.catalogue.columns import ALLY, CAPABILITY, REMAINING_LIFE
from sinews.case.schema import Column, Kind, Table, provenance

_COMPONENT = Column(
    "component",
    "the component that it belongs to",
    choices=("active", "national guard", "reserve", "territorial"),
)

FORMATIONS_HELD = Table(
    "formations_held",
    "a formation or headquarters that exists, by name; a capability with rows here has none in inventory",
    key=("ally", "name"),
    columns=(
        ALLY,
        Column("name", "name of the formation, or what several are called together", as_written=True),
        Column("capability", "what it counts as", references="capabilities.capability"),
        Column("type", "its type in words", optional=True),
        _COMPONENT,
        Column("readiness", "what is public of its readiness", optional=True),
        Column(
            "forming_until",
            "year in which it is formed: it counts in cases that begin later; empty where it stands",
            Kind.YEAR,
            optional=True,
            minimum=1949,
        ),
        Column(
            "count", "how many the row stands for", Kind.NUMBER, unit="units of the capability", minimum=0
        ),
        Column("as_of", "year of the count", Kind.YEAR, minimum=1990),
        *provenance(),
    ),
    may_be_empty=True,
)

FORMATION_COUNTS = Table(
    "formation_counts",
    "which part of an ally's formations counts towards a requirement: offered to the plans, filled, and active or mobilised within 180 days",
    key=("ally", "capability", "component"),
    columns=(
        ALLY,
        Column(
            "capability",
            "key of the capability, or of the sum of several",
            references="capabilities.capability",
        ),
        _COMPONENT,
        Column("counts", "part that counts, 0 to 1", Kind.NUMBER, unit="share", minimum=0, maximum=1),
        Column(
            "counts_2021",
            "part at which the Alliance's offer of 2021 would be the former requirement, 0 to 1",
            Kind.NUMBER,
            unit="share",
            minimum=0,
            maximum=1,
        ),
        *provenance(),
    ),
    may_be_empty=True,
)

FIRE_UNITS = Table(
    "fire_units",
    "how many fire units (a radar, an engagement control and its launchers) one of a unit is in which publications count air defence",
    key=("capability", "unit"),
    columns=(
        CAPABILITY,
        Column("unit", "the unit in which publications count", as_written=True),
        Column("fire_units", "fire units in one", Kind.NUMBER, unit="fire units", minimum=0),
        Column("low", "low end", Kind.NUMBER, unit="fire units", minimum=0),
        Column("high", "high end", Kind.NUMBER, unit="fire units", minimum=0),
        *provenance(),
    ),
    may_be_empty=True,
)

AIR_DEFENCE_HELD = Table(
    "air_defence_held",
    "what an ally holds of an air-defence system, in the unit in which it was published; a capability with rows here has none in inventory",
    key=("ally", "system"),
    columns=(
        ALLY,
        Column("system", "name of the system", as_written=True),
        Column("capability", "what it counts as", references="capabilities.capability"),
        Column("unit", "the unit of the count, one of fire_units"),
        Column("quantity", "number in service", Kind.NUMBER, unit="as in unit", minimum=0),
        Column("as_of", "year of the count", Kind.YEAR, minimum=1990),
        REMAINING_LIFE,
        *provenance(),
    ),
    may_be_empty=True,
)

TABLES = (FORMATIONS_HELD, FORMATION_COUNTS, FIRE_UNITS, AIR_DEFENCE_HELD)
