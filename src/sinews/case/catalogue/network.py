"""Tables about movement: places, the ways between them, what carries, and planning factors of transportation."""

from sinews.case.catalogue.factors import factor_table
from sinews.case.schema import Column, Kind, Table, provenance

NODES = Table(
    "nodes",
    "a place of the transport network: city, port, airport or border crossing",
    key=("node",),
    columns=(
        Column("node", "key of the node"),
        Column("kind", "what it is", choices=("city", "port", "airport", "border")),
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
        Column("population", "inhabitants of a city", Kind.INTEGER, unit="persons", optional=True, minimum=0),
        *provenance(),
    ),
    may_be_empty=True,
)

LAND_EDGES = Table(
    "land_edges",
    "a road or railway between two nodes, in both directions; lengths derive from OpenStreetMap and are under the ODbL",
    key=("from_node", "to_node", "mode"),
    columns=(
        Column("from_node", "key of one end", references="nodes.node"),
        Column("to_node", "key of the other end", references="nodes.node"),
        Column("mode", "means of transport", choices=("road", "rail")),
        Column("length", "length of the way", Kind.NUMBER, unit="km", minimum=0),
        Column("countries", "countries passed in order, as ISO 3166-1 alpha-2 codes with > between"),
        Column(
            "gauge_from",
            "track gauge at the first end (rail)",
            Kind.NUMBER,
            unit="mm",
            optional=True,
            minimum=600,
        ),
        Column(
            "gauge_to",
            "track gauge at the other end (rail)",
            Kind.NUMBER,
            unit="mm",
            optional=True,
            minimum=600,
        ),
        Column("gauge_break", "whether loads change trains on the way (rail)", Kind.BOOLEAN, optional=True),
        *provenance(),
    ),
    may_be_empty=True,
)

SEA_EDGES = Table(
    "sea_edges",
    "a sea route between two ports, in both directions",
    key=("from_node", "to_node"),
    columns=(
        Column("from_node", "key of one port", references="nodes.node"),
        Column("to_node", "key of the other port", references="nodes.node"),
        Column("length", "length of the route", Kind.NUMBER, unit="nautical miles", minimum=0),
        *provenance(),
    ),
    may_be_empty=True,
)

LIFT = Table(
    "lift",
    "a means of transport and what it carries",
    key=("lift",),
    columns=(
        Column("lift", "key of the means of transport"),
        Column("name", "name in words"),
        Column("mode", "on what it moves", choices=("road", "rail", "sea", "air")),
        Column(
            "capability",
            "the capability whose units these are",
            optional=True,
            references="capabilities.capability",
        ),
        Column("payload", "load of one", Kind.NUMBER, unit="tonnes", minimum=0),
        Column(
            "lane_metres",
            "deck length for vehicles (sea)",
            Kind.NUMBER,
            unit="lane metres",
            optional=True,
            minimum=0,
        ),
        Column(
            "speed",
            "distance covered in a day of operation, halts included",
            Kind.NUMBER,
            unit="km per day",
            minimum=0,
        ),
        Column("loading", "time to load, and again to unload", Kind.NUMBER, unit="days", minimum=0),
        Column(
            "availability", "share that can be used at a time", Kind.NUMBER, unit="%", minimum=0, maximum=100
        ),
        *provenance(),
    ),
    may_be_empty=True,
)

TRANSPORT_FACTORS = factor_table(
    "transport_factors", "a planning factor or a measured case of transportation"
)

TABLES = (NODES, LAND_EDGES, SEA_EDGES, LIFT, TRANSPORT_FACTORS)
