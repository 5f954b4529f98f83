"""The contracts of a plan: the largest, and what of all orders several allies sign for together."""

from __future__ import annotations

import polars as pl

from sinews.assessment.joint_procurement import GOAL, GOAL_YEAR, joint_procurement
from sinews.document import Block, Column, Note, Table, wording
from sinews.implementation import Plan

LARGEST = 20
"""Contracts that are shown, those of the largest value."""

SCOPES = (("eu", "members of the European Union"), ("europe", "European allies"))
"""Groups whose share of joint procurement is told."""


def signed(plan: Plan, money: str) -> tuple[Block, ...]:
    """Return the contracts of a plan and the part of them that is joint, as blocks of a document.

    `money` says what values are in: billions, in which currency and prices.
    """
    contracts = plan.contracts_signed
    joint = contracts.filter(pl.col("joint"))
    return (
        Note(
            f"{wording.significant(contracts.height, 2)} contracts are signed for what is ordered new, "
            f"{wording.significant(joint.height, 2)} of them by several allies together: members of a group "
            "that procures a line, and allies that want less than the least contract. What several could "
            "sign together beyond that does not count. The European Union’s goal for its members is "
            f"{wording.share(GOAL)} by the end of {GOAL_YEAR}."
        ),
        _joint(plan, money),
        _largest(plan, money),
    )


def _joint(plan: Plan, money: str) -> Table:
    """Return what of the value ordered is joint, by group of allies."""
    by_ally = joint_procurement(plan)
    groups = plan.case["groups"]
    rows = []
    for key, name in (*SCOPES, (None, "all allies")):
        of = by_ally
        if key is not None:
            of = by_ally.filter(pl.col("ally").is_in(groups.filter(group=key)["ally"].implode()))
        total = {column: float(of[column].sum()) for column in of.columns[1:]}
        if of.is_empty():
            continue
        rows.append(
            {
                "name": name,
                "value": total["value"],
                "joint": _part(total["joint"], total["value"]),
                "by_goal": _part(total["joint_by_goal"], total["value_by_goal"]),
            }
        )
    return Table(
        "joint",
        f"Value ordered, {money}, and the part that several allies sign for together",
        pl.DataFrame(
            rows, schema={"name": pl.String, "value": pl.Float64, "joint": pl.Float64, "by_goal": pl.Float64}
        ),
        (
            Column("name", "Who orders"),
            Column("value", "Ordered, bn", "bn"),
            Column("joint", "Jointly", "share"),
            Column("by_goal", f"Jointly, signed until {GOAL_YEAR}", "share"),
        ),
        sortable=False,
    )


def _part(joint: float, value: float) -> float | None:
    return joint / value if value > 0 else None


def _largest(plan: Plan, money: str) -> Table:
    """Return the contracts of the largest value."""
    case = plan.case
    products = case["products"].select("product", name="name")
    lines = case["lines"].select("line", "producer")
    allies = dict(case["allies"].select("ally", "name").iter_rows())
    rows = (
        plan.contracts_signed.sort(["value", "contract"], descending=[True, False])
        .head(LARGEST)
        .join(products, on="product", how="left", maintain_order="left")
        .join(lines, on="line", how="left", maintain_order="left")
        .with_columns(lead=pl.col("lead").replace_strict(allies))
        .select(
            "contract",
            "name",
            "producer",
            "lead",
            "buyers",
            "quantity",
            "value",
            "signed",
            "first_delivery",
            "last_delivery",
        )
    )
    return Table(
        "contracts",
        f"The {LARGEST} largest contracts, {money}",
        rows,
        (
            Column("name", "Product"),
            Column("producer", "Producer", wide_only=True),
            Column("lead", "Who leads"),
            Column("buyers", "Number by ally", wide_only=True),
            Column("quantity", "Number", "units", status="estimated"),
            Column("value", "Value, bn", "bn"),
            Column("signed", "Signed", "year"),
            Column("first_delivery", "Delivered from", "year"),
            Column("last_delivery", "until", "year"),
        ),
    )
