"""Tables about industry: products, what they cost, and the lines that build them."""

from sinews.case.catalogue.capacity import capacity
from sinews.case.schema import Column, Kind, Table, provenance

_PRODUCT = Column("product", "key of the product", references="products.product")

PRODUCTS = Table(
    "products",
    "something that can be bought and that provides a capability",
    key=("product",),
    columns=(
        Column("product", "key of the product"),
        Column("name", "name in words"),
        Column("capability", "the capability that it provides", references="capabilities.capability"),
        Column(
            "yield",
            "how much of the capability one product provides",
            Kind.NUMBER,
            unit="units of the capability per product",
            minimum=1e-4,
        ),
        Column("available_from", "first year in which it can be ordered", Kind.YEAR),
        Column("learning_class", "class of the learning curve", references="learning.learning_class"),
        Column(
            "prior_quantity", "number built before the base year", Kind.NUMBER, unit="products", minimum=1
        ),
        *provenance(),
    ),
)

COSTS = Table(
    "costs",
    "what one product costs to buy, or to operate for a year",
    key=("product", "element"),
    columns=(
        _PRODUCT,
        Column("element", "what the money is for", choices=("procurement", "operating")),
        Column(
            "amount",
            "cost per product (procurement) or per product and year (operating)",
            Kind.NUMBER,
            unit="millions of the row's currency at the row's price year",
            minimum=0,
        ),
        Column("currency", "ISO 4217 code"),
        Column("price_year", "year whose prices the amount is in", Kind.YEAR, minimum=1990),
        Column(
            "price_basis",
            "what a price is of: the bare product, the unit with government-furnished equipment and initial "
            "support, a package with years of support, training and weapons, or a whole programme; of an "
            "operating cost, whether people are in it; empty for a unit, and for people in it",
            optional=True,
            choices=("flyaway", "unit", "package", "programme", "with people", "without people"),
            may_be_missing=True,
        ),
        Column("basis", "what the price includes and leaves out, in words"),
        *provenance(),
    ),
)

PRICE_BASES = Table(
    "price_bases",
    "what a price on another basis is multiplied by, to be that of a unit",
    key=("price_basis", "learning_class"),
    columns=(
        Column("price_basis", "the basis", choices=("flyaway", "package", "programme")),
        Column("learning_class", "class of products", references="learning.learning_class"),
        Column("factor", "price of a unit on that basis", Kind.NUMBER, unit="factor", minimum=0.01),
        *provenance(),
    ),
    may_be_empty=True,
)

OPERATING_RATES = Table(
    "operating_rates",
    "yearly operating cost of a capability's products where costs has no operating row of theirs",
    key=("capability",),
    columns=(
        Column("capability", "key of the capability", references="capabilities.capability"),
        Column(
            "rate",
            "operating cost of a product for a year, without the pay of its crew",
            Kind.NUMBER,
            unit="% of its procurement cost",
            minimum=0,
        ),
        *provenance(),
    ),
    may_be_empty=True,
)

PERSONNEL_COSTS = Table(
    "personnel_costs",
    "what a soldier costs in a year, for crews whose pay is not in an operating cost; none: pay is left out",
    key=("people",),
    columns=(
        Column("people", "whose cost it is", choices=("crew",)),
        Column(
            "amount", "pay", Kind.NUMBER, unit="millions of the row's currency a person and year", minimum=0
        ),
        Column("currency", "ISO 4217 code"),
        Column("price_year", "year whose prices the amount is in", Kind.YEAR, minimum=1990),
        *provenance(),
    ),
    may_be_empty=True,
)

LINES = Table(
    "lines",
    "a production line: one product, one producer",
    key=("line",),
    columns=(
        Column("line", "key of the line"),
        Column("name", "name in words"),
        _PRODUCT,
        *capacity("products"),
        Column("lead_time", "from order to delivery", Kind.INTEGER, unit="years", minimum=0),
        *provenance(),
    ),
)

EXPANSION_STEPS = Table(
    "expansion_steps",
    "a line, or the making of a material, that is expanded in whole steps, each bought or not; one without a row is expanded by any amount",
    key=("site",),
    columns=(
        Column("site", "key of the line or of the material"),
        Column(
            "step",
            "output that one step adds, at most what the ramp allows in a year; the last step ends at the ceiling",
            Kind.NUMBER,
            unit="products or units per year",
            minimum=1e-4,
        ),
        *provenance(),
    ),
    may_be_empty=True,
)

