"""Tables about capabilities: what they are, and what allies and multinational pools hold of them."""

from sinews.case.catalogue.columns import ALLY, CAPABILITY, REMAINING_LIFE
from sinews.case.schema import Column, Kind, Table, provenance

CAPABILITIES = Table(
    "capabilities",
    "a capability that can be counted; a row that others name as their aggregate is the sum of those",
    key=("capability",),
    columns=(
        Column("capability", "key of the capability"),
        Column("name", "name in words"),
        Column(
            "domain",
            "operational domain or enabling function",
            choices=(
                "land",
                "air",
                "maritime",
                "air and missile defence",
                "logistics",
                "supply",
                "transportation",
                "medical",
                "command and control",
                "engineering",
            ),
        ),
        Column(
            "pledge_group",
            "the group in which pledges speak of it",
            choices=("forces", "amd", "logistics", "supply", "transportation", "medical"),
        ),
        Column(
            "aggregate",
            "the capability in which this one is counted together with others",
            optional=True,
            references="capabilities.capability",
        ),
        Column("unit", "what one of it is, in the singular"),
        Column(
            "lot", "smallest quantity that is apportioned to an ally", Kind.NUMBER, unit="units", minimum=1e-4
        ),
        Column(
            "eligibility",
            "which allies may be asked for it: any with armed forces, those with a coast, or those that hold it already",
            choices=("any", "coastal", "holders"),
        ),
        Column(
            "priority",
            "weight of a shortfall in this capability against one in another",
            Kind.NUMBER,
            minimum=0,
        ),
        *provenance(),
    ),
)

INVENTORY = Table(
    "inventory",
    "what an ally holds of a capability of which fleets does not list its types, at the start of the base year; "
    "a row here goes before any holding factor",
    key=("ally", "capability"),
    columns=(
        ALLY,
        CAPABILITY,
        Column("quantity", "number held", Kind.NUMBER, unit="units of the capability", minimum=0),
        Column("as_of", "year of the count", Kind.YEAR, minimum=1990),
        REMAINING_LIFE,
        *provenance(),
    ),
)

HOLDING_FACTORS = Table(
    "holding_factors",
    "a rule for what allies hold of a capability where inventory has no row of theirs",
    key=("capability",),
    columns=(
        CAPABILITY,
        Column(
            "per",
            "what the holding goes by: a thousand active military personnel, an ally with armed forces, or a unit held of another capability",
            choices=("thousand personnel", "ally", "unit"),
        ),
        Column(
            "of",
            "that other capability, or a sum of several (unit)",
            optional=True,
            references="capabilities.capability",
        ),
        Column(
            "factor",
            "number held for each of these",
            Kind.NUMBER,
            unit="units of the capability",
            minimum=0,
        ),
        Column(
            "lot",
            "holdings are whole multiples of it, the nearest one; from a quarter of it on, one",
            Kind.NUMBER,
            unit="units of the capability",
            minimum=1e-4,
        ),
        Column("as_of", "year of the estimate", Kind.YEAR, minimum=1990),
        REMAINING_LIFE,
        *provenance(),
    ),
    may_be_empty=True,
)

SERVICE_LIVES = Table(
    "service_lives",
    "a capability that is counted by type in fleets: how long one serves, and how its running cost grows with age",
    key=("capability",),
    columns=(
        CAPABILITY,
        Column(
            "life",
            "years from entry into service to leaving it, where fleets does not say better; empty: none leaves by age",
            Kind.NUMBER,
            unit="years",
            optional=True,
            minimum=1,
        ),
        Column(
            "ageing",
            "by how much what is held at the start costs more to run with each year",
            Kind.NUMBER,
            unit="% a year",
            minimum=0,
            maximum=20,
        ),
        *provenance(),
    ),
    may_be_empty=True,
)

PEACETIME_USE = Table(
    "peacetime_use",
    "what peace uses up of a capability, and allies have to buy again: training, shelf life, accidents",
    key=("capability",),
    columns=(
        CAPABILITY,
        Column(
            "training",
            "part of what an ally is to hold that is fired or used up in training in a year",
            Kind.NUMBER,
            unit="%",
            optional=True,
            minimum=0,
            maximum=100,
        ),
        Column(
            "shelf_life",
            "years that one can be kept; training takes the oldest, so that of training and shelf life the larger use counts",
            Kind.NUMBER,
            unit="years",
            optional=True,
            minimum=1,
            maximum=100,
        ),
        Column(
            "flying_hours",
            "hours that one flies in a year",
            Kind.NUMBER,
            unit="hours",
            optional=True,
            minimum=0,
            maximum=5000,
        ),
        Column(
            "loss_rate",
            "aircraft lost in accidents in 100,000 flying hours",
            Kind.NUMBER,
            unit="per 100,000 hours",
            optional=True,
            minimum=0,
            maximum=20,
        ),
        *provenance(),
    ),
    may_be_empty=True,
)

POOLED = Table(
    "pooled",
    "what a multinational pool holds; it counts for the Alliance and is no ally's own",
    key=("pool", "capability"),
    columns=(
        Column("pool", "key of the pool"),
        Column("name", "name of the pool"),
        Column(
            "members",
            "the group of its members: a pool counts for a scope to which most of them belong; empty for all allies",
            optional=True,
            references="groups.group",
        ),
        CAPABILITY,
        Column("quantity", "number held", Kind.NUMBER, unit="units of the capability", minimum=0),
        Column("as_of", "year of the count", Kind.YEAR, minimum=1990),
        *provenance(),
    ),
    may_be_empty=True,
)

WITHDRAWALS = Table(
    "withdrawals",
    "what an ally holds and does not bring to the defence of the Alliance; a promised multiple counts from what was held before",
    key=("withdrawal",),
    columns=(
        Column("withdrawal", "key of the row"),
        ALLY,
        Column(
            "capability",
            "key of the capability; empty for everything that the ally holds",
            optional=True,
            references="capabilities.capability",
        ),
        Column(
            "quantity",
            "number withdrawn, and no more than is held; empty for all of it",
            Kind.NUMBER,
            unit="units of the capability",
            optional=True,
            minimum=0,
        ),
        *provenance(),
    ),
    may_be_empty=True,
)

TABLES = (CAPABILITIES, INVENTORY, HOLDING_FACTORS, SERVICE_LIVES, PEACETIME_USE, POOLED, WITHDRAWALS)
