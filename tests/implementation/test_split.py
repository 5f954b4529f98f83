"""Who gets what: all alike, in proportion to what they lack, and nothing of the optimum lost by it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from tests.random_cases import random_case

import sinews
from sinews import apportionment, guidance, requirements
from sinews.case import Case, canonical, in_table_money
from sinews.engines.aggregation import violation
from sinews.engines.arrays import Values
from sinews.implementation.instance import Instance, build_instance
from sinews.implementation.settle import Solved, settle

TWIN, OF = "LVA", "CZE"


def instance_of(case: Case) -> tuple[Case, Instance]:
    own = in_table_money(canonical(case))
    needs = requirements.determine(own, guidance.establish(own))
    return own, build_instance(own, apportionment.set_targets(own, needs))


def with_twin(case: Case) -> Case:
    """Return a case in which one ally is another one's twin in every table, and hosts nothing."""
    tables = dict(case.tables)
    for name, frame in tables.items():
        if "ally" in frame.columns and name not in ("aliases",):
            own = frame.filter(pl.col("ally") == OF).with_columns(ally=pl.lit(TWIN))
            tables[name] = pl.concat([frame.filter(pl.col("ally") != TWIN), own])
        if "country" in frame.columns:
            place = pl.when(pl.col("country").is_in([OF, TWIN])).then(pl.lit("DEU")).otherwise("country")
            tables[name] = tables[name].with_columns(country=place)
    return Case(case.settings, tables, case.notes)


def received(solved: Solved, ally: str) -> Values:
    """Return what an ally gets of each line in each year before orders are whole, (l, t)."""
    chosen = solved.blocks.deliveries
    got = np.zeros((len(solved.instance.lines), solved.instance.years.size))
    mine = chosen.ally == solved.instance.allies.index(ally)
    got[chosen.line[mine], chosen.year[mine]] = solved.split.x[chosen.column[mine]]
    return got


@pytest.mark.parametrize("seed", range(0, 24, 2))
def test_nothing_of_the_optimum_is_lost_and_no_limit_broken(seed: int) -> None:
    case, instance = instance_of(random_case(seed))
    solved = settle(case, instance)
    assert abs(solved.summary.split_gap) <= 1e-6
    assert solved.summary.split.startswith("in proportion")
    if solved.summary.whole_steps_gap == 0.0:
        assert violation(solved.arrays, solved.split.x) <= 1e-6


@pytest.mark.parametrize("seed", [1, 5, 7, 9, 11, 13, 15, 17])
def test_twins_get_the_same_of_every_line_in_every_year(seed: int) -> None:
    case, instance = instance_of(with_twin(random_case(seed)))
    one, other = (instance.allies.index(ally) for ally in (OF, TWIN))
    assert instance.committed[one] == pytest.approx(instance.committed[other])
    # whole units of targets may differ by one
    target = instance.target.copy()
    target[other] = target[one]
    solved = settle(case, replace(instance, target=target))
    # where money is short for one, the split is not what is tried here
    assert OF not in solved.summary.split
    assert TWIN not in solved.summary.split
    assert received(solved, OF).any()
    assert received(solved, OF) == pytest.approx(received(solved, TWIN), abs=1e-6)


def test_the_baseline_is_split_and_loses_nothing() -> None:
    plan = sinews.plan(sinews.open_case())
    assert plan.solution.split.startswith("in proportion to what allies lack")
    assert abs(plan.solution.split_gap) <= 1e-5
    assert plan.solution.whole_units_gap <= 0.005
