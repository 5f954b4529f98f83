"""The case in which each column is moved: the baseline, the small case, or one made for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import polars as pl
from tests.inputs.answers import baseline, planned
from tests.scoped_case import eastern_case, with_rows
from tests.small_case import small_case_with_terms

from sinews.case import Case
from sinews.case.schema import Use
from sinews.enablers.movement import under_regime


def case_for(column: str, use: Use) -> tuple[str, Case]:
    """Return what is asked, and the case in which a column (``table.column``) is moved."""
    asked = (name for start, name in _ASKED_APART.items() if use.figure.startswith(start))
    step = next(asked, use.used_by)
    made = _MADE.get(column) or _MADE.get(column.split(".")[0])
    return step, made() if made else _usual(step)


_ASKED_APART = {
    "additions.": "sizing",
    "cover_": "cover",
    "leg_bands.": "leg bands",
    "offered_load_of_campaign": "campaign",
}
"""Answers of an enabler that take long or are wanted by few columns, by the start of their names."""


@cache
def _usual(step: str) -> Case:
    if step == "implementation":
        return small_case_with_terms()
    if step in ("assessment", "growth", "tracking"):
        return planned().case
    return _one_axis() if step in ("movement", "sizing") else baseline()


@cache
def _one_axis() -> Case:
    """Return the baseline with a dozen packages of one plan to move."""
    packages = baseline()["force_packages"].filter(pl.col("plan") == "north").head(12)
    # by the emergency scheme, under which lift and ways decide and not the notice at borders
    return under_regime(baseline().with_table("force_packages", packages), "emergency")


@cache
def _few_ships() -> Case:
    """Return the dozen packages with a tenth of the ships, so that what each carries decides."""
    tenth = pl.when(pl.col("capability") == "roro").then(0.1 * pl.col("quantity")).otherwise("quantity")
    case = _one_axis()
    return case.with_table("inventory", case["inventory"].with_columns(quantity=tenth))


@cache
def _few_aircraft() -> Case:
    """Return the baseline with one package, next to no ships and a hundredth of the aircraft."""
    only = baseline()["force_packages"].filter(pl.col("force_package") == "n3")
    tables = {"force_packages": only}
    of = pl.col("capability")
    for name, counted in (("inventory", "quantity"), ("fleets", "active")):
        part = pl.when(of == "roro").then(0.001).when(of.str.starts_with("airlift")).then(0.01).otherwise(1.0)
        tables[name] = baseline()[name].with_columns(pl.col(counted) * part)
    return baseline().with_tables(tables)


@cache
def _withdrawn() -> Case:
    rows = [{"withdrawal": "some", "ally": "DEU", "capability": "truck", "quantity": 5.0}]
    return with_rows(eastern_case(), withdrawals=rows)


@cache
def _formed_the_year_before() -> Case:
    forming = pl.when(pl.col("forming_until").is_not_null()).then(pl.lit(baseline().settings.base_year - 1))
    table = baseline()["formations_held"].with_columns(forming_until=forming.cast(pl.Int64))
    return baseline().with_table("formations_held", table)


@cache
def _by_the_offer_of_2021() -> Case:
    return replace(baseline(), settings=baseline().settings.model_copy(update={"formations": "offered_2021"}))


@cache
def _wide_bands() -> Case:
    table = baseline()["fire_units"].with_columns(low=pl.col("fire_units") / 2, high=pl.col("fire_units") * 2)
    return baseline().with_table("fire_units", table)


@cache
def _many_trucks_promised() -> Case:
    return eastern_case().with_value("pledges", "truck_level", level=500.0)


@cache
def _kept_before_the_horizon() -> Case:
    return eastern_case().with_table(
        "pledges", eastern_case()["pledges"].with_columns(target_year=pl.lit(2030, pl.Int64))
    )


@cache
def _called_for_just_before_the_start() -> Case:
    """Return the baseline with all promises of the year before it begins: older ones are in what is held."""
    last = pl.lit(baseline().settings.base_year - 1, pl.Int64).alias("start_year")
    named = ("pledges", "published_requirements")
    return baseline().with_tables({name: baseline()[name].with_columns(last) for name in named})


@cache
def _base_of_2024() -> Case:
    rows = [{"pledge": "logistics_double", "capability": "truck", "quantity": 82.0}]
    case = with_rows(eastern_case(), pledge_bases=rows)
    return case.with_value("pledges", "logistics_double", base_year=2024)


@cache
def _german_offer_to_the_east() -> Case:
    case = eastern_case().with_value(
        "pledges", "amd_increase", capability="gbad", pledge_group=None, base="requirement", scope="east"
    )
    offer = {"ally": "DEU", "capability": "gbad", "quantity": 6.0, "counted": True}
    return with_rows(case, standing_offers=[offer])


@cache
def _latvian_hospitals_offered() -> Case:
    offer = {"ally": "LVA", "capability": "med_role2", "kind": "offer", "quantity": 20.0}
    return with_rows(baseline(), offers=[offer | {"source": "sinews_assumption"}])


@cache
def _spent_in_planning_years() -> Case:
    case = planned().case
    return case.with_table("expenditure", case["expenditure"].with_columns(pl.col("year") + 3))


@cache
def _published_core() -> Case:
    """Return the small case with what the baseline knows of its allies' core expenditure."""
    rows = baseline()["core_expenditure"].filter(pl.col("ally").is_in(["DEU", "CZE", "LVA"]))
    tables = {"core_expenditure": rows, "deflators": baseline()["deflators"]}
    return planned().case.with_tables(tables)


