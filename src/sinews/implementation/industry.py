"""Production lines as arrays: capacity, expansion, lead times, and what is on contract."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from sinews.case import Case
from sinews.engines.arrays import Indices, Values


@dataclass(frozen=True, slots=True)
class Industry:
    """Production lines over the planning years; axes a allies, l lines, t years.

    Attributes
    ----------
    base
        Output without further expansion: today's rate, moving to the announced one, (l, t), products.
    contracted
        Deliveries on contract at the start, (a, l, t), products.
    free
        Output left after contracts, at least 0, (l, t).
    expansion_limit
        Most that expansion can have added by each year, (l, t).
    ramp
        Most that expansion can add in one year, (l,).
    build_time, lead_time
        In years, (l,).
    earliest
        Position of the first year in which something ordered now can be delivered, (l,).
    expansion_cost
        Capital cost of one more product per year, (l,), USD bn.
    host
        Indices of the ally in which the line stands, -1 for none, (l,).
    """

    base: Values
    contracted: Values
    free: Values
    expansion_limit: Values
    ramp: Values
    build_time: Indices
    lead_time: Indices
    earliest: Indices
    expansion_cost: Values
    host: Indices

    def instalments(self, delivered: Values, price: Values) -> Values:
        """Return what allies pay for deliveries, (a, t): equal parts from the order's year to the delivery's.

        Parts due before the first planning year were paid then.

        Parameters
        ----------
        delivered
            Products delivered, (a, l, t).
        price
            Price of one product, (l,).
        """
        years = delivered.shape[2]
        paid = np.zeros((delivered.shape[0], years))
        for line, lead in enumerate(self.lead_time):
            part = delivered[:, line] * price[line] / (lead + 1)
            for ahead in range(min(int(lead), years - 1) + 1):
                paid[:, : years - ahead] += part[:, ahead:]
        return paid


def read_industry(case: Case, allies: list[str]) -> Industry:
    """Collect the production lines of a case; the lines keep the order of their table."""
    lines = case["lines"].join(
        case["products"].select("product", "available_from"), on="product", how="left", maintain_order="left"
    )
    years = np.array(list(case.years))
    base = _base_output(lines, years)
    contracted = _contracted(case, allies, years)
    rate = lines["rate"].to_numpy()
    build_time = lines["build_time"].to_numpy()
    lead_time = lines["lead_time"].to_numpy()
    elapsed = np.arange(years.size)
    room = np.clip(lines["ceiling"].to_numpy()[:, None] - base, 0.0, None)
    order_from = np.maximum(lines["available_from"].to_numpy(), years[0])
    return Industry(
        base=base,
        contracted=contracted,
        free=np.clip(base - contracted.sum(axis=0), 0.0, None),
        expansion_limit=np.where(elapsed[None, :] >= build_time[:, None], room, 0.0),
        ramp=rate * lines["ramp"].to_numpy() / 100.0,
        build_time=build_time,
        lead_time=lead_time,
        earliest=order_from + lead_time - years[0],
        expansion_cost=lines["expansion_cost"].to_numpy() / 1000.0,
        host=np.array([allies.index(c) if c in allies else -1 for c in lines["country"]], np.int64),
    )


def _base_output(lines: pl.DataFrame, years: Indices) -> Values:
    """Return the output of each line, (l, t): a straight line from today's rate to the announced one."""
    output = np.empty((lines.height, years.size))
    for i, row in enumerate(lines.iter_rows(named=True)):
        if row["announced_rate"] is None:
            output[i] = row["rate"]
        else:
            output[i] = np.interp(
                years,
                [years[0], max(row["announced_year"], years[0] + 1)],
                [row["rate"], row["announced_rate"]],
            )
    return output


def _contracted(case: Case, allies: list[str], years: Indices) -> Values:
    """Return deliveries on contract, (a, l, t), spread evenly from the first year to the last."""
    lines = case["lines"]["line"].to_list()
    delivered = np.zeros((len(allies), len(lines), years.size))
    for row in case["contracts"].iter_rows(named=True):
        due = (years >= row["first_year"]) & (years <= row["last_year"])
        place = allies.index(row["ally"]), lines.index(row["line"])
        delivered[place] += np.where(due, row["quantity"] / (row["last_year"] - row["first_year"] + 1), 0.0)
    return delivered
