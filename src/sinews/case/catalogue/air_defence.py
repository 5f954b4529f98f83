"""Tables of air and missile defence: layers, raids, who engages what, what a site is worth, planning values."""

from sinews.case.schema import TABLE_MONEY, Column, Kind, Table, provenance


def band(name: str, what: str, unit: str) -> tuple[Column, Column, Column]:
    """Return the columns of a value to plan with, and of the ends of its range."""
    return (
        Column(name, f"{what}: value to plan with", Kind.NUMBER, unit=unit, minimum=0),
        Column(f"{name}_low", f"{what}: low value", Kind.NUMBER, unit=unit, minimum=0),
        Column(f"{name}_high", f"{what}: high value", Kind.NUMBER, unit=unit, minimum=0),
    )


AIR_DEFENCE_LAYERS = Table(
    "air_defence_layers",
    "a class of air and missile defence units with its nominal planning radius",
    key=("layer",),
    columns=(
        Column("layer", "key of the layer"),
        Column("name", "name in words"),
        Column("role", "weapons defend sites, sensors watch over them", choices=("weapon", "sensor")),
        Column("capability", "the capability whose units these are", references="capabilities.capability"),
        *band("radius", "nominal radius of one unit", "km"),
        *band("ready_rounds", "interceptors ready to fire in one unit", "missiles"),
        Column(
            "ambition",
            "share of the weight of all sites that the layer shall cover",
            Kind.NUMBER,
            unit="%",
            minimum=0,
            maximum=100,
        ),
        *provenance(),
    ),
    may_be_empty=True,
)

RAIDS = Table(
    "raids",
    "a class of air threats, and how many of them come on a day",
    key=("threat",),
    columns=(
        Column("threat", "key of the threat class"),
        Column("name", "name in words"),
        *band("rate", "threats that come on a day", "threats per day"),
        Column("price", "what one costs its owner", Kind.NUMBER, unit=TABLE_MONEY, minimum=0),
        *provenance(),
    ),
    may_be_empty=True,
)

AIR_DEFENCE_ENGAGEMENTS = Table(
    "air_defence_engagements",
    "how a layer answers a class of threats; layers without a row do not answer it",
    key=("threat", "layer"),
    columns=(
        Column("threat", "the threat class", references="raids.threat"),
        Column("layer", "the layer", references="air_defence_layers.layer"),
        *band("share", "share of the threats of the class that the layer engages", "%"),
        Column(
            "interceptor",
            "the capability whose stock it draws on; empty for guns and jammers, or where none is counted",
            optional=True,
            references="capabilities.capability",
        ),
        *band("shots", "interceptors for one engaged threat", "missiles per threat"),
        *provenance(),
    ),
    may_be_empty=True,
)

SITE_WEIGHTS = Table(
    "site_weights",
    "what covering a site of a kind is worth, beside other sites",
    key=("kind",),
    columns=(
        Column(
            "kind",
            "kind of site",
            choices=("city", "port", "airport", "border", "rail_hub", "troops", "power"),
        ),
        Column(
            "weight",
            "worth of one site; of a city, of each 100,000 inhabitants",
            Kind.NUMBER,
            unit="points",
            minimum=0,
        ),
        *provenance(),
    ),
    may_be_empty=True,
)

AIR_DEFENCE_PLANNING = Table(
    "air_defence_planning",
    "a value of our own that the planning of air and missile defence rests on",
    key=("parameter",),
    columns=(
        Column(
            "parameter",
            "key of the value",
            choices=(
                "availability",
                "reserve",
                "overseas",
                "further_layer",
                "days",
                "rail_edges",
                "raid_units",
            ),
        ),
        Column("value", "the value", Kind.NUMBER, unit="the row's unit", minimum=0),
        Column("unit", "unit of measure"),
        *provenance(),
    ),
    may_be_empty=True,
)

TABLES = (AIR_DEFENCE_LAYERS, RAIDS, AIR_DEFENCE_ENGAGEMENTS, SITE_WEIGHTS, AIR_DEFENCE_PLANNING)
