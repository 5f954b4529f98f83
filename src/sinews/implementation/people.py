"""Skilled people as arrays: the workforce of each trade in each country, and what output needs of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sinews.case import Case
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
        Cost of training one apprentice, (k,), USD bn.
    recruitment_limit
        Most workers who can be hired from elsewhere in a year, (k,).
    need
        People of a pool whom one delivery of a line needs in its year, materials included, (k, l).
    reserved
        People whom contracts and commitments need, at most those whom the pool can have, (k, t).
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


def read_people(case: Case, industry: Industry, allies: list[str]) -> People:
    """Collect the workforce of a case; the pools keep the order of their table."""
    pools = case["workforce"]
    countries, trades = pools["country"].to_list(), pools["trade"].to_list()
    need = _labour(case, industry, countries, trades) @ industry.use
    contracted = need @ industry.reserved
    workers = pools["workers"].to_numpy()
    attrition = pools["attrition"].to_numpy() / 100.0
    training = pools["training"].to_numpy()
    apprentices = pools["apprentices"].to_numpy()
    intake_limit = np.maximum(pools["intake_limit"].to_numpy(), apprentices)
    recruitment = pools["recruitment_limit"].to_numpy()
    limits = workers, attrition, training, apprentices, intake_limit, recruitment
    most = _most_people(*limits, years=contracted.shape[1])
    return People(
        countries=countries,
        trades=trades,
        names=pools["name"].to_list(),
        workers=workers,
        attrition=attrition,
        apprentices=apprentices,
        intake_limit=intake_limit,
        training=training,
        training_cost=pools["training_cost"].to_numpy() / 1000.0,
        recruitment_limit=recruitment,
        need=need,
        reserved=np.minimum(contracted, most),
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


def _most_people(
    workers: Values,
    attrition: Values,
    training: Indices,
    apprentices: Values,
    intake_limit: Values,
    recruitment: Values,
    *,
    years: int,
) -> Values:
    """Return the largest workforce that each pool can have in each year, (k, t)."""
    most = np.zeros((workers.size, years))
    before = workers
    for year in range(years):
        graduates = np.where(year < training, apprentices, intake_limit)
        before = before * (1.0 - attrition) + graduates + recruitment
        most[:, year] = before
    return most
