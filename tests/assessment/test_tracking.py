"""A plan against what happened: differences, delays and dates, computed by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.small_case import small_case
from typer.testing import CliRunner

import sinews
from sinews.assessment import track
from sinews.case import write_case
from sinews.cli import app
from sinews.implementation import Plan, Solution

SOLUTION = Solution("optimal", "none", 0, 0, 0, 0, 0, 1, 0, True, 0, 0)


def stock(
    ally: str, capability: str, closing: list[float], target: float, retired: float = 0.0
) -> pl.DataFrame:
    """A path of stock from 2026 to 2032, of 10 at the start, on the way to one target."""
    opening = [10.0, *map(float, closing[:-1])]
    return pl.DataFrame(
        {"ally": ally, "capability": capability, "year": list(range(2026, 2033)), "opening": opening,
         "retired": float(retired), "given": 0.0,
         "delivered": [float(b - a + retired) for a, b in zip(opening, closing, strict=True)],
         "closing": [float(value) for value in closing], "target": float(target), "shortfall": 0.0}
    )  # fmt: skip


@pytest.fixture
def plan() -> Plan:
    """A plan of two paths and a path of spending, made by hand."""
    case = small_case()
    path = pl.DataFrame(
        {"ally": "DEU", "year": [2026, 2027], "gdp_share": [2.5, 3.0], "equipment_share": [30.0, 30.0]}
    )
    rows = pl.concat([
        stock("DEU", "truck", [12, 14, 16, 18, 20, 20, 20], 20, retired=1),
        stock("LVA", "truck", [10, 10, 20, 30, 40, 50, 60], 70),
    ])  # fmt: skip
    return Plan(case, {"stock": rows, "spending_path": path}, SOLUTION)


def newer(**rows: list[dict[str, Any]]) -> Any:
    """The small case with newer rows in some tables."""
    case = small_case()
    tables = {}
    for name, added in rows.items():
        old = case[name]
        provenance = {"source": "test", "status": "published"}
        frame = pl.DataFrame([{**provenance, **row} for row in added])
        tables[name] = pl.concat([old, frame], how="diagonal_relaxed").unique(
            list({"ally", "year", "capability"} & set(old.columns)), keep="last", maintain_order=True
        )
    return case.with_tables(tables)


def holding(ally: str, quantity: float, as_of: int) -> dict[str, Any]:
    """A newer count of trucks."""
    return {"ally": ally, "capability": "truck", "quantity": quantity, "as_of": as_of}


def test_nothing_newer_is_nothing_to_tell(plan: Plan) -> None:
    found = track(plan, small_case())
    assert found.spending.is_empty()
    assert found.holdings.is_empty()
    assert found.people.is_empty()


def test_a_holding_behind_the_plan_is_late_by_years_of_the_plan(plan: Plan) -> None:
    # 13 at the end of 2028 is what the plan has in the middle of 2027: a year and a half late
    case = newer(inventory=[holding("DEU", 13.0, 2028)])
    (row,) = track(plan, case).holdings.iter_rows(named=True)
    assert row == {
        "ally": "DEU", "capability": "truck", "year": 2028,
        "planned": 16.0, "happened": 13.0, "difference": -3.0,
        # the plan adds 6 and replaces 3 that retire; with the same 3 gone, 6 have come
        "delivered_planned": 9.0, "delivered": 6.0,
        # 20 are held from 2030 on; a year and a half later that is the end of 2032
        "late": 1.5, "met_planned": 2030, "met": 2032,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("quantity", "as_of", "late", "met"),
    [
        (16.0, 2028, 0.0, 2030),  # as planned
        (18.0, 2028, -1.0, 2030),  # a year ahead moves nothing
        (10.0, 2028, 3.0, None),  # what was held at the start: three years, beyond the horizon
        (5.0, 2028, 3.0, None),  # less than ever: at least as late as the plan is old
        (25.0, 2028, -4.0, 2030),  # more than ever: at least as early as the plan goes on
    ],
)
def test_delays_and_dates(quantity: float, as_of: int, late: float, met: int | None, plan: Plan) -> None:
    row = track(plan, newer(inventory=[holding("DEU", quantity, as_of)])).holdings.row(0, named=True)
    assert (row["late"], row["met_planned"], row["met"]) == (late, 2030, met)


def test_a_target_that_the_plan_never_meets_has_no_date(plan: Plan) -> None:
    row = track(plan, newer(inventory=[holding("LVA", 15.0, 2028)])).holdings.row(0, named=True)
    # 15 is half way between 10 at the end of 2027 and 20 at that of 2028
    assert (row["late"], row["met_planned"], row["met"]) == (0.5, None, None)


def test_spending_and_people(plan: Plan) -> None:
    case = newer(
        expenditure=[
            {"ally": "DEU", "year": 2026, "member": True, "gdp_share": 2.4, "equipment_share": 33.0}
        ],
        personnel=[{"ally": "DEU", "year": 2026, "military": 180.0}],
    )
    found = track(plan, case)
    assert found.spending.select("ally", "year", "measure", "planned", "happened").rows() == [
        ("DEU", 2026, "gdp_share", 2.5, 2.4),
        ("DEU", 2026, "equipment_share", 30.0, 33.0),
    ]
    assert found.spending["difference"].to_list() == pytest.approx([-0.1, 3.0])
    assert found.people.select("ally", "year", "planned", "happened").rows() == [("DEU", 2026, 185.6, 180.0)]


def test_the_command_says_no_if_anything_is_late(plan: Plan, tmp_path: Path) -> None:
    whole = sinews.plan(plan.case)
    replace(whole, tables={**whole.tables, **plan.tables}).save(tmp_path / "plan")
    write_case(newer(inventory=[holding("DEU", 13.0, 2028)]), tmp_path / "late")
    write_case(newer(inventory=[holding("DEU", 17.0, 2028)]), tmp_path / "early")

    def run(name: str, *more: str) -> Any:
        return CliRunner().invoke(
            app, ["track", str(tmp_path / "plan"), "--against", str(tmp_path / name), *more]
        )

    late = run("late")
    assert late.exit_code == 1
    assert "1 of 1" in late.stdout
    assert "2032" in late.stdout
    assert run("early").exit_code == 0
    assert '"late": 1.5' in run("late", "--json").stdout
    nothing = CliRunner().invoke(
        app, ["track", str(tmp_path / "plan"), "--against", str(tmp_path / "plan" / "case")]
    )
    assert nothing.exit_code == 0
    assert "nothing has happened yet" in nothing.stdout


def test_what_is_counted_whole_is_not_late_by_a_fraction(plan: Plan) -> None:
    rows = plan.stock.with_columns(closing=pl.when(ally="DEU", year=2028).then(16.48).otherwise("closing"))
    fractions = replace(plan, tables=plan.tables | {"stock": rows})
    for counted, late in ((16.0, False), (17.0, False), (15.0, True), (16.2, True)):
        found = track(fractions, newer(inventory=[holding("DEU", counted, 2028)]))
        assert (found.late.height > 0) == late, counted
        assert found.holdings["difference"].to_list() == pytest.approx([counted - 16.48])


def test_a_rolled_case_is_on_the_way_of_its_plan() -> None:
    made = sinews.plan(small_case())
    found = track(made, sinews.roll(small_case(), 2027))
    assert (
        found.holdings.filter(pl.col("difference") < 0).height == found.late.height or found.late.is_empty()
    )
