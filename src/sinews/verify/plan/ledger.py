"""Checks every payment and commitment of the ledger against what it is for, and spending against both."""

from __future__ import annotations

import polars as pl

from sinews.case import Case, for_ukraine, on_order, payment_parts, priced, unit_prices
from sinews.case.schema import STATUS_RANK
from sinews.case.suppliers import at_home
from sinews.implementation import Plan
from sinews.verify.plan.derived import of_plan
from sinews.verify.plan.findings import Findings, compared
from sinews.verify.plan.loans import loan_flows
from sinews.verify.plan.orders import ordered_whole
from sinews.verify.plan.promised import evenly
from sinews.verify.plan.running import running
from sinews.verify.plan.types import introductions

KEYS = ["kind", "year", "payer", "element", "capability", "product", "line", "country", "status"]

OURS = (
    "contracted", "support", "procurement", "introduction", "follow_on", "expansion", "inputs", "sustaining",
    "interest",
    "operating",
)  # fmt: skip
"""What families that come along pay for; a user's family answers for what it pays itself."""

LEAST = 1e-2
"""USD m below which the tolerance of an amount no longer falls with it."""

ASSUMED = "assumed"

RANKS = sorted(STATUS_RANK, key=STATUS_RANK.__getitem__)


def payments(plan: Plan) -> Findings:
    """Check that everything is paid, by who has to, when it falls due, and nothing else is."""
    parts = [
        _orders(plan),
        _for_later(plan),
        _promised(plan, "contracted", on_order(plan.case)),
        _promised(plan, "support", for_ukraine(plan.case)),
        _introductions(plan),
        _expansion(plan, "lines", "line", "expansion"),
        _expansion(plan, "materials", "material", "inputs"),
        _training(plan),
        _standing_ready(plan),
        _interest(plan),
        _operation(plan),
    ]
    columns = [*KEYS[1:], "committed", "amount"]
    rows = pl.concat([part.select(columns) for part in parts], how="vertical_relaxed")
    parts[0] = _placed(plan, parts[0])
    bound = pl.concat([part.select(columns) for part in parts], how="vertical_relaxed")
    first = plan.case.settings.base_year
    both = pl.concat(
        [
            rows.filter(pl.col("year") >= first).select(pl.lit("payment").alias("kind"), *KEYS[1:], "amount"),
            bound.filter(pl.col("year") >= first).select(
                pl.lit("commitment").alias("kind"),
                pl.col("committed").alias("year"),
                *KEYS[2:],
                "amount",
            ),
        ]
    )
    due = both.group_by(KEYS, maintain_order=True).agg(pl.col("amount").sum())
    mine = plan.tables["ledger"].filter(pl.col("element").is_in(_others(plan)).not_().fill_null(True))
    # of what is paid next to nothing for, either may have a row of nothing
    due = due.filter(pl.col("amount").abs() > 1e-9)
    tiny = pl.col("amount").abs() <= LEAST * 1e-6
    kept = due.filter(~tiny | pl.struct(KEYS).is_in(mine.select(pl.struct(KEYS)).to_series().implode()))
    return compared("ledger", mine, kept, KEYS, least={"amount": LEAST})


def spending(plan: Plan) -> Findings:
    """Check each ally's spending against the ledger, its path, and what it draws from funds."""
    keys = ["ally", "year"]
    paid = plan.tables["ledger"].filter(pl.col("kind") == "payment").rename({"payer": "ally"})
    elements = [element.key for element in plan.elements]
    novel = pl.col("product").is_in(plan.case["novel_products"]["product"].implode()).fill_null(False)
    sums = paid.group_by(keys, maintain_order=True).agg(
        *(pl.col("amount").filter(pl.col("element") == each).sum().alias(each) for each in elements),
        novel=pl.col("amount").filter(novel & (pl.col("element") == "procurement")).sum(),
    )
    drawn = (
        plan.tables["resilience"].group_by(keys, maintain_order=True).agg(resilience=pl.col("drawn").sum())
    )
    due = (
        plan.tables["spending_path"]
        .select(*keys, "gdp", "core")
        .unique(keys, keep="last")
        .join(sums, on=keys, how="left")
        .join(drawn, on=keys, how="left")
        .with_columns(pl.col("novel", "resilience", *elements).fill_null(0.0))
    )
    return compared("spending", plan.spending, due, keys)


def _others(plan: Plan) -> list[str]:
    """Return elements of cost of families that do not come along."""
    return [element.key for element in plan.elements if element.key not in OURS]


