"""Set published figures beside ours: the ratio, and whether it is within a quarter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sinews.implementation import Plan
from sinews.verify.published import forces, growth, money, operations, people, prices, suppliers
from sinews.verify.published.evidence import Evidence, evidence
from sinews.verify.published.table import Published, read_published

LEAST, MOST = 0.8, 1.25
"""Ours over the published figure where the two agree: a quarter above it, or it a quarter above ours."""

AGREEING = 0.75
"""The part of all comparisons that has to agree."""

OURS: dict[str, Callable[[Evidence], float]] = {
    key: function
    for subject in (money, prices, people, forces, suppliers, operations, growth)
    for key, function in subject.OURS.items()
}
"""Our figure beside each published one that is compared, by its key."""


@dataclass(frozen=True, slots=True)
class Row:
    """A published figure beside ours.

    Attributes
    ----------
    published
        The figure, with its kind, source and reason.
    ours
        Ours in the same unit; None unless compared.
    ratio
        Ours over the published figure, the middle of a range; None unless compared.
    within
        Whether ours lies within a quarter of the figure, or of its range; None unless compared.
    """

    published: Published
    ours: float | None = None
    ratio: float | None = None
    within: bool | None = None


def compare(plan: Plan) -> list[Row]:
    """Set every published figure beside ours.

    Parameters
    ----------
    plan
        The plan of the baseline case, for which the figures were chosen.

    Returns
    -------
    list[Row]
        One row for each published figure, in the order of the keys.
    """
    of = evidence(plan)
    return [
        beside(published, OURS[published.id](of)) if published.kind == "compared" else Row(published)
        for published in read_published()
    ]


def beside(published: Published, ours: float) -> Row:
    """Set a published figure, which must be a number, beside ours."""
    figure = float(published.figure)
    low = figure if published.low is None else published.low
    high = figure if published.high is None else published.high
    return Row(published, ours, ours / figure, low * LEAST <= ours <= high * MOST)


def agreement(rows: Sequence[Row]) -> tuple[int, int]:
    """Return how many of the rows agree within a quarter, and how many are compared."""
    verdicts = [row.within for row in rows if row.within is not None]
    return sum(verdicts), len(verdicts)


def stands(rows: Sequence[Row]) -> bool:
    """Return whether three quarters of what is compared agree, and all that does not is explained."""
    agree, compared = agreement(rows)
    explained = all(row.published.reason for row in rows if not row.within)
    return explained and agree >= AGREEING * compared
