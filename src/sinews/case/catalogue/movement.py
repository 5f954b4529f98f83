"""Tables about the capacity of ways and terminals, and about permission to cross borders."""

from sinews.case.schema import TABLE_MONEY, Column, Kind, Table, provenance

_KINDS = ("rail", "gauge_break", "road", "rail_terminal", "port", "airport")

CORRIDOR_CLASSES = Table(
    "corridor_classes",
    "a class of ways or terminals: what military traffic may use of one in a day, and what one more costs; the note has the reason",
    key=("corridor_class",),
    columns=(
        Column("corridor_class", "key of the class"),
        Column("name", "what stands before the names of its places in a sentence"),
        Column(
            "kind",
            "railway, railway on which the gauge changes, road, place to load trains, port or airport",
            choices=_KINDS,
        ),
        Column(
            "gauge",
            "the track gauge for which this class is the usual one (rail)",
            Kind.NUMBER,
            unit="mm",
            optional=True,
            minimum=600,
        ),
        Column("usual", "whether it holds where the table of corridors names no other", Kind.BOOLEAN),
        Column(
            "capacity",
            "both ways together, each day: trains (rail, gauge_break, rail_terminal), vehicles (road), lane metres (port), tonnes (airport)",
            Kind.NUMBER,
            unit="per day",
            minimum=0,
        ),
        Column(
            "expansion_cost",
            "price of one more of these each day, at constant prices",
            Kind.NUMBER,
            unit=TABLE_MONEY,
            minimum=0,
        ),
        *provenance(),
    ),
    may_be_empty=True,
)

CORRIDORS = Table(
    "corridors",
    "a way, or a terminal (both nodes the same), whose class is not the usual one",
    key=("from_node", "to_node", "kind"),
    columns=(
        Column("from_node", "key of one end", references="nodes.node"),
        Column("to_node", "key of the other end", references="nodes.node"),
        Column("kind", "what of it", choices=tuple(kind for kind in _KINDS if kind != "gauge_break")),
        Column("corridor_class", "its class", references="corridor_classes.corridor_class"),
        *provenance(),
    ),
    may_be_empty=True,
)

BORDER_REGIMES = Table(
    "border_regimes",
    "rules of permission for military movement: how long before the first border it must be asked for",
    key=("border_regime",),
    columns=(
        Column("border_regime", "key of the regime"),
        Column("name", "name in words"),
        Column("notice", "time from notice to permission", Kind.NUMBER, unit="days", minimum=0, maximum=180),
        Column("active", "whether the case reckons with it; the first active one counts", Kind.BOOLEAN),
        *provenance(),
    ),
    may_be_empty=True,
)

TABLES = (CORRIDOR_CLASSES, CORRIDORS, BORDER_REGIMES)
