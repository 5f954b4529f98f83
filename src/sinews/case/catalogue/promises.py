"""Tables about what was promised and asked for: of whom, from which base, and what others have put in figures."""

from sinews.case.catalogue.columns import ALLY, CAPABILITY
from sinews.case.schema import Column, Kind, Table, provenance

GROUPS = Table(
    "groups",
    "a named group of allies, one row a member: whom a pledge binds, or who belongs to a multinational pool",
    key=("group", "ally"),
    columns=(
        Column("group", "key of the group"),
        Column("name", "the group in words, the same in all its rows"),
        ALLY,
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
            "scope",
            "the group of allies that the pledge binds; empty for all allies, or for the one in ally",
            optional=True,
            references="groups.group",
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
        Column(
            "base",
            "what a multiple multiplies: what its scope holds (also where empty), the former requirement that published_requirements names, or what the units of air defence cover, which takes as many units as cover it; for share_cap what it is a part of: the total that is required (also where empty), or what is added",
            optional=True,
            choices=("holdings", "requirement", "coverage", "total", "addition"),
        ),
        Column(
            "base_year",
            "year at whose end the base was counted; empty for the year before the case begins; an earlier one needs rows in pledge_bases",
            Kind.YEAR,
            optional=True,
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
        CAPABILITY,
        Column(
            "scope",
            "the group of allies that must provide what the standing offers of the others leave of it; empty for all allies",
            optional=True,
            references="groups.group",
        ),
        Column(
            "basis",
            "whether the quantity is the level to reach or an addition to the baseline",
            choices=("level", "addition"),
        ),
        Column(
            "published_baseline",
            "the baseline that the publication names; for an addition what its scope held when it was counted, empty where that is what it holds now",
            Kind.NUMBER,
            unit="units of the capability",
            optional=True,
            minimum=0,
        ),
        Column(
            "baseline_reading",
            "what that baseline is taken for: what was required before, so that the quantity is a level; or what was held in the publication's own count, so that the difference comes on top of what is held (level only)",
            optional=True,
            choices=("requirement", "holdings"),
        ),
        Column("quantity", "what is required", Kind.NUMBER, unit="units of the capability", minimum=0),
        Column("start_year", "last year before the build-up begins", Kind.YEAR),
        Column("target_year", "year by which it is required", Kind.YEAR, within_horizon=True),
        Column("adopted", "whether this case plans for it; the others stand for comparison", Kind.BOOLEAN),
        *provenance(),
    ),
    may_be_empty=True,
)

PLEDGE_BASES = Table(
    "pledge_bases",
    "what a pledge multiplies where it was counted before the case begins, so that rolling a case changes no promised level",
    key=("pledge", "capability"),
    columns=(
        Column("pledge", "key of the pledge", references="pledges.pledge"),
        CAPABILITY,
        Column(
            "quantity",
            "what the pledge's scope held at the end of its base year",
            Kind.NUMBER,
            unit="units of the capability",
            minimum=0,
        ),
        *provenance(),
    ),
    may_be_empty=True,
)

STANDING_OFFERS = Table(
    "standing_offers",
    "what an ally outside the scope of a requirement puts towards it of what it holds; without a row, all that it holds",
    key=("ally", "capability"),
    columns=(
        ALLY,
        CAPABILITY,
        Column(
            "quantity",
            "number offered; empty for all that the ally holds",
            Kind.NUMBER,
            unit="units of the capability",
            optional=True,
            minimum=0,
        ),
        Column("counted", "whether this case reckons with the offer", Kind.BOOLEAN),
        *provenance(),
    ),
    may_be_empty=True,
)

PUBLISHED_TARGETS = Table(
    "published_targets",
    "a target of one ally that it, its parliament or the press has put in figures; it stands beside ours and sets nothing",
    key=("target",),
    columns=(
        Column("target", "key of the target"),
        ALLY,
        Column("title", "the target in words"),
        Column(
            "measure",
            "what the figure is: for a capability the level to reach, an addition, or a multiple of what is held; otherwise military personnel to reach or to add, a share of GDP, or money",
            choices=(
                "level",
                "addition",
                "multiple",
                "personnel",
                "personnel added",
                "gdp share",
                "money",
            ),
        ),
        Column(
            "capability",
            "the capability that it speaks of (level, addition, multiple)",
            optional=True,
            references="capabilities.capability",
        ),
        Column("low", "the figure, or its lower end", Kind.NUMBER, unit="as in unit", minimum=0),
        Column(
            "high",
            "its upper end, the same where there is no range",
            Kind.NUMBER,
            unit="as in unit",
            minimum=0,
        ),
        Column("unit", "unit of the figure, with currency for money"),
        Column("by_year", "year by which it is to be reached", Kind.YEAR, optional=True),
        *provenance(),
    ),
    may_be_empty=True,
)

TABLES = (GROUPS, PLEDGES, PLEDGE_BASES, REQUIREMENTS, STANDING_OFFERS, PUBLISHED_TARGETS)
