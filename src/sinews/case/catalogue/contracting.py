"""Tables about the terms on which products are bought, and about the money that budgets may move."""

from sinews.case.schema import TABLE_MONEY, Column, Kind, Table, provenance

_CLASS = Column("learning_class", "class of products", references="learning.learning_class")
_PRODUCT = Column("product", "key of the product", references="products.product")
_LINE = Column("line", "key of the line", references="lines.line")

PAYMENT_TERMS = Table(
    "payment_terms",
    "when a class of products is paid: at the order, at the delivery, and the rest in equal parts in every year from the one to the other; a class without a row is paid in equal parts",
    key=("learning_class",),
    columns=(
        _CLASS,
        Column(
            "at_order",
            "advance payment in the year of the order",
            Kind.NUMBER,
            unit="% of the price",
            minimum=0,
            maximum=100,
        ),
        Column(
            "at_delivery",
            "part held back until the year of delivery",
            Kind.NUMBER,
            unit="% of the price",
            minimum=0,
            maximum=100,
        ),
        *provenance(),
    ),
    may_be_empty=True,
)

PRICE_GROWTH = Table(
    "price_growth",
    "how much faster than general prices the price of a class of products rises",
    key=("learning_class",),
    columns=(
        _CLASS,
        Column(
            "rate",
            "real growth of the price from the base year on",
            Kind.NUMBER,
            unit="% per year",
            minimum=-20,
            maximum=20,
        ),
        *provenance(),
    ),
    may_be_empty=True,
)

RATE_EFFECTS = Table(
    "rate_effects",
    "how the unit price of a class of products falls with the yearly output of its line",
    key=("learning_class",),
    columns=(
        _CLASS,
        Column(
            "slope",
            "price after a doubling of the yearly output, as a share of the price before",
            Kind.NUMBER,
            unit="%",
            minimum=50,
            maximum=100,
        ),
        *provenance(),
    ),
    may_be_empty=True,
)

SUSTAINING_RATES = Table(
    "sustaining_rates",
    "the output below which a line of a class of products is paid to stand ready, or closes",
    key=("learning_class",),
    columns=(
        _CLASS,
        Column(
            "rate",
            "minimum sustaining rate",
            Kind.NUMBER,
            unit="% of the line's output in the base year",
            minimum=0,
            maximum=100,
        ),
        Column(
            "idle_cost",
            "what the host pays for each product below it that is not built",
            Kind.NUMBER,
            unit="% of the product's procurement cost",
            minimum=0,
            maximum=100,
        ),
        *provenance(),
    ),
    may_be_empty=True,
)

LICENCES = Table(
    "licences",
    "a line that builds under licence of another producer",
    key=("line",),
    columns=(
        _LINE,
        Column("licensor", "who grants the licence"),
        Column(
            "fee",
            "what the licence adds to the price",
            Kind.NUMBER,
            unit="% of the price",
            minimum=0,
            maximum=100,
        ),
        *provenance(),
    ),
    may_be_empty=True,
)

PROGRAMMES = Table(
    "programmes",
    "a multinational programme whose fixed cost all who order its product share in proportion to their orders",
    key=("product",),
    columns=(
        _PRODUCT,
        Column("name", "name in words"),
        Column(
            "fixed_cost",
            "development, tooling and certification still to be paid",
            Kind.NUMBER,
            unit=TABLE_MONEY,
            minimum=0,
        ),
        Column(
            "launch_quantity",
            "number over which the fixed cost is spread until more is ordered",
            Kind.NUMBER,
            unit="products",
            minimum=1,
        ),
        *provenance(),
    ),
    may_be_empty=True,
)

NOVEL_PRODUCTS = Table(
    "novel_products",
    "a product that is not fielded yet: it counts towards the innovation share, and may come late",
    key=("product",),
    columns=(
        _PRODUCT,
        Column(
            "maturity",
            "chance that it can be ordered in the year it is announced for",
            Kind.NUMBER,
            unit="%",
            minimum=0,
            maximum=100,
        ),
        Column("slip", "how much later it comes if it cannot", Kind.INTEGER, unit="years", minimum=0),
        *provenance(),
    ),
    may_be_empty=True,
)

FISCAL_RULES = Table(
    "fiscal_rules",
    "how far an ally's equipment budget may be moved between years",
    key=("ally",),
    columns=(
        Column("ally", "ISO 3166-1 alpha-3 code of the ally", references="allies.ally"),
        Column(
            "carry_over",
            "most that may be carried over into the next year",
            Kind.NUMBER,
            unit="% of the year's equipment budget",
            minimum=0,
            maximum=100,
        ),
        Column(
            "borrowing",
            "most that may be owed at the end of a year",
            Kind.NUMBER,
            unit="% of the year's equipment budget",
            minimum=0,
            maximum=100,
        ),
        Column(
            "interest", "real interest on what is owed", Kind.NUMBER, unit="% per year", minimum=0, maximum=50
        ),
        *provenance(),
    ),
    may_be_empty=True,
)

RESILIENCE_FUNDS = Table(
    "resilience_funds",
    "a part of the pledged expenditure on resilience that may pay for what core defence needs as well",
    key=("fund",),
    columns=(
        Column("fund", "key of the fund"),
        Column("name", "what it is for"),
        Column(
            "share",
            "its part of the expenditure on resilience",
            Kind.NUMBER,
            unit="%",
            minimum=0,
            maximum=100,
        ),
        *provenance(),
    ),
    may_be_empty=True,
)

RESILIENCE_USES = Table(
    "resilience_uses",
    "what a resilience fund may pay for",
    key=("fund", "use"),
    columns=(
        Column("fund", "key of the fund", references="resilience_funds.fund"),
        Column(
            "use", "key of a capability, or industry for the expansion of plants and the training of people"
        ),
        *provenance(),
    ),
    may_be_empty=True,
)

WHOLE_UNITS = Table(
    "whole_units",
    "a capability whose products count only when they are complete: ships, batteries, hospitals, formations",
    key=("capability",),
    columns=(
        Column("capability", "key of the capability", references="capabilities.capability"),
        *provenance(),
    ),
    may_be_empty=True,
)

CONTRACT_SIZES = Table(
    "contract_sizes",
    "a capability that is ordered in whole products: the least that one contract is for, and for how long",
    key=("capability",),
    columns=(
        Column("capability", "key of the capability", references="capabilities.capability"),
        Column(
            "minimum",
            "least quantity of a contract; allies that want less order together",
            Kind.NUMBER,
            unit="products",
            minimum=1,
        ),
        Column(
            "years",
            "most years of orders that one contract holds",
            Kind.INTEGER,
            unit="years",
            minimum=1,
            maximum=30,
        ),
        *provenance(),
    ),
    may_be_empty=True,
)

JOINT_PROCUREMENT = Table(
    "joint_procurement",
    "a line from which the members of a group order together: through an agency, a programme or an initiative",
    key=("line", "group"),
    columns=(
        Column("line", "key of the line", references="lines.line"),
        Column(
            "group",
            "the group whose members sign together what they order in a year",
            references="groups.group",
        ),
        *provenance(),
    ),
    may_be_empty=True,
)

TABLES = (
    PAYMENT_TERMS,
    PRICE_GROWTH,
    RATE_EFFECTS,
    SUSTAINING_RATES,
    LICENCES,
    PROGRAMMES,
    NOVEL_PRODUCTS,
    FISCAL_RULES,
    RESILIENCE_FUNDS,
    RESILIENCE_USES,
    WHOLE_UNITS,
    CONTRACT_SIZES,
    JOINT_PROCUREMENT,
)
