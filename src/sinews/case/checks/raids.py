"""Checks of the raids of a case that go across columns and tables."""

from __future__ import annotations

from itertools import pairwise

import polars as pl

from sinews.case.catalogue.air_defence import PERCENTILES
from sinews.case.checks.marking import Frames, columns_of, marked
from sinews.case.problems import Problem

ALL = "all"


def broken_raids(tables: Frames) -> list[Problem]:
    """Return the problems of all rules in this module."""
    return [
        *falling_percentiles(tables),
        *plans_unknown(tables),
        *without_a_first_day(tables),
        *twice_or_not_at_all(tables),
    ]


def falling_percentiles(tables: Frames) -> list[Problem]:
    """Report each percentile of a day that is below the one before."""
    frame = columns_of(tables, "threats", *PERCENTILES)
    if frame is None or not all(frame.schema[name].is_numeric() for name in PERCENTILES):
        return []
    problems: list[Problem] = []
    for before, name in pairwise(PERCENTILES):
        wrong = frame.get_column(name) < frame.get_column(before)
        problems += marked("threats", name, frame.get_column(name), wrong, f"at least what {before} has")
    return problems


def plans_unknown(tables: Frames) -> list[Problem]:
    """Report each plan of threats that is none, nor all."""
    frame, plans = columns_of(tables, "threats", "plan"), columns_of(tables, "defence_plans", "plan")
    if frame is None or plans is None:
        return []
    known = [ALL, *plans.get_column("plan").drop_nulls().to_list()]
    plan = frame.get_column("plan")
    return marked("threats", "plan", plan, ~plan.is_in(known), f"a value of defence_plans.plan, or {ALL}")


def without_a_first_day(tables: Frames) -> list[Problem]:
    """Report each class whose first phase does not begin on day 0: nobody would know what comes before."""
    frame = columns_of(tables, "threats", "plan", "threat", "first_day")
    if frame is None or not frame.schema["first_day"].is_numeric():
        return []
    first = frame.select(pl.col("first_day").min().over("plan", "threat")).to_series()
    day = frame.get_column("first_day")
    wrong = (first > 0) & (day == first)
    return marked("threats", "first_day", day, wrong, "0 in the first phase of a class")


def twice_or_not_at_all(tables: Frames) -> list[Problem]:
    """Report each class of raids that has a rate of its own beside its rows in threats, or neither."""
    raids = columns_of(tables, "raids", "threat", "rate")
    threats = columns_of(tables, "threats", "threat", "plan")
    if raids is None:
        return []
    of_all = [] if threats is None else threats.filter(pl.col("plan") == ALL).get_column("threat").to_list()
    known, rate = raids.get_column("threat").is_in(of_all), raids.get_column("rate")
    return [
        *marked(
            "raids", "rate", rate, known & rate.is_not_null(), "no rate, as threats has the class",
            "change it in threats: scale is how much comes beside what its percentiles count",
        ),
        *marked(
            "raids", "rate", rate, ~known & rate.is_null(), "a rate, or rows of the class in threats",
            "give 0 if none comes",
        ),
    ]  # fmt: skip
