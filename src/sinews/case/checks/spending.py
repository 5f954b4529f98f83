"""Checks of the allies' money: one edition in a table, parts of equipment that fit together."""

from __future__ import annotations

import polars as pl

from sinews.case.checks.marking import Frames, columns_of, marked
from sinews.case.problems import Problem

ONE_EDITION = ("core_expenditure", "commitments")
"""Tables whose figures are all of one edition of a publisher: editions restate earlier years."""

WHOLE = 100.0


def unfit_spending(tables: Frames) -> list[Problem]:
    """Return the problems of all rules in this module."""
    return [
        *mixed_editions(tables),
        *nobodys_parts(tables),
        *parts_counted_twice(tables),
        *too_much(tables),
        *prices_without_factor(tables),
    ]


def mixed_editions(tables: Frames) -> list[Problem]:
    """Report each row of another edition of a publisher than that of its first row in the table."""
    sources = columns_of(tables, "sources", "source", "publisher")
    problems: list[Problem] = []
    for table in ONE_EDITION:
        frame = columns_of(tables, table, "source")
        if frame is None or sources is None:
            continue
        publishers = sources.select("source", "publisher").unique("source", maintain_order=True)
        rows = frame.select("source").join(publishers, on="source", how="left", maintain_order="left")
        first = str(rows.get_column("source").first())
        of_first = rows.select(pl.col("source").first().over("publisher")).to_series()
        other = rows.get_column("publisher").is_not_null() & (rows.get_column("source") != of_first)
        problems += marked(
            table, "source", rows.get_column("source"), other,
            f"one edition of the publisher, as in the first row ({first})",
            "take all rows from one edition: it restates what earlier ones said, on its own basis",
        )  # fmt: skip
    return problems


def nobodys_parts(tables: Frames) -> list[Problem]:
    """Report each part outside the case that stands for an ally and a group, or for neither."""
    frame = columns_of(tables, "outside_programmes", "ally", "scope")
    if frame is None:
        return []
    ally, scope = frame.get_column("ally"), frame.get_column("scope")
    return marked(
        "outside_programmes", "ally", ally, ally.is_null() == scope.is_null(), "an ally or a scope, not both"
    )


def parts_counted_twice(tables: Frames) -> list[Problem]:
    """Report each part that an earlier row has for the same ally, or for a group with a member in common."""
    frame = columns_of(tables, "outside_programmes", "outside", "part", "ally", "scope")
    groups = columns_of(tables, "groups", "group", "ally")
    if frame is None or groups is None:
        return []
    members = groups.group_by("group", maintain_order=True).agg(pl.col("ally"))
    of_group = dict(members.iter_rows())
    seen: dict[tuple[str, bool], set[str]] = {}
    twice = []
    for part, ally, scope in frame.select("part", "ally", "scope").iter_rows():
        who = {ally} if ally is not None else set(of_group.get(scope, ()))
        known = seen.setdefault((part, ally is None), set())
        twice.append(bool(known & who))
        known |= who
    return marked(
        "outside_programmes", "part", frame.get_column("part"), pl.Series(twice, dtype=pl.Boolean),
        "each part once for an ally, and once for a group that it belongs to",
    )  # fmt: skip


def too_much(tables: Frames) -> list[Problem]:
    """Report each part with which an ally would spend more than all its money for equipment outside."""
    frame = columns_of(tables, "outside_programmes", "part", "ally", "scope", "share")
    groups = columns_of(tables, "groups", "group", "ally")
    if frame is None or groups is None:
        return []
    spent: dict[str, dict[str, float]] = {}
    own = frame.drop_nulls("ally")
    of_group = frame.filter(pl.col("ally").is_null()).drop("ally")
    of_group = of_group.join(
        groups.rename({"group": "scope"}), on="scope", how="inner", maintain_order="left"
    )
    for rows in (of_group, own):
        for ally, part, share in rows.select("ally", "part", "share").iter_rows():
            spent.setdefault(ally, {})[part] = share or 0.0
    over = [ally for ally, parts in spent.items() if sum(parts.values()) > WHOLE]
    involved = frame.get_column("ally").is_in(over) | frame.get_column("scope").is_in(
        groups.filter(pl.col("ally").is_in(over)).get_column("group").to_list()
    )
    named = ", ".join(sorted(over))
    return marked(
        "outside_programmes", "share", frame.get_column("share"), involved.fill_null(False),
        f"parts of at most {WHOLE:g} % together for each ally; they are more for {named}",
    )  # fmt: skip


def prices_without_factor(tables: Frames) -> list[Problem]:
    """Report each price on another basis than a unit's for whose class of products no factor is known."""
    costs = columns_of(tables, "costs", "product", "element", "price_basis")
    products = columns_of(tables, "products", "product", "learning_class")
    factors = columns_of(tables, "price_bases", "price_basis", "learning_class")
    if costs is None or products is None or factors is None:
        return []
    basis = costs.get_column("price_basis")
    known = factors.select("price_basis", "learning_class").unique(maintain_order=True)
    classes = products.select("product", "learning_class").unique("product", maintain_order=True)
    found = (
        costs.select("product", "price_basis")
        .join(classes, on="product", how="left", maintain_order="left")
        .join(known.with_columns(known=True), on=["price_basis", "learning_class"], how="left",
              maintain_order="left")
        .get_column("known")
    )  # fmt: skip
    running = (costs.get_column("element") == "operating").fill_null(False)
    other = basis.is_not_null() & (basis != "unit") & found.is_null()
    people = basis.is_in(["with people", "without people"])
    return [
        *marked("costs", "price_basis", basis, running & ~people, "with people or without people"),
        *marked(
            "costs", "price_basis", basis, other & ~running,
            "unit, or a basis with a factor for the product's class in price_bases",
            "add the row to price_bases, with its source",
        ),
    ]  # fmt: skip
