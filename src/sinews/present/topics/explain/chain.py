"""The chain behind one ally's capability: pledge, requirement, target, orders, line slots, deliveries."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import polars as pl

from sinews.case import FULLY_MET
from sinews.document import wording
from sinews.implementation import Plan
from sinews.implementation.waiting import waiting
from sinews.present.loans import loans_told
from sinews.present.topics.explain.explanation import Statement
from sinews.present.topics.explain.facts import country_name, row_of, spans, stated
from sinews.present.topics.explain.fullness import fullness
from sinews.present.topics.explain.suppliers import made_of, may_order

MOST_LIMITS = 3
"""How many bottlenecks are named where there is no order."""


def chain(plan: Plan, ally: str, capability: str, year: int) -> tuple[list[Statement], dict[str, Any]]:
    """Return what is ordered for an ally's target, from which lines, and what arrives when.

    Parameters
    ----------
    plan
        The plan.
    ally, capability
        Keys.
    year
        The year by whose end things are told.

    Returns
    -------
    The statements from the order on, and their figures.
    """
    orders = (
        plan.orders.join(plan.case["products"].select("product", "capability", "yield"), on="product")
        .filter(ally=ally, capability=capability)
        .filter(pl.col("delivery_year") <= year)
    )
    by_line = (
        orders.group_by("line", "product", maintain_order=True)
        .agg(
            pl.col("quantity", "value").sum(),
            first=pl.col("order_year").min(),
            last=pl.col("order_year").max(),
            from_=pl.col("delivery_year").min(),
            until=pl.col("delivery_year").max(),
        )
        .sort("value", "line", descending=[True, False])
    )
    stock = plan.stock.filter(ally=ally, capability=capability).sort("year")
    found = [statement for row in by_line.iter_rows(named=True) for statement in _line(plan, row, ally, year)]
    if not found:
        found = _no_order(plan, stock, ally, capability, year)
    figures = {"orders": orders, "stock": stock}
    return [*sorted(found, key=lambda each: each.stage != "Order"), *_delivery(plan, stock, year)], figures


def _no_order(plan: Plan, stock: pl.DataFrame, ally: str, capability: str, year: int) -> list[Statement]:
    """Return why there is no order, and what holds one back."""
    if stock.filter(pl.col("year") <= year)["shortfall"].sum() <= 0:
        text = f"None is needed for delivery by {year}: what is held and on contract suffices."
        return [Statement("Order", text)]
    able = may_order(plan, ally)
    if not able & set(made_of(plan, capability)):
        # the rules that leave no line stand with the suppliers
        return [Statement("Order", f"None for delivery by {year}: it may be ordered from nobody.")]
    shut = (pl.col("kind") == "line") & ~pl.col("key").is_in(list(able))
    limits = plan.bottlenecks.filter(~shut, capability=capability).head(MOST_LIMITS)
    return [
        Statement("Order", f"None for delivery by {year}, although the target is missed."),
        *_too_little(plan, stock, able, capability),
        *(Statement("Order", words) for key, words in waiting(plan, able).items() if key == capability),
        *(
            Statement("Line slot", f"Bottleneck {rank}: {words}")
            for rank, words in limits.select("rank", "statement").iter_rows()
        ),
    ]


def _line(plan: Plan, row: dict[str, Any], ally: str, year: int) -> list[Statement]:
    """Return the order from one line, with its price, and the slots of the line that it takes."""
    case = plan.case
    product = row_of(case["products"], product=row["product"])
    line = row_of(case["lines"], line=row["line"])
    price = case["costs"].filter(product=row["product"], element="procurement").row(0, named=True)
    money = wording.Prices(case.settings.currency, case.settings.price_year)
    unit = row["value"] / row["quantity"]
    ordered = spans(list(range(row["first"], row["last"] + 1)))
    arriving = spans(list(range(row["from_"], row["until"] + 1)))
    order = (
        f"{wording.quantity(row['quantity'])} x {product['name']} ({row['product']}), ordered {ordered} for "
        f"delivery {arriving}: {money.amount(row['value'])}, {money.amount(unit)} each on average."
    )
    output = plan.tables["lines"].filter(pl.col("line") == row["line"], pl.col("year") <= year)
    taken = (
        plan.deliveries.filter(pl.col("line") == row["line"], pl.col("year") <= year)
        .with_columns(quantity=pl.col("ordered") + pl.col("contracted"))
        .group_by("ally", maintain_order=True)
        .agg(pl.col("quantity").sum())
    )
    share = float(taken.filter(ally=ally)["quantity"].sum()) / max(float(taken["quantity"].sum()), 1e-9)
    slot = (
        f"{line['name']} ({row['line']}, {line['producer']}, {country_name(case, line['country'])}): "
        f"{wording.quantity(output['capacity'][0])} a year in {output['year'][0]}, "
        f"{wording.quantity(output['capacity'][-1])} in {output['year'][-1]}, {line['lead_time']} "
        f"{'year' if line['lead_time'] == 1 else 'years'} from order to delivery. "
        f"{' '.join(fullness(output))} {wording.share(share)} of what it delivers to allies goes here."
    )
    found = [stated("Order", order, price), *_contracts(plan, row["line"], ally, year)]
    found.append(stated("Line slot", slot, line))
    bottleneck = plan.bottlenecks.filter(kind="line", key=row["line"])
    if bottleneck.height:
        rank, words = bottleneck.select("rank", "statement").row(0)
        found.append(Statement("Line slot", f"Bottleneck {rank}: {words}"))
    return found


def _contracts(plan: Plan, line: str, ally: str, year: int) -> list[Statement]:
    """Return the contracts that an ally's orders from a line stand under, and with whom it signs them."""
    placed = plan.orders.filter(pl.col("delivery_year") <= year).filter(ally=ally, line=line)
    names = dict(plan.case["allies"].select("ally", "name").iter_rows())
    signed = []
    for row in plan.contracts_signed.iter_rows(named=True):
        if row["contract"] not in placed["contract"]:
            continue
        others = [names[each.split(" ")[0]] for each in row["buyers"].split("; ")]
        others.remove(names[ally])
        together = f" with {wording.listed(others)}" if others else ""
        signed.append(f"{row['contract']} of {row['signed']}, {row['quantity']:,.0f} in all{together}")
    return [Statement("Order", f"Contracts: {'; '.join(signed)}.")] if signed else []


