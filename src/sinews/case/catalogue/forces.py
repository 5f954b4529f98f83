"""Tables about capabilities: what they are, what is held, and what was promised or asked for."""

from sinews.case.schema import Column, Kind, Table, provenance

_CAPABILITY = Column("capability", "key of the capability", references="capabilities.capability")

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
            "lot", "smallest quantity that is apportioned to an ally", Kind.NUMBER, unit="units", minimum=1e-9
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
    "what an ally holds of a capability at the start of the base year; a row here goes before any holding factor",
    key=("ally", "capability"),
    columns=(
        Column("ally", "ISO 3166-1 alpha-3 code of the ally", references="allies.ally"),
        _CAPABILITY,
        Column("quantity", "number held", Kind.NUMBER, unit="units of the capability", minimum=0),
        Column("as_of", "year of the count", Kind.YEAR, minimum=1990),
        Column(
            "remaining_life",
            "years over which this stock retires, evenly; empty where it does not retire",
            Kind.NUMBER,
            unit="years",
            optional=True,
            minimum=1,
        ),
        *provenance(),
    ),
)

HOLDING_FACTORS = Table(
    "holding_factors",
    "a rule for what allies hold of a capability where inventory has no row of theirs",
    key=("capability",),
    columns=(
        _CAPABILITY,
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
            minimum=1e-9,
        ),
        Column("as_of", "year of the estimate", Kind.YEAR, minimum=1990),
        Column(
            "remaining_life",
            "years over which this stock retires, evenly; empty where it does not retire",
            Kind.NUMBER,
            unit="years",
            optional=True,
            minimum=1,
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
        _CAPABILITY,
        Column("quantity", "number held", Kind.NUMBER, unit="units of the capability", minimum=0),
        Column("as_of", "year of the count", Kind.YEAR, minimum=1990),
        *provenance(),
    ),
    may_be_empty=True,
)

PLEDGES = Table(
    "pledges",
    "a public promise, by the Alliance or by one ally, in a form that can be computed",
    key=("pledge",),
    columns=(
        Column("pledge", "key of the pledge"),
        Column("title", "the pledge in words"),
        Column(
            "kind",
            "what is promised: a multiple of the baseline, a level, a share of GDP, the most that one ally may provide, a share of spending on equipment, a share of GDP for resilience, a share of equipment for novel products",
            choices=(
                "multiple_of_baseline",
                "level",
                "gdp_share",
                "share_cap",
                "spending_share",
                "resilience_share",
                "innovation_share",
            ),
        ),
        Column(
            "ally",
            "the ally that promises; empty for the whole Alliance",
            optional=True,
            references="allies.ally",
        ),
        Column(
            "capability",
            "the capability promised (multiple_of_baseline, level, share_cap)",
            optional=True,
            references="capabilities.capability",
        ),
        Column(
            "pledge_group",
            "or the group of capabilities promised (multiple_of_baseline, share_cap)",
            optional=True,
            choices=("forces", "amd", "logistics", "supply", "transportation", "medical"),
        ),
        Column(
            "factor",
            "multiple of the baseline to reach: 5 for an increase of 400 %",
            Kind.NUMBER,
            optional=True,
            minimum=0,
        ),
        Column(
            "level",
            "quantity to reach (level)",
            Kind.NUMBER,
            unit="units of the capability",
            optional=True,
            minimum=0,
        ),
        Column(
            "share",
            "share to reach: of GDP (gdp_share, resilience_share), of the Alliance's total (share_cap), of expenditure on equipment (spending_share), of equipment expenditure (innovation_share)",
            Kind.NUMBER,
            unit="%",
            optional=True,
            minimum=0,
            maximum=100,
        ),
        Column("start_year", "last year before the change begins", Kind.YEAR),
        Column("target_year", "year by which it is reached", Kind.YEAR, within_horizon=True),
        Column(
            "path",
            "how it is approached: in equal yearly steps, or all at once in the target year",
            choices=("linear", "step"),
        ),
        *provenance(),
    ),
)

REQUIREMENTS = Table(
    "published_requirements",
    "a requirement that NATO or a published study has put in figures",
    key=("requirement",),
    columns=(
        Column("requirement", "key of the requirement"),
        Column("title", "the requirement in words"),
        _CAPABILITY,
        Column(
            "basis",
            "whether the quantity is the level to reach or an addition to the baseline",
            choices=("level", "addition"),
        ),
        Column(
            "published_baseline",
            "the baseline that the publication names",
            Kind.NUMBER,
            unit="units of the capability",
            optional=True,
            minimum=0,
        ),
        Column("quantity", "what is required", Kind.NUMBER, unit="units of the capability", minimum=0),
        Column("start_year", "last year before the build-up begins", Kind.YEAR),
        Column("target_year", "year by which it is required", Kind.YEAR, within_horizon=True),
        Column("adopted", "whether this case plans for it; the others stand for comparison", Kind.BOOLEAN),
        *provenance(),
    ),
    may_be_empty=True,
)

TABLES = (CAPABILITIES, INVENTORY, HOLDING_FACTORS, POOLED, PLEDGES, REQUIREMENTS)
