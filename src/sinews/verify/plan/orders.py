"""Checks that what is delivered was ordered or in build, and at a price that learning leads to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from math import floor, log2

import polars as pl

from sinews.case import entry_into_service, priced, unit_prices
from sinews.implementation import Plan
from sinews.verify.plan.findings import Findings, compared, wrong_rows
from sinews.verify.plan.promised import handed_over, in_build

ORDER = ["ally", "line", "delivery_year"]
DELIVERY = ["ally", "line", "year"]

SETTLED = 1e-3
"""Part of the money for what is delivered that another round of prices may still move."""

ROUNDED, ROUNDED_SMALL = 0.005, 0.15
"""Part of the money by which whole steps and whole units, which come after prices have settled, may move them
more; a small model is searched for better ones, and may come out far from where prices were."""

ADDED_UP = 200
"""Units whose costs are added up one by one; beyond them the sum is taken as an integral between halves."""

APART, APART_SMALL = 0.25, 0.5
"""Part by which one price may be off what learning leads to while all together have settled."""

SMALL = 20_000
"""Columns of a model up to which whole units are searched for."""

MOST_RATE_CHANGE = 4.0
"""Factor of the base year's output beyond which the price no longer follows the rate."""


def orders(plan: Plan) -> Findings:
    """Check each order: of what a line builds, its lead time before the delivery, at one price for all."""
    case = plan.case
    lines = case["lines"].select("line", "product")
    rows = plan.orders.unique(ORDER, keep="last", maintain_order=True)
    one_price = pl.col("unit_price").median().over("line", "delivery_year")
    due = (
        rows.drop("product")
        .join(lines, on="line", how="inner", maintain_order="left")
        .select(
            *ORDER,
            "product",
            unit_price=one_price,
            value=pl.col("quantity") * pl.col("unit_price"),
        )
    )
    found = compared("orders", plan.orders, due, ORDER, least={"value": 1e-3, "unit_price": 1e-6})
    nothing = ~(pl.col("quantity").is_finite() & (pl.col("quantity") > 0.0) & (pl.col("unit_price") >= 0.0))
    return found + wrong_rows("orders", rows, ORDER, nothing, "{quantity} is ordered at {unit_price} each")


def lead_time(plan: Plan) -> Findings:
    """Check that each order is placed its lead time before the delivery, and none before it can be."""
    case = plan.case
    can = entry_into_service(case).with_columns(
        first=pl.max_horizontal("order_from", pl.lit(case.settings.base_year))
    )
    lead = case["lines"].select("line", "lead_time")
    placed = (pl.col("delivery_year") - pl.col("lead_time")).cast(pl.Int64)
    due = plan.orders.unique(ORDER, keep="last", maintain_order=True).join(lead, on="line", how="inner")
    found = compared("orders", plan.orders, due.select(*ORDER, order_year=placed), ORDER)
    rows = plan.orders.join(can.select("product", "first"), on="product", how="left", maintain_order="left")
    outside = (pl.col("order_year") < pl.col("first")) | (pl.col("delivery_year") > case.settings.horizon)
    words = "order_year {order_year} where {product} can be ordered from {first}"
    return found + wrong_rows("orders", rows, ORDER, outside, words)


