"""Tables about defence plans: formations, and the force packages that plans ask for."""

from sinews.case.schema import Column, Kind, Table, provenance

FORMATIONS = Table(
    "formations",
    "a kind of formation: what it consists of, weighs and consumes",
    key=("formation",),
    columns=(
        Column("formation", "key of the formation"),
        Column("name", "name in words"),
        Column("capability", "the capability of which it is one unit", references="capabilities.capability"),
        Column("personnel", "soldiers", Kind.NUMBER, unit="persons", minimum=0),
        Column("vehicles", "vehicles, trailers and containers", Kind.NUMBER, unit="pieces", minimum=0),
        Column(
            "heavy_tracked",
            "of them, too heavy for the road: for rail or heavy transporters",
            Kind.NUMBER,
            unit="pieces",
            minimum=0,
        ),
        Column(
            "weight",
            "weight of vehicles, containers and first supplies",
            Kind.NUMBER,
            unit="tonnes",
            minimum=0,
        ),
        Column("lane_metres", "deck length by sea", Kind.NUMBER, unit="lane metres", minimum=0),
        Column("trains", "trains by rail", Kind.NUMBER, unit="trains", minimum=0),
        Column(
            "fuel", "fuel on a day of intense combat", Kind.NUMBER, unit="cubic metres per day", minimum=0
        ),
        Column(
            "ammunition",
            "ammunition on a day of intense combat",
            Kind.NUMBER,
            unit="tonnes per day",
            minimum=0,
        ),
        *provenance(),
    ),
    may_be_empty=True,
)

DEFENCE_PLANS = Table(
    "defence_plans",
    "a regional defence plan",
    key=("plan",),
    columns=(
        Column("plan", "key of the plan"),
        Column("name", "name in words"),
        Column("region", "the region that it defends"),
        Column("duration", "days of supply and of combat to plan for", Kind.INTEGER, unit="days", minimum=1),
        *provenance(),
    ),
    may_be_empty=True,
)

FORCE_PACKAGES = Table(
    "force_packages",
    "formations that a defence plan needs at a place by a day",
    key=("force_package",),
    columns=(
        Column("force_package", "key of the force package"),
        Column("plan", "the defence plan", references="defence_plans.plan"),
        Column("formation", "the kind of formation", references="formations.formation"),
        Column("quantity", "number of formations", Kind.INTEGER, unit="formations", minimum=1),
        Column("origin", "where they come from", references="nodes.node"),
        Column("destination", "where they are needed", references="nodes.node"),
        Column(
            "required_day",
            "day by which they are closed at the destination, from the start of the plan",
            Kind.INTEGER,
            unit="days",
            minimum=0,
            maximum=180,
        ),
        Column("intensity", "combat that they are in once there", choices=("low", "medium", "high")),
        *provenance(),
    ),
    may_be_empty=True,
)

TABLES = (FORMATIONS, DEFENCE_PLANS, FORCE_PACKAGES)
