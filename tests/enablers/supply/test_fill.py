from __future__ import annotations

import polars as pl
import pytest

from sinews.case import Case
from sinews.enablers.supply import ALLIANCE, days_of_supply, formation_fill
from sinews.enablers.supply.consumption import formation_rates


def test_the_scarcest_class_that_a_formation_consumes_fills_it(baseline: Case, held: pl.DataFrame) -> None:
    stocks = {
        (row["ally"], row["supply_class"]): row
        for row in days_of_supply(baseline, held).iter_rows(named=True)
        if row["ally"] != ALLIANCE
    }
    owned = set(held.filter(pl.col("quantity") > 0).select("ally", "capability").iter_rows())
    rates = formation_rates(baseline)
    found = formation_fill(baseline, held)
    assert found.height > 100
    for ally, formation, fill in found.select("ally", "formation", "fill").iter_rows():
        parts = []
        for name, only_with in (
            rates.filter(formation=formation).select("supply_class", "only_with").iter_rows()
        ):
            row = stocks.get((ally, name))
            if row is not None and row["counted"] and (only_with is None or (ally, only_with) in owned):
                parts.append(min(row["usable"] / row["needed"], 1.0))
        assert fill == pytest.approx(min(parts)), (ally, formation)


def test_twice_the_ammunition_fills_twice_as_much_until_it_is_full(
    baseline: Case, held: pl.DataFrame
) -> None:
    classes = baseline["supply_classes"].drop_nulls("capability")["capability"].implode()
    counted = pl.col("capability").is_in(classes)
    twice = held.with_columns(quantity=pl.col("quantity") * pl.when(counted).then(2.0).otherwise(1.0))
    once, more = formation_fill(baseline, held), formation_fill(baseline, twice)
    both = once.join(more, on=["ally", "formation"], suffix="_more", maintain_order="left")
    assert (both["fill_more"] >= both["fill"]).all()
    same = pl.col("supply_class") == pl.col("supply_class_more")
    scarce = both.filter((pl.col("fill") > 0) & (pl.col("fill") < 0.4) & same)
    # what is promised away is not doubled
    assert (scarce["fill_more"] >= 2 * scarce["fill"] - 1e-9).all()
    assert scarce.height > 10
