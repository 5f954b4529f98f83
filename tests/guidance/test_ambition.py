from __future__ import annotations

import polars as pl
import pytest
from tests.small_case import small_case

from sinews import guidance
from sinews.case import Case


def level(case: Case, capability: str, year: int) -> float:
    levels = guidance.establish(case).levels
    row = levels.filter((pl.col("capability") == capability) & (pl.col("year") == year))
    return float(row["level"][0])


def test_an_increase_of_400_per_cent_is_five_times_the_baseline() -> None:
    assert level(small_case(), "gbad_long", 2032) == pytest.approx(5 * 8)
    assert level(small_case(), "gbad_long", 2029) == pytest.approx(8 + 4 / 7 * 32)


def test_a_step_comes_all_at_once_and_pools_count() -> None:
    assert level(small_case(), "truck", 2031) == pytest.approx(60 + 15 + 5 + 2)
    assert level(small_case(), "truck", 2032) == pytest.approx(2 * 82)


def test_the_baseline_is_the_least_ambition() -> None:
    shrunk = small_case().with_value("pledges", "amd_increase", factor=0.5)
    levels = guidance.establish(shrunk).levels.filter(pl.col("capability") == "gbad_long")
    assert levels["level"].to_list() == [8.0] * 7
    assert levels["pledge"].null_count() == 7


def test_a_larger_factor_never_lowers_a_level() -> None:
    for capability in ("gbad_long", "gbad_short"):
        for year in range(2026, 2033):
            low = level(small_case(), capability, year)
            high = level(small_case().with_value("pledges", "amd_increase", factor=6.0), capability, year)
            assert high >= low


def path(case: Case, ally: str) -> list[float]:
    frame = guidance.establish(case).spending_path.filter(pl.col("ally") == ally)
    return frame["gdp_share"].to_list()


def test_spending_moves_in_a_straight_line_and_never_falls_on_the_alliances_account() -> None:
    assert path(small_case(), "DEU") == pytest.approx([2.4 + 1.1 * n / 7 for n in range(1, 8)])
    assert path(small_case(), "LVA") == pytest.approx([3.7] * 7)


def with_pledge(case: Case, **values: object) -> Case:
    pledges = case["pledges"]
    row = dict.fromkeys(pledges.columns) | {
        "kind": "gdp_share",
        "start_year": 2025,
        "path": "linear",
        "source": "test",
        "status": "assumed",
        "title": "a national pledge",
    }
    added = pl.DataFrame([row | values], schema=pledges.schema)
    return case.with_table("pledges", pl.concat([pledges, added]))


def test_an_ally_passes_through_its_own_points_first() -> None:
    case = with_pledge(small_case(), pledge="early", ally="DEU", share=3.0, target_year=2028)
    assert path(case, "DEU")[:3] == pytest.approx([2.6, 2.8, 3.0])
    assert path(case, "DEU")[-1] == pytest.approx(3.5)


def test_a_late_national_pledge_is_an_opt_out() -> None:
    case = with_pledge(small_case(), pledge="out", ally="CZE", share=2.0, target_year=2032)
    assert path(case, "CZE") == pytest.approx([2.0] * 7)


def test_spending_that_comes_all_at_once_stays_where_it_is_until_then() -> None:
    case = small_case().with_value("pledges", "core_spending", path="step", target_year=2030)
    assert path(case, "DEU") == pytest.approx([2.4] * 4 + [3.5] * 3)


def test_spending_begins_to_move_after_the_start_year_of_its_pledge() -> None:
    case = small_case().with_value("pledges", "core_spending", start_year=2028)
    assert path(case, "DEU") == pytest.approx([2.4] * 3 + [2.4 + 1.1 * n / 4 for n in range(1, 5)])
    # what began before the case goes the rest of its way from today
    assert path(small_case().with_value("pledges", "core_spending", start_year=2014), "DEU") == path(
        small_case(), "DEU"
    )


