"""In what quantities contracts are signed: whole, at least so much, for so many years; facts alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sinews.case import Case
from sinews.engines.arrays import Flags, Indices, Values


@dataclass(frozen=True, slots=True)
class OrderSizes:
    """What `contract_sizes` says of each line's product.

    Attributes
    ----------
    whole
        Whether orders are for whole products, (l,); what has no row may be ordered in any part.
    minimum
        Least quantity of a contract, (l,), products.
    years
        Most years of orders that one contract holds, (l,).
    together
        For each line, the groups whose members sign together, and who those are, in the order of their table.
    """

    whole: Flags
    minimum: Values
    years: Indices
    together: tuple[tuple[tuple[str, frozenset[str]], ...], ...]


def read_order_sizes(case: Case) -> OrderSizes:
    """Return the sizes of contracts of a case; lines keep the order of their table."""
    lines = (
        case["lines"]
        .select("line", "product")
        .join(case["products"].select("product", "capability"), on="product", maintain_order="left")
        .join(
            case["contract_sizes"].select("capability", "minimum", "years"),
            on="capability",
            how="left",
            maintain_order="left",
        )
    )
    return OrderSizes(
        whole=lines["minimum"].is_not_null().to_numpy(),
        minimum=lines["minimum"].fill_null(0.0).to_numpy().astype(np.float64),
        years=lines["years"].fill_null(len(case.years)).to_numpy().astype(np.int64),
        together=tuple(
            tuple(
                (group, frozenset(case["groups"].filter(group=group)["ally"]))
                for group in case["joint_procurement"].filter(line=line)["group"]
            )
            for line in lines["line"]
        ),
    )
