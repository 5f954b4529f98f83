"""The families of constraints: each keeps to what the model expects, and what does not is found."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from benchmarks.plan_inputs import planning_instance
from tests.families.least_share import LeastShare
from tests.families.others import AtLeast, MostSpent
from tests.small_case import small_case_with_terms

from sinews import open_case
from sinews.engines.basis import keys
from sinews.implementation import Plan
from sinews.implementation.families import contents
from sinews.implementation.families.budgets import Budgets
from sinews.implementation.families.deliveries import Deliveries
from sinews.implementation.families.element import Element
from sinews.implementation.families.family import (
    Columns,
    Entries,
    Family,
    Limit,
    Model,
    Payments,
    Rows,
    numbered,
)
from sinews.implementation.instance import Instance
from sinews.implementation.model import build
from sinews.testing import check_family

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("family", contents.FAMILIES, ids=lambda family: family.name)
def test_a_family_that_comes_along_keeps_to_it(family: Family[Any]) -> None:
    assert check_family(family, small_case_with_terms()) == []


@pytest.mark.parametrize(
    ("family", "alone"),
    [
        (LeastShare("gbad_short", ("LVA",), 0.8), ()),
        (MostSpent(("DEU", "CZE", "LVA"), 1000.0), ()),
        (MostSpent(("DEU",), 1000.0), ("DEU",)),
        (AtLeast("short_line", 2031, 7.0), ()),
    ],
)
def test_a_users_family_keeps_to_it(family: Family[Any], alone: tuple[str, ...]) -> None:
    assert check_family(family, small_case_with_terms(), alone=alone) == []


@dataclass(frozen=True)
class Faulty(MostSpent):
    """Says nothing of its rows, and does what it is told to do wrong."""

    fault: str = ""

    def columns(self, problem: Instance) -> Iterable[Columns]:
        """Yield what nobody pays for by payments."""
        if self.fault == "budget":
            yield Columns("extra", {"ally": problem.each("ally")}, upper=1.0)

    def rows(self, problem: Instance) -> Iterable[Rows]:
        """Yield its rows, twice at one position if that is the fault."""
        ally = np.arange(len(self.allies)) % (1 if self.fault == "twice" else len(self.allies))
        limit = Limit(self.name, "most", kind=self.name)
        yield Rows("spent", {"ally": ally}, upper=self.most, limit=limit, priced=True)
        if self.fault == "empty":
            yield Rows("nothing", {"ally": problem.each("ally")}, upper=1.0)

    def entries(self, problem: Instance, model: Model) -> Iterable[Entries]:
        """Yield its entries; twice as large for Czechia, or some for a budget, if that is the fault."""
        for place, entries in enumerate(super().entries(problem, model)):
            large = self.fault == "unlike" and self.allies[place] == "CZE"
            yield entries._replace(values=np.asarray(entries.values) * (2.0 if large else 1.0))
        if self.fault == "budget":
            yield Entries(model.rows(Budgets, "total")[:, 0], model.columns(self, "extra"), 1.0)

    def check(self, plan: Plan) -> list[str]:
        """Find nothing, or something everywhere, if that is the fault."""
        found = {"blind": [], "strict": ["it is wrong"]}
        return found.get(self.fault, super().check(plan))


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("twice", "spent: expected every position once"),
        ("empty", "nothing: the block has no coefficients"),
        ("unlike", "CZE is not like the others"),
        ("budget", "the rows of equipment budgets have other coefficients|the rows of total budgets"),
        ("blind", "its check finds nothing wrong with the plan made without it"),
        ("strict", "its check finds in its own plan: it is wrong"),
        ("", "the docstring has no formula of that name"),
    ],
)
def test_what_is_wrong_with_a_family_is_found(fault: str, told: str) -> None:
    family = Faulty(("DEU", "CZE", "LVA"), 1.0, fault)
    found = check_family(family, small_case_with_terms())
    assert any(re.search(told, each) for each in found), found


def test_where_a_family_binds_nowhere_it_is_said() -> None:
    (told,) = check_family(MostSpent(("DEU", "CZE", "LVA"), 1e9), small_case_with_terms())
    assert "binds nowhere" in told


def test_the_order_of_blocks_is_that_of_the_list() -> None:
    model = build(planning_instance(small_case_with_terms()))
    # no rule asks for a share there, and nothing limits types: their own tests look at those blocks
    assert tuple(model.row_blocks) == tuple(name for name in contents.ROWS if name != "supplier_rules.share")
    decided = "introductions.decided"
    assert tuple(model.column_blocks) == tuple(name for name in contents.COLUMNS if name != decided)
    first = [places.min() for _, places in model.row_blocks.values() if places.size]
    assert first == sorted(first)


def test_keys_of_warm_starts_hang_on_names_and_not_on_the_order(monkeypatch: pytest.MonkeyPatch) -> None:
    instance = planning_instance(small_case_with_terms())
    one = build(instance)
    monkeypatch.setattr(contents, "ROWS", contents.ROWS[::-1])
    monkeypatch.setattr(contents, "COLUMNS", contents.COLUMNS[::-1])
    other = build(instance)
    for blocks, others, axis in (
        (one.row_blocks, other.row_blocks, 0),
        (one.column_blocks, other.column_blocks, 1),
    ):
        mine, theirs = keys(one.lp.labels()[axis]), keys(other.lp.labels()[axis])
        assert np.unique(mine).size == mine.size
        for name, (_, places) in blocks.items():
            np.testing.assert_array_equal(mine[places], theirs[others[name][1]])
    objective = one.lp.solve(algorithm="simplex").objective
    assert other.lp.solve(algorithm="simplex").objective == pytest.approx(objective, rel=1e-9)


def test_every_block_of_rows_has_its_formula() -> None:
    model = build(planning_instance(small_case_with_terms()))
    for family in (*contents.FAMILIES, LeastShare("gbad_short", ("LVA",), 0.8)):
        named = re.findall(r"^    .*\s{2,}(\w+)$", family.__doc__ or "", re.MULTILINE)
        known = any(family is each for each in model.families)
        blocks = model.blocks_of(family) if known else [(Rows("share", {}), np.zeros(0))]
        assert {block.name for block, _ in blocks if isinstance(block, Rows)} <= set(named)


def test_the_page_on_the_method_is_made_of_docstrings() -> None:
    tool = ROOT / "tools" / "method_page.py"
    done = subprocess.run([sys.executable, str(tool), "--check"], check=False)
    assert done.returncode == 0, "run: python tools/method_page.py"


def test_budgets_pay_what_a_familys_columns_cost() -> None:
    class Fee(Family[None]):
        """USD 1 m for each delivery."""

        name = "fee"
        needs = (Deliveries,)

        def payments(self, problem: Instance, model: Model) -> Iterable[Payments]:
            chosen = problem.of(Deliveries)
            columns = model.columns(Deliveries, "amount")
            yield Payments(
                Element("fee", "Fees", "Fees", funds="capability"),
                chosen.ally,
                chosen.year,
                columns,
                np.ones(columns.size),
                chosen.line,
            )

    instance = planning_instance(small_case_with_terms())
    bare, charged = build(instance), build(replace(instance, constraints=(Fee(),)))
    more = charged.lp.arrays().matrix - bare.lp.arrays().matrix
    chosen, columns = instance.of(Deliveries), bare.columns(Deliveries, "amount")
    for name in ("equipment", "total"):
        rows = bare.rows(Budgets, name)[chosen.ally, chosen.year]
        # the programme counts money by the thousand
        np.testing.assert_allclose(more[rows, columns], 1e-3)


def test_names_of_families_are_numbered_from_the_second_on() -> None:
    families = [MostSpent((), 1.0), AtLeast("a", 1, 1.0), MostSpent((), 2.0), MostSpent((), 1.0)]
    assert numbered(families) == ("most_spent", "at_least", "most_spent.2", "most_spent.3")


def test_an_axis_has_the_keys_of_the_case() -> None:
    instance = planning_instance(open_case())
    assert len(instance.labels("line")) + len(instance.labels("material")) == len(instance.industry.plants)
    assert next(iter(instance.labels("pool"))).count("/") == 1
    with pytest.raises(KeyError):
        instance.labels("planet")
