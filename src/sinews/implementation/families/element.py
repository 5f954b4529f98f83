"""An element of cost: what allies pay for, declared once, in the family that pays it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl

SHARED_INPUTS = "industry as a whole and interest"
"""What no single capability causes the cost of: materials, people, lines that stand ready, interest."""


@dataclass(frozen=True, slots=True)
class Element:
    """What allies pay for.

    Attributes
    ----------
    key
        The column of the plan's spending that it is.
    name, heading
        What people call it, and the same where there is little room.
    paid_from
        ``"equipment"``: from the budget for equipment, and so from the total, too; ``"total"``: from the
        total budget alone.
    funds
        Which resilience funds pay for it: those of its ``"capability"``, those for ``"industry"``, or none.
    counts_for
        The group that it counts for; empty for the pledge group of its capability.
    work
        Whose sectors do the work: those that build the ``"capability"``, or those that build a ``"plant"``;
        empty where nobody has counted them.
    """

    key: str
    name: str
    heading: str
    paid_from: Literal["equipment", "total"] = "equipment"
    funds: Literal["", "capability", "industry"] = ""
    counts_for: str = ""
    work: Literal["", "capability", "plant"] = ""


def by_element(payments: pl.DataFrame, elements: Sequence[Element], *by: str) -> pl.DataFrame:
    """Return what is paid by some columns: these, one column for each element of cost, and total (USD m)."""
    paid = pl.col("amount")
    return payments.group_by(*by, maintain_order=True).agg(
        *(paid.filter(pl.col("element") == each.key).sum().alias(each.key) for each in elements),
        total=paid.sum(),
    )
