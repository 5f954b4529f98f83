"""Checks of what was promised: scopes, bases, and the targets that others have published."""

from __future__ import annotations

import polars as pl

from sinews.case.checks.marking import Frames, columns_of, marked
from sinews.case.problems import Problem
from sinews.case.settings import Settings

_BASES = {
    "multiple_of_baseline": ("holdings", "requirement", "coverage"),
    "share_cap": ("total", "addition"),
}
"""What a pledge of each kind may count from; one of another kind has no base."""

_SCOPED = ("multiple_of_baseline", "level", "share_cap")
"""The kinds of pledges that may bind a group of allies."""

_OF_A_CAPABILITY = ("level", "addition", "multiple")


def broken_promises(tables: Frames) -> list[Problem]:
    """Return the problems of all rules in this module that need no settings."""
    return [
        *misplaced_scopes(tables),
        *impossible_bases(tables),
        *multiples_of_nothing(tables),
        *multiples_of_cover(tables),
        *withdrawals_of_anything(tables),
        *offers_from_inside(tables),
        *unreadable_baselines(tables),
        *groups_of_two_names(tables),
        *targets_without_capability(tables),
        *targets_outside_scope(tables),
    ]


def misplaced_scopes(tables: Frames) -> list[Problem]:
    """Report each scope of a pledge by one ally, or of a kind that binds no group."""
    frame = columns_of(tables, "pledges", "kind", "ally", "scope")
    if frame is None:
        return []
    scope = frame.get_column("scope")
    wrong = scope.is_not_null() & (
        frame.get_column("ally").is_not_null() | ~frame.get_column("kind").is_in(_SCOPED)
    )
    kinds = ", ".join(_SCOPED)
    return marked("pledges", "scope", scope, wrong, f"no scope, but for a pledge of several allies ({kinds})")


def impossible_bases(tables: Frames) -> list[Problem]:
    """Report each base that a pledge of its kind cannot count from."""
    frame = columns_of(tables, "pledges", "kind", "base")
    if frame is None:
        return []
    kind, base = frame.get_column("kind"), frame.get_column("base")
    problems: list[Problem] = []
    for name, allowed in _BASES.items():
        wrong = (kind == name) & ~base.is_in(allowed)
        problems += marked("pledges", "base", base, wrong, f"{' or '.join(allowed)}, for a {name}")
    wrong = ~kind.is_in(list(_BASES)) & base.is_not_null()
    return problems + marked("pledges", "base", base, wrong, "no base for a pledge of this kind")


def multiples_of_nothing(tables: Frames) -> list[Problem]:
    """Report each multiple of a requirement that no publication names."""
    frame = columns_of(tables, "pledges", "kind", "base", "capability")
    asked = columns_of(tables, "published_requirements", "capability", "published_baseline")
    if frame is None or asked is None:
        return []
    capability = frame.get_column("capability")
    known = asked.drop_nulls("published_baseline").get_column("capability").drop_nulls().to_list()
    of_requirement = (frame.get_column("base") == "requirement") & (
        frame.get_column("kind") == "multiple_of_baseline"
    )
    wrong = of_requirement & ~capability.is_in(known).fill_null(False)
    return marked(
        "pledges",
        "capability",
        capability,
        wrong,
        "a capability with a published_baseline in published_requirements: this is a multiple of nothing",
        "name the capability of such a row, or set base to holdings",
    )


def multiples_of_cover(tables: Frames) -> list[Problem]:
    """Report each multiple of cover by a capability of which no layer of air defence covers anything."""
    frame = columns_of(tables, "pledges", "base", "capability")
    layers = columns_of(tables, "air_defence_layers", "capability", "role")
    capabilities = columns_of(tables, "capabilities", "capability", "aggregate")
    if frame is None or layers is None or capabilities is None:
        return []
    weapons = layers.filter(pl.col("role") == "weapon").get_column("capability").drop_nulls().to_list()
    sums = capabilities.filter(pl.col("capability").is_in(weapons)).get_column("aggregate").drop_nulls()
    capability = frame.get_column("capability")
    covers = capability.is_in([*weapons, *sums.to_list()]).fill_null(False)
    return marked(
        "pledges", "capability", capability, (frame.get_column("base") == "coverage") & ~covers,
        "a capability of a weapon in air_defence_layers, or the sum of several",
        "name one, or set base to holdings",
    )  # fmt: skip


def unreadable_baselines(tables: Frames) -> list[Problem]:
    """Report each reading of a baseline that is not there, or that is none of a level."""
    frame = columns_of(tables, "published_requirements", "basis", "published_baseline", "baseline_reading")
    if frame is None:
        return []
    reading = frame.get_column("baseline_reading")
    unnamed = reading.is_not_null() & (
        frame.get_column("published_baseline").is_null() | (frame.get_column("basis") != "level")
    )
    return marked(
        "published_requirements", "baseline_reading", reading, unnamed,
        "no reading, but of a published_baseline beside a level",
    )  # fmt: skip


def withdrawals_of_anything(tables: Frames) -> list[Problem]:
    """Report each number withdrawn of no capability in particular."""
    frame = columns_of(tables, "withdrawals", "capability", "quantity")
    if frame is None:
        return []
    quantity = frame.get_column("quantity")
    wrong = quantity.is_not_null() & frame.get_column("capability").is_null()
    return marked(
        "withdrawals", "quantity", quantity, wrong, "no number without a capability",
        "name the capability, or leave the number out for all that the ally holds",
    )  # fmt: skip