def _too_little(plan: Plan, stock: pl.DataFrame, able: Collection[str], capability: str) -> list[Statement]:
    """Return it in words if what is lacking is less than a contract is for, and nobody else orders any."""
    size = plan.case["contract_sizes"].filter(capability=capability)
    lines = plan.case["lines"].join(plan.case["products"], on="product").filter(capability=capability)
    lines = lines.filter(pl.col("line").is_in(list(able)))
    ordered = plan.orders.filter(pl.col("line").is_in(lines["line"].implode()))
    if size.is_empty() or lines.is_empty() or not ordered.is_empty():
        return []
    least, lacking = size["minimum"][0], float(stock["shortfall"].max() or 0.0)  # type: ignore[arg-type]
    if lacking >= least * float(lines["yield"].min() or 1.0):  # type: ignore[arg-type]
        return []
    text = (
        f"{wording.quantity(lacking)} are lacking, a contract is for at least {wording.quantity(least)} "
        "(contract_sizes), and nobody else orders any from the lines that it may order from."
    )
    return [Statement("Order", text)]


def _delivery(plan: Plan, stock: pl.DataFrame, year: int) -> list[Statement]:
    """Return what arrives by year, and when the target is met."""
    if stock.is_empty():
        return [Statement("Delivery", "Nothing is held and nothing is to be held.")]
    now = stock.filter(pl.col("year") == year).row(0, named=True)
    until = stock.filter(pl.col("year") <= year)
    arrivals = [
        f"{wording.quantity(row['delivered'])} in {row['year']}"
        for row in until.iter_rows(named=True)
        if row["delivered"] > 0.05
    ]
    start = until.row(0, named=True)
    gone = [float(until[column].sum()) for column in ("retired", "given")]
    text = (
        f"{wording.listed(arrivals) or 'None'}. With {wording.quantity(start['opening'])} at the start, "
        f"{wording.quantity(gone[0])} retired and {wording.quantity(gone[1])} given to Ukraine, "
        f"{wording.quantity(now['closing'])} are held at the end of {year}, against a target of "
        f"{wording.quantity(now['target'])}."
    )
    missed = stock.filter(pl.col("closing") < FULLY_MET * pl.col("target"))
    last = stock.row(-1, named=True)
    behind = f"The target of the year is missed in {spans(missed['year'].to_list())}"
    if missed.is_empty():
        verdict = "The target is met in every year."
    elif missed["year"][-1] == last["year"]:
        verdict = f"{behind}: not met by the horizon, {wording.quantity(last['shortfall'])} short."
    else:
        verdict = f"{behind}; it is met from {missed['year'][-1] + 1} on."
    budgets = plan.bottlenecks.filter(
        pl.col("kind").str.ends_with("budget"), pl.col("key") == stock["ally"][0]
    )
    found = [Statement("Delivery", text), Statement("Delivery", verdict)]
    if missed.height and budgets.height:
        found.append(Statement("Delivery", f"Bottleneck {budgets['rank'][0]}: {budgets['statement'][0]}"))
        borrowed = loans_told(plan, stock["ally"][0])
        found += [Statement("Delivery", borrowed)] if borrowed else []
    return found
