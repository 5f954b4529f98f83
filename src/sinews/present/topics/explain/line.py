"""A production line: what it builds, for whom, how full it is, what it needs and what it holds back."""

from __future__ import annotations

from typing import Any

import polars as pl

from sinews.case import priced
from sinews.document import wording
from sinews.implementation import Plan
from sinews.present.topics.explain.explanation import Statement
from sinews.present.topics.explain.facts import (
    country_name,
    divided,
    known,
    names_of,
    requirement,
    row_of,
    spans,
    stated,
)
from sinews.present.topics.explain.fullness import fullness
from sinews.present.topics.explain.wider import wider
from sinews.present.topics.explain.yearly import trades_of


def line(plan: Plan, key: str) -> tuple[dict[str, str], list[Statement], dict[str, Any]]:
    """Return what a line is called, the chain from the pledge to its slots, and the figures of that.

    Raises
    ------
    CaseError
        If the case has no such line.
    """
    case = plan.case
    key = known("lines", "line", key, names_of(case, "lines", "line"), "a production line")
    facts = row_of(priced(case, "lines"), line=key)
    product = row_of(case["products"], product=facts["product"])
    output = plan.tables["lines"].filter(pl.col("line") == key).sort("year")
    bottleneck, figures = wider(plan, "line", key)
    statements = [
        *requirement(plan, product["capability"], case.settings.horizon),
        stated(
            "Product",
            f"{product['name']} ({product['product']}), which counts as {product['yield']:g} of "
            f"{names_of(case, 'capabilities', 'capability')[product['capability']]}.",
            product,
        ),
        stated(
            "Line",
            f"{facts['name']} ({key}), {facts['producer']}, {country_name(case, facts['country'])}: "
            f"{wording.quantity(facts['rate'])} a year today{_announced(facts)}; at most "
            f"{wording.quantity(facts['ceiling'])}; "
            f"{facts['lead_time']} years from order to delivery.",
            facts,
        ),
        *_capacity(plan, facts, output),
        *_buyers(plan, key),
        *_needs(plan, key, product["product"]),
        *trades_of(plan, "lines", key),
        *bottleneck,
    ]
    return {"line": key}, statements, {"line": facts, "output": output, **figures}


def _announced(facts: dict[str, Any]) -> str:
    if facts["announced_rate"] is None:
        return ""
    return f", {wording.quantity(facts['announced_rate'])} announced for {facts['announced_year']}"


def _capacity(plan: Plan, facts: dict[str, Any], output: pl.DataFrame) -> list[Statement]:
    """Return expansion, who pays for it, and in which years the line is full or idle."""
    case = plan.case
    last = output.row(-1, named=True)
    built, could = (float(output[column].sum()) for column in ("output", "capacity"))
    highest = output.sort("expansion", "year", descending=[True, False]).row(0, named=True)
    allies = names_of(case, "allies", "ally")
    payer = allies.get(facts["country"], "all allies in proportion to their equipment budgets")
    step = dict(case["expansion_steps"].select("site", "step").iter_rows()).get(facts["line"])
    steps = "" if step is None else f"in whole steps of at most {wording.quantity(step)}, "
    expansion = "The plan does not expand it."
    if highest["expansion"] > 1e-6:
        first = output.filter(pl.col("expansion") > 1e-6)["year"][0]
        money = wording.Prices(case.settings.currency, case.settings.price_year)
        cost = highest["expansion"] * facts["expansion_cost"]
        expansion = (
            f"The plan adds {wording.quantity(highest['expansion'])} a year, from {first} on, {steps}"
            f"{facts['build_time']} years after the decision: {money.amount(cost)}, paid by {payer}."
        )
    load = (
        f"{wording.quantity(last['capacity'])} a year in {last['year']}. {' '.join(fullness(output))} "
        f"Over all years it builds {wording.quantity(built)}, {wording.share(built / max(could, 1e-9))} "
        "of what it could."
    )
    return [Statement("Capacity", expansion), Statement("Capacity", load)]


