"""Checks across columns and tables: what makes rows that are sound by themselves fit together."""

from __future__ import annotations

import polars as pl

from sinews.case.checks.marking import Frames, columns_of, marked
from sinews.case.frames import FIRST_ROW
from sinews.case.problems import Problem

_PLEDGE_NEEDS: dict[str, tuple[str, ...]] = {
    "multiple_of_baseline": ("factor",),
    "level": ("capability", "level"),
    "gdp_share": ("share",),
    "share_cap": ("share",),
    "spending_share": ("share",),
    "resilience_share": ("share",),
    "innovation_share": ("share",),
}
"""The columns that a pledge of each kind must fill."""


def broken_rules(tables: Frames) -> list[Problem]:
    """Return the problems of all rules in this module."""
    return [
        *aggregates_held_directly(tables),
        *incomplete_pledges(tables),
        *ambiguous_pledges(tables),
        *factors_without_measure(tables),
        *national_pledges_of_forces(tables),
        *products_without_cost(tables),
        *half_announced_rates(tables),
        *labour_without_workforce(tables),
        *intake_beyond_its_limit(tables),
        *steps_of_no_plant(tables),
        *support_without_origin(tables),
        *years_out_of_order(tables),
        *allies_without_budget(tables),
        *terms_beyond_the_price(tables),
        *resilience_for_nothing(tables),
    ]


def aggregates_held_directly(tables: Frames) -> list[Problem]:
    """Report each holding or product of a capability that is the sum of others."""
    capabilities = columns_of(tables, "capabilities", "aggregate")
    if capabilities is None:
        return []
    aggregates = capabilities.get_column("aggregate").drop_nulls().unique().to_list()
    problems: list[Problem] = []
    for table in (
        "inventory",
        "fleets",
        "holding_factors",
        "pooled",
        "products",
        "support_deliveries",
        "withdrawals",
    ):
        frame = columns_of(tables, table, "capability")
        if frame is not None:
            values = frame.get_column("capability")
            problems += marked(
                table, "capability", values, values.is_in(aggregates),
                "a capability that is not the sum of others", "name one of those that it sums",
            )  # fmt: skip
    return problems


def incomplete_pledges(tables: Frames) -> list[Problem]:
    """Report each pledge that lacks a figure or a capability that its kind needs."""
    frame = columns_of(tables, "pledges", "kind")
    if frame is None:
        return []
    kinds = frame.get_column("kind")
    problems: list[Problem] = []
    for kind, columns in _PLEDGE_NEEDS.items():
        for column in columns:
            if column in frame.columns:
                values = frame.get_column(column)
                lacking = (kinds == kind) & values.is_null()
                problems += marked(
                    "pledges", column, values, lacking, f"a value, which a pledge of kind {kind} needs"
                )
    return problems


def ambiguous_pledges(tables: Frames) -> list[Problem]:
    """Report each pledge that names a capability and a group, or neither where its kind needs one."""
    frame = columns_of(tables, "pledges", "kind", "capability", "pledge_group")
    if frame is None:
        return []
    kinds, capability, group = (frame.get_column(name) for name in ("kind", "capability", "pledge_group"))
    both = capability.is_not_null() & group.is_not_null()
    neither = capability.is_null() & group.is_null() & (kinds == "multiple_of_baseline")
    return [
        *marked("pledges", "pledge_group", group, both, "a capability or a pledge group, not both"),
        *marked("pledges", "capability", capability, neither, "a capability or a pledge group"),
    ]


def factors_without_measure(tables: Frames) -> list[Problem]:
    """Report each factor per unit that names no capability, or one that has a factor itself."""
    frame = columns_of(tables, "holding_factors", "capability", "per", "of")
    capabilities = columns_of(tables, "capabilities", "capability", "aggregate")
    if frame is None or capabilities is None:
        return []
    per, of = frame.get_column("per"), frame.get_column("of")
    derived = set(frame.get_column("capability").drop_nulls().to_list())
    sums = capabilities.filter(pl.col("capability").is_in(derived)).get_column("aggregate").drop_nulls()
    return [
        *marked(
            "holding_factors", "of", of, (per == "unit") & of.is_null(), "a capability, as it is per unit"
        ),
        *marked(
            "holding_factors", "of", of, (per != "unit") & of.is_not_null(), "no capability, but per unit"
        ),
        *marked(
            "holding_factors", "of", of, of.is_in(sorted(derived | set(sums.to_list()))),
            "a capability that is counted in inventory, without a factor of its own",
        ),
    ]  # fmt: skip