_SIGNED = Column(
    "signed",
    "year in which it was signed, where that is known",
    Kind.YEAR,
    optional=True,
    minimum=1990,
    may_be_missing=True,
)

CONTRACTS = Table(
    "contracts",
    "what an ally had on order at the start of the base year, delivered evenly from the first year to the last",
    key=("ally", "line"),
    columns=(
        Column("ally", "ISO 3166-1 alpha-3 code of the ally", references="allies.ally"),
        Column("line", "the line that builds it", references="lines.line"),
        Column(
            "quantity",
            "number still to be delivered; where milestones say when, the work that is left, in whole ones",
            Kind.NUMBER,
            unit="products",
            minimum=0,
        ),
        Column(
            "first_year",
            "year of the first delivery; where milestones say when, the first year of work",
            Kind.YEAR,
            within_horizon=True,
        ),
        Column(
            "last_year",
            "year of the last delivery; where milestones say when, the last year of work",
            Kind.YEAR,
            within_horizon=True,
        ),
        _SIGNED,
        *provenance(),
    ),
    may_be_empty=True,
)

MILESTONES = Table(
    "milestones",
    "when a contract of long work hands over what it builds, where that is not evenly; the work itself, with its people, materials and money, goes on evenly between the contract's years",
    key=("ally", "line", "year"),
    columns=(
        Column("ally", "ISO 3166-1 alpha-3 code of the ally", references="allies.ally"),
        Column("line", "the line that builds it", references="lines.line"),
        Column("year", "year in which it is handed over", Kind.YEAR, within_horizon=True),
        Column("quantity", "number handed over in the year", Kind.NUMBER, unit="products", minimum=0),
        Column(
            "replaces",
            "what leaves service for it and has no remaining life of its own",
            Kind.NUMBER,
            unit="units of the capability",
            minimum=0,
        ),
        *provenance(),
    ),
    may_be_empty=True,
)

ORDER_BOOKS = Table(
    "order_books",
    "what a line had on order at the start of the base year from buyers who are not named one by one, delivered evenly from the first year to the last",
    key=("order",),
    columns=(
        Column("order", "key of the order"),
        Column("line", "the line that builds it", references="lines.line"),
        Column(
            "buyers",
            "for whom: the allies that operate or have ordered the type, in that proportion; the allies that hold the capability, where products are of no type; Ukraine, paid by its supporters in proportion to what they have given and committed; or others, who take capacity and no more",
            choices=("operators", "holders", "ukraine", "others"),
        ),
        Column("quantity", "number still to be delivered", Kind.NUMBER, unit="products", minimum=0),
        Column("first_year", "year of the first delivery", Kind.YEAR, within_horizon=True),
        Column("last_year", "year of the last delivery", Kind.YEAR, within_horizon=True),
        _SIGNED,
        *provenance(),
    ),
    may_be_empty=True,
)

OPERATORS = Table(
    "operators",
    "an ally that operates a type; with those that have it on contract they share orders whose buyers are not named",
    key=("product", "ally"),
    columns=(
        _PRODUCT,
        Column("ally", "ISO 3166-1 alpha-3 code of the ally", references="allies.ally"),
        Column(
            "quantity",
            "number operated of the type, or of what fires it",
            Kind.NUMBER,
            unit="of the type",
            minimum=0,
        ),
        *provenance(),
    ),
    may_be_empty=True,
)

LEARNING = Table(
    "learning",
    "learning curve of a class of products",
    key=("learning_class",),
    columns=(
        Column("learning_class", "key of the class"),
        Column(
            "slope",
            "cost after a doubling of the quantity built, as a share of the cost before",
            Kind.NUMBER,
            unit="%",
            minimum=50,
            maximum=100,
        ),
        Column(
            "theory",
            "unit theory (Crawford) or cumulative average theory (Wright)",
            choices=("unit", "cumulative_average"),
        ),
        Column(
            "floor",
            "lowest share of today's price that learning may reach",
            Kind.NUMBER,
            unit="%",
            minimum=0,
            maximum=100,
        ),
        *provenance(),
    ),
)

TABLES = (
    PRODUCTS,
    COSTS,
    PRICE_BASES,
    OPERATING_RATES,
    PERSONNEL_COSTS,
    LINES,
    EXPANSION_STEPS,
    CONTRACTS,
    MILESTONES,
    ORDER_BOOKS,
    OPERATORS,
    LEARNING,
)
