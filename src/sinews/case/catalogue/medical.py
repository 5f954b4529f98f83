"""Tables of medical support: casualties, what treats and carries them, how long that takes, planning values."""

from sinews.case.catalogue.factors import factor_table
from sinews.case.schema import Column, Kind, Table, provenance

MEDICAL_PLANNING = factor_table("medical_planning", "a value that the planning of medical support rests on")

CASUALTY_RATES = Table(
    "casualty_rates",
    "battle casualties of a formation in combat, from a day of its combat on",
    key=("intensity", "first_day"),
    columns=(
        Column("intensity", "intensity of the force package", choices=("low", "medium", "high")),
        Column(
            "first_day",
            "day of combat on which the rate begins; it ends where the next one begins",
            Kind.INTEGER,
            unit="days from the first of combat",
            minimum=0,
        ),
        Column(
            "rate", "value to plan with", Kind.NUMBER, unit="% of strength per day", minimum=0, maximum=50
        ),
        Column("low", "low value", Kind.NUMBER, unit="% of strength per day", minimum=0, maximum=50),
        Column("high", "high value", Kind.NUMBER, unit="% of strength per day", minimum=0, maximum=50),
        *provenance(),
    ),
    may_be_empty=True,
)

CASUALTY_EXPOSURE = Table(
    "casualty_exposure",
    "which part of the rate of battle casualties a formation suffers; without a row here all of it",
    key=("formation",),
    columns=(
        Column("formation", "the formation", references="formations.formation"),
        Column("exposure", "part of the rate", Kind.NUMBER, unit="% of the rate", minimum=0, maximum=300),
        *provenance(),
    ),
    may_be_empty=True,
)

MEDICAL_STATIONS = Table(
    "medical_stations",
    "what treats, carries or shelters casualties, and what one unit of a capability brings of it",
    key=("station",),
    columns=(
        Column(
            "station",
            "key of the station",
            choices=(
                "role1", "ambulance", "helicopter", "role2_table", "role2_icu", "role2_bed",
                "role3_table", "role3_icu", "role3_ward", "strategic", "role4_bed",
            ),
        ),
        Column("name", "name in words"),
        Column("unit", "what serves one casualty at a time, in the plural"),
        Column("capability", "the capability that brings it", references="capabilities.capability"),
        Column("per_unit", "how many one unit of the capability brings", Kind.NUMBER, unit="servers per unit", minimum=0),
        Column("availability", "share that can be used at a time", Kind.NUMBER, unit="%", minimum=0, maximum=100),
        Column("closed", "share of days on which none can be used, for weather or air threat", Kind.NUMBER, unit="% of days", minimum=0, maximum=100),
        Column("committed", "share of what allies hold that is at the disposal of the defence plans", Kind.NUMBER, unit="%", minimum=0, maximum=100),
        *provenance(),
    ),
    may_be_empty=True,
)  # fmt: skip

MEDICAL_SERVICES = Table(
    "medical_services",
    "how long a casualty is treated or carried in one step of its care",
    key=("service",),
    columns=(
        Column(
            "service",
            "key of the step",
            choices=(
                "extraction", "resuscitation", "first_treatment", "sick_call", "forward_evacuation",
                "damage_control_surgery", "stabilisation", "transfer", "surgery", "intensive_care", "recovery",
                "strategic_evacuation", "home_care",
            ),
        ),
        Column("name", "name in words"),
        Column("mean", "mean time", Kind.NUMBER, unit="hours", minimum=0),
        Column("low", "low value of the mean", Kind.NUMBER, unit="hours", minimum=0),
        Column("high", "high value of the mean", Kind.NUMBER, unit="hours", minimum=0),
        Column("variation", "coefficient of variation; lognormal", Kind.NUMBER, unit="% of the mean", minimum=0, maximum=500),
        Column("turnround", "time after it in which the table, litter or bed is not free yet: the way back, cleaning, rest", Kind.NUMBER, unit="hours", minimum=0),
        *provenance(),
    ),
    may_be_empty=True,
)  # fmt: skip

MEDICAL_SUPPLIES = Table(
    "medical_supplies",
    "what casualties consume of blood and of medical supplies (class VIII)",
    key=("supply", "service", "triage"),
    columns=(
        Column("supply", "what is consumed", choices=("blood", "class_viii")),
        Column("service", "the step of care", references="medical_services.service"),
        Column("triage", "the triage category", choices=("T1", "T2", "T3", "T4", "sick")),
        Column(
            "quantity",
            "consumption",
            Kind.NUMBER,
            unit="units of blood, or kg, for one casualty in this step",
            minimum=0,
        ),
        *provenance(),
    ),
    may_be_empty=True,
)

TABLES = (
    MEDICAL_PLANNING, CASUALTY_RATES, CASUALTY_EXPOSURE, MEDICAL_STATIONS, MEDICAL_SERVICES, MEDICAL_SUPPLIES,
)  # fmt: skip