@cache
def _before_the_estimates() -> Case:
    """Return the baseline without published years, which would go before what was spent earlier."""
    return baseline().with_table("spending_plans", baseline()["spending_plans"].clear())


@cache
def _little_outside() -> Case:
    """Return the small case in which a part of equipment outside it says what is open to it."""
    case = _poor_borrower()
    parts = [{"outside": "research", "part": "research", "ally": "DEU", "share": 50.0}]
    open_to_all = case["budgets"].with_columns(programme_share=pl.lit(None, pl.Float64))
    return with_rows(case.with_table("budgets", open_to_all), outside_programmes=parts)


@cache
def _budget_published() -> Case:
    rows = baseline()["spending_plans"].filter(pl.col("ally") == "DEU")
    return planned().case.with_table("spending_plans", rows)


@cache
def _committed_to_ukraine() -> Case:
    rows = baseline()["commitments"].filter(pl.col("ally").is_in(["DEU", "CZE", "LVA"]))
    return planned().case.with_table("commitments", rows)


@cache
def _with_order_books() -> Case:
    """Return the small case with an order of operators, of which Germany is one and Latvia another."""
    order = {"order": "one", "line": "short_line", "buyers": "operators", "quantity": 3.0}
    operators = [{"product": "sam_short", "ally": ally, "quantity": 2.0} for ally in ("DEU", "CZE")]
    years = {"first_year": 2027, "last_year": 2028}
    return with_rows(small_case_with_terms(), order_books=[order | years], operators=operators)


@cache
def _with_fleets() -> Case:
    """Return the case of the order of operators, with what Czechia operates told by its fleets."""
    case = _with_order_books()
    fleet = {"ally": "LVA", "capability": "gbad_short", "type": "a unit", "product": "sam_short"}
    return with_rows(_counted_by_type(case, "gbad_short"), fleets=[fleet | {"active": 2.0}])


def _counted_by_type(case: Case, capability: str) -> Case:
    """Return a case without Latvia's count of a capability, which its types take the place of."""
    counted = (pl.col("ally") == "LVA") & (pl.col("capability") == capability)
    return case.with_table("inventory", case["inventory"].filter(~counted))


@cache
def _with_ages() -> Case:
    """Return the small case with two Latvian types of lorry, one in part in store, and their lives."""
    types: list[dict[str, Any]] = [
        {"type": "old", "active": 4.0, "stored": 6.0, "stored_counts": 50.0, "entry_year": 2006}
        | {"last_entry_year": 2008, "as_of": 2024},
        {"type": "new", "active": 4.0, "entry_year": 2015, "retires_from": 2028, "retires_by": 2030}
        | {"as_of": 2025},
    ]
    lives = [{"capability": "truck", "life": 22.0, "ageing": 2.0}]
    rows = [{"ally": "LVA", "capability": "truck"} | each for each in types]
    case = _counted_by_type(small_case_with_terms(), "truck")
    return with_rows(case, fleets=rows, service_lives=lives)


@cache
def _with_peacetime_use() -> Case:
    """Return the small case with lorries worn out in training, missiles that age and aircraft that fall."""
    used = [
        {"capability": "truck", "training": 20.0, "shelf_life": 50.0},
        {"capability": "gbad_long", "training": 2.0, "shelf_life": 4.0},
        {"capability": "gbad_short", "flying_hours": 500.0, "loss_rate": 8.0},
    ]
    return with_rows(small_case_with_terms(), peacetime_use=used)