def equipment(case: Case, ally: str) -> list[float]:
    return guidance.establish(case).spending_path.filter(pl.col("ally") == ally)["equipment_share"].to_list()


def test_the_equipment_pledge_lifts_only_those_below_it_along_its_path() -> None:
    case = small_case().with_value("budgets", "CZE", equipment_share=10.0)
    assert equipment(case, "CZE") == pytest.approx([10, 10, 10, 10, 20, 20, 20])
    linear = case.with_value("pledges", "equipment", path="linear")
    assert equipment(linear, "CZE") == pytest.approx([12, 14, 16, 18, 20, 20, 20])
    late = linear.with_value("pledges", "equipment", start_year=2028)
    assert equipment(late, "CZE") == pytest.approx([10, 10, 10, 15, 20, 20, 20])
    assert set(equipment(late, "DEU")) == {30.0}


@pytest.mark.parametrize("kind", ["resilience_share", "innovation_share"])
def test_money_set_apart_comes_along_the_path_of_its_pledge(kind: str) -> None:
    values = {"kind": kind, "pledge": "apart", "share": 8.0, "start_year": 2027, "target_year": 2031}
    for way, expected in (("linear", [0, 0, 2, 4, 6, 8, 8]), ("step", [0, 0, 0, 0, 0, 8, 8])):
        shares = guidance.establish(with_pledge(small_case(), **values, path=way)).shares
        assert shares.filter(pl.col("kind") == kind)["share"].to_list() == pytest.approx(expected)


def test_a_cap_comes_down_along_the_path_of_its_pledge() -> None:
    def caps(case: Case) -> list[float]:
        rows = guidance.establish(case).share_caps.filter(pl.col("capability") == "truck")
        return rows.sort("year")["share_cap"].to_list()

    assert caps(small_case()) == pytest.approx([1, 1, 1, 1, 1, 1, 0.5])
    moved = small_case().with_value(
        "pledges", "half_at_most", path="linear", start_year=2026, target_year=2031
    )
    assert caps(moved) == pytest.approx([1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.5])


def with_plans(case: Case, *rows: tuple[str, int, float, float | None]) -> Case:
    names = ("ally", "year", "gdp_share", "equipment_share")
    added = pl.DataFrame([dict(zip(names, row, strict=True)) for row in rows], schema_overrides={
        "equipment_share": pl.Float64})  # fmt: skip
    marked = added.with_columns(source=pl.lit("test"), status=pl.lit("assumed"), note=pl.lit("a budget"))
    return case.with_table("spending_plans", marked)


def test_the_path_passes_through_published_years_and_goes_on_from_the_last() -> None:
    case = with_plans(small_case(), ("DEU", 2026, 2.9, None), ("DEU", 2028, 2.7, 40.0))
    assert path(case, "DEU") == pytest.approx([2.9, 2.8, 2.7, 2.9, 3.1, 3.3, 3.5])
    assert path(case, "CZE") == path(small_case(), "CZE")
    assert equipment(case, "DEU") == pytest.approx([30, 30, 40, 40, 40, 40, 40])


def test_a_published_year_before_the_case_is_history() -> None:
    case = with_plans(small_case(), ("DEU", 2025, 9.0, 90.0))
    assert path(case, "DEU") == path(small_case(), "DEU")
    assert equipment(case, "DEU") == equipment(small_case(), "DEU")


def test_what_was_pledged_for_a_year_already_published_is_over() -> None:
    case = with_pledge(small_case(), pledge="early", ally="DEU", share=3.0, target_year=2027)
    case = with_plans(case, ("DEU", 2027, 2.5, None))
    assert path(case, "DEU")[1:] == pytest.approx([2.5 + n / 5 for n in range(6)])


def test_a_published_equipment_share_below_the_pledge_is_raised_from_the_next_year_on() -> None:
    case = with_plans(small_case(), ("CZE", 2026, 2.0, 15.0))
    case = case.with_value("pledges", "equipment", target_year=2026)
    assert equipment(case, "CZE") == pytest.approx([15, 20, 20, 20, 20, 20, 20])
