"""Money is added up in the ledger alone, and every figure of a plan says what it is counted in."""

from __future__ import annotations

import ast
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

import sinews
from sinews.case.catalogue import TABLES
from sinews.implementation import Plan
from sinews.implementation.measures import MEASURES, MONEY, OWN, PRICE, SHARES, measures
from sinews.loop import ROUNDS
from sinews.requirements import SIZED
from tests.small_case import small_case_with_terms

SOURCE = Path(__file__).parents[1] / "src" / "sinews"

READERS = ("assessment", "commands", "document", "enablers", "loop", "present", "readings")
"""Parts that show a plan's money or judge by it; `verify` reckons it again on purpose, to check it."""


@pytest.fixture(scope="module")
def plan() -> Plan:
    return sinews.plan(small_case_with_terms())


class Reckoning:
    """Finds expressions that add up money, or multiply it by quantities: what only the ledger does."""

    def __init__(self, plan: Plan) -> None:
        units: dict[str, set[str]] = defaultdict(set)
        for table in MEASURES:
            for column, unit in measures(table, plan.elements).items():
                units[column].add(unit)
        # what readers call sums of money
        units |= {name: {MONEY} for name in ("cost", "total", "spent", "budget", "spending")}
        self.money = {name for name, of in units.items() if of & {MONEY, PRICE}}
        # what means money in one table and a quantity in another is money where it is added only
        self.surely = {name for name, of in units.items() if of <= {MONEY, PRICE}}
        self.quantities = {name for name, of in units.items() if of - {MONEY, PRICE, *SHARES}}

    def found(self, text: str) -> Iterator[str]:
        """Yield the expressions."""
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.BinOp):
                left, right = columns(node.left), columns(node.right)
                adds = isinstance(node.op, ast.Add | ast.Sub)
                if adds and left & self.money and right & self.money and len(left | right) > 1:
                    yield ast.unparse(node)
                priced = any(
                    one & self.surely and other & (self.quantities | self.surely)
                    for one, other in ((left, right), (right, left))
                )
                if isinstance(node.op, ast.Mult) and priced:
                    yield ast.unparse(node)
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("sum_horizontal"):
                named = {each.value for each in ast.walk(node) if isinstance(each, ast.Constant)}
                if len(named & self.money) > 1 or "elements" in ast.unparse(node):
                    yield ast.unparse(node)


def columns(node: ast.AST) -> set[object]:
    """Return the columns that an expression names: ``pl.col("a", "b")``, ``frame["a"]`` and ``row["a"]``."""
    found: set[object] = set()
    for each in ast.walk(node):
        if isinstance(each, ast.Call) and ast.unparse(each.func) == "pl.col":
            found |= {arg.value for arg in each.args if isinstance(arg, ast.Constant)}
        if isinstance(each, ast.Subscript) and isinstance(each.slice, ast.Constant):
            found.add(each.slice.value)
    return found


def test_no_reader_of_a_plan_reckons_money_again(plan: Plan) -> None:
    reckoning = Reckoning(plan)
    files = [path for part in READERS for path in sorted((SOURCE / part).rglob("*.py"))]
    assert len(files) > 50
    assert [
        f"{path.relative_to(SOURCE)}: {each}"
        for path in files
        for each in reckoning.found(path.read_text(encoding="utf-8"))
    ] == []


@pytest.mark.parametrize(
    ("text", "reckons"),
    [
        ('pl.col("quantity") * pl.col("procurement")', True),
        ('(pl.col("ordered") + pl.col("contracted")) * pl.col("procurement")', True),
        ('row["output"] * row["unit_price"]', True),
        ('pl.col("procurement") * 3.0 + pl.col("operating")', True),
        ('frame["equipment_budget"] + frame["operating_headroom"]', True),
        ('pl.sum_horizontal("contracted", "support", "procurement")', True),
        ("pl.sum_horizontal(*(each.key for each in plan.elements))", True),
        ('pl.col("core") * pl.col("equipment_share") / 100', False),
        ('pl.col("cost").max() - pl.col("cost").min()', False),
        ('pl.col("ordered") + pl.col("contracted")', False),
        ('pl.col("amount").sum() / 1000', False),
        ('pl.sum_horizontal("opening", "delivered")', False),
    ],
)
def test_what_reckons_money_is_found(plan: Plan, text: str, reckons: bool) -> None:
    assert bool([*Reckoning(plan).found(text)]) == reckons


def test_every_figure_of_a_plan_says_what_it_is_counted_in(plan: Plan, tmp_path: Path) -> None:
    schemas = {name: frame.schema for name, frame in plan.tables.items()}
    schemas |= {"rounds": pl.Schema(ROUNDS), "sized": pl.Schema(SIZED)}
    figures = {
        name: {column for column, kind in schema.items() if kind == pl.Float64}
        for name, schema in schemas.items()
    }
    assert {name: set(measures(name, plan.elements)) for name in MEASURES} == figures
    plan.save(tmp_path / "plan")
    kept = json.loads((tmp_path / "plan" / "plan.json").read_text())["tables"]
    assert kept["ledger"]["measures"] == {"amount": MONEY}
    assert kept["spending"]["measures"]["interest"] == MONEY


def test_money_is_in_millions_in_every_table(plan: Plan) -> None:
    """No unit of a case's table or of a plan's speaks of billions, or of currency without saying millions."""
    units = [unit for name in MEASURES for unit in measures(name, plan.elements).values()]
    units += [column.unit for table in TABLES for column in table.columns]
    assert OWN in units
    for unit in units:
        assert "bn" not in unit.split()
        assert "billion" not in unit
        if "USD" in unit:
            assert "USD m" in unit or "per USD" in unit
