"""Tables about who may and will take a share: national offers, multinational packages, units and crews."""

from sinews.case.catalogue.columns import ALLY, CAPABILITY
from sinews.case.schema import Column, Kind, Table, provenance

OFFERS = Table(
    "offers",
    "what an ally has said of its own part in a capability: more than its share, or none",
    key=("ally", "capability"),
    columns=(
        ALLY,
        CAPABILITY,
        Column(
            "kind",
            "offer: it adds at least the quantity to what it holds; opt_out: it adds nothing",
            choices=("offer", "opt_out"),
        ),
        Column(
            "quantity",
            "quantity offered (offer)",
            Kind.NUMBER,
            unit="units of the capability",
            optional=True,
            minimum=0,
        ),
        *provenance(),
    ),
    may_be_empty=True,
)

PACKAGES = Table(
    "packages",
    "a member of a multinational package: allies that provide units of a capability together, in whole units for all of them",
    key=("package", "ally"),
    columns=(
        Column("package", "key of the package"),
        Column("name", "the package in words"),
        CAPABILITY,
        ALLY,
        *provenance(),
    ),
    may_be_empty=True,
)

VIABILITY = Table(
    "viability",
    "least quantity of a capability that an ally without any can usefully take up",
    key=("capability",),
    columns=(
        CAPABILITY,
        Column("minimum", "least quantity", Kind.NUMBER, unit="units of the capability", minimum=0),
        *provenance(),
    ),
    may_be_empty=True,
)

CREWS = Table(
    "crews",
    "military personnel that one unit of a capability takes, beyond those counted with other capabilities",
    key=("capability",),
    columns=(
        CAPABILITY,
        Column(
            "crew",
            "active military personnel",
            Kind.NUMBER,
            unit="persons per unit of the capability",
            minimum=0,
        ),
        *provenance(),
    ),
    may_be_empty=True,
)

TABLES = (OFFERS, PACKAGES, VIABILITY, CREWS)
