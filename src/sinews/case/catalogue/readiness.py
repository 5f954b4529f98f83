"""Tables about readiness: the tiers of a force model, and what equipment a formation takes."""

from sinews.case.schema import Column, Kind, Table, provenance

FORCE_TIERS = Table(
    "force_tiers",
    "a tier of the force model: soldiers that are to be ready by a day, and what can be with them by then",
    key=("tier",),
    columns=(
        Column("tier", "key of the tier"),
        Column("name", "name in words"),
        Column("day", "days after the call", Kind.INTEGER, unit="days", minimum=1),
        Column(
            "troops",
            "soldiers ready by then, those of earlier tiers included",
            Kind.NUMBER,
            unit="persons",
            minimum=0,
        ),
        Column(
            "present",
            "part of an ally's active military personnel that can be with its formations by then",
            Kind.NUMBER,
            unit="ratio",
            minimum=0,
            maximum=1,
        ),
        Column(
            "mobilised",
            "part of an ally's reserve that is called up and with its formations by then",
            Kind.NUMBER,
            unit="ratio",
            minimum=0,
            maximum=1,
        ),
        Column(
            "trained",
            "part of the formations that have trained by then",
            Kind.NUMBER,
            unit="ratio",
            minimum=0,
            maximum=1,
        ),
        Column(
            "available",
            "part of the equipment that can be used by then, where the table readiness has no figure of the ally",
            Kind.NUMBER,
            unit="ratio",
            minimum=0,
            maximum=1,
        ),
        *provenance(),
    ),
    may_be_empty=True,
)

RESERVES = Table(
    "reserves",
    "soldiers of an ally who are not on active service and can be called up",
    key=("ally",),
    columns=(
        Column("ally", "key of the ally", references="allies.ally"),
        Column("reserve", "soldiers of the reserve", Kind.NUMBER, unit="thousand persons", minimum=0),
        Column("as_of", "year of the count", Kind.YEAR, minimum=1949),
        *provenance(),
    ),
    may_be_empty=True,
)

ESTABLISHMENTS = Table(
    "establishments",
    "how much equipment a formation takes",
    key=("formation", "capability"),
    columns=(
        Column("formation", "the kind of formation", references="formations.formation"),
        Column("capability", "the equipment", references="capabilities.capability"),
        Column(
            "quantity", "how much one formation takes", Kind.NUMBER, unit="units of the capability", minimum=0
        ),
        *provenance(),
    ),
    may_be_empty=True,
)

TABLES = (FORCE_TIERS, RESERVES, ESTABLISHMENTS)
