"""What a method check is, and what it yields."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """A published worked example.

    Attributes
    ----------
    method, example
        The method, and what the example computes.
    source
        Where it is published, or the independent program that gives the expected value.
    expected
        The published figure, as published.
    compute
        Computes the figure with the project's own public functions.
    tolerance
        Largest difference that passes: half a unit of the last published digit, or solver precision.
    """

    method: str
    example: str
    source: str
    expected: float
    compute: Callable[[], float]
    tolerance: float


@dataclass(frozen=True, slots=True)
class Result:
    """A check, run."""

    method: str
    example: str
    source: str
    expected: float
    ours: float
    difference: float
    tolerance: float
    passed: bool