@cache
def _with_contract_sizes() -> Case:
    """Return the small case with trucks and batteries that are ordered whole, for two years at once."""
    sizes = [{"capability": each, "minimum": 5.0, "years": 2} for each in ("truck", "gbad_short")]
    return with_rows(small_case_with_terms(), contract_sizes=sizes)


@cache
def _with_supplier_rules() -> Case:
    """Return the small case with a share at home, one from a country, and a line that is shut for years."""
    short = {"what": "gbad_short"}
    rules: list[dict[str, Any]] = [
        short | {"rule": "home", "who": "DEU", "kind": "least_domestic_share", "value": 70.0},
        short | {"rule": "near", "who": "CZE", "kind": "european_content", "value": 60.0}
        | {"part": 70.0, "suppliers": "DEU"},
        {"rule": "shut", "who": "CZE", "what": "truck", "kind": "excluded", "suppliers": "DEU"}
        | {"first_year": 2027, "last_year": 2028},
    ]  # fmt: skip
    partners = [{"line": "drone_line", "country": "DEU", "share": 30.0}]
    return with_rows(
        small_case_with_terms(),
        supplier_rules=[rule | {"basis": "made up"} for rule in rules],
        line_partners=partners,
    )


@cache
def _with_type_limits(most: int | None = 2) -> Case:
    """Return the small case in which allies may have one more type of short-range units, or so many."""
    limit = {"who": "all", "capability": "gbad_short", "more": 1, "most": most, "minimum_fleet": 4.0}
    limit |= {"introduction_cost": 2.0, "introduction_years": 2}
    return with_rows(small_case_with_terms(), type_limits=[limit])


def _with_more_types() -> Case:
    """Return the same with no other limit than one type more."""
    return _with_type_limits(None)


@cache
def _with_milestones() -> Case:
    """Return the small case in which a German contract hands over one unit, and one of eight leaves."""
    date = {"ally": "DEU", "line": "long_line", "year": 2028, "quantity": 1.0, "replaces": 1.0}
    return with_rows(small_case_with_terms(), milestones=[date])


@cache
def _with_national_tables() -> Case:
    """Return the small case in which Germany, Czechia and Latvia have the tables of the baseline."""
    case, own = planned().case, pl.col("ally").is_in(["DEU", "CZE", "LVA"])
    names = ("national_sectors", "national_input_output")
    tables = {name: baseline()[name].filter(own) for name in names}
    return case.with_tables({**tables, "sector_concordance": baseline()["sector_concordance"]})


@cache
def _announced_material() -> Case:
    return small_case_with_terms().with_value("materials", "motor", announced_rate=30.0, announced_year=2029)


@cache
def _few_motors() -> Case:
    """Return the small case with too few motors and fitters for what is wanted."""
    case = small_case_with_terms().with_value("materials", "motor", rate=6.0, ceiling=12.0)
    return case.with_value("expansion_steps", "motor", step=1.0)


@cache
def _few_fitters() -> Case:
    return small_case_with_terms().with_value(
        "workforce", "DEU/fitter", workers=12.0, apprentices=1.0, intake_limit=2.0, recruitment_limit=1.0
    )


@cache
def _poor_borrower() -> Case:
    case = small_case_with_terms()
    return case.with_table("budgets", case["budgets"].with_columns(programme_share=pl.lit(4.0)))


@cache
def _indebted() -> Case:
    """Return the small case in which Germany, in a group of its own, borrows for three years."""
    loan = {
        "loan": "joint", "ally": "DEU", "scope": "alone", "amount": 900.0, "currency": "EUR",
        "additional": 50.0, "first_year": 2026, "last_year": 2028, "interest": 3.0, "grace": 1, "maturity": 3,
    }  # fmt: skip
    group = {"group": "alone", "name": "one ally", "ally": "DEU"}
    return with_rows(small_case_with_terms(), groups=[group], loans=[loan])


@cache
def _large_launch() -> Case:
    return small_case_with_terms().with_value("programmes", "sam_short", launch_quantity=40.0)


@cache
def _thin_pipelines() -> Case:
    """Return the baseline with pipelines that carry little, from the base year on."""
    year = pl.lit(baseline().settings.base_year, pl.Int64)
    table = baseline()["pipelines"].with_columns(pl.col("throughput") / 50, available_from=year)
    return baseline().with_table("pipelines", table)


