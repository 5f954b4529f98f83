"""Checks that each table of a plan is whole in itself: rows told apart, no cell empty or without a number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import polars as pl

from sinews.implementation import Plan
from sinews.verify.plan.findings import Findings, repeated, wrong_rows

KEYS: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "ambition": ("capability", "year"),
        "bottlenecks": ("rank",),
        "burdens": ("ally",),
        "contracts_signed": ("contract",),
        "contradictions": ("table", "key", "column"),
        "deliveries": ("ally", "line", "year"),
        "follow_on": ("ally", "line", "delivery_year"),
        "fulfilment": ("capability", "year"),
        "ledger": (
            "kind", "year", "payer", "element", "capability", "product", "line", "country", "status",
        ),
        "lines": ("line", "year"),
        "lot_costs": ("capability",),
        "materials": ("material", "year"),
        "orders": ("ally", "line", "delivery_year"),
        "pledged_shares": ("kind", "year"),
        "prices": ("product",),
        "relief": ("capability", "limit", "rows"),
        "requirements": ("capability", "year"),
        "resilience": ("fund", "ally", "year"),
        "rounds": ("round", "year", "enabler", "capability"),
        "share_caps": ("capability", "year"),
        "shares": ("ally", "capability"),
        "sized": ("capability", "year", "needed", "sizing"),
        "spending": ("ally", "year"),
        "spending_path": ("ally", "year"),
        "stock": ("ally", "capability", "year"),
        "support": ("ally", "origin", "key", "year"),
        "support_cost": ("ally", "origin", "key"),
        "targets": ("ally", "capability", "year"),
        "unassigned": ("capability", "year"),
        "workforce": ("country", "trade", "year"),
    }
)  # fmt: skip
"""What tells the rows of each table apart."""

MAY_BE_EMPTY: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "ambition": ("pledge", "scope"),
        "bottlenecks": ("capability", "months", "value"),
        "burdens": ("level",),
        "ledger": ("capability", "product", "line"),
        "contracts_signed": ("through",),
        "lot_costs": ("product",),
        "orders": ("contract",),
        "prices": ("operating",),
        "relief": ("rows", "now", "needed"),
        "requirements": ("pledge", "published", "requirement", "sized", "sizing", "scope"),
        "rounds": ("capability", "held", "needed", "required", "reason"),
        "share_caps": ("scope",),
        "shares": ("package",),
        "spending_path": ("pledge",),
        "support_cost": ("capability", "months"),
    }
)
"""Columns in which a cell may be empty, by table."""


def whole(plan: Plan) -> Findings:
    """Check that no row stands twice, no cell is empty that must not be, and every number is one."""
    found = Findings()
    for name, keys in KEYS.items():
        if name not in plan.tables:
            if name not in ("rounds", "sized"):
                found.append(f"{name}, all rows: the table is missing")
            continue
        frame = plan.tables[name]
        found = found + Findings(repeated(name, frame, list(keys)), frame.height)
        empty = MAY_BE_EMPTY.get(name, ())
        for column, kind in frame.schema.items():
            if column not in empty and frame[column].null_count():
                found = found + wrong_rows(name, frame, keys, pl.col(column).is_null(), f"{column} is empty")
            if kind.is_float():
                odd = ~pl.col(column).is_finite() & pl.col(column).is_not_null()
                found = found + wrong_rows(name, frame.filter(odd), keys, odd, f"{column} is {{{column}}}")
    found.rows = sum(frame.height for frame in plan.tables.values())
    return found
