"""Checks that what is delivered was ordered or in build, and at a price that learning leads to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from math import floor, log2

import numpy as np
import polars as pl

from sinews.case import Case, counted_whole, entry_into_service, priced, unit_prices
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

NOTHING = 1e-9
"""Products below which nothing is worked or handed over."""

SMALL = 20_000
"""Columns of a model up to which whole units are searched for."""

MOST_RATE_CHANGE = 4.0
"""Factor of the base year's output beyond which the price no longer follows the rate."""


def orders(plan: Plan) -> Findings:
    """Check each order: of what a line builds, at its price, and where it is whole from the work on it."""
    case = plan.case
    lines = case["lines"].select("line", "product")
    price = plan.tables["lines"].select("line", delivery_year="year", unit_price="unit_price")
    sized = ordered_whole(case)
    rows = plan.orders.unique(ORDER, keep="last", maintain_order=True)
    of_any_part = rows.filter(~pl.col("line").is_in(sized))
    due = (
        of_any_part.drop("product", "unit_price")
        .join(lines, on="line", how="inner", maintain_order="left")
        .join(price, on=["line", "delivery_year"], how="inner", maintain_order="left")
        .select(*ORDER, "product", "unit_price", value=pl.col("quantity") * pl.col("unit_price"))
    )
    least = {"value": 1e-3, "unit_price": 1e-6, "quantity": 1e-3}
    mine = plan.orders.filter(~pl.col("line").is_in(sized).fill_null(False))
    found = compared("orders", mine, due, ORDER, least=least)
    whole = plan.orders.filter(pl.col("line").is_in(sized).fill_null(False))
    found = found + compared("orders", whole, _whole_orders(plan, sized), ORDER, least=least)
    nothing = ~(pl.col("quantity").is_finite() & (pl.col("quantity") > 0.0) & (pl.col("unit_price") >= 0.0))
    return found + wrong_rows("orders", rows, ORDER, nothing, "{quantity} is ordered at {unit_price} each")


def ordered_whole(case: Case) -> list[str]:
    """Return the lines whose products are ordered whole."""
    made = case["products"].join(case["contract_sizes"], on="capability", how="semi")["product"]
    return case["lines"].filter(pl.col("product").is_in(made.implode()))["line"].to_list()


def _whole_orders(plan: Plan, lines: list[str]) -> pl.DataFrame:
    """Return the orders of whole products that follow from the work on them and from what is handed over.

    The first product has the first work, at the price of the year in which it was done; in the end all work
    is for what has been ordered. An order is placed the lead time before the last work on what it delivers.
    """
    case = plan.case
    years = list(case.years)
    lead = dict(case["lines"].select("line", "lead_time").iter_rows())
    product = dict(case["lines"].select("line", "product").iter_rows())
    price = {(r["line"], r["year"]): r["unit_price"] for r in plan.tables["lines"].iter_rows(named=True)}
    work: dict[tuple[str, str], dict[int, float]] = defaultdict(lambda: defaultdict(float))
    had: dict[tuple[str, str], dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for r in plan.deliveries.filter(pl.col("line").is_in(lines)).iter_rows(named=True):
        work[r["ally"], r["line"]][r["year"]] += r["ordered"]
        had[r["ally"], r["line"]][r["year"]] += r["completed"]
    for ally, line, year, quantity in handed_over(case).select(*DELIVERY, "quantity").iter_rows():
        if line in lines:
            had[ally, line][year] -= quantity
    rows = []
    for (ally, line), done in work.items():
        worked, paid, came, before, last = 0.0, 0.0, 0.0, 0.0, years[0]
        reached, cost = [0.0], [0.0]
        for year in years:
            worked += done[year]
            paid += done[year] * price.get((line, year), 0.0)
            reached.append(worked)
            cost.append(paid)
        due = had[ally, line]
        final = max((year for year in years if abs(due[year]) > NOTHING), default=years[-1])
        for year in years:
            last = year if done[year] > NOTHING else last
            if abs(due[year]) <= NOTHING:
                continue
            came += due[year]
            so_far = paid if year == final else float(np.interp(came, reached, cost))
            value, before = so_far - before, so_far
            quantity = round(due[year])
            each = value / quantity if quantity else 0.0
            rows.append((ally, line, year, product[line], last - lead[line], float(quantity), each, value))
    schema = {"ally": pl.String, "line": pl.String, "delivery_year": pl.Int64, "product": pl.String,
              "order_year": pl.Int64, "quantity": pl.Float64, "unit_price": pl.Float64,
              "value": pl.Float64}  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def lead_time(plan: Plan) -> Findings:
    """Check that each order is placed its lead time before the delivery, and none before it can be."""
    case = plan.case
    can = entry_into_service(case).with_columns(
        first=pl.max_horizontal("order_from", pl.lit(case.settings.base_year))
    )
    lead = case["lines"].select("line", "lead_time")
    placed = (pl.col("delivery_year") - pl.col("lead_time")).cast(pl.Int64)
    # whole ones follow from the work on them
    mine = plan.orders.filter(~pl.col("line").is_in(ordered_whole(case)).fill_null(False))
    due = mine.unique(ORDER, keep="last", maintain_order=True).join(lead, on="line", how="inner")
    found = compared("orders", mine, due.select(*ORDER, order_year=placed), ORDER)
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
    sized = pl.col("line").is_in(ordered_whole(case)).fill_null(False)
    parts = [
        plan.orders.filter(~sized).select("ally", "line", year="delivery_year", ordered="quantity"),
        # of what is ordered whole, the work stands here alone: orders follow from it
        plan.deliveries.filter(sized, pl.col("ordered") != 0.0).select(*DELIVERY, "ordered"),
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
    count = pl.Series(counted_whole(case), dtype=pl.String).implode()
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
    learned = learned_prices(plan, built)
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
            f"lines, unit_price: with what is built prices would move by {moved / whole:.2%} of the money, "
            f"where {allowed:.2%} is as far as they may be from it"
        )
    # what nobody orders has its price as well: it may be why; no money moves it to where it would settle
    for line, year, price in plan.tables["lines"].select("line", "year", "unit_price").iter_rows():
        due = learned.get((line, year))
        most = apart if (line, year) in paid else APART_SMALL
        if due is not None and not abs(price - due) <= most * due:
            found.append(
                f"lines, line {line}, year {year}, unit_price: {price:.10g} where learning leads "
                f"to {due:.10g} ({price - due:+.3g})"
            )
    return found


def _paid(plan: Plan) -> dict[tuple[str, int], tuple[float, float]]:
    """Return the price, and the work on new orders, by line and year."""
    rows = plan.deliveries.group_by("line", "year", maintain_order=True).agg(pl.col("ordered").sum())
    price = plan.tables["lines"].select("line", "year", "unit_price")
    both = rows.filter(pl.col("ordered") > 0.0).join(price, on=["line", "year"], how="inner")
    return {
        (line, year): (each, quantity)
        for line, year, each, quantity in both.select("line", "year", "unit_price", "ordered").iter_rows()
    }


def _built(plan: Plan) -> dict[tuple[str, int], float]:
    """Return what each line builds in each year, for whomever."""
    rows = plan.tables["lines"].select("line", "year", "output").iter_rows()
    return {(line, year): output for line, year, output in rows}


def learned_prices(plan: Plan, built: dict[tuple[str, int], float]) -> dict[tuple[str, int], float]:
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
    for line in line_product:
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