def national_pledges_of_forces(tables: Frames) -> list[Problem]:
    """Report each pledge by one ally that is not of a share of GDP: forces that it offers stand elsewhere."""
    frame = columns_of(tables, "pledges", "kind", "ally")
    if frame is None:
        return []
    ally = frame.get_column("ally")
    national = ally.is_not_null() & (frame.get_column("kind") != "gdp_share")
    return marked(
        "pledges",
        "ally",
        ally,
        national,
        "no ally, unless the pledge is of kind gdp_share",
        "put what one ally offers into the table offers",
    )


def products_without_cost(tables: Frames) -> list[Problem]:
    """Report each product without a cost to buy, or with neither an operating cost nor a rate for one."""
    products = columns_of(tables, "products", "product", "capability")
    costs = columns_of(tables, "costs", "product", "element")
    if products is None or costs is None:
        return []
    rates = columns_of(tables, "operating_rates", "capability")
    rated = [] if rates is None else rates.get_column("capability").drop_nulls().to_list()
    values = products.get_column("product")
    priced = {
        element: costs.filter(pl.col("element") == element).get_column("product").drop_nulls().to_list()
        for element in ("procurement", "operating")
    }
    operated = values.is_in(priced["operating"]) | products.get_column("capability").is_in(rated)
    return [
        *marked(
            "products", "product", values, ~values.is_in(priced["procurement"]),
            "a row in costs with element procurement", "add this product's procurement cost to costs",
        ),
        *marked(
            "products", "product", values, ~operated,
            "a row in costs with element operating, or one in operating_rates for its capability",
            "add this product's operating cost to costs",
        ),
    ]  # fmt: skip


def half_announced_rates(tables: Frames) -> list[Problem]:
    """Report each line or material with an announced rate but no year for it, or the reverse."""
    problems: list[Problem] = []
    for table in ("lines", "materials"):
        frame = columns_of(tables, table, "announced_rate", "announced_year")
        if frame is None:
            continue
        rate, year = frame.get_column("announced_rate"), frame.get_column("announced_year")
        no_year, no_rate = rate.is_not_null() & year.is_null(), rate.is_null() & year.is_not_null()
        problems += marked(table, "announced_year", year, no_year, "the year of the announced rate")
        problems += marked(table, "announced_rate", rate, no_rate, "the rate announced for the year")
    return problems


def labour_without_workforce(tables: Frames) -> list[Problem]:
    """Report labour for a site that is neither line nor material, or of a trade that its country lacks."""
    labour = columns_of(tables, "labour", "site", "trade")
    workforce = columns_of(tables, "workforce", "country", "trade")
    lines = columns_of(tables, "lines", "line", "country")
    materials = columns_of(tables, "materials", "material", "country")
    if labour is None or workforce is None or lines is None or materials is None:
        return []
    sites = pl.concat(
        [lines.select(site="line", country="country"), materials.select(site="material", country="country")]
    ).unique("site", maintain_order=True)
    placed = labour.select("site", "trade").join(sites, on="site", how="left", maintain_order="left")
    pools = workforce.select("country", "trade").unique().with_columns(known=pl.lit(True))
    staffed = placed.join(pools, on=["country", "trade"], how="left", maintain_order="left")
    unplaced = staffed.get_column("country").is_null()
    unstaffed = ~unplaced & staffed.get_column("known").is_null()
    return [
        *marked("labour", "site", labour.get_column("site"), unplaced, "the key of a line or of a material"),
        *marked(
            "labour",
            "trade",
            labour.get_column("trade"),
            unstaffed,
            "a trade with a row in workforce for the site's country",
            "add the trade to workforce for that country",
        ),
    ]


