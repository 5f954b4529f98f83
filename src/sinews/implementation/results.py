"""The solution of the planning model as tables."""

from __future__ import annotations

import numpy as np
import polars as pl

from sinews.apportionment import Targets
from sinews.case import Case, held_by_pools, named
from sinews.engines.arrays import Values
from sinews.implementation.families.contract_terms import instalments
from sinews.implementation.families.plants import expansion_instalments, payer_shares
from sinews.implementation.families.sustaining import idle_price
from sinews.implementation.funding import USD_M_PER_BN
from sinews.implementation.instance import Instance
from sinews.implementation.quantities import NEGLIGIBLE, Quantities, cleared


def orders(case: Case, instance: Instance, quantities: Quantities) -> pl.DataFrame:
    """Return ally, product, line, order_year, delivery_year, quantity, unit_price, value (USD m)."""
    a, l, t = np.nonzero(quantities.ordered)  # noqa: E741 - the axis is called l
    price = instance.price_path[l, t] * USD_M_PER_BN
    quantity = quantities.ordered[a, l, t]
    return pl.DataFrame(
        {
            "ally": named(instance.allies, a),
            "product": case["lines"]["product"].gather(l),
            "line": named(instance.lines, l),
            "order_year": instance.years[t] - instance.industry.lead_time[l],
            "delivery_year": instance.years[t],
            "quantity": quantity,
            "unit_price": price,
            "value": quantity * price,
        }
    )


def deliveries(case: Case, instance: Instance, quantities: Quantities) -> pl.DataFrame:
    """Return ally, capability, product, line, year, ordered, contracted, completed: products.

    `ordered` and `contracted` are the work done in a year on new orders and on contracts of the start;
    `completed` is what is handed over, in whole units where only those count.
    """
    contracted, handed_over = instance.industry.contracted, quantities.completed
    a, l, t = np.nonzero(quantities.ordered + contracted + handed_over)  # noqa: E741 - the axis is called l
    return pl.DataFrame(
        {
            "ally": named(instance.allies, a),
            "capability": named(instance.capabilities, instance.capability_of[l]),
            "product": case["lines"]["product"].gather(l),
            "line": named(instance.lines, l),
            "year": instance.years[t],
            "ordered": quantities.ordered[a, l, t],
            "contracted": contracted[a, l, t],
            "completed": handed_over[a, l, t],
        }
    )


