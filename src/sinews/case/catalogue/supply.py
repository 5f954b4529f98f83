"""Tables about supply: its classes, what consumes them, how intense a campaign is, and where stocks lie."""

from sinews.case.catalogue.factors import factor_table
from sinews.case.schema import Column, Kind, Table, provenance

_CLASS = Column("supply_class", "key of the class of supply", references="supply_classes.supply_class")


def _share(name: str, description: str, *, of: str, maximum: float | None = 100) -> Column:
    """Return a column that holds a share in per cent."""
    return Column(name, description, Kind.NUMBER, unit=f"% of {of}", minimum=0, maximum=maximum)


SUPPLY_CLASSES = Table(
    "supply_classes",
    "a class of supply, or a type of ammunition within class V: how it is counted, carried, kept and consumed",
    key=("supply_class",),
    columns=(
        Column("supply_class", "key of the class of supply"),
        Column("name", "name in words"),
        Column(
            "number",
            "class in the land forces' system of ten",
            choices=("I", "II", "III", "IV", "V", "VI", "VIII", "IX"),
        ),
        Column("unit", "unit in which it is counted, in the singular"),
        Column(
            "capability",
            "the capability that counts the stock, in the same unit, or the storage for it; empty where none does",
            optional=True,
            references="capabilities.capability",
        ),
        Column(
            "fill",
            "for storage, what lies in it at the start; empty where the capability counts the stock itself",
            Kind.NUMBER,
            unit="% of the storage",
            optional=True,
            minimum=1,
            maximum=100,
        ),
        _share(
            "serviceable",
            "share that can be used: not beyond its shelf life, not under inspection",
            of="the stock",
        ),
        Column(
            "stock_days",
            "stock at the start where no capability counts it",
            Kind.NUMBER,
            unit="days of the opening rate of high intensity",
            optional=True,
            minimum=0,
        ),
        Column("weight", "weight of one unit, packed", Kind.NUMBER, unit="tonnes", minimum=1e-9),
        Column("carrier", "what carries it on the road", choices=("cargo", "fuel")),
        _share(
            "hauled",
            "share that comes from the depot; the rest is found where it is used",
            of="the consumption",
        ),
        _share("medium", "consumption on a day of medium intensity", of="that on a day of intense combat"),
        _share("low", "consumption on a day of low intensity", of="that on a day of intense combat"),
        _share("reserve", "consumption on a day in reserve", of="that on a day of intense combat"),
        _share("rate_low", "least that the rates of this class may turn out to be", of="the rates"),
        Column(
            "rate_high",
            "most that the rates of this class may turn out to be",
            Kind.NUMBER,
            unit="% of the rates",
            minimum=100,
        ),
        _share("variation", "coefficient of variation of a day's consumption of one force", of="the mean"),
        Column(
            "target_days",
            "stock to hold, as the guidance or this case has it",
            Kind.NUMBER,
            unit="days of high intensity",
            minimum=0,
        ),
        Column(
            "shelf_life",
            "time after which a unit must be used, renewed or scrapped",
            Kind.NUMBER,
            unit="years",
            minimum=0.1,
        ),
        _share(
            "civil_supply",
            "what the civil economy delivers once it has been called on",
            of="the consumption on a day of intense combat",
        ),
        Column("civil_day", "day from which it does", Kind.INTEGER, unit="days from the start", minimum=0),
        *provenance(),
    ),
    may_be_empty=True,
)

SUPPLY_RATES = Table(
    "supply_rates",
    "what consumes a class of supply on a day of intense combat",
    key=("supply_class", "basis", "per"),
    columns=(
        _CLASS,
        Column(
            "basis",
            "what the rate goes by: a soldier of the formations held, a formation, a system held, or the figure for fuel or ammunition in the table of formations (of the latter, what the other classes' rates per formation leave)",
            choices=("soldier", "formation", "system", "formation fuel", "formation ammunition"),
        ),
        Column(
            "per",
            "key of the formation, or of the capability whose units are the systems; all for the others",
        ),
        Column(
            "rate",
            "consumption on a day of intense combat",
            Kind.NUMBER,
            unit="units of the class per day, or a factor on the table of formations",
            minimum=0,
        ),
        Column(
            "only_with",
            "a capability without which an ally consumes nothing at this rate; empty for none",
            optional=True,
            references="capabilities.capability",
        ),
        *provenance(),
    ),
    may_be_empty=True,
)

SUPPLY_PHASES = Table(
    "supply_phases",
    "a phase of a campaign of some intensity: which part of the force is in what combat",
    key=("intensity", "phase"),
    columns=(
        Column("intensity", "intensity of the campaign as a whole", choices=("low", "medium", "high")),
        Column("phase", "key of the phase"),
        Column(
            "first_day",
            "day on which it begins; it ends where the next one begins",
            Kind.INTEGER,
            unit="days from the start",
            minimum=0,
        ),
        _share("high", "part of the force in intense combat", of="the force"),
        _share("medium", "part of the force in combat of medium intensity", of="the force"),
        _share("low", "part of the force in combat of low intensity; the rest is in reserve", of="the force"),
        Column(
            "attrition",
            "strength that is lost on a day beyond what is replaced",
            Kind.NUMBER,
            unit="% of the strength per day",
            minimum=0,
            maximum=10,
        ),
        *provenance(),
    ),
    may_be_empty=True,
)

SUPPLY_SUBSTITUTES = Table(
    "supply_substitutes",
    "a class of supply that may stand in for another; without a row here nothing is ever substituted",
    key=("supply_class",),
    columns=(
        Column("supply_class", "the class that runs out", references="supply_classes.supply_class"),
        Column("substitute", "the class that stands in for it", references="supply_classes.supply_class"),
        Column(
            "rate",
            "how many units of the substitute replace one",
            Kind.NUMBER,
            unit="units per unit",
            minimum=1e-9,
        ),
        *provenance(),
    ),
    may_be_empty=True,
)

SUPPLY_BASES = Table(
    "supply_bases",
    "a place through which a defence plan is supplied",
    key=("base",),
    columns=(
        Column("base", "key of the base"),
        Column("plan", "the defence plan", references="defence_plans.plan"),
        Column(
            "role",
            "depot: where supplies enter the theatre; theatre base: from where brigades are supplied",
            choices=("depot", "theatre base"),
        ),
        Column("node", "where it lies", references="nodes.node"),
        *provenance(),
    ),
    may_be_empty=True,
)

PIPELINES = Table(
    "pipelines",
    "a military pipeline system for fuel, with its storage",
    key=("pipeline",),
    columns=(
        Column("pipeline", "key of the system"),
        Column("name", "name of the system"),
        Column(
            "countries", "countries that it runs through, as ISO 3166-1 alpha-3 codes with blanks between"
        ),
        Column("storage", "storage of its depots", Kind.NUMBER, unit="cubic metres", minimum=0),
        Column(
            "throughput",
            "what it delivers to the forces in a day",
            Kind.NUMBER,
            unit="cubic metres per day",
            minimum=0,
        ),
        Column("available_from", "first year in which it delivers", Kind.YEAR),
        *provenance(),
    ),
    may_be_empty=True,
)

LOGISTICS_FACTORS = factor_table(
    "logistics_factors", "a planning factor of distribution, surge production and sizing of logistics"
)

TABLES = (
    SUPPLY_CLASSES,
    SUPPLY_RATES,
    SUPPLY_PHASES,
    SUPPLY_SUBSTITUTES,
    SUPPLY_BASES,
    PIPELINES,
    LOGISTICS_FACTORS,
)
