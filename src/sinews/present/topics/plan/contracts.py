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
    by_ally, groups = joint_procurement(plan), plan.case["groups"]
    members = [(name, groups.filter(group=key)["ally"]) for key, name in SCOPES]
    rows = pl.concat(
        by_ally.filter(pl.col("ally").is_in(allies.implode())).select(
            pl.lit(name).alias("name"), pl.exclude("ally").sum()
        )
        for name, allies in (*members, ("all allies", by_ally["ally"]))
    ).filter(pl.col("value") > 0)
    return Table(
        "joint",
        f"Value ordered, {money}, and the part that several allies sign for together",
        rows.with_columns(
            pl.col("joint") / pl.col("value"), by_goal=pl.col("joint_by_goal") / pl.col("value_by_goal")
        ),
        (
            Column("name", "Who orders"),
            Column("value", "Ordered, bn", "bn"),
            Column("joint", "Jointly", "share"),
            Column("by_goal", f"Jointly, signed until {GOAL_YEAR}", "share"),
        ),
        sortable=False,
    )


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