def offers_from_inside(tables: Frames) -> list[Problem]:
    """Report each standing offer of an ally whom every scope includes: it is asked, not offering."""
    offers, groups = (
        columns_of(tables, "standing_offers", "ally"),
        columns_of(tables, "groups", "group", "ally"),
    )
    pledges = columns_of(tables, "pledges", "scope")
    asked = columns_of(tables, "published_requirements", "scope")
    if offers is None or groups is None or pledges is None or asked is None:
        return []
    used = set(pledges.get_column("scope").drop_nulls()) | set(asked.get_column("scope").drop_nulls())
    inside = [set(groups.filter(pl.col("group") == scope).get_column("ally")) for scope in sorted(used)]
    ally = offers.get_column("ally")
    everywhere = pl.Series([all(each in group for group in inside) for each in ally], dtype=pl.Boolean)
    return marked(
        "standing_offers", "ally", ally, everywhere & pl.Series([bool(inside)] * len(ally), dtype=pl.Boolean),
        "an ally outside the scope of some pledge or requirement", "remove the row: this ally is asked",
    )  # fmt: skip


def groups_of_two_names(tables: Frames) -> list[Problem]:
    """Report each row of a group that has another name than the row before."""
    frame = columns_of(tables, "groups", "group", "name")
    if frame is None or frame.is_empty():
        return []
    name = frame.get_column("name")
    first = frame.select(pl.col("name").first().over("group")).get_column("name")
    return marked("groups", "name", name, name != first, "the same name in all rows of a group")


def targets_without_capability(tables: Frames) -> list[Problem]:
    """Report each published target whose measure and capability do not go together, or with no range."""
    frame = columns_of(tables, "published_targets", "measure", "capability", "low", "high")
    if frame is None:
        return []
    capability, high = frame.get_column("capability"), frame.get_column("high")
    wrong = frame.get_column("measure").is_in(_OF_A_CAPABILITY) != capability.is_not_null()
    return [
        *marked(
            "published_targets", "capability", capability, wrong,
            f"a capability for the measures {', '.join(_OF_A_CAPABILITY)}, and none for the others",
        ),
        *marked(
            "published_targets", "high", high, high < frame.get_column("low"), "at least the value of low"
        ),
    ]  # fmt: skip


def targets_outside_scope(tables: Frames) -> list[Problem]:
    """Report each offer or published target to add to a capability that is asked of other allies alone."""
    groups = columns_of(tables, "groups", "group", "ally")
    capabilities = columns_of(tables, "capabilities", "capability", "aggregate", "pledge_group")
    pledges = columns_of(tables, "pledges", "kind", "ally", "scope", "capability", "pledge_group")
    asked = columns_of(tables, "published_requirements", "scope", "capability", "adopted")
    if groups is None or capabilities is None or pledges is None or asked is None:
        return []
    promised = pledges.filter(
        pl.col("kind").is_in(("multiple_of_baseline", "level")), pl.col("ally").is_null()
    ).select("scope", "capability", "pledge_group")
    adopted = asked.filter("adopted").select(
        "scope", "capability", pl.lit(None, pl.String).alias("pledge_group")
    )
    bound = pl.concat([promised, adopted])
    inside: dict[str, set[str]] = {}
    for group, ally in groups.select("group", "ally").drop_nulls().iter_rows():
        inside.setdefault(group, set()).add(ally)
    facts = {
        row[0]: row[1:] for row in capabilities.select("capability", "aggregate", "pledge_group").iter_rows()
    }

    def outside(ally: str, capability: str) -> bool:
        above, group = facts.get(capability, (None, None))
        scopes = [
            scope
            for scope, named, named_group in bound.iter_rows()
            if (named_group == group if named is None else named in (capability, above))
        ]
        return bool(scopes) and not any(scope is None or ally in inside.get(scope, ()) for scope in scopes)

    problems: list[Problem] = []
    for table, column, adding in (
        ("offers", "kind", ("offer",)),
        ("published_targets", "measure", ("addition", "multiple")),
    ):
        frame = columns_of(tables, table, "ally", "capability", column)
        if frame is not None:
            rows = frame.select("ally", "capability", pl.col(column).is_in(adding)).iter_rows()
            wrong = pl.Series(
                [
                    bool(adds and ally and capability) and outside(ally, capability)
                    for ally, capability, adds in rows
                ],
                dtype=pl.Boolean,
            )
            problems += marked(
                table, "ally", frame.get_column("ally"), wrong,
                "an ally in the scope of a pledge or requirement that speaks of this capability",
                "widen the scope of the pledge, or remove the row",
            )  # fmt: skip
    return problems


def bases_outside_time(settings: Settings, tables: Frames) -> list[Problem]:
    """Report each base of a pledge that lies ahead, and each earlier one that nobody recorded."""
    pledges = columns_of(tables, "pledges", "pledge", "kind", "base", "base_year")
    recorded = columns_of(tables, "pledge_bases", "pledge")
    if pledges is None or recorded is None:
        return []
    year, last = pledges.get_column("base_year"), settings.base_year - 1
    of_holdings = (pledges.get_column("kind") == "multiple_of_baseline") & (
        pledges.get_column("base").fill_null("holdings") == "holdings"
    )
    unknown = (
        of_holdings
        & (year < last)
        & ~pledges.get_column("pledge").is_in(recorded.get_column("pledge").drop_nulls().to_list())
    )
    return [
        *marked(
            "pledges", "base_year", year, year > last, f"a year before the case begins, {last} at the latest"
        ),
        *marked(
            "pledges", "base_year", year, unknown,
            f"{last}, whose holdings the case counts: this is a multiple of nothing",
            "add what was held to pledge_bases",
        ),
    ]  # fmt: skip