def intake_beyond_its_limit(tables: Frames) -> list[Problem]:
    """Report each trade in which more apprentices start today than can start in a year."""
    frame = columns_of(tables, "workforce", "apprentices", "intake_limit")
    if frame is None:
        return []
    beyond = (
        frame.select("apprentices", "intake_limit")
        .with_row_index("row", FIRST_ROW)
        .filter(pl.col("apprentices") > pl.col("intake_limit"))
    )
    return [
        Problem(
            "workforce", row, "apprentices", str(today), "no more than intake_limit of the same row",
            f"that is {limit}; raise it to {today} at least, or lower apprentices",
        )
        for row, today, limit in beyond.iter_rows()
    ]  # fmt: skip


def steps_of_no_plant(tables: Frames) -> list[Problem]:
    """Report each step of expansion of a site that is neither line nor material."""
    steps = columns_of(tables, "expansion_steps", "site")
    lines = columns_of(tables, "lines", "line")
    materials = columns_of(tables, "materials", "material")
    if steps is None or lines is None or materials is None:
        return []
    site = steps.get_column("site")
    known = [
        *lines.get_column("line").drop_nulls().to_list(),
        *materials.get_column("material").drop_nulls().to_list(),
    ]
    return marked("expansion_steps", "site", site, ~site.is_in(known), "the key of a line or of a material")


def support_without_origin(tables: Frames) -> list[Problem]:
    """Report each delivery to Ukraine that comes from both stock and a line, or from neither."""
    frame = columns_of(tables, "support_deliveries", "capability", "line")
    if frame is None:
        return []
    capability, line = frame.get_column("capability"), frame.get_column("line")
    unclear = capability.is_null() == line.is_null()
    return marked("support_deliveries", "line", line, unclear, "either a capability or a line, not both")


def years_out_of_order(tables: Frames) -> list[Problem]:
    """Report each row whose last year lies before its first, or whose target year is not after its start."""
    problems: list[Problem] = []
    for table in ("contracts", "order_books", "support_deliveries"):
        frame = columns_of(tables, table, "first_year", "last_year")
        if frame is not None:
            last = frame.get_column("last_year")
            early = last < frame.get_column("first_year")
            problems += marked(table, "last_year", last, early, "a year not before first_year")
    for table in ("pledges", "published_requirements"):
        frame = columns_of(tables, table, "start_year", "target_year")
        if frame is not None:
            target = frame.get_column("target_year")
            problems += marked(
                table,
                "target_year",
                target,
                target <= frame.get_column("start_year"),
                "a year after start_year",
            )
    return problems


def allies_without_budget(tables: Frames) -> list[Problem]:
    """Report each ally that has no row in the table of budgets."""
    allies = columns_of(tables, "allies", "ally")
    budgets = columns_of(tables, "budgets", "ally")
    if allies is None or budgets is None or budgets.is_empty():
        return []
    values = allies.get_column("ally")
    known = budgets.get_column("ally").drop_nulls().to_list()
    return marked("allies", "ally", values, ~values.is_in(known), "a row in budgets for every ally")


def terms_beyond_the_price(tables: Frames) -> list[Problem]:
    """Report terms of payment that ask for more than the price."""
    frame = columns_of(tables, "payment_terms", "at_order", "at_delivery")
    if frame is None:
        return []
    last = frame.get_column("at_delivery")
    beyond = frame.get_column("at_order") + last > 100.0
    return marked("payment_terms", "at_delivery", last, beyond, "at most what at_order leaves of 100 %")


def resilience_for_nothing(tables: Frames) -> list[Problem]:
    """Report each use of a resilience fund that is neither a capability nor industry."""
    frame = columns_of(tables, "resilience_uses", "use")
    capabilities = columns_of(tables, "capabilities", "capability")
    if frame is None or capabilities is None:
        return []
    use = frame.get_column("use")
    known = ["industry", *capabilities.get_column("capability").drop_nulls().to_list()]
    return marked("resilience_uses", "use", use, ~use.is_in(known), "the key of a capability, or industry")
