"""Tables that follow from a case are computed once for it, and for no other."""

from __future__ import annotations

import pickle

import polars as pl
from tests.small_case import small_case

from sinews.case import Case, derived, holdings


def test_a_derived_table_is_computed_once_for_each_case_and_cannot_be_written_to() -> None:
    calls = []

    @derived
    def quantities(case: Case) -> pl.DataFrame:
        calls.append(case)
        return case["inventory"].select("quantity")

    case = small_case()
    first = quantities(case)
    first[0, "quantity"] = -1.0
    assert quantities(case)["quantity"].to_list() == case["inventory"]["quantity"].to_list()
    other = case.with_table("inventory", case["inventory"].with_columns(pl.col("quantity") + 1.0))
    assert (
        quantities(other)["quantity"].sum() == quantities(case)["quantity"].sum() + case["inventory"].height
    )
    assert calls == [case, other]


def test_derived_tables_do_not_travel_with_a_case() -> None:
    case = small_case()
    held = holdings(case)
    sent = pickle.loads(pickle.dumps(case))
    assert set(vars(sent)) == {"settings", "tables", "notes"}
    assert holdings(sent).equals(held)