def _lines(case: Case) -> pl.DataFrame:
    """Return line, product, capability, host (country), lead_time, price_rank."""
    prices = (
        case["costs"].filter(pl.col("element") == "procurement").select("product", price_rank=_rank("status"))
    )
    return (
        case["lines"]
        .select("line", "product", "lead_time", host="country")
        .join(case["products"].select("product", "capability"), on="product", maintain_order="left")
        .join(prices, on="product", how="left", maintain_order="left")
        .with_columns(pl.col("price_rank").fill_null(STATUS_RANK[ASSUMED]))
    )


def _rank(column: str) -> pl.Expr:
    return pl.col(column).replace_strict(STATUS_RANK, default=STATUS_RANK[ASSUMED], return_dtype=pl.Int64)


def _status(rank: str | pl.Expr) -> pl.Expr:
    expression = pl.col(rank) if isinstance(rank, str) else rank
    return expression.replace_strict(dict(enumerate(RANKS)), return_dtype=pl.String)


def _instalments(case: Case, rows: pl.DataFrame, delivered: str) -> pl.DataFrame:
    """Return rows with a line once for each instalment: the part of the price, and the year it is due in."""
    return rows.join(payment_parts(case), on="line", how="inner", maintain_order="left").with_columns(
        year=(pl.col(delivered) - pl.col("ahead")).cast(pl.Int64)
    )


def _orders(plan: Plan) -> pl.DataFrame:
    """Return what new orders cost: the work on them is paid from the order to the year in which it is done.

    What is ordered whole is committed when its orders are placed, by their value.
    """
    price = plan.tables["lines"].select("line", "year", "unit_price").unique(["line", "year"], keep="last")
    rows = (
        plan.deliveries.filter(pl.col("ordered") != 0.0)
        .select("ally", "line", "year", quantity="ordered")
        .join(price, on=["line", "year"], how="left", maintain_order="left")
        .rename({"year": "delivery_year"})
    )
    return _built(plan.case, rows, "procurement")


def _for_later(plan: Plan) -> pl.DataFrame:
    """Return what falls due by the horizon of orders for deliveries after it."""
    names = "ally", "line", "delivery_year", "quantity", "unit_price"
    rows = _built(plan.case, plan.tables["follow_on"].select(names), "follow_on")
    return rows.filter(pl.col("year") <= plan.case.settings.horizon)


def _built(case: Case, rows: pl.DataFrame, element: str) -> pl.DataFrame:
    """Return the instalments on what lines build: in part at home, for partners of a line."""
    shares = at_home(case).select("line", ally="country", home="share")
    rows = rows.join(_lines(case), on="line", how="inner", maintain_order="left").join(
        shares, on=["line", "ally"], how="left", maintain_order="left"
    )
    partner = pl.col("host").is_not_null() & (pl.col("host") != pl.col("ally"))
    rows = _instalments(case, rows, "delivery_year").with_columns(
        home=pl.when(partner).then(pl.col("home").fill_null(0.0)).otherwise(0.0),
        whole=pl.col("quantity") * pl.col("unit_price") * pl.col("part"),
    )
    abroad = rows.with_columns(
        amount=pl.col("whole") * (1.0 - pl.col("home")), country=pl.coalesce("host", "ally")
    )
    own = rows.with_columns(amount=pl.col("whole") * pl.col("home"), country=pl.col("ally"))
    both = pl.concat([abroad, own]).filter(pl.col("amount") != 0.0)
    return both.with_columns(
        payer="ally",
        element=pl.lit(element),
        status=_status("price_rank"),
        committed=pl.col("delivery_year") - pl.col("lead_time"),
    )


def _placed(plan: Plan, rows: pl.DataFrame) -> pl.DataFrame:
    """Return what is committed by orders, with what is ordered whole in the years in which that is placed."""
    value = (
        plan.orders.filter(pl.col("line").is_in(ordered_whole(plan.case)).fill_null(False))
        .group_by("ally", "line", "order_year", maintain_order=True)
        .agg(pl.col("value").sum())
        .select(
            "line",
            payer="ally",
            placed="order_year",
            weight=pl.col("value") / pl.col("value").sum().over("ally", "line"),
        )
    )
    return rows.join(value, on=["payer", "line"], how="left", maintain_order="left").with_columns(
        amount=pl.col("amount") * pl.col("weight").fill_null(1.0),
        committed=pl.coalesce("placed", "committed"),
    )


