"""From whom an ally may order a capability, which rule shuts whom, and why the plan's supplier won."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from sinews.document import wording
from sinews.implementation import Plan
from sinews.implementation.suppliers import NO_RULE, Suppliers, read_suppliers
from sinews.present.topics.explain.explanation import Statement
from sinews.present.topics.explain.facts import country_name, names_of, row_of, spans
from sinews.present.topics.explain.types import types

STAGE = "Suppliers"


def suppliers(plan: Plan, ally: str, capability: str) -> tuple[list[Statement], dict[str, Any]]:
    """Return which products an ally may order of a capability and why it gets what it gets, and the figures.

    Parameters
    ----------
    plan
        The plan.
    ally, capability
        Keys, as in the case's tables.
    """
    case = plan.case
    provides = case["products"].filter(capability=capability)["product"]
    made = case["lines"].with_row_index("place").filter(pl.col("product").is_in(provides.implode()))
    years = np.array(list(case.years))
    read = read_suppliers(case, case["allies"]["ally"].to_list(), years)
    at = case["allies"]["ally"].to_list().index(ally)
    orders = plan.tables["orders"].filter(ally=ally)
    rows = []
    for line in made.iter_rows(named=True):
        theirs = orders.filter(line=line["line"])
        rows.append(
            {
                "line": line["line"],
                "product": line["product"],
                "country": line["country"],
                "open": years[read.open[at, line["place"]]].tolist(),
                "shut_by": _rules(plan, read, at, line["place"]),
                "competition": bool(read.competition[at, line["place"]].any()),
                "markup": float(read.markup[at, line["place"]].max()),
                "home_part": float(read.home[at, line["place"]]),
                "ordered": float(theirs["quantity"].sum()),
                "value": float(theirs["value"].sum()),
            }
        )
    statements = [*_open(plan, rows), *_shut(plan, rows, years.size)]
    statements += types(plan, ally, capability, rows)
    return [*statements, *_won(plan, rows)], {"suppliers": rows}


def may_order(plan: Plan, ally: str) -> set[str]:
    """Return the lines from which an ally may order in some year."""
    case = plan.case
    allies = case["allies"]["ally"].to_list()
    read = read_suppliers(case, allies, np.array(list(case.years)))
    able = read.open[allies.index(ally)].any(axis=1)
    return {line for line, is_open in zip(case["lines"]["line"], able, strict=True) if is_open}


def made_of(plan: Plan, capability: str) -> list[str]:
    """Return the lines that build a capability."""
    products = plan.case["products"].filter(capability=capability)["product"]
    return plan.case["lines"].filter(pl.col("product").is_in(products.implode()))["line"].to_list()


def _rules(plan: Plan, read: Suppliers, ally: int, line: int) -> list[str]:
    """Return the rules that shut a line in any year, exclusions first."""
    shut = ~read.open[ally, line]
    barred, regime = read.barred[ally, line], read.regime[ally, line]
    found = np.unique(np.where(barred != NO_RULE, barred, regime)[shut])
    keys = plan.case["supplier_rules"]["rule"].to_list()
    return [keys[rule] for rule in found if rule != NO_RULE]


def _name(plan: Plan, row: dict[str, Any]) -> str:
    product = names_of(plan.case, "products", "product")[row["product"]]
    where = country_name(plan.case, row["country"])
    return f"{product} ({row['line']}, {where})"


def _open(plan: Plan, rows: list[dict[str, Any]]) -> list[Statement]:
    """Return what may be ordered."""
    may = [row for row in rows if row["open"]]
    if not rows:
        return [Statement(STAGE, "No line builds it.")]
    if not may:
        return [Statement(STAGE, "It may be ordered from nobody: the rules below leave no line.")]
    named = wording.listed(
        [
            _name(plan, row)
            + (f", {wording.share(row['home_part'])} of the work at home" if row["home_part"] > 0 else "")
            + (f", counted {wording.share(row['markup'])} dearer" if row["markup"] > 0 else "")
            for row in may
        ]
    )
    left = " No line at home and no type of its own is built, so that competition decides." * any(
        row["competition"] for row in may
    )
    return [Statement(STAGE, f"It may be ordered from {named}.{left}")]


def _shut(plan: Plan, rows: list[dict[str, Any]], years: int) -> list[Statement]:
    """Return what may not be ordered in some year, by the rule that says so, with its foundation."""
    found = []
    for key in dict.fromkeys(rule for row in rows for rule in row["shut_by"]):
        rule = row_of(plan.case["supplier_rules"], rule=key)
        shut = wording.listed(
            [
                _name(plan, row)
                + (f" (open in {spans(row['open'])})" if row["open"] and len(row["open"]) < years else "")
                for row in rows
                if key in row["shut_by"]
            ]
        )
        text = f"The rule {key} shuts {shut}: {rule['basis']}."
        found.append(Statement(STAGE, text, rule["status"], rule["source"]))
    return found


def _won(plan: Plan, rows: list[dict[str, Any]]) -> list[Statement]:
    """Return from whom the plan orders, and what is told for it: price, room on lines, preference."""
    won = sorted((row for row in rows if row["ordered"] > 1e-6), key=lambda row: -row["value"])
    if not won:
        return [Statement(STAGE, "The plan orders none.")]
    found = []
    for row in won:
        output = plan.tables["lines"].filter(line=row["line"])
        price = row["value"] / row["ordered"]
        full = output.filter(pl.col("output") >= 0.999 * pl.col("capacity"))["year"].to_list()
        prices = wording.Prices(plan.case.settings.currency, plan.case.settings.price_year)
        room = f"its line is full in {spans(full)}" if full else "its line is never full"
        found.append(
            f"{wording.quantity(row['ordered'])} of {_name(plan, row)} at {prices.amount(price)} each; {room}"
        )
    alone = sum(bool(row["open"]) for row in rows) == 1
    why = (
        "It is the only one that is open."
        if alone
        else "Of those that are open the plan takes what closes the shortfall first and, where that is as "
        "good, what costs least with the preferences above."
    )
    return [Statement(STAGE, f"The plan orders {wording.listed(found)}. {why}")]