def deliveries(plan: Plan) -> Findings:
    """Check work and deliveries against new orders and contracts: nothing is missing, nothing too much."""
    case = plan.case
    made = (
        case["lines"]
        .select("line", "product")
        .join(case["products"].select("product", "capability"), on="product", maintain_order="left")
    )
    amounts = ["ordered", "contracted", "dated"]
    parts = [
        plan.orders.select("ally", "line", year="delivery_year", ordered="quantity"),
        in_build(case).rename({"quantity": "contracted"}),
        handed_over(case).rename({"quantity": "dated"}),
    ]
    due = (
        pl.concat(parts, how="diagonal")
        .group_by(DELIVERY, maintain_order=True)
        .agg(pl.col(name).sum() for name in amounts)
        .with_columns(completed=pl.col("ordered") + pl.col("dated"))
        .filter(pl.sum_horizontal("ordered", "contracted", "completed") != 0.0)
        .join(made, on="line", how="inner")
    )
    count = case["whole_units"]["capability"].implode()
    least = dict.fromkeys(("ordered", "contracted", "completed"), 1e-3)
    work = [*DELIVERY, "product", "capability", "ordered", "contracted"]
    whole_rows, whole_due = plan.deliveries, due
    of_case = plan.deliveries.join(made.select("line", of="capability"), on="line", how="left")
    whole_rows = of_case.filter(pl.col("of").is_in(count))
    single = of_case.filter(~pl.col("of").is_in(count).fill_null(False))
    whole_due = due.filter(pl.col("capability").is_in(count))
    found = compared(
        "deliveries",
        single,
        due.filter(~pl.col("capability").is_in(count)).select(*work, "completed"),
        DELIVERY,
        least=least,
    )
    # whole units come when they are complete, so that a row may tell of the one or the other alone
    extra = whole_rows.join(whole_due, on=DELIVERY, how="anti").filter(pl.col("completed") > 0.0)
    extra_due = extra.join(made, on="line", how="inner", suffix="_due").select(
        *DELIVERY, pl.col("product_due").alias("product"), pl.col("capability_due").alias("capability"),
        ordered=pl.lit(0.0), contracted=pl.lit(0.0),
    )  # fmt: skip
    worked = whole_due.filter(pl.sum_horizontal("ordered", "contracted") != 0.0)
    handed = whole_due.filter(pl.sum_horizontal("ordered", "contracted") == 0.0).join(
        whole_rows, on=DELIVERY, how="semi"
    )
    return found + compared(
        "deliveries",
        whole_rows,
        pl.concat([each.select(work) for each in (worked, handed, extra_due.unique(DELIVERY))]),
        DELIVERY,
        least=least,
    )


def prices(plan: Plan) -> Findings:
    """Check today's prices against the case, and those of orders against what is built until then."""
    found = compared(
        "prices", plan.tables["prices"], unit_prices(plan.case), ["product"],
        least={"procurement": 1e-6, "operating": 1e-6},
    )  # fmt: skip
    built = _built(plan)
    paid = _paid(plan)
    learned = learned_prices(plan, built, paid)
    moved = whole = 0.0
    for place, (price, _) in paid.items():
        if place in learned:
            moved += abs(learned[place] - price) * built.get(place, 0.0)
            whole += price * built.get(place, 0.0)
    small = plan.solution.columns <= SMALL
    allowed = max(SETTLED, plan.solution.price_change) + (ROUNDED_SMALL if small else ROUNDED)
    apart = APART_SMALL if small else APART
    if not moved <= allowed * whole:
        found.append(
            f"orders, unit_price: with what is built prices would move by {moved / whole:.2%} of the money, "
            f"where {allowed:.2%} is as far as they may be from it"
        )
    for (line, year), (price, quantity) in paid.items():
        due = learned.get((line, year))
        if due is not None and quantity > 0 and not abs(price - due) <= apart * due:
            found.append(
                f"orders, line {line}, delivery_year {year}, unit_price: {price:.10g} where learning leads "
                f"to {due:.10g} ({price - due:+.3g})"
            )
    return found


def _paid(plan: Plan) -> dict[tuple[str, int], tuple[float, float]]:
    """Return the price and the quantity of new orders by line and year of delivery."""
    rows = plan.orders.group_by("line", "delivery_year", maintain_order=True).agg(
        pl.col("unit_price").median(), pl.col("quantity").sum()
    )
    return {(line, year): (price, quantity) for line, year, price, quantity in rows.iter_rows()}


def _built(plan: Plan) -> dict[tuple[str, int], float]:
    """Return what each line builds in each year, for whomever."""
    rows = plan.tables["lines"].select("line", "year", "output").iter_rows()
    return {(line, year): output for line, year, output in rows}