def _promised(plan: Plan, element: str, promises: pl.DataFrame) -> pl.DataFrame:
    """Return what deliveries cost that were promised before the plan, at today's prices."""
    case = plan.case
    weakest = promises.group_by("ally", "line", maintain_order=True).agg(promise=_rank("status").max())
    rows = (
        evenly(case, promises)
        .rename({"year": "delivered"})
        .join(weakest, on=["ally", "line"], how="left", maintain_order="left")
        .join(_lines(case), on="line", how="inner", maintain_order="left")
        .join(unit_prices(case).select("product", "procurement"), on="product", maintain_order="left")
    )
    return _instalments(case, rows, "delivered").with_columns(
        payer="ally",
        element=pl.lit(element),
        country=pl.coalesce("host", "ally"),
        status=_status(pl.max_horizontal("promise", "price_rank")),
        committed=pl.lit(case.settings.base_year - 1),
        amount=pl.col("quantity") * pl.col("procurement") * pl.col("part"),
    )


def _introductions(plan: Plan) -> pl.DataFrame:
    """Return what new types cost their allies once, in equal parts; founded no better than the price."""
    return introductions(plan).join(_lines(plan.case), on="line", maintain_order="left").with_columns(
        country=pl.coalesce("host", "payer"), status=_status(pl.max_horizontal(_rank("said"), "price_rank"))
    )  # fmt: skip


def payers(plan: Plan, countries: pl.Series) -> pl.DataFrame:
    """Return host, payer, share: an ally pays for itself; else all in proportion to their first budgets."""
    base = plan.case.settings.base_year
    money = plan.spending.filter(pl.col("year") == base).select(
        payer="ally", share=pl.col("equipment_budget").clip(0.0)
    )
    allies = plan.case["allies"]["ally"].to_list()
    total = money["share"].sum()
    common = money.with_columns(share=pl.col("share") / total if total else pl.lit(0.0)).filter(
        pl.col("share") > 0
    )
    hosts = pl.DataFrame({"host": countries.unique(maintain_order=True)}, schema={"host": pl.String})
    inside = pl.col("host").is_in(allies).fill_null(False)
    own = hosts.filter(inside).select("host", payer="host", share=pl.lit(1.0))
    return pl.concat([own, hosts.filter(~inside).join(common, how="cross")])


