"""The solution of the planning model as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from sinews.apportionment import Targets
from sinews.case import Case, held_by_pools, named
from sinews.engines.arrays import Flags, Values
from sinews.implementation.families.deliveries import ORDERS
from sinews.implementation.families.element import Element, by_element
from sinews.implementation.instance import Instance
from sinews.implementation.plan import PAYMENT
from sinews.implementation.quantities import NEGLIGIBLE, Quantities, cleared


def deliveries(case: Case, instance: Instance, quantities: Quantities) -> pl.DataFrame:
    """Return ally, capability, product, line, year, ordered, contracted, completed: products.

    `ordered` and `contracted` are the work done in a year on new orders and on contracts of the start;
    `completed` is what is handed over, in whole units where only those count.
    """
    work = {"ordered": quantities.ordered, "contracted": instance.industry.contracted}
    handed_over = quantities.completed
    return _cells(
        work["ordered"] + work["contracted"] + handed_over,
        {
            "ally": (0, instance.allies),
            "capability": (1, [instance.capabilities[c] for c in instance.capability_of]),
            "product": (1, case["lines"]["product"].to_list()),
            "line": (1, instance.lines),
        },
        {"year": instance.years, **work, "completed": handed_over},
    )


def stock(instance: Instance, quantities: Quantities) -> pl.DataFrame:
    """Return ally, capability, year, opening, retired, used, given, delivered, closing, target, shortfall."""
    closing = quantities.stock
    concerned = ((instance.target > 0) | (closing > NEGLIGIBLE)).any(axis=2, keepdims=True)
    return _cells(
        np.broadcast_to(concerned, closing.shape),
        {"ally": (0, instance.allies), "capability": (1, instance.capabilities)},
        {
            "year": instance.years,
            "opening": np.concatenate([instance.held[:, :, None], closing[:, :, :-1]], axis=2),
            "retired": instance.retired,
            "used": instance.used - quantities.forgone,
            "given": instance.given,
            "delivered": quantities.delivered,
            "closing": closing,
            "target": instance.target,
            "shortfall": cleared(instance.target - closing),
        },
    )


def support(instance: Instance) -> pl.DataFrame:
    """Return ally, origin, key, year, quantity: what is given to Ukraine from stock and from lines.

    `key` is the capability (units) where the origin is ``"stock"``, and the line (products) where it is
    ``"line"``.
    """
    origins = (
        ("stock", instance.given, instance.capabilities),
        ("line", instance.industry.supported, instance.lines),
    )
    return pl.concat(
        _cells(
            quantity,
            {"ally": (0, instance.allies), "origin": (1, [origin] * len(keys)), "key": (1, keys)},
            {"year": instance.years, "quantity": quantity},
        )
        for origin, quantity, keys in origins
    )


def spending(
    targets: Targets,
    instance: Instance,
    quantities: Quantities,
    paid: pl.DataFrame,
    elements: Sequence[Element],
) -> pl.DataFrame:
    """Return what each ally spends in each year, USD m at constant prices, from the ledger.

    Columns ally, year, gdp, core, equipment_budget, operating_headroom, one for each element of cost,
    resilience, novel, carried, owed, lent, repaid. `resilience` is the part of it all that comes from
    resilience funds, `novel` the part of procurement that goes to novel products; `carried` and `owed` are
    what is moved into the next year and owed at the end of this; `lent` and `repaid` are what is drawn on
    loans, on top of the path, and paid back of them.
    """
    payments = paid.filter(pl.col("kind") == PAYMENT)
    spent = by_element(payments, elements, "payer", "year")
    to_novel = payments.filter(
        pl.col("element") == ORDERS.key,
        pl.col("product").is_in(instance.case["novel_products"]["product"].implode()),
    )
    novel = to_novel.group_by("payer", "year", maintain_order=True).agg(novel=pl.col("amount").sum())
    money = {
        "equipment_budget": instance.funding.equipment_budget,
        "operating_headroom": instance.funding.operating_headroom,
        "resilience": quantities.drawn.sum(axis=0),
        "carried": quantities.carried,
        "owed": quantities.owed,
        "lent": instance.funding.lent,
        "repaid": instance.funding.repaid,
    }
    frame = _cells(
        np.ones(instance.contracted.shape),
        {"ally": (0, instance.allies)},
        {"year": instance.years, **money},
    )
    path = targets.requirements.ambition.spending_path.select("ally", "year", "gdp", "core")
    return (
        frame.join(path, on=["ally", "year"], how="left", maintain_order="left")
        .join(spent, left_on=["ally", "year"], right_on=["payer", "year"], how="left", maintain_order="left")
        .join(novel, left_on=["ally", "year"], right_on=["payer", "year"], how="left", maintain_order="left")
        .select(
            "ally",
            "year",
            "gdp",
            "core",
            "equipment_budget",
            "operating_headroom",
            pl.col(*(element.key for element in elements)).fill_null(0.0),
            "resilience",
            pl.col("novel").fill_null(0.0),
            "carried",
            "owed",
            "lent",
            "repaid",
        )
    )


def resilience(instance: Instance, quantities: Quantities) -> pl.DataFrame:
    """Return fund, ally, year, drawn (USD m): what resilience funds pay of the plan."""
    return _cells(
        quantities.drawn,
        {"fund": (0, instance.funding.funds), "ally": (1, instance.allies)},
        {"year": instance.years, "drawn": quantities.drawn},
    )


def line_output(case: Case, instance: Instance, quantities: Quantities) -> pl.DataFrame:
    """Return line, product, year, base, expansion, closed, capacity, output, idle, others, unit_price.

    Products per year, and USD m for the price of one whose work is done in the year.

    `closed` is what of the free base output has been given up; `idle` what the line is paid not to build,
    `others` the part of the output that buyers outside the Alliance have ordered before.
    """
    lines = slice(instance.industry.lines)
    closed = quantities.closed * instance.industry.free[lines]
    base, expansion = _plants(instance, quantities, lines)
    return _cells(
        np.ones(base.shape),
        {"line": (0, instance.lines), "product": (0, case["lines"]["product"].to_list())},
        {
            "year": instance.years,
            "base": base,
            "expansion": expansion,
            "closed": closed,
            "capacity": base + expansion - closed,
            "output": _deliveries(instance, quantities),
            "idle": quantities.idle,
            "others": instance.industry.others,
            "unit_price": instance.price_path,
        },
    )


def material_use(instance: Instance, quantities: Quantities) -> pl.DataFrame:
    """Return material, year, base, expansion, capacity, output: units of the material per year."""
    industry, materials = instance.industry, slice(instance.industry.lines, None)
    base, expansion = _plants(instance, quantities, materials)
    return _cells(
        np.ones(base.shape),
        {"material": (0, industry.plants[materials])},
        {
            "year": instance.years,
            "base": base,
            "expansion": expansion,
            "capacity": base + expansion,
            "output": industry.use[materials] @ _deliveries(instance, quantities),
        },
    )


def workforce(instance: Instance, quantities: Quantities) -> pl.DataFrame:
    """Return country, trade, year, workers, needed, apprentices, recruits: persons."""
    people = instance.people
    return _cells(
        np.ones(quantities.workers.shape),
        {"country": (0, people.countries), "trade": (0, people.trades)},
        {
            "year": instance.years,
            "workers": quantities.workers,
            "needed": people.need @ _deliveries(instance, quantities),
            "apprentices": quantities.intake,
            "recruits": quantities.recruits,
        },
    )


def _deliveries(instance: Instance, quantities: Quantities) -> Values:
    """Return what each line delivers to all allies and to Ukraine, (l, t), products."""
    total: Values = quantities.ordered.sum(axis=0) + instance.industry.reserved
    return total


def _plants(instance: Instance, quantities: Quantities, which: slice) -> tuple[Values, Values]:
    """Return base output of plants, or what contracts and commitments take if that is more, and expansion."""
    industry = instance.industry
    base = np.maximum(industry.base, industry.use @ industry.reserved)
    return base[which], quantities.expansion[which]


def fulfilment(case: Case, targets: Targets, instance: Instance, quantities: Quantities) -> pl.DataFrame:
    """Return capability, aggregate, year, baseline, required, stock, met, aggregates first.

    `met` is the part of the requirement that is held where it was asked for: each ally counts up to its
    target, pools in full; what nobody could be given counts as unmet.
    """
    counted = np.minimum(quantities.stock, instance.target).sum(axis=0)
    total = quantities.stock.sum(axis=0)
    pooled = held_by_pools(case)
    pool = np.array([pooled.get(c, 0.0) for c in instance.capabilities])[:, None]
    leaves = _cells(
        np.ones(total.shape),
        {"capability": (0, instance.capabilities)},
        {"year": instance.years, "stock": total + pool, "counted": counted + pool},
    ).join(
        targets.requirements.needs.select("capability", "year", "baseline", "required"),
        on=["capability", "year"],
        how="left",
        maintain_order="left",
    )
    members = case["capabilities"].select("capability", "aggregate")
    sums = (
        leaves.join(members, on="capability")
        .drop_nulls("aggregate")
        .group_by("aggregate", "year", maintain_order=True)
        .agg(pl.col("stock", "counted", "baseline", "required").sum())
        .rename({"aggregate": "capability"})
        .select(leaves.columns)
    )
    met = pl.when(pl.col("required") > 0).then(pl.col("counted") / pl.col("required")).otherwise(1.0)
    return (
        pl.concat(
            [
                sums.with_columns(pl.lit(True).alias("aggregate")),
                leaves.with_columns(pl.lit(False).alias("aggregate")),
            ]
        )
        .with_columns(met.clip(0.0, 1.0).alias("met"))
        .select("capability", "aggregate", "year", "baseline", "required", "stock", "met")
    )


def _cells(
    shown: Values | Flags, keys: Mapping[str, tuple[int, Sequence[str]]], values: Mapping[str, ArrayLike]
) -> pl.DataFrame:
    """Return a table of the cells of an array that are not 0.

    Columns of `keys` have the labels of one of the array's axes, those of `values` what arrays that broadcast
    to it have there.
    """
    cells = np.nonzero(shown)
    return pl.DataFrame(
        {name: named(labels, cells[axis]) for name, (axis, labels) in keys.items()}
        | {name: np.broadcast_to(each, shown.shape)[cells] for name, each in values.items()}
    )
