"""Tables about who buys from whom: types in service and announced, yards at home, rules of law and policy."""

from sinews.case.schema import Column, Kind, Table, provenance

_ALLY = Column("ally", "ISO 3166-1 alpha-3 code of the ally", references="allies.ally")
_CAPABILITY = Column("capability", "the capability that it provides", references="capabilities.capability")
_TYPE = Column("type", "name of the type as it is called in service", as_written=True)
_PRODUCT = Column(
    "product",
    "the product that is of this type or follows on from it in service; empty where no line builds one",
    optional=True,
    references="products.product",
)

FLEETS = Table(
    "fleets",
    "a type that an ally has in service: what an ally has of a capability with a row in service_lives is the sum of its types; "
    "those that a line builds share orders whose buyers are not named, unless operators has a row",
    key=("ally", "capability", "type"),
    columns=(
        _ALLY,
        _CAPABILITY,
        _TYPE,
        _PRODUCT,
        Column("active", "number in service", Kind.NUMBER, unit="of the type", minimum=0),
        Column(
            "stored",
            "number in store, or on call elsewhere, beside those in service",
            Kind.NUMBER,
            unit="of the type",
            optional=True,
            minimum=0,
            may_be_missing=True,
        ),
        Column(
            "stored_counts",
            "part of what is stored that counts as held, and so is replaced when it leaves; empty for none",
            Kind.NUMBER,
            unit="%",
            optional=True,
            minimum=0,
            maximum=100,
            may_be_missing=True,
        ),
        Column(
            "entry_year", "year in which the first entered service", Kind.YEAR, optional=True, minimum=1900
        ),
        Column(
            "last_entry_year",
            "year in which the last entered service; empty for the first",
            Kind.YEAR,
            optional=True,
            minimum=1900,
            may_be_missing=True,
        ),
        Column(
            "retires_from",
            "year in which the first leave service; empty: at the end of their service life",
            Kind.YEAR,
            optional=True,
            minimum=1900,
            may_be_missing=True,
        ),
        Column(
            "retires_by",
            "year in which the last leave service; empty: at the end of their service life",
            Kind.YEAR,
            optional=True,
            minimum=1900,
            may_be_missing=True,
        ),
        Column("as_of", "year of the count", Kind.YEAR, optional=True, minimum=1990, may_be_missing=True),
        *provenance(),
    ),
    may_be_empty=True,
)

TYPES_ANNOUNCED = Table(
    "types_announced",
    "a type that an ally has publicly decided to bring into service",
    key=("ally", "capability", "type"),
    columns=(
        _ALLY,
        _CAPABILITY,
        _TYPE,
        _PRODUCT,
        Column("decision_year", "year of the decision", Kind.YEAR, optional=True, minimum=1990),
        Column("entry_year", "year in which it is to enter service", Kind.YEAR, optional=True, minimum=1990),
        *provenance(),
    ),
    may_be_empty=True,
)

LINE_PARTNERS = Table(
    "line_partners",
    "a country beside that of the line in which the line's products are built for its own forces: such a line is at home there, too",
    key=("line", "country"),
    columns=(
        Column("line", "key of the line", references="lines.line"),
        Column("country", "ISO 3166-1 alpha-3 code of the country, ally or not"),
        Column(
            "share",
            "part of the work on the country's own orders that is done there",
            Kind.NUMBER,
            unit="%",
            minimum=0,
            maximum=100,
        ),
        *provenance(),
    ),
    may_be_empty=True,
)

KINDS = (
    "sovereign",
    "operates",
    "announced",
    "open",
    "excluded",
    "preferred",
    "least_domestic_share",
    "european_content",
)
"""What a rule can be; the first four say from whom may be bought at all, and the one most at the point holds."""

SUPPLIER_RULES = Table(
    "supplier_rules",
    "who may order what from whom, by law, policy or practice; what no rule speaks of may be ordered from every line",
    key=("rule",),
    columns=(
        Column("rule", "key of the rule"),
        Column("who", "whose orders it is about: an ally, a group or all"),
        Column(
            "what",
            "what it is about: lines, products, capabilities, classes of products (learning_class), domains, or all; several with a semicolon between",
        ),
        Column(
            "kind",
            "sovereign: lines at home only; operates: those and types in service or on contract; announced: those and types announced; "
            "open: every line, or those of suppliers; excluded: not from suppliers, or not at all; preferred: others count as that much dearer; "
            "least_domestic_share: part of the value ordered that is made at home; european_content: part of the value that is from suppliers "
            "of that content",
            choices=KINDS,
        ),
        Column(
            "suppliers",
            "countries, groups, lines or products, several with a semicolon between; empty: those at home, with open and excluded all of what",
            optional=True,
        ),
        Column(
            "value",
            "preferred: what is added to the price of others when offers are compared; least_domestic_share: least part of the value ordered; "
            "european_content: least part of the work that is done by suppliers",
            Kind.NUMBER,
            unit="%",
            optional=True,
            minimum=0,
            maximum=100,
        ),
        Column(
            "part",
            "european_content: part of the value ordered that is paid from money with this condition",
            Kind.NUMBER,
            unit="%",
            optional=True,
            minimum=0,
            maximum=100,
        ),
        Column(
            "first_year", "first year of orders for which it holds", Kind.YEAR, optional=True, minimum=1900
        ),
        Column("last_year", "last year of orders for which it holds", Kind.YEAR, optional=True, minimum=1900),
        Column("basis", "the law, policy or practice, in words"),
        *provenance(),
    ),
    may_be_empty=True,
)

TYPE_LIMITS = Table(
    "type_limits",
    "how many types of a capability an ally may have at the horizon, and what a type takes that it has not had: a least fleet, time and money",
    key=("who", "capability"),
    columns=(
        Column("who", "whose types it is about: an ally, a group or all; the one most at the point holds"),
        Column("capability", "key of the capability", references="capabilities.capability"),
        Column(
            "more",
            "types at the horizon more than those in service or on contract at the start",
            Kind.INTEGER,
            unit="types",
            minimum=0,
            maximum=100,
        ),
        Column(
            "most",
            "types at the horizon, if their number is stated; empty: those of the start and more",
            Kind.INTEGER,
            unit="types",
            optional=True,
            minimum=0,
            maximum=100,
        ),
        Column(
            "minimum_fleet",
            "least that is bought of a type that an ally has not had",
            Kind.NUMBER,
            unit="products",
            minimum=0,
        ),
        Column(
            "introduction_cost",
            "what a type that an ally has not had takes once, for trainers, first spares and workshops, as so many products of it cost",
            Kind.NUMBER,
            unit="products",
            minimum=0,
        ),
        Column(
            "introduction_years",
            "years that this takes, in parallel to the lead time: the first product of the type comes after them",
            Kind.INTEGER,
            unit="years",
            minimum=1,
            maximum=30,
        ),
        *provenance(),
    ),
    may_be_empty=True,
)

TABLES = (FLEETS, TYPES_ANNOUNCED, LINE_PARTNERS, SUPPLIER_RULES, TYPE_LIMITS)