def _hosted(plan: Plan, rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows with a host once for each of those who pay."""
    return rows.join(
        payers(plan, rows["host"]), on="host", how="inner", nulls_equal=True, maintain_order="left"
    )


def _expansion(plan: Plan, table: str, key: str, element: str) -> pl.DataFrame:
    """Return the instalments on added capacity, from the decision to the first year in which it is there."""
    case = plan.case
    facts = priced(case, table).select(key, "expansion_cost", "build_time", host="country")
    grown = (
        plan.tables[table]
        .unique([key, "year"], keep="last")
        .sort(key, "year")
        .with_columns(more=pl.col("expansion") - pl.col("expansion").shift(1, fill_value=0.0).over(key))
        .filter(pl.col("more") != 0.0)
        .drop("product", strict=False)
        .join(facts, on=key, how="inner")
    )
    rows = _hosted(plan, grown).with_columns(
        added="year",
        committed=(pl.col("year") - pl.col("build_time")).cast(pl.Int64),
        year=pl.int_ranges(pl.col("year") - pl.col("build_time"), pl.col("year") + 1),
    )
    rows = rows.explode("year").with_columns(
        amount=pl.col("more") * pl.col("expansion_cost") / (pl.col("build_time") + 1) * pl.col("share"),
        country=pl.coalesce("host", "payer"),
        element=pl.lit(element),
        status=pl.lit(ASSUMED),
        year=pl.col("year").cast(pl.Int64),
    )
    if key == "line":
        made = _lines(case).select("line", "product", "capability")
        return rows.join(made, on="line", how="left", maintain_order="left")
    return rows.with_columns(
        pl.lit(None, pl.String).alias(name) for name in ("line", "product", "capability")
    )


def _shared(rows: pl.DataFrame, element: str) -> pl.DataFrame:
    """Return payments that are for no line, and are committed when they are paid."""
    nothing = [
        pl.lit(None, pl.String).alias(n) for n in ("line", "product", "capability") if n not in rows.columns
    ]
    return rows.with_columns(
        *nothing, element=pl.lit(element), committed=pl.col("year"),
        status=pl.lit(ASSUMED) if "status" not in rows.columns else pl.col("status"),
    )  # fmt: skip


def _training(plan: Plan) -> pl.DataFrame:
    """Return what further apprentices and recruits cost."""
    pools = priced(plan.case, "workforce").select("country", "trade", "training_cost", today="apprentices")
    rows = plan.tables["workforce"].join(pools, on=["country", "trade"], how="inner", maintain_order="left")
    more = pl.col("apprentices") - pl.col("today") + pl.col("recruits")
    rows = _hosted(plan, rows.with_columns(host="country", more=more))
    paid = rows.with_columns(amount=pl.col("more") * pl.col("training_cost") * pl.col("share"))
    return _shared(paid.drop("trade"), "inputs")


def _standing_ready(plan: Plan) -> pl.DataFrame:
    """Return what lines are paid for what they do not build."""
    case = plan.case
    classes = case["products"].select("product", "learning_class")
    cost = case["sustaining_rates"].select("learning_class", "idle_cost")
    rows = (
        plan.tables["lines"]
        .filter(pl.col("idle") != 0.0)
        .select("line", "year", "idle")
        .join(_lines(case), on="line", how="inner", maintain_order="left")
        .join(classes, on="product", how="left", maintain_order="left")
        .join(cost, on="learning_class", how="left", maintain_order="left")
        .join(unit_prices(case).select("product", "procurement"), on="product", maintain_order="left")
    )
    price = pl.col("procurement") * pl.col("idle_cost").fill_null(0.0) / 100.0
    rows = _hosted(plan, rows).with_columns(
        amount=pl.col("idle") * price * pl.col("share"), country=pl.coalesce("host", "payer")
    )
    return _shared(rows, "sustaining")


def _interest(plan: Plan) -> pl.DataFrame:
    """Return what is paid on what was owed at the end of the year before, and on loans."""
    rates = plan.case["fiscal_rules"].select("ally", "interest")
    owed = (
        plan.spending.select("ally", pl.col("year") + 1, "owed")
        .filter(pl.col("year") <= plan.case.settings.horizon)
        .join(rates, on="ally", how="inner", maintain_order="left")
        .select("ally", "year", amount=pl.col("owed") * pl.col("interest").fill_null(0.0) / 100.0)
    )
    _, _, on_loans = loan_flows(plan)
    lent = pl.DataFrame([(*key, paid) for key, paid in on_loans.items()], schema=owed.schema, orient="row")
    rows = pl.concat([owed, lent.filter(pl.col("year").is_in(list(plan.case.years)))])
    return _shared(
        rows.filter(pl.col("amount") != 0.0).with_columns(payer="ally", country="ally"), "interest"
    )


@of_plan
def _operation(plan: Plan) -> pl.DataFrame:
    """Return what running costs more than at the start, or saves where less is run."""
    schema = {"payer": pl.String, "capability": pl.String, "year": pl.Int64, "amount": pl.Float64}
    rows = pl.DataFrame(
        [(*key, cost) for key, cost in running(plan).items() if cost], schema=schema, orient="row"
    )
    rows = rows.join(_operating_status(plan.case), on="capability", how="left", maintain_order="left")
    return _shared(rows.with_columns(pl.col("status").fill_null(ASSUMED), country="payer"), "operating")


def _operating_status(case: Case) -> pl.DataFrame:
    """Return capability, status: the weakest that running costs of what lines build rest on."""
    costs = case["costs"].select("product", "element", rank=_rank("status"))
    rows = (
        case["lines"]
        .select("product")
        .join(case["products"].select("product", "capability"), on="product", maintain_order="left")
    )
    for element in ("procurement", "operating"):
        of = costs.filter(pl.col("element") == element).select("product", pl.col("rank").alias(element))
        rows = rows.join(of, on="product", how="left", maintain_order="left")
    rated = case["operating_rates"].select("capability", rated=_rank("status"))
    rows = rows.join(rated, on="capability", how="left", maintain_order="left")
    own = pl.coalesce("operating", pl.max_horizontal("procurement", "rated"))
    ranks = rows.group_by("capability", maintain_order=True).agg(
        own.max().fill_null(STATUS_RANK[ASSUMED]).alias("rank")
    )
    return ranks.select("capability", status=_status("rank"))


def paid_for(plan: Plan, element: str) -> dict[tuple[str, str, int], float]:
    """Return what the ledger says is paid, by payer, capability (empty for none) and year."""
    rows = (
        plan.tables["ledger"]
        .filter(pl.col("kind") == "payment", pl.col("element") == element)
        .group_by("payer", pl.col("capability").fill_null(""), "year", maintain_order=True)
        .agg(pl.col("amount").sum())
    )
    return {(payer, of, year): amount for payer, of, year, amount in rows.iter_rows()}
