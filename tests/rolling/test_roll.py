"""Rolling a case to a later year, by hand on the small case and as a property on the baseline."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.scoped_case import eastern_case, with_rows
from tests.small_case import small_case, write_small_case

import sinews
from sinews import guidance
from sinews.case import Case, CaseError, held_in_scope, holdings, open_case, write_case
from sinews.requirements import determine


def value(case: Case, table: str, column: str, **row: object) -> Any:
    return case[table].filter(**row)[column].item()


def promised(case: Case) -> pl.DataFrame:
    """The level that each pledge and adopted requirement sets for its scope in its target year."""
    required = determine(case, guidance.establish(case)).needs
    last = required.filter(pl.col("year") == case.settings.horizon, pl.col("driver") != "baseline")
    outside: list[float] = []
    for row in last.iter_rows(named=True):
        held = {
            scope: dict(held_in_scope(case, holdings(case), scope).iter_rows()).get(row["capability"], 0.0)
            for scope in (None, row["scope"])
        }
        outside.append(held[None] - held[row["scope"]])
    return last.select(
        "capability", "pledge", "requirement", level=pl.col("required") - pl.Series(outside, dtype=pl.Float64)
    )


def test_what_is_due_arrives_and_what_is_old_retires() -> None:
    """By hand: Latvia's unit of 2026 arrives; of 4 German ones that last ten years none retires yet."""
    case = sinews.roll(small_case(), 2027)
    assert (case.settings.base_year, case.settings.horizon) == (2027, 2033)
    assert value(case, "inventory", "quantity", ally="LVA", capability="gbad_short") == 2.0
    assert value(case, "inventory", "quantity", ally="DEU", capability="gbad_short") == 4.0
    assert value(case, "inventory", "remaining_life", ally="DEU", capability="gbad_short") == 9.0
    # 60 hundred trucks over 20 years: three go; 15 over 15: one
    assert value(case, "inventory", "quantity", ally="DEU", capability="truck") == 57.0
    assert value(case, "inventory", "quantity", ally="CZE", capability="truck") == 14.0
    assert case["contracts"].select("ally", "quantity", "first_year").rows() == [("DEU", 2.0, 2027)]
    assert value(case, "products", "prior_quantity", product="sam_short") == 101.0
    assert value(case, "lines", "rate", line="long_line") == 2.5
    # 90 fitters, a tenth leaves, 9 come
    assert value(case, "workforce", "workers", trade="fitter") == 90.0


def test_orders_arrive_in_whole_products_and_all_by_their_last_year() -> None:
    """Seven over three years: two, two and three."""
    case = small_case().with_value("contracts", "LVA/short_line", quantity=7.0, last_year=2028)
    left = []
    for year in (2027, 2028, 2029):
        rolled = sinews.roll(case, year)
        left.append(rolled["contracts"].filter(pl.col("ally") == "LVA")["quantity"].sum())
    assert left == [5.0, 3.0, 0.0]
    assert value(rolled, "inventory", "quantity", ally="LVA", capability="gbad_short") == 8.0


def test_support_leaves_stock_and_what_lines_build_for_ukraine_counts_as_built() -> None:
    case = sinews.roll(small_case(), 2028)
    assert value(case, "inventory", "quantity", ally="DEU", capability="gbad_short") == 3.0
    assert value(case, "support_deliveries", "quantity", delivery="lorries") == 200.0
    assert value(case, "products", "prior_quantity", product="lorry") == 20200.0
    assert "given to Ukraine" in str(value(case, "inventory", "note", ally="DEU", capability="gbad_short"))


def test_a_life_that_new_things_stretch_says_what_it_counts() -> None:
    case = small_case()
    (held,) = case["inventory"].filter(ally="LVA", capability="gbad_short")["quantity"]
    rolled = sinews.roll(case.with_value("inventory", "LVA/gbad_short", remaining_life=10.0), 2027)
    # one joins `held`: over nine years more than as many retire a year as of those alone
    life = value(rolled, "inventory", "remaining_life", ally="LVA", capability="gbad_short")
    assert life == pytest.approx(9.0 * (held + 1.0) / held)
    note = str(value(rolled, "inventory", "note", ally="LVA", capability="gbad_short"))
    assert "1 delivered (remaining life: as many retire a year as before)" in note


def test_systems_that_are_listed_by_name_arrive_by_name() -> None:
    unit = {"capability": "gbad_short", "unit": "battery", "fire_units": 1.0, "low": 1.0, "high": 1.0}
    system = {
        "ally": "DEU", "system": "old", "capability": "gbad_short", "unit": "battery", "quantity": 4.0,
        "as_of": 2025, "remaining_life": 2.0,
    }  # fmt: skip
    case = small_case()
    case = case.with_table("inventory", case["inventory"].filter(pl.col("capability") != "gbad_short"))
    case = sinews.roll(with_rows(case, fire_units=[unit], air_defence_held=[system]), 2027)
    rows = case["air_defence_held"].select("ally", "system", "quantity", "remaining_life").rows()
    assert rows == [("DEU", "old", 2.0, 1.0), ("LVA", "short-range unit, delivered in 2026", 1.0, 2.0)]


def test_a_share_of_gdp_goes_on_where_its_path_was() -> None:
    before = guidance.establish(small_case()).spending_path
    after = guidance.establish(sinews.roll(small_case(), 2028)).spending_path
    both = before.join(after, on=["ally", "year"], suffix="_after")
    assert both.height == 15
    for column in ("gdp_share", "equipment_share", "core"):
        assert both[column].to_numpy() == pytest.approx(both[f"{column}_after"].to_numpy(), rel=1e-6)


