"""The columns that describe a capacity to produce and how it can be expanded."""

from sinews.case.schema import TABLE_MONEY, Column, Kind


def capacity(unit: str) -> tuple[Column, ...]:
    """Return the columns of a capacity whose output is counted in `unit`, a plural noun."""
    output = f"{unit} per year"
    return (
        Column("producer", "the firm or firms"),
        Column(
            "country",
            "ISO 3166-1 alpha-3 code of the main producing country, ally or not; empty for what is raised or "
            "set up at home by whoever orders it, as formations are",
            optional=True,
        ),
        Column("rate", "output open to the allies in the base year", Kind.NUMBER, unit=output, minimum=0),
        Column(
            "announced_rate",
            "output that the producer has announced for a later year",
            Kind.NUMBER,
            unit=output,
            optional=True,
            minimum=0,
        ),
        Column(
            "announced_year",
            "the year for which it is announced",
            Kind.YEAR,
            optional=True,
            within_horizon=True,
        ),
        Column("ceiling", "largest output that it can be expanded to", Kind.NUMBER, unit=output, minimum=0),
        Column(
            "ramp",
            "largest growth by further expansion in one year",
            Kind.NUMBER,
            unit="% of the output of the base year, or of the ceiling where that is 0",
            minimum=0,
        ),
        Column(
            "build_time",
            "from the decision to expand to the added output",
            Kind.INTEGER,
            unit="years",
            minimum=0,
        ),
        Column(
            "expansion_cost",
            "capital cost of one more a year",
            Kind.NUMBER,
            unit=TABLE_MONEY,
            minimum=0,
        ),
    )