def _buyers(plan: Plan, key: str) -> list[Statement]:
    """Return for whom the line builds, and in which years."""
    names = names_of(plan.case, "allies", "ally")
    delivered = plan.deliveries.filter(pl.col("line") == key)
    found = []
    for column, words in (("contracted", "On contract already"), ("ordered", "New orders of the plan")):
        parts = delivered.group_by("ally", maintain_order=True).agg(pl.col(column).sum())
        total = float(parts[column].sum())
        if total > 0:
            years = delivered.filter(pl.col(column) > 0)["year"].unique().to_list()
            shares = divided([(names[ally], value) for ally, value in parts.iter_rows()])
            found.append(
                Statement("Deliveries", f"{words}: {wording.quantity(total)} in {spans(years)}: {shares}.")
            )
    found += _handed_over(plan, key, names)
    given = plan.tables["support"].filter(origin="line", key=key)
    if given.height:
        parts = given.group_by("ally", maintain_order=True).agg(pl.col("quantity").sum())
        shares = divided([(names[ally], value) for ally, value in parts.iter_rows()])
        found.append(
            Statement(
                "Deliveries",
                f"To Ukraine: {wording.quantity(float(given['quantity'].sum()))} in "
                f"{spans(given['year'].unique().to_list())}, paid by {shares}.",
            )
        )
    others = plan.tables["lines"].filter(pl.col("line") == key, pl.col("others") > 0)
    if others.height:
        found.append(
            Statement(
                "Deliveries",
                "To buyers outside the Alliance and in no public list: "
                f"{wording.quantity(float(others['others'].sum()))} in {spans(others['year'].to_list())}, "
                "ordered before.",
            )
        )
    return found or [Statement("Deliveries", "None: nobody orders here.")]


def _handed_over(plan: Plan, key: str, names: dict[str, str]) -> list[Statement]:
    """Return when contracts of long work hand over what they build, each source of dates by itself."""
    dated = plan.case["milestones"].filter(pl.col("line") == key, pl.col("quantity") > 0).sort("year")
    found = []
    for _, rows in dated.group_by("ally", "quantity", "status", "source", maintain_order=True):
        first, years = rows.row(0, named=True), rows["year"].to_list()
        each = " each" if len(years) > 1 else ""
        quantity = wording.quantity(first["quantity"])
        words = f"Handed over to {names[first['ally']]}: {quantity}{each} in {spans(years)}."
        found.append(stated("Deliveries", words, first))
    return found


def _needs(plan: Plan, key: str, product: str) -> list[Statement]:
    """Return the materials and trades that the line needs, and which of them bind."""
    case = plan.case
    country = row_of(case["lines"], line=key)["country"]
    found = []
    for row in case["bills_of_materials"].filter(product=product).iter_rows(named=True):
        name = names_of(case, "materials", "material")[row["material"]]
        found.append(
            stated(
                "Materials and trades",
                f"{name} ({row['material']}): {row['quantity']:g} each; "
                f"{_binding(plan, 'material', row['material'])}.",
                row,
            )
        )
    trades = case["workforce"].filter(country=country)
    for row in case["labour"].filter(site=key).iter_rows(named=True):
        name, pool = row_of(trades, trade=row["trade"])["name"], f"{country}/{row['trade']}"
        found.append(
            stated(
                "Materials and trades",
                f"{name} ({pool}): {row['workers']:g} people for one a year; "
                f"{_binding(plan, 'trade', pool)}.",
                row,
            )
        )
    return found or [Statement("Materials and trades", "None of the key materials and trades of the case.")]


def _binding(plan: Plan, kind: str, key: str) -> str:
    """Return whether a material or a trade binds, and when."""
    rows = plan.bottlenecks.filter(kind=kind, key=key)
    if rows.is_empty():
        return "it does not bind"
    return f"it binds from {rows['first_year'][0]} to {rows['last_year'][0]} (bottleneck {rows['rank'][0]})"
