"""Tables of air and missile defence: layers, raids, who engages what, the other side, planning values."""

from __future__ import annotations

from sinews.case.schema import TABLE_MONEY, Column, Kind, Table, provenance


def band(
    name: str, what: str, unit: str, *, maximum: float | None = None, optional: bool = False
) -> tuple[Column, ...]:
    """Return the columns of a value to plan with, and of the ends of its range.

    Optional ones may be missing from a file: cases made before have none.
    """
    words = {"": "value to plan with", "_low": "low value", "_high": "high value"}
    return tuple(
        Column(
            f"{name}{end}", f"{what}: {told}", Kind.NUMBER, unit=unit, minimum=0, maximum=maximum,
            optional=optional, may_be_missing=optional,
        )
        for end, told in words.items()
    )  # fmt: skip


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
    "a class of air threats; how many of them come stands in threats",
    key=("threat",),
    columns=(
        Column("threat", "key of the threat class"),
        Column("name", "name in words"),
        *band(
            "rate",
            "threats that come on a day, the same on every day; only where threats has no row of the class",
            "threats per day",
            optional=True,
        ),
        Column("price", "what one costs its owner", Kind.NUMBER, unit=TABLE_MONEY, minimum=0),
        *provenance(),
    ),
    may_be_empty=True,
)

PERCENTILES = {"least": 0.0, "p50": 0.5, "p75": 0.75, "p90": 0.9, "p95": 0.95, "p99": 0.99, "peak": 1.0}
"""Columns of the raids of a day, and the part of all days on which no more come."""

THREATS = Table(
    "threats",
    "how many threats of a class come on a day in a phase of a campaign: a distribution by its percentiles",
    key=("plan", "phase", "threat"),
    columns=(
        Column("plan", "the defence plan; all: the raids on all allies, of which plans have a share"),
        Column("phase", "the phase in words"),
        Column("threat", "the threat class", references="raids.threat"),
        Column(
            "first_day", "day from which the phase lasts until the next", Kind.INTEGER, unit="days", minimum=0
        ),
        *(
            Column(
                name,
                f"threats on a day, as many or fewer on {100 * part:g} % of days"
                if part
                else "threats on the day with the fewest",
                Kind.NUMBER,
                unit="threats per day",
                minimum=0,
            )
            for name, part in PERCENTILES.items()
        ),
        *band("scale", "what comes beside what the percentiles count", "%"),
        *provenance(),
    ),
    may_be_empty=True,
)

OTHER_SIDE = Table(
    "other_side",
    "what the other side makes and holds of a kind, in public totals",
    key=("item",),
    columns=(
        Column("item", "key of the kind"),
        Column("name", "name in words"),
        Column(
            "capability",
            "what of the Alliance's output is shown beside it",
            references="capabilities.capability",
        ),
        *band("output", "made in a year", "units"),
        Column("stock", "held", Kind.NUMBER, unit="units", minimum=0, optional=True),
        Column("as_of", "year of the figures", Kind.YEAR),
        *provenance(),
    ),
    may_be_empty=True,
)

SALVO, LOOK = "salvo", "shoot-look-shoot"

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
        *band("shots", "interceptors for one engaged threat, at most", "missiles per threat"),
        Column(
            "firing",
            "salvo: all at once, as without a value; shoot-look-shoot: the next only if the one before missed",
            optional=True,
            choices=(SALVO, LOOK),
            may_be_missing=True,
        ),
        *band(
            "kill",
            "chance that one interceptor, or one engagement by guns and jammers, stops the threat",
            "%",
            maximum=100,
            optional=True,
        ),
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
                "raid_focus",
                "raid_focus_low",
                "raid_focus_high",
                "at_home",
                "warning",
                "overseas_move",
            ),
        ),
        Column("value", "the value", Kind.NUMBER, unit="the row's unit", minimum=0),
        Column("unit", "unit of measure"),
        *provenance(),
    ),
    may_be_empty=True,
)

TABLES = (
    AIR_DEFENCE_LAYERS,
    RAIDS,
    THREATS,
    OTHER_SIDE,
    AIR_DEFENCE_ENGAGEMENTS,
    SITE_WEIGHTS,
    AIR_DEFENCE_PLANNING,
)