def learned_prices(
    plan: Plan, built: dict[tuple[str, int], float], paid: dict[tuple[str, int], tuple[float, float]]
) -> dict[tuple[str, int], float]:
    """Return the price of a product by line and year of delivery that what is built leads to.

    All lines of a product learn together. A price falls to the floor of its class at most; it follows the
    line's yearly output where the class has a rate effect, grows with the class, has the fee of a licence on
    top and its part of the fixed cost of a programme.
    """
    case = plan.case
    products = {r["product"]: r for r in case["products"].iter_rows(named=True)}
    today = dict(plan.tables["prices"].select("product", "procurement").iter_rows())
    curves = {r["learning_class"]: r for r in case["learning"].iter_rows(named=True)}
    slopes = dict(case["rate_effects"].select("learning_class", "slope").iter_rows())
    growth = dict(case["price_growth"].select("learning_class", "rate").iter_rows())
    fees = dict(case["licences"].select("line", "fee").iter_rows())
    programmes = {r["product"]: r for r in priced(case, "programmes").iter_rows(named=True)}
    by_product: dict[tuple[str, int], float] = defaultdict(float)
    line_product = dict(case["lines"].select("line", "product").iter_rows())
    for (line, year), output in built.items():
        if line in line_product:
            by_product[line_product[line], year] += output
    ordered: dict[str, float] = defaultdict(float)
    for line, _, quantity in plan.orders.select("line", "delivery_year", "quantity").iter_rows():
        if line in line_product:
            ordered[line_product[line]] += quantity
    rate = {
        r["line"]: r["base"]
        for r in plan.tables["lines"].filter(year=case.settings.base_year).iter_rows(named=True)
    }
    today_rate = dict(case["lines"].select("line", "rate").iter_rows())
    learned = {}
    wanted: dict[str, list[str]] = defaultdict(list)
    for line in {line for line, _ in paid if line in line_product}:
        wanted[line_product[line]].append(line)
    for product, lines in wanted.items():
        if product not in today:
            continue
        fact = products[product]
        curve = curves[fact["learning_class"]]
        prior, before = float(fact["prior_quantity"]), 0.0
        for years_on, year in enumerate(case.years):
            new = by_product.get((product, year), 0.0)
            ratio = _ratio(prior, prior + before, prior + before + new, curve)
            before += new
            for line in lines:
                factor = max(ratio, curve["floor"] / 100.0)
                slope = slopes.get(fact["learning_class"])
                if slope is not None and today_rate[line] > 0 and rate.get(line):
                    change = built.get((line, year), 0.0) / today_rate[line]
                    change = min(max(change, 1 / MOST_RATE_CHANGE), MOST_RATE_CHANGE)
                    factor *= (slope / 100.0) ** log2(change)
                factor *= (1 + growth.get(fact["learning_class"], 0.0) / 100.0) ** years_on
                price = today[product] * (1 + fees.get(line, 0.0) / 100.0) * factor
                if product in programmes:
                    shared = max(ordered[product], programmes[product]["launch_quantity"])
                    price += programmes[product]["fixed_cost"] / shared
                learned[line, year] = price
    return learned


def _ratio(prior: float, start: float, stop: float, curve: dict[str, object]) -> float:
    """Return what a unit of a lot costs on average, against the last unit that was built before the plan."""
    b = log2(float(curve["slope"]) / 100.0)  # type: ignore[arg-type]
    if curve["theory"] == "cumulative_average":

        def total(units: float) -> float:
            return float(units ** (1 + b)) if units > 0 else 0.0

        last = total(prior) - total(prior - 1)
    else:

        def total(units: float) -> float:
            return _sum_of_powers(int(units), b)

        last = float(prior**b)
    size = stop - start
    begun = floor(start)
    if size <= 1e-6:
        return (total(begun + 1) - total(begun)) / last
    return (_in_parts(stop, total) - _in_parts(start, total)) / size / last


def _in_parts(units: float, total: Callable[[float], float]) -> float:
    """Return what units cost, a part of a unit its part of what the unit costs."""
    whole = floor(units)
    before = total(whole)
    return before + (units - whole) * (total(whole + 1) - before)


def _sum_of_powers(units: int, b: float) -> float:
    """Return 1 ** b + 2 ** b + ... + units ** b.

    Beyond the first few hundred, the sum is the integral between halves less its first correction.
    """
    if units <= ADDED_UP:
        return float(sum(n**b for n in range(1, units + 1)))
    first = sum(n**b for n in range(1, ADDED_UP + 1))
    low, high = ADDED_UP + 0.5, units + 0.5
    integral = (high ** (1 + b) - low ** (1 + b)) / (1 + b)
    return float(first + integral - b * (high ** (b - 1) - low ** (b - 1)) / 24.0)