@pytest.mark.parametrize("case", [eastern_case, open_case])
def test_promised_levels_stay(case: object) -> None:
    assert callable(case)
    before = promised(case())
    rolled = sinews.roll(case(), case().settings.base_year + 2)
    both = before.join(promised(rolled), on="capability", suffix="_after")
    moved = both.with_columns(change=pl.col("level_after") - pl.col("level"))
    # what is promised for a sum stays as a sum: its members' parts go by what is held of them; requirements
    # differ from what is held by whole lots, so that each may move by less than one
    above = rolled["capabilities"].select("capability", "lot", sum=pl.coalesce("aggregate", "capability"))
    sums = moved.join(above, on="capability").group_by("sum").agg(pl.col("change", "level", "lot").sum())
    assert sums.height > 0
    assert sums.filter(pl.col("change").abs() >= pl.col("lot")).rows() == []


LEVELS_OF_2026 = {
    "int_long": 5 * 4116, "int_medium": 5 * 1344, "int_short": 5 * 13_850, "cuas": 5 * 413,
    "tanker": 2 * 51, "airlift_strat": 2 * 146, "airlift_tac": 2 * 294, "truck_cargo": 2 * 74_900,
    "log_bn": 2 * 213, "med_role2": 2 * 109, "med_beds": 2 * 21_150, "replen": 2 * 26,
    "tank": 4926 + 1400, "ifv": 6547 + 2000, "arty_sp": 2580 + 700, "ammo_155": 725_000 + 1_000_000,
}  # fmt: skip
"""Levels of Europe and Canada (of interceptors and counter-drone systems: of all), by holdings of 2026."""


def test_the_baseline_has_the_levels_that_were_promised_before_it_was_rolled() -> None:
    case = open_case()
    lots = dict(case["capabilities"].select("capability", "lot").iter_rows())
    levels = dict(promised(case).select("capability", "level").iter_rows())
    for capability, level in LEVELS_OF_2026.items():
        assert abs(levels[capability] - level) < lots[capability], capability


def test_a_case_rolls_forwards_only_and_stays_itself() -> None:
    case = small_case()
    before = case.hash
    sinews.roll(case, 2029)
    assert case.hash == before
    with pytest.raises(CaseError, match="a year after 2026"):
        sinews.roll(case, 2026)


@pytest.mark.parametrize("name", ["small", "baseline"])
def test_a_year_rolled_twice_is_two_years(name: str, tmp_path: Path) -> None:
    """At the command line, file by file and byte by byte."""

    def rolled(case: object, to: int, out: str) -> Path:
        command = [sys.executable, "-m", "sinews", "case", "roll", case, "--to", to, "--out", out]
        subprocess.run([str(part) for part in command], cwd=tmp_path, check=True, capture_output=True)
        return tmp_path / out

    start: object = write_small_case(tmp_path / "small") if name == "small" else "baseline"
    first = open_case(start if name == "small" else "baseline").settings.base_year  # type: ignore[arg-type]
    one = rolled(rolled(start, first + 1, "one"), first + 2, "two")
    other = rolled(start, first + 2, "other")
    files = sorted(path.name for path in one.iterdir())
    assert files == sorted(path.name for path in other.iterdir())
    assert [name for name in files if (one / name).read_bytes() != (other / name).read_bytes()] == []


def test_a_rolled_case_reads_back_as_itself(tmp_path: Path) -> None:
    case = sinews.roll(small_case(), 2028)
    write_case(case, tmp_path / "later")
    assert open_case(tmp_path / "later").hash == case.hash
    assert json.loads((tmp_path / "later" / "datapackage.json").read_text(encoding="utf-8"))


def test_types_grow_older_and_leave_by_their_age() -> None:
    """Of 50 that leave from 2025 to 2029 ten go in the first year; what is past its life goes at once."""
    case = small_case()
    case = case.with_table("inventory", case["inventory"].filter(pl.col("capability") != "truck"))
    lorry = {"ally": "DEU", "capability": "truck"}
    types: list[dict[str, object]] = [
        {
            "type": "middle",
            "active": 50.0,
            "entry_year": 2006,
            "last_entry_year": 2010,
            "status": "published",
        },
        {"type": "over", "active": 7.0, "entry_year": 1990},
        {"type": "young", "active": 5.0, "entry_year": 2020},
    ]
    lives = [{"capability": "truck", "life": 20.0, "ageing": 2.0}]
    case = with_rows(case, fleets=[lorry | each for each in types], service_lives=lives)
    once = sinews.roll(case, case.settings.base_year + 1)
    assert once["fleets"].select("type", "active", "status").rows() == [
        ("middle", 40.0, "derived"), ("young", 5.0, "assumed"),
    ]  # fmt: skip
    assert sinews.roll(case, 2030)["fleets"]["active"].to_list() == [10.0, 5.0]
    assert sinews.roll(case, 2031)["fleets"]["type"].to_list() == ["young"]


def test_what_arrives_is_a_type_of_its_product() -> None:
    case = small_case()
    counted = pl.col("capability") == "gbad_short"
    own = {"ally": "LVA", "capability": "gbad_short", "type": "an older unit", "active": 2.0}
    lives = [{"capability": "gbad_short", "ageing": 2.0}]
    counted_otherwise = case.with_table("inventory", case["inventory"].filter(~counted))
    by_type = with_rows(counted_otherwise, fleets=[own], service_lives=lives)
    name = case["products"].filter(product="sam_short")["name"].item()
    before = value(case, "inventory", "quantity", ally="LVA", capability="gbad_short")
    for year in (2027, 2028):
        rolled = sinews.roll(by_type, year)["fleets"]
        added = (
            value(sinews.roll(case, year), "inventory", "quantity", ally="LVA", capability="gbad_short")
            - before
        )
        assert float(rolled["active"].sum()) - 2.0 == added
        if added:
            assert rolled.filter(type=name)["active"].item() == added