@cache
def _shells_for_rockets() -> Case:
    row = {"supply_class": "ammo_gmlrs", "substitute": "ammo_155", "rate": 20.0}
    return with_rows(baseline(), supply_substitutes=[row | {"source": "sinews_assumption"}])


@cache
def _published_availability() -> Case:
    """Return the baseline with what is known of infantry fighting vehicles as their availability."""
    known = pl.col("capability") == "ifv"
    table = baseline()["readiness"].with_columns(
        metric=pl.when(known).then(pl.lit("availability")).otherwise("metric")
    )
    return baseline().with_table("readiness", table)


@cache
def _without_bands_up_to_one() -> Case:
    """Return the baseline without the bands of shares that can be no higher."""
    bounded = pl.col("factor").str.starts_with("sick_recovered")
    high = pl.when(bounded).then(None).otherwise("high").alias("high")
    return baseline().with_table("medical_planning", baseline()["medical_planning"].with_columns(high))


@cache
def _paid_by_taxes() -> Case:
    case = planned().case
    return replace(case, settings=case.settings.model_copy(update={"financing": "tax"}))


@cache
def _raids_alike() -> Case:
    """Return the baseline with raids that are the same on every day, as cases before the threats had them."""
    ends = {"rate": 5.0, "rate_low": 2.0, "rate_high": 20.0}
    raids = baseline()["raids"].with_columns(pl.lit(rate).alias(name) for name, rate in ends.items())
    return baseline().with_tables({"raids": raids, "threats": baseline()["threats"].clear()})


@cache
def _wide_output() -> Case:
    table = baseline()["other_side"].with_columns(
        output_low=pl.col("output") / 2, output_high=pl.col("output") * 2
    )
    return baseline().with_table("other_side", table)


_MADE: dict[str, Callable[[], Case]] = {
    "withdrawals": _withdrawn,
    "formations_held.forming_until": _formed_the_year_before,
    "formation_counts.counts_2021": _by_the_offer_of_2021,
    "fire_units": _wide_bands,
    "lift.payload": _few_aircraft,
    "lift.lane_metres": _few_ships,
    "pledges.level": _many_trucks_promised,
    "pledges.target_year": _kept_before_the_horizon,
    "pledges.start_year": _called_for_just_before_the_start,
    "published_requirements.start_year": _called_for_just_before_the_start,
    "pledge_bases": _base_of_2024,
    "standing_offers": _german_offer_to_the_east,
    "medical_planning.high": _without_bands_up_to_one,
    "growth_factors.low": _paid_by_taxes,
    "growth_factors.high": _paid_by_taxes,
    "offers": _latvian_hospitals_offered,
    "expenditure": _spent_in_planning_years,
    "core_expenditure": _published_core,
    "budgets.gdp_share": _before_the_estimates,
    "budgets.equipment_share": _before_the_estimates,
    "spending_plans": _budget_published,
    "outside_programmes": _little_outside,
    "commitments": _committed_to_ukraine,
    "order_books": _with_order_books,
    "operators": _with_order_books,
    "fleets.active": _with_fleets,
    "fleets": _with_ages,
    "service_lives": _with_ages,
    "peacetime_use": _with_peacetime_use,
    "line_partners": _with_supplier_rules,
    "supplier_rules": _with_supplier_rules,
    "contract_sizes": _with_contract_sizes,
    "type_limits": _with_type_limits,
    "type_limits.more": _with_more_types,
    "milestones": _with_milestones,
    "national_sectors": _with_national_tables,
    "national_input_output": _with_national_tables,
    "materials.announced_rate": _announced_material,
    "materials.announced_year": _announced_material,
    "materials.ceiling": _few_motors,
    "materials.ramp": _few_motors,
    "materials.build_time": _few_motors,
    "materials.expansion_cost": _few_motors,
    "workforce.intake_limit": _few_fitters,
    "workforce.recruitment_limit": _few_fitters,
    "workforce.training": _few_fitters,
    "programmes.launch_quantity": _large_launch,
    "pipelines.throughput": _thin_pipelines,
    "pipelines.available_from": _thin_pipelines,
    "supply_substitutes": _shells_for_rockets,
    "readiness.value": _published_availability,
    "other_side.output": _wide_output,
    "raids.rate": _raids_alike,
    "raids.rate_low": _raids_alike,
    "raids.rate_high": _raids_alike,
    "loans": _indebted,
    "fiscal_rules.borrowing": _poor_borrower,
    "fiscal_rules.interest": _poor_borrower,
}
