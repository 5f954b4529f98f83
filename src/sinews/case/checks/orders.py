"""Checks of what lines have on order: a line that can build it, years in their order, somebody to get it."""

from __future__ import annotations

import polars as pl

from sinews.case.checks.marking import Frames, columns_of, marked
from sinews.case.problems import Problem

_TABLES = ("contracts", "order_books", "support_deliveries")


def broken_orders(tables: Frames) -> list[Problem]:
    """Return the problems of all rules in this module."""
    return [
        *orders_nobody_can_build(tables),
        *orders_before_the_product(tables),
        *delivered_before_signature(tables),
        *buyers_nobody_stands_for(tables),
        *milestones_of_no_contract(tables),
    ]


def orders_nobody_can_build(tables: Frames) -> list[Problem]:
    """Report each order at a line that has no output and has announced none."""
    lines = columns_of(tables, "lines", "line", "rate", "announced_rate")
    if lines is None:
        return []
    none = (pl.col("rate") == 0) & (pl.col("announced_rate").fill_null(0.0) == 0)
    idle = lines.filter(none).get_column("line").drop_nulls().to_list()
    problems: list[Problem] = []
    for table in _TABLES:
        frame = columns_of(tables, table, "line")
        if frame is not None:
            line = frame.get_column("line")
            problems += marked(
                table, "line", line, line.is_in(idle), "a line that can build it",
                "this one has no output and has announced none: name another, or enter its rate in lines",
            )  # fmt: skip
    return problems


def orders_before_the_product(tables: Frames) -> list[Problem]:
    """Report each order whose last delivery is due before its line's product can be ordered at all."""
    lines = columns_of(tables, "lines", "line", "product")
    products = columns_of(tables, "products", "product", "available_from")
    if lines is None or products is None:
        return []
    known = lines.join(products.select("product", "available_from"), on="product", maintain_order="left")
    from_year = known.select("line", "available_from").unique("line", maintain_order=True)
    problems: list[Problem] = []
    for table in ("contracts", "order_books"):
        frame = columns_of(tables, table, "line", "last_year")
        if frame is not None:
            late = frame.join(from_year, on="line", how="left", maintain_order="left")
            early = late.get_column("last_year") < late.get_column("available_from")
            problems += marked(
                table, "last_year", frame.get_column("last_year"), early,
                "a year in which the line's product is available",
                "see available_from in products",
            )  # fmt: skip
    return problems


def delivered_before_signature(tables: Frames) -> list[Problem]:
    """Report each order whose first delivery lies before it was signed."""
    problems: list[Problem] = []
    for table in ("contracts", "order_books"):
        frame = columns_of(tables, table, "first_year", "signed")
        if frame is not None:
            first = frame.get_column("first_year")
            early = first < frame.get_column("signed")
            problems += marked(table, "first_year", first, early, "a year not before it was signed")
    return problems


def buyers_nobody_stands_for(tables: Frames) -> list[Problem]:
    """Report each order of a class of buyers to which no ally belongs."""
    orders = columns_of(tables, "order_books", "line", "buyers")
    lines = columns_of(tables, "lines", "line", "product")
    if orders is None or lines is None:
        return []
    buyers = orders.get_column("buyers")
    placed = orders.join(
        lines.select("line", "product").unique("line"), on="line", how="left", maintain_order="left"
    )
    problems: list[Problem] = []
    operators = columns_of(tables, "operators", "product", "quantity")
    contracts = columns_of(tables, "contracts", "line", "quantity")
    if operators is not None and contracts is not None:
        have = operators.filter(pl.col("quantity") > 0).get_column("product").to_list()
        fleets = columns_of(tables, "fleets", "product", "active")
        if fleets is not None:
            have += fleets.filter(pl.col("active") > 0).get_column("product").drop_nulls().to_list()
        ordered = contracts.filter(pl.col("quantity") > 0).join(lines, on="line").get_column("product")
        unknown = ~placed.get_column("product").is_in([*have, *ordered.to_list()])
        problems += marked(
            "order_books", "buyers", buyers, (buyers == "operators") & unknown,
            "a class to which some ally belongs",
            "add who operates the product to operators, or name the buyer in contracts",
        )  # fmt: skip
    commitments = columns_of(tables, "commitments", "amount")
    if commitments is not None and commitments.filter(pl.col("amount") > 0).is_empty():
        problems += marked(
            "order_books", "buyers", buyers, buyers == "ukraine",
            "a class to which some ally belongs", "add who supports Ukraine to commitments",
        )  # fmt: skip
    return problems


def milestones_of_no_contract(tables: Frames) -> list[Problem]:
    """Report each milestone for which there is no contract, or that lies outside the contract's years."""
    milestones = columns_of(tables, "milestones", "ally", "line", "year")
    contracts = columns_of(tables, "contracts", "ally", "line", "first_year", "last_year")
    if milestones is None or contracts is None:
        return []
    pair = ["ally", "line"]
    found = milestones.join(
        contracts.unique(pair, maintain_order=True), on=pair, how="left", maintain_order="left"
    )
    alone = found.get_column("first_year").is_null()
    year = milestones.get_column("year")
    outside = (year < found.get_column("first_year")) | (year > found.get_column("last_year"))
    return [
        *marked(
            "milestones", "line", milestones.get_column("line"), alone,
            "a line with which the ally has a contract",
            "enter the contract in contracts, or leave this row out",
        ),
        *marked(
            "milestones", "year", year, outside.fill_null(value=False),
            "a year from the contract's first to its last",
            "the work ends with the last delivery: move last_year in contracts, or this year",
        ),
    ]  # fmt: skip
