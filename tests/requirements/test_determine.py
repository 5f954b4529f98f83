from __future__ import annotations

import polars as pl
import pytest
from tests.scoped_case import eastern_case, with_rows
from tests.small_case import small_case

from sinews import guidance, requirements
from sinews.case import Case
from sinews.requirements import SIZED


def needs(case: Case) -> pl.DataFrame:
    return requirements.determine(case, guidance.establish(case)).needs


def last(frame: pl.DataFrame, capability: str) -> dict[str, object]:
    return frame.filter((pl.col("capability") == capability) & (pl.col("year") == 2032)).row(0, named=True)


def test_an_aggregates_requirement_is_shared_in_whole_units_that_add_up() -> None:
    case = small_case().with_value("published_requirements", "gbad_units", quantity=101.0)
    frame = needs(case)
    members = [last(frame, "gbad_long"), last(frame, "gbad_short")]
    assert sum(float(str(row["required"])) for row in members) == 101.0
    assert {row["driver"] for row in members} == {"published"}


def test_the_higher_of_pledge_and_publication_counts() -> None:
    frame = needs(small_case().with_value("published_requirements", "gbad_units", quantity=20.0))
    assert last(frame, "gbad_long")["required"] == 40.0
    assert last(frame, "gbad_long")["driver"] == "pledge"


def test_an_addition_counts_from_the_baseline() -> None:
    case = (
        small_case()
        .with_value("pledges", "amd_increase", factor=1.0)
        .with_value("published_requirements", "gbad_units", adopted=False)
        .with_value("published_requirements", "gbad_study", adopted=True)
    )
    rows = needs(case).filter(pl.col("year") == 2030).filter(pl.col("capability").str.starts_with("gbad"))
    assert rows["required"].sum() == pytest.approx(16 + 40)


def test_requirements_never_fall_and_come_in_whole_lots() -> None:
    frame = needs(small_case().with_value("capabilities", "gbad_short", lot=3.0))
    for part in frame.partition_by("capability"):
        required = part.sort("year")["required"]
        assert (required.diff().drop_nulls() >= 0).all()
    lots = frame.filter(pl.col("capability") == "gbad_short")
    assert (((lots["required"] - lots["baseline"]) / 3.0).round(6) % 1 == 0).all()
    assert (lots["required"] >= lots["pledged"] - 1e-9).all()


def sized(*rows: tuple[str, int, float]) -> pl.DataFrame:
    return pl.DataFrame([(*row, f"sized at {row[2]:g}") for row in rows], schema=SIZED, orient="row")


def test_a_sized_need_counts_where_it_is_the_highest_and_is_shown_where_it_is_not() -> None:
    case = small_case()
    ambition = guidance.establish(case)
    frame = requirements.determine(
        case, ambition, sized(("truck", 2032, 300.0), ("gbad_long", 2032, 5.0))
    ).needs
    trucks, units = last(frame, "truck"), last(frame, "gbad_long")
    assert (trucks["required"], trucks["driver"], trucks["sizing"]) == (300.0, "sized", "sized at 300")
    assert trucks["pledged"] == last(needs(case), "truck")["pledged"]
    assert (units["sized"], units["required"]) == (5.0, last(needs(case), "gbad_long")["required"])
    assert units["driver"] != "sized"


def test_the_way_to_sized_needs_is_straight_and_what_was_needed_is_kept() -> None:
    case = small_case().with_value("pledges", "logistics_double", factor=1.0)
    found = requirements.determine(
        case,
        guidance.establish(case),
        sized(("truck", 2028, 112.0), ("truck", 2030, 92.0), ("truck", 2030, 100.0)),
    ).needs.filter(pl.col("capability") == "truck")
    # from 82 at the end of 2025 in three equal steps, then down to the higher need of 2030, and kept
    assert found["sized"].to_list() == [92.0, 102.0, 112.0, 106.0, 100.0, 100.0, 100.0]
    assert found["required"].to_list()[:5] == [92.0, 102.0, 112.0, 112.0, 112.0]
    assert found["required"].is_sorted()


def asked_of_the_east(**values: object) -> Case:
    """Return a case that asks the east, which holds 4 of 16 units, for what is published alone."""
    case = eastern_case().with_value("pledges", "amd_increase", factor=1.0)
    return case.with_value("published_requirements", "gbad_units", **({"scope": "east"} | values))


def total(case: Case, column: str = "required") -> float:
    rows = needs(case).filter(pl.col("capability").str.starts_with("gbad"), pl.col("year") == 2032)
    return float(rows[column].sum())


def test_a_scope_owes_what_the_offer_of_the_others_leaves_of_a_requirement() -> None:
    # Germany offers all of its twelve
    assert total(asked_of_the_east()) == 80
    offer = {"ally": "DEU", "capability": "gbad", "quantity": 6.0, "counted": True}
    # six of twelve count, so that the east owes 74, and the Alliance has 74 + 12
    assert total(with_rows(asked_of_the_east(), standing_offers=[offer])) == 86
    rows = needs(asked_of_the_east()).filter(pl.col("capability") == "gbad_long")
    assert rows["scope"].unique().to_list() == ["east"]


@pytest.mark.parametrize(
    ("reading", "required"), [("requirement", 80), ("holdings", 16 + 80 - 20), (None, 80)]
)
def test_a_baseline_read_as_holdings_makes_the_quantity_an_addition(
    reading: str | None, required: float
) -> None:
    assert total(asked_of_the_east(published_baseline=20.0, baseline_reading=reading)) == required


def test_a_requirement_below_what_is_held_stands_as_it_is() -> None:
    few = asked_of_the_east(quantity=10.0)
    few = few.with_table("pledges", few["pledges"].filter(pl.col("pledge") != "amd_increase"))
    assert total(few) == 10
    assert total(few, "baseline") == 16


def test_a_sized_need_counts_what_the_others_offer() -> None:
    case = eastern_case().with_value("pledges", "logistics_double", scope="east")
    need = sized(("truck", 2032, 300.0))
    trucks = last(requirements.determine(case, guidance.establish(case), need).needs, "truck")
    assert (trucks["required"], trucks["scope"]) == (300.0, "east")
    offer = {"ally": "DEU", "capability": "truck", "quantity": 10.0, "counted": True}
    some = with_rows(case, standing_offers=[offer])
    trucks = last(requirements.determine(some, guidance.establish(some), need).needs, "truck")
    # fifty of Germany's sixty do not count
    assert trucks["required"] == 350.0
