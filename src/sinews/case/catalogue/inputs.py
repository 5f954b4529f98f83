"""Tables about what production lines share: key materials and skilled people."""

from sinews.case.catalogue.capacity import capacity
from sinews.case.schema import TABLE_MONEY, Column, Kind, Table, provenance

MATERIALS = Table(
    "materials",
    "a key material or component that several products need, with all capacity open to the allies",
    key=("material",),
    columns=(
        Column("material", "key of the material"),
        Column("name", "name in words"),
        Column("unit", "what one of it is, in the singular"),
        *capacity("units"),
        *provenance(),
    ),
    may_be_empty=True,
)

BILLS_OF_MATERIALS = Table(
    "bills_of_materials",
    "how much of a key material one product takes, in the year of its delivery",
    key=("product", "material"),
    columns=(
        Column("product", "key of the product", references="products.product"),
        Column("material", "key of the material", references="materials.material"),
        Column(
            "quantity",
            "what one product takes",
            Kind.NUMBER,
            unit="units of the material per product",
            minimum=0,
        ),
        *provenance(),
    ),
    may_be_empty=True,
)

WORKFORCE = Table(
    "workforce",
    "the skilled people of a trade who work on the lines of a country, and how more come to be",
    key=("country", "trade"),
    columns=(
        Column("country", "ISO 3166-1 alpha-3 code of the country, ally or not"),
        Column("trade", "key of the trade"),
        Column("name", "the trade in words"),
        Column(
            "workers", "skilled workers at the start of the base year", Kind.NUMBER, unit="persons", minimum=0
        ),
        Column(
            "attrition", "workers who leave in a year", Kind.NUMBER, unit="% per year", minimum=0, maximum=100
        ),
        Column(
            "apprentices",
            "apprentices who start in a year, today",
            Kind.NUMBER,
            unit="persons per year",
            minimum=0,
        ),
        Column(
            "intake_limit",
            "most apprentices who can start in a year",
            Kind.NUMBER,
            unit="persons per year",
            minimum=0,
        ),
        Column(
            "training",
            "from the start of an apprenticeship to skilled work",
            Kind.INTEGER,
            unit="years",
            minimum=0,
        ),
        Column(
            "training_cost",
            "cost of training one apprentice, in the year of the start; a recruit is taken to cost as much",
            Kind.NUMBER,
            unit=TABLE_MONEY,
            minimum=0,
        ),
        Column(
            "recruitment_limit",
            "most skilled workers who can be hired from elsewhere in a year",
            Kind.NUMBER,
            unit="persons per year",
            minimum=0,
        ),
        *provenance(),
    ),
    may_be_empty=True,
)

LABOUR = Table(
    "labour",
    "skilled people of a trade whom a line, or the making of a material, needs for its output",
    key=("site", "trade"),
    columns=(
        Column("site", "key of the line or of the material"),
        Column("trade", "key of the trade; the people are those of the site's country"),
        Column(
            "workers",
            "people needed for an output of one per year",
            Kind.NUMBER,
            unit="persons per product or unit a year",
            minimum=0,
        ),
        *provenance(),
    ),
    may_be_empty=True,
)

TABLES = (MATERIALS, BILLS_OF_MATERIALS, WORKFORCE, LABOUR)