def stock(instance: Instance, quantities: Quantities) -> pl.DataFrame:
    """Return ally, capability, year, opening, retired, given, delivered, closing, target, shortfall."""
    closing = quantities.stock
    opening = np.concatenate([instance.held[:, :, None], closing[:, :, :-1]], axis=2)
    concerned = np.broadcast_to(
        ((instance.target > 0) | (closing > NEGLIGIBLE)).any(axis=2, keepdims=True), closing.shape
    )
    a, c, t = np.nonzero(concerned)
    return pl.DataFrame(
        {
            "ally": named(instance.allies, a),
            "capability": named(instance.capabilities, c),
            "year": instance.years[t],
            "opening": opening[a, c, t],
            "retired": instance.retired[a, c, t],
            "given": instance.given[a, c, t],
            "delivered": quantities.delivered[a, c, t],
            "closing": closing[a, c, t],
            "target": instance.target[a, c, t],
            "shortfall": cleared(instance.target - closing)[a, c, t],
        }
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
    parts = []
    for origin, quantity, keys in origins:
        a, k, t = np.nonzero(quantity)
        parts.append(
            pl.DataFrame(
                {
                    "ally": named(instance.allies, a),
                    "origin": np.full(a.size, origin, dtype=object),
                    "key": named(keys, k),
                    "year": instance.years[t],
                    "quantity": quantity[a, k, t],
                },
                schema={
                    "ally": pl.String,
                    "origin": pl.String,
                    "key": pl.String,
                    "year": pl.Int64,
                    "quantity": pl.Float64,
                },
            )
        )
    return pl.concat(parts)


def spending(targets: Targets, instance: Instance, quantities: Quantities) -> pl.DataFrame:
    """Return what each ally spends in each year, USD m at constant prices.

    Columns ally, year, gdp, core, equipment_budget, operating_headroom, contracted, support, procurement,
    expansion, inputs, sustaining, interest, operating, resilience, novel, carried, owed. `support` is paid to
    lines that build for Ukraine, `expansion` for lines, `inputs` for the expansion of materials and for
    training apprentices and recruits, `sustaining` for lines that stand ready; `operating` is the cost of
    operating what is held above what was held at the start, by the work done. `resilience`
    is the part of it all that comes from resilience funds, `novel` the part of procurement that goes to
    novel products; `carried` and `owed` are what is moved into the next year and owed at the end of this.
    """
    lines, materials = expansion_paid(instance, quantities.expansion)
    terms = instance.terms
    procurement = instalments(quantities.ordered, instance.price_path, terms.parts)
    novel = instalments(quantities.ordered * terms.novel[:, None], instance.price_path, terms.parts)
    owed_before = np.concatenate([np.zeros_like(quantities.owed[:, :1]), quantities.owed[:, :-1]], axis=1)
    money = {
        "equipment_budget": instance.funding.equipment_budget,
        "operating_headroom": instance.funding.operating_headroom,
        "contracted": instance.contracted,
        "support": instance.support,
        "procurement": procurement,
        "expansion": lines,
        "inputs": materials + training_paid(instance, quantities),
        "sustaining": idle_paid(instance, quantities),
        "interest": owed_before * instance.funding.interest[:, None],
        "operating": np.einsum("act,c->at", quantities.operated, instance.operating),
        "resilience": quantities.drawn.sum(axis=0),
        "novel": novel,
        "carried": quantities.carried,
        "owed": quantities.owed,
    }
    frame = pl.DataFrame(
        {
            "ally": np.repeat(np.array(instance.allies), instance.years.size),
            "year": np.tile(instance.years, len(instance.allies)),
            **{name: (value * USD_M_PER_BN).ravel() for name, value in money.items()},
        }
    )
    path = targets.requirements.ambition.spending_path.select("ally", "year", "gdp", "core")
    return frame.join(path, on=["ally", "year"], how="left", maintain_order="left").select(
        "ally", "year", "gdp", "core", *money
    )


def resilience(instance: Instance, quantities: Quantities) -> pl.DataFrame:
    """Return fund, ally, year, drawn (USD m): what resilience funds pay of the plan."""
    f, a, t = np.nonzero(quantities.drawn)
    return pl.DataFrame(
        {
            "fund": named(instance.funding.funds, f),
            "ally": named(instance.allies, a),
            "year": instance.years[t],
            "drawn": quantities.drawn[f, a, t] * USD_M_PER_BN,
        },
        schema={"fund": pl.String, "ally": pl.String, "year": pl.Int64, "drawn": pl.Float64},
    )


def expansion_paid(instance: Instance, expansion: Values) -> tuple[Values, Values]:
    """Return what allies pay for added capacity of lines and of materials, each (a, t), USD bn."""
    payer, plant, paid_in, added_in, amount = expansion_instalments(instance)
    growth = np.diff(expansion, axis=1, prepend=0.0)
    due = amount * growth[plant, added_in]
    paid = np.zeros((2, *instance.funding.equipment_budget.shape))
    np.add.at(paid, ((plant >= instance.industry.lines).astype(np.int64), payer, paid_in), due)
    return paid[0], paid[1]


def training_paid(instance: Instance, quantities: Quantities) -> Values:
    """Return what allies pay for apprentices beyond today's intake and for recruits, (a, t), USD bn."""
    people = instance.people
    joining = quantities.intake - people.apprentices[:, None] + quantities.recruits
    cost = people.training_cost[:, None] * joining
    paid: Values = payer_shares(instance, people.host).T @ cost
    return paid


def idle_paid(instance: Instance, quantities: Quantities) -> Values:
    """Return what allies pay for lines that stand ready, (a, t), USD bn."""
    shares = payer_shares(instance, instance.industry.host[: instance.industry.lines])
    paid: Values = shares.T @ (quantities.idle * idle_price(instance)[:, None])
    return paid


def line_output(case: Case, instance: Instance, quantities: Quantities) -> pl.DataFrame:
    """Return line, product, year, base, expansion, closed, capacity, output, idle: products per year.

    `closed` is what of the free base output has been given up; `idle` what the line is paid not to build.
    """
    lines = instance.industry.lines
    output = _deliveries(instance, quantities)
    closed = quantities.closed * instance.industry.free[:lines]
    return (
        _plant_rows(instance, quantities, slice(lines), output)
        .with_columns(
            pl.Series("product", np.repeat(case["lines"]["product"].to_numpy(), instance.years.size)),
            pl.Series("closed", closed.ravel()),
            pl.Series("idle", quantities.idle.ravel()),
        )
        .select(
            pl.col("plant").alias("line"),
            "product",
            "year",
            "base",
            "expansion",
            "closed",
            capacity=pl.col("capacity") - pl.col("closed"),
            output="output",
            idle="idle",
        )
    )


def material_use(instance: Instance, quantities: Quantities) -> pl.DataFrame:
    """Return material, year, base, expansion, capacity, output: units of the material per year."""
    materials = slice(instance.industry.lines, None)
    taken = instance.industry.use[materials] @ _deliveries(instance, quantities)
    return _plant_rows(instance, quantities, materials, taken).rename({"plant": "material"})


def workforce(instance: Instance, quantities: Quantities) -> pl.DataFrame:
    """Return country, trade, year, workers, needed, apprentices, recruits: persons."""
    people = instance.people
    years = instance.years.size
    return pl.DataFrame(
        {
            "country": np.repeat(np.array(people.countries, dtype=object), years),
            "trade": np.repeat(np.array(people.trades, dtype=object), years),
            "year": np.tile(instance.years, len(people.trades)),
            "workers": quantities.workers.ravel(),
            "needed": (people.need @ _deliveries(instance, quantities)).ravel(),
            "apprentices": quantities.intake.ravel(),
            "recruits": quantities.recruits.ravel(),
        },
        schema={
            "country": pl.String,
            "trade": pl.String,
            "year": pl.Int64,
            "workers": pl.Float64,
            "needed": pl.Float64,
            "apprentices": pl.Float64,
            "recruits": pl.Float64,
        },
    )


def _deliveries(instance: Instance, quantities: Quantities) -> Values:
    """Return what each line delivers to all allies and to Ukraine, (l, t), products."""
    total: Values = quantities.ordered.sum(axis=0) + instance.industry.reserved
    return total


def _plant_rows(instance: Instance, quantities: Quantities, which: slice, output: Values) -> pl.DataFrame:
    """Return plant, year, base, expansion, capacity, output for lines or for materials."""
    industry = instance.industry
    reserved = industry.use @ industry.reserved
    base = np.maximum(industry.base, reserved)[which]
    expansion = quantities.expansion[which]
    return pl.DataFrame(
        {
            "plant": np.repeat(np.array(industry.plants[which], dtype=object), instance.years.size),
            "year": np.tile(instance.years, len(base)),
            "base": base.ravel(),
            "expansion": expansion.ravel(),
            "capacity": (base + expansion).ravel(),
            "output": output.ravel(),
        },
        schema={
            "plant": pl.String,
            "year": pl.Int64,
            "base": pl.Float64,
            "expansion": pl.Float64,
            "capacity": pl.Float64,
            "output": pl.Float64,
        },
    )


def fulfilment(case: Case, targets: Targets, instance: Instance, quantities: Quantities) -> pl.DataFrame:
    """Return capability, aggregate, year, baseline, required, stock, met, aggregates first.

    `met` is the part of the requirement that is held where it was asked for: each ally counts up to its
    target, pools in full; what nobody could be given counts as unmet.
    """
    counted = np.minimum(quantities.stock, instance.target).sum(axis=0)
    total = quantities.stock.sum(axis=0)
    pooled = held_by_pools(case)
    pool = np.array([pooled.get(c, 0.0) for c in instance.capabilities])[:, None]
    years = instance.years.size
    leaves = pl.DataFrame(
        {
            "capability": np.repeat(np.array(instance.capabilities), years),
            "year": np.tile(instance.years, len(instance.capabilities)),
            "stock": (total + pool).ravel(),
            "counted": (counted + pool).ravel(),
        }
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
