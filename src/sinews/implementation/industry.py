"""Industry as arrays: lines and the materials they share, capacity and expansion, and what is on contract.

A *plant* is a line or the making of a material: both have a capacity that can be expanded. A line's output
is what it delivers; a material's is what all deliveries take of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from sinews.case import Case, for_others, for_ukraine, on_order, priced
from sinews.engines.arrays import Indices, Values
from sinews.engines.capacity_steps import Steps, in_steps, reachable, steps_over
from sinews.implementation.families.contract_terms import due_evenly


@dataclass(frozen=True, slots=True)
class Industry:
    """Industry over the planning years; axes a allies, l lines, p plants (lines, then materials), t years.

    Attributes
    ----------
    plants
        Keys of the lines and then of the materials, p of them.
    use
        What one delivery of a line takes of each plant's output: itself of a line's, the bill of materials
        of a material's, (p, l).
    base
        Output without further expansion: today's rate, moving to the announced one, (p, t), per year.
    contracted
        Deliveries on contract at the start, (a, l, t), products.
    supported
        Deliveries to Ukraine that allies have committed from lines, (a, l, t), products.
    others
        Deliveries to buyers outside the Alliance who have ordered before, (l, t), products.
    free
        Output left after contracts and commitments, at least 0, (p, t).
    expansion_least, expansion_limit
        Least and most that expansion can have added by each year, each (p, t).
    ramp
        Most that expansion can add in one year, (p,), in whole steps: what is left of the ramp of earlier
        years may make up a step.
    step
        What a step of expansion adds, (p,); 0 where any amount can be added.
    build_time
        Years from the decision to expand to the added output, (p,).
    expansion_cost
        Capital cost of one more unit of output per year, (p,), USD m.
    host
        Index of the ally in which a plant stands, -1 for none, (p,).
    lead_time
        Years from order to delivery, (l,).
    earliest
        Position of the first year in which something ordered now can be delivered, (l,).
    """

    plants: list[str]
    use: Values
    base: Values
    contracted: Values
    supported: Values
    others: Values
    free: Values
    expansion_least: Values
    expansion_limit: Values
    ramp: Values
    step: Values
    build_time: Indices
    expansion_cost: Values
    host: Indices
    lead_time: Indices
    earliest: Indices

    @property
    def reserved(self) -> Values:
        """What each line delivers in any case: on contract, as committed to Ukraine, to others, (l, t)."""
        total: Values = (self.contracted + self.supported).sum(axis=0) + self.others
        return total

    @property
    def lines(self) -> int:
        """Number of lines; plants from here on are materials."""
        return self.lead_time.size

    @property
    def steps(self) -> Steps:
        """The steps in which plants are expanded."""
        return Steps(self.step, self.ramp, self.expansion_limit)


def read_industry(case: Case, allies: list[str], order_from: Indices) -> Industry:
    """Collect lines and materials of a case; both keep the order of their tables.

    `order_from` is the year from which each line's product can be ordered, (l,).
    """
    lines = case["lines"]
    plants = pl.concat([priced(case, "lines"), priced(case, "materials")], how="diagonal")
    years = np.array(list(case.years))
    base = _base_output(plants, years)
    contracted = _spread_evenly(on_order(case), case, allies, years)
    supported = _spread_evenly(for_ukraine(case), case, allies, years)
    # whoever gets them, they take capacity
    others = _spread_evenly(for_others(case).with_columns(ally=pl.lit(allies[0])), case, allies, years).sum(
        axis=0
    )
    reserved = (contracted + supported).sum(axis=0) + others
    use = np.vstack([np.eye(lines.height), _bills(case, lines["product"].to_list())])
    build_time = plants["build_time"].to_numpy()
    lead_time = lines["lead_time"].to_numpy()
    room = np.clip(plants["ceiling"].to_numpy()[:, None] - base, 0.0, None)
    keys = lines["line"].to_list() + case["materials"]["material"].to_list()
    ramp = _ramp(plants)
    step = _steps(case, keys, ramp)
    limit = np.minimum(reachable(room, step), _ramped(ramp, step, build_time, years.size))
    return Industry(
        plants=keys,
        use=use,
        base=base,
        contracted=contracted,
        supported=supported,
        others=others,
        free=np.clip(base - use @ reserved, 0.0, None),
        expansion_least=np.zeros_like(room),
        expansion_limit=np.where(np.arange(years.size) >= build_time[:, None], limit, 0.0),
        ramp=steps_over(ramp, step),
        step=step,
        build_time=build_time,
        expansion_cost=plants["expansion_cost"].to_numpy(),
        host=np.array([allies.index(c) if c in allies else -1 for c in plants["country"]], np.int64),
        lead_time=lead_time,
        earliest=np.maximum(order_from - years[0], 0) + lead_time,
    )


def _base_output(plants: pl.DataFrame, years: Indices) -> Values:
    """Return the output of each plant, (p, t): a straight line from today's rate to the announced one."""
    paths = plants.select("rate", pl.col("announced_rate").fill_null(pl.col("rate")), "announced_year")
    return np.array(
        [
            np.interp(years, [years[0], max(reached or 0, years[0] + 1)], [today, announced])
            for today, announced, reached in paths.iter_rows()
        ]
    ).reshape(-1, years.size)


def _ramp(plants: pl.DataFrame) -> Values:
    """Return the most that expansion can add in one year, (p,): for a plant not open yet, of its ceiling."""
    output = np.where(plants["rate"].to_numpy() > 0, plants["rate"].to_numpy(), plants["ceiling"].to_numpy())
    growth: Values = output * plants["ramp"].to_numpy() / 100.0
    return growth


def _ramped(ramp: Values, step: Values, build_time: Indices, years: int) -> Values:
    """Return the most that expansion in whole steps can have added by each year, (p, t).

    The ramp is kept over years: what does not make a whole step in one is left for the next.
    """
    grown = np.arange(1, years + 1) - build_time[:, None]
    kept = in_steps(ramp[:, None] * grown, np.broadcast_to(step[:, None], grown.shape))
    return np.where(step[:, None] > 0, kept, np.inf)


def _steps(case: Case, plants: list[str], ramp: Values) -> Values:
    """Return what a step of expansion adds, (p,): at most what the ramp allows; 0 without steps."""
    sizes = dict(case["expansion_steps"].select("site", "step").iter_rows())
    steps: Values = np.minimum(np.array([sizes.get(plant, 0.0) for plant in plants]), ramp)
    return steps


def _bills(case: Case, products: list[str]) -> Values:
    """Return what one product of each line takes of each material, (materials, l)."""
    materials = case["materials"]["material"].to_list()
    bill = np.zeros((len(materials), len(products)))
    for row in case["bills_of_materials"].iter_rows(named=True):
        of_product = [line for line, product in enumerate(products) if product == row["product"]]
        bill[materials.index(row["material"]), of_product] = row["quantity"]
    return bill


def _spread_evenly(promised: pl.DataFrame, case: Case, allies: list[str], years: Indices) -> Values:
    """Return deliveries from lines, (a, l, t), spread evenly from the first year to the last."""
    lines = case["lines"]["line"].to_list()
    delivered = np.zeros((len(allies), len(lines), years.size))
    for row in promised.iter_rows(named=True):
        delivered[allies.index(row["ally"]), lines.index(row["line"])] += due_evenly(row, years)
    return delivered
