"""What tables of planning factors have alike; sites to cover, and published readiness."""

from sinews.case.schema import Column, Kind, Table, provenance


def factor_table(name: str, description: str) -> Table:
    """Return the declaration of a table of planning factors, each with a value and a range."""
    return Table(
        name,
        description,
        key=("factor",),
        columns=(
            Column("factor", "key of the factor"),
            Column("topic", "what it is about"),
            Column("parameter", "what is measured"),
            Column(
                "value",
                "value to plan with; empty where only the source's words are known",
                Kind.NUMBER,
                unit="the row's unit",
                optional=True,
            ),
            Column("low", "low value", Kind.NUMBER, unit="the row's unit", optional=True),
            Column("high", "high value", Kind.NUMBER, unit="the row's unit", optional=True),
            Column("unit", "unit of measure", optional=True),
            Column("condition", "under which condition it holds", optional=True),
            *provenance(),
        ),
        may_be_empty=True,
    )


SITES = Table(
    "sites",
    "a place that air and missile defence may have to cover",
    key=("site",),
    columns=(
        Column("site", "key of the site"),
        Column("kind", "what it is", choices=("city", "port", "airport", "power", "troops")),
        Column("name", "name of the place"),
        Column("country", "ISO 3166-1 alpha-3 code; XKX for Kosovo"),
        Column(
            "latitude",
            "geographic latitude, north positive",
            Kind.NUMBER,
            unit="degrees",
            minimum=-90,
            maximum=90,
        ),
        Column(
            "longitude",
            "geographic longitude, east positive",
            Kind.NUMBER,
            unit="degrees",
            minimum=-180,
            maximum=180,
        ),
        Column(
            "weight",
            "what covering it is worth: for a city its inhabitants",
            Kind.NUMBER,
            unit="persons or the like",
            minimum=0,
        ),
        *provenance(),
    ),
    may_be_empty=True,
)

READINESS = Table(
    "readiness",
    "a published figure about the availability of a force's equipment",
    key=("readiness",),
    columns=(
        Column("readiness", "key of the figure"),
        Column("owner", "ISO 3166-1 alpha-3 code of the ally, or key of the pool"),
        Column(
            "capability",
            "the capability concerned; empty for all",
            optional=True,
            references="capabilities.capability",
        ),
        Column("system", "the equipment"),
        Column("metric", "what is measured"),
        Column("value", "the figure", Kind.NUMBER, unit="the row's unit", minimum=0),
        Column("unit", "unit of measure"),
        Column("as_of", "year of the figure", Kind.YEAR, minimum=1990),
        *provenance(),
    ),
    may_be_empty=True,
)

TABLES = (SITES, READINESS)
