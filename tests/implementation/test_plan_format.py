"""That whoever changes the columns of a plan's tables raises the format of plan folders, too."""

from __future__ import annotations

import polars as pl
from tests.small_case import small_case_with_terms

import sinews
from sinews.implementation.plan import FORMAT
from sinews.loop import ROUNDS
from sinews.requirements import SIZED

WRITTEN = 7
"""The format of plan folders whose tables have these columns."""

COLUMNS = """
ambition: capability String, year Int64, baseline Float64, level Float64, pledge String,
    scope String
bottlenecks: rank Int64, kind String, key String, name String, first_year Int64, last_year Int64,
    relief Float64, price Float64, price_unit String, step Float64, capability String, closes Float64,
    months Float64, value Float64, statement String
burdens: ally String, ability Float64, ability_share Float64, cost Float64, fair_cost Float64,
    burden Float64, relative Float64, rounding Float64, unit_cost Float64, level Int64
contradictions: table String, key String, column String, first_year Int64, last_year Int64,
    excess Float64, unit String, statement String
contracts_signed: contract String, line String, product String, lead String, buyers String,
    joint Boolean, through String, quantity Float64, value Float64, signed Int64, first_delivery Int64,
    last_delivery Int64
deliveries: ally String, capability String, product String, line String, year Int64, ordered Float64,
    contracted Float64, completed Float64
follow_on: ally String, capability String, product String, line String, order_year Int64,
    delivery_year Int64, quantity Float64, unit_price Float64, paid Float64
fulfilment: capability String, aggregate Boolean, year Int64, baseline Float64, required Float64,
    stock Float64, met Float64
ledger: kind String, year Int64, payer String, element String, capability String, product String,
    line String, country String, status String, amount Float64
lines: line String, product String, year Int64, base Float64, expansion Float64, closed Float64,
    capacity Float64, output Float64, idle Float64, others Float64, unit_price Float64
lot_costs: capability String, product String, lot_cost Float64, crew Float64
materials: material String, year Int64, base Float64, expansion Float64, capacity Float64,
    output Float64
orders: ally String, product String, line String, contract String, order_year Int64,
    delivery_year Int64, quantity Float64, unit_price Float64, value Float64
pledged_shares: kind String, year Int64, share Float64
prices: product String, procurement Float64, operating Float64
relief: capability String, quantity Float64, limit String, rows String, now Float64, needed Float64,
    helps Boolean, statement String
requirements: capability String, year Int64, baseline Float64, pledged Float64, pledge String,
    published Float64, requirement String, sized Float64, sizing String, required Float64, driver String,
    scope String
resilience: fund String, ally String, year Int64, drawn Float64
rounds: round Int64, year Int64, enabler String, capability String, held Float64, needed Float64,
    required Float64, holds Boolean, outcome String, reason String
share_caps: capability String, year Int64, share_cap Float64, of String, scope String, pledge String
shares: ally String, capability String, held Float64, ability Float64, fair_share Float64,
    target Float64, limit String, cost Float64, package String
sized: capability String, year Int64, needed Float64, sizing String
spending: ally String, year Int64, gdp Float64, core Float64, equipment_budget Float64,
    operating_headroom Float64, contracted Float64, support Float64, procurement Float64,
    introduction Float64, follow_on Float64, expansion Float64, inputs Float64, sustaining Float64,
    interest Float64, operating Float64,
    resilience Float64, novel Float64, carried Float64, owed Float64, lent Float64,
    repaid Float64
spending_path: ally String, year Int64, gdp Float64, gdp_share Float64, core Float64,
    equipment_share Float64, pledge String, support Float64
stock: ally String, capability String, year Int64, opening Float64, retired Float64, used Float64,
    given Float64, delivered Float64, closing Float64, target Float64, shortfall Float64
support: ally String, origin String, key String, year Int64, quantity Float64
support_cost: ally String, origin String, key String, capability String, quantity Float64,
    shortfall Float64, months Float64
targets: ally String, capability String, year Int64, held Float64, target Float64
unassigned: capability String, year Int64, quantity Float64, reason String
workforce: country String, trade String, year Int64, workers Float64, needed Float64,
    apprentices Float64, recruits Float64
"""
"""Each table of a plan: its columns in their order, and their types."""


def columns(text: str) -> dict[str, list[str]]:
    """Return the columns with their types that a text like `COLUMNS` names, by table."""
    tables: dict[str, list[str]] = {}
    for line in text.strip().replace("\n    ", " ").splitlines():
        table, _, names = line.partition(": ")
        tables[table] = names.split(", ")
    return tables


def test_a_change_of_columns_raises_the_format_of_plan_folders() -> None:
    plan = sinews.plan(small_case_with_terms())
    schemas = {table: frame.schema for table, frame in plan.tables.items()}
    # a plan that was made in rounds has two tables more
    schemas |= {"rounds": pl.Schema(ROUNDS), "sized": pl.Schema(SIZED)}
    now = {table: [f"{name} {kind}" for name, kind in schema.items()] for table, schema in schemas.items()}
    before = columns(COLUMNS)
    changed = sorted(table for table in {*before, *now} if now.get(table) != before.get(table))
    assert not changed, (
        f"The columns of {', '.join(changed)} have changed: raise FORMAT in sinews.implementation.plan, and "
        "bring COLUMNS and WRITTEN of this test up to date."
    )
    assert FORMAT == WRITTEN, "FORMAT has been raised: bring WRITTEN of this test up to date."
