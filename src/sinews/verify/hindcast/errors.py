"""Errors of the hindcast as distributions: of what kind of quantity, how far ahead, how far off."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


class Compared(Protocol):
    """What an error is computed from, as `sinews.verify.hindcast.compare.Row` has it."""

    @property
    def quantity(self) -> str:
        """Class of quantities."""

    @property
    def ahead(self) -> int:
        """Years ahead."""

    @property
    def counted(self) -> bool:
        """Whether the error counts."""

    @property
    def log_error(self) -> float:
        """Logarithm of ours over what happened."""

    @property
    def model_error(self) -> float | None:
        """The same with the need known, if it is compared."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """How the logarithms of ours over what happened spread.

    Attributes
    ----------
    quantity
        Class of quantities.
    error
        ``whole``: of the plan as seen in 2022. ``model``: of the plan with the need known.
    ahead
        Years from the start of 2022 to the end of the year compared.
    points
        How many figures.
    mean
        Mean of the natural logarithm of ours over what happened; below 0 where ours is too low.
    spread
        Standard deviation of it (with one degree of freedom less than points); None for a single figure.
    """

    quantity: str
    error: str
    ahead: int
    points: int
    mean: float
    spread: float | None


def log_ratio(ours: float, happened: float) -> float:
    """Return the natural logarithm of ours over what happened; both must be above 0."""
    return math.log(ours / happened)


def distributions(rows: Sequence[Compared]) -> list[Distribution]:
    """Return a distribution for each class, kind of error and number of years ahead, in this order."""
    found: dict[tuple[str, str, int], list[float]] = {}
    for row in rows:
        if not row.counted:
            continue
        found.setdefault((row.quantity, "whole", row.ahead), []).append(row.log_error)
        if row.model_error is not None:
            found.setdefault((row.quantity, "model", row.ahead), []).append(row.model_error)
    order = list(dict.fromkeys(quantity for quantity, _, _ in found))
    return [
        Distribution(
            *key,
            len(values),
            statistics.fmean(values),
            statistics.stdev(values) if len(values) > 1 else None,
        )
        for key, values in sorted(
            found.items(), key=lambda item: (order.index(item[0][0]), item[0][1] == "model", item[0][2])
        )
    ]
