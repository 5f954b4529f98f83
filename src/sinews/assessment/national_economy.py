"""Economies by their own input-output tables, told in the sectors of the one table of the case.

An ally's own table has fewer sectors: each holds one of the case's or several (table sector_concordance).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl

from sinews.assessment.economy import Economy
from sinews.case import Case, CaseError
from sinews.case.problems import Problem
from sinews.engines.arrays import Indices, Values


def table_of(case: Case, ally: str) -> str | None:
    """Return whose own table an ally's economy is read from, None where it has neither one nor a stand-in."""
    have = set(case["national_sectors"]["ally"])
    stand_in = dict(case["economy_stand_ins"].select("ally", "stand_in").iter_rows()).get(ally)
    return ally if ally in have else stand_in if stand_in in have else None


def national_economy(case: Case, known: Economy, otherwise: Economy, ally: str) -> Economy:
    """Return the economy by an ally's own table.

    A sector takes inputs, imports, taxes and value added as the national sector that holds it does. Which of
    several sectors inside a national one supplies is as in the known economy. What employs people is pay, at
    one wage for all sectors of `otherwise`.

    Parameters
    ----------
    case
        A case with national tables.
    known
        The economy of the case's one table, n sectors.
    otherwise
        The ally's economy without a table of its own: it tells the wage, and stands for sectors that the
        ally's own table leaves empty.
    ally
        The ally whose table it is.

    Raises
    ------
    CaseError
        If a sector stands in none of the national ones.

    Notes
    -----
    Sectors inside a national one have the same column, so that the model is that of the national table: type
    I multipliers are the same in both (Miller and Blair, *Input-Output Analysis*, 2nd edition 2009, chapter
    4, on aggregation without bias).
    """
    concordance = dict(case["sector_concordance"].select("sector", "national_sector").iter_rows())
    apart = [sector for sector in known.sectors if sector not in concordance]
    if apart:
        expected = "a row with the sector of the allies' own tables in which it stands"
        raise CaseError([Problem("sector_concordance", None, "sector", sector, expected) for sector in apart])
    names = list(dict.fromkeys(concordance[sector] for sector in known.sectors))
    place = {name: i for i, name in enumerate(names)}
    inside = np.array([place[concordance[sector]] for sector in known.sectors], np.int64)
    own = pl.DataFrame({"national_sector": names}).join(
        case["national_sectors"].filter(pl.col("ally") == ally),
        on="national_sector",
        how="left",
        maintain_order="left",
    )
    column = {
        name: own[name].fill_null(0.0).to_numpy()
        for name in ("imports", "product_taxes", "value_added", "compensation", "households")
    }
    flows = np.zeros((len(names), len(names)))
    of_ally = case["national_input_output"].filter(pl.col("ally") == ally)
    for supplier, user, value in of_ally.select("from_sector", "to_sector", "value").iter_rows():
        flows[place[supplier], place[user]] = value
    output = flows.sum(axis=0) + column["imports"] + column["product_taxes"] + column["value_added"]
    # a sector without output or without value added is no industry to reckon with
    runs = ((output > 0) & (column["value_added"] > 0))[inside]

    def per_output(values: Values) -> Values:
        each: Values = np.divide(values, output, out=np.zeros_like(values), where=output > 0)
        return each[..., inside]

    def or_otherwise(values: Values, others: Values) -> Values:
        return np.where(runs, values, others)

    coefficients = per_output(flows)[inside] * _parts_of_supply(known.coefficients, inside)
    spent = column["households"][inside] / column["value_added"].sum()
    of_households = _parts_of_supply(known.spending[:, None], inside)[:, 0]
    return replace(
        known,
        coefficients=or_otherwise(coefficients, otherwise.coefficients),
        imports=or_otherwise(per_output(column["imports"]), otherwise.imports),
        taxes=or_otherwise(per_output(column["product_taxes"]), otherwise.taxes),
        value_added=or_otherwise(per_output(column["value_added"]), otherwise.value_added),
        spending=np.clip(spent * of_households, 0.0, None),
        jobs=or_otherwise(per_output(column["compensation"]) / otherwise.wage, otherwise.jobs),
        wage=otherwise.wage,
    )


def _parts_of_supply(supply: Values, inside: Indices) -> Values:
    """Return which part of what a national sector supplies to each user comes of each sector in it, (n, m).

    Where the known economy has no such supply, it comes of all sectors inside alike.
    """
    size = int(inside.max()) + 1
    belongs = np.zeros((size, inside.size))
    belongs[inside, np.arange(inside.size)] = 1.0
    together = (belongs @ supply)[inside]
    alike = (1.0 / belongs.sum(axis=1))[inside][:, None]
    parts: Values = np.divide(
        supply, together, out=np.broadcast_to(alike, supply.shape).copy(), where=together > 0
    )
    return parts
