"""Skilled people as arrays: the workforce of each trade in each country, and what output needs of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sinews.case import Case, priced
from sinews.engines.arrays import Indices, Values
from sinews.implementation.industry import Industry


@dataclass(frozen=True, slots=True)
class People:
    """Skilled people over the planning years; axes k pools of a trade in a country, l lines, t years.

    Attributes
    ----------
    countries, trades, names
        Labels of the pools, k of each.
    workers
        Skilled workers at the start, (k,).
    attrition
        Part of the workers that leaves in a year, (k,), 0 to 1.
    apprentices, intake_limit
        Apprentices who start in a year today, and at most, (k,).
    training
        Years from the start of an apprenticeship to skilled work, (k,).
    training_cost
        Cost of training one apprentice, (k,), USD m.
    recruitment_limit
        Most workers who can be hired from elsewhere in a year, (k,).
    need
        People of a pool whom one delivery of a line needs in its year, materials included, (k, l).
    reserved
        People whom contracts and commitments need, as far as today's intake of apprentices staffs them,
        (k, t): what has been promised is delivered even where there are too few.
    host
        Index of the ally that pays for training, -1 for none, (k,).
    """

    countries: list[str]
    trades: list[str]
    names: list[str]
    workers: Values
    attrition: Values
    apprentices: Values
    intake_limit: Values
    training: Indices
    training_cost: Values
    recruitment_limit: Values
    need: Values
    reserved: Values
    host: Indices

    @property
    def keys(self) -> list[str]:
        """Country and trade of each pool, with a slash between."""
        return [f"{country}/{trade}" for country, trade in zip(self.countries, self.trades, strict=True)]


def read_people(case: Case, industry: Industry, allies: list[str]) -> People:
    """Collect the workforce of a case; the pools keep the order of their table."""
    pools = priced(case, "workforce")
    countries, trades = pools["country"].to_list(), pools["trade"].to_list()
    need = _labour(case, industry, countries, trades) @ industry.use
    contracted = need @ industry.reserved
    workers = pools["workers"].to_numpy()
    attrition = pools["attrition"].to_numpy() / 100.0
    training = pools["training"].to_numpy()
    apprentices = pools["apprentices"].to_numpy()
    intake_limit = np.maximum(pools["intake_limit"].to_numpy(), apprentices)
    staffed = _people_of_today(workers, attrition, apprentices, years=contracted.shape[1])
    return People(
        countries=countries,
        trades=trades,
        names=pools["name"].to_list(),
        workers=workers,
        attrition=attrition,
        apprentices=apprentices,
        intake_limit=intake_limit,
        training=training,
        training_cost=pools["training_cost"].to_numpy(),
        recruitment_limit=pools["recruitment_limit"].to_numpy(),
        need=need,
        reserved=np.minimum(contracted, staffed),
        host=np.array([allies.index(c) if c in allies else -1 for c in countries], np.int64),
    )


def _labour(case: Case, industry: Industry, countries: list[str], trades: list[str]) -> Values:
    """Return the people of each pool whom one unit of each plant's output needs, (k, p)."""
    where = {
        **dict(case["lines"].select("line", "country").iter_rows()),
        **dict(case["materials"].select("material", "country").iter_rows()),
    }
    pool = {pair: k for k, pair in enumerate(zip(countries, trades, strict=True))}
    labour = np.zeros((len(countries), len(industry.plants)))
    for row in case["labour"].iter_rows(named=True):
        labour[pool[where[row["site"]], row["trade"]], industry.plants.index(row["site"])] = row["workers"]
    return labour


def _people_of_today(workers: Values, attrition: Values, apprentices: Values, *, years: int) -> Values:
    """Return the workforce that each pool has in each year with today's intake alone, (k, t)."""
    people = np.zeros((workers.size, years))
    before = workers
    for year in range(years):
        before = before * (1.0 - attrition) + apprentices
        people[:, year] = before
    return people
