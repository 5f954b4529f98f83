"""The blocks of columns and rows that the planning model consists of, and the units they are counted in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sinews.engines.arrays import Indices, Values
from sinews.implementation.instance import Instance

PER_MILLE = 1000.0
"""Shortfalls are counted in thousandths of the Alliance's requirement: one scale for all capabilities."""


@dataclass(frozen=True, slots=True)
class Stocks:
    """The pairs of ally and capability that the model decides on, and the columns of their deviations.

    Attributes
    ----------
    ally, capability
        The pairs, each (pairs,).
    kind
        Pairs of one kind are alike but for the ally and the size of the gap, (pairs,): the capability where
        the gap only grows, and a kind of its own for a pair whose gap shrinks as contracts deliver.
    under, over
        Columns of the deviations below and above target, (pairs, t), in thousandths of the requirement.
    """

    ally: Indices
    capability: Indices
    kind: Indices
    under: Indices
    over: Indices


@dataclass(frozen=True, slots=True)
class Deliveries:
    """The deliveries that the model may choose: columns, and what each stands for; all (deliveries,).

    `pair` is the position of its ally and capability in `Stocks`; `year` the position of the year.
    """

    column: Indices
    pair: Indices
    ally: Indices
    line: Indices
    year: Indices


@dataclass(frozen=True, slots=True)
class Workforce:
    """Columns of workers, apprentices beyond today's intake and recruits, rows of people needed; (k, t)."""

    workers: Indices
    intake: Indices
    recruits: Indices
    needed: Indices


def per_mille(instance: Instance) -> Values:
    """Return a thousandth of each requirement, (c,), units."""
    return instance.required / PER_MILLE


def operating_per_mille(instance: Instance) -> Values:
    """Return the operating cost of a thousandth of each requirement, (c,), USD bn a year."""
    return instance.operating * per_mille(instance)


def in_each_year(ally: Indices, role: Indices, years: int) -> tuple[Indices, Indices]:
    """Return agent and role of a block of the model in which allies play a role in every year.

    Parameters
    ----------
    ally, role
        Positions of the allies and what each does, each (n,).
    years
        Number of planning years.

    Returns
    -------
    Both by position and year, each (n years,): see `sinews.engines.lp.LpModel.add_columns`.
    """
    return np.repeat(ally, years), (role[:, None] * years + np.arange(years)).ravel()


def spread(count: Indices) -> tuple[Indices, Indices]:
    """Return, for as many parts as each thing has, whose it is and which of its parts, counted from 0."""
    which = np.repeat(np.arange(count.size), count)
    start = np.repeat(np.cumsum(count) - count, count)
    return which, np.arange(which.size) - start
