"""Targets of a scope: the others stand where they are, a cap holds, nobody keeps more than is required."""

from __future__ import annotations

import polars as pl
import pytest
from tests.scoped_case import eastern_case, with_rows

from sinews import apportionment, guidance, requirements
from sinews.apportionment import Targets
from sinews.case import Case


def targets(case: Case) -> Targets:
    return apportionment.set_targets(case, requirements.determine(case, guidance.establish(case)))


def last(made: Targets, capability: str) -> dict[str, tuple[float, float]]:
    rows = made.targets.filter(pl.col("capability") == capability, pl.col("year") == 2032)
    return {row["ally"]: (row["held"], row["target"]) for row in rows.iter_rows(named=True)}


def eastern_trucks() -> Case:
    """Return a case in which the east doubles its 22 hundred trucks, the pool's two among them."""
    return eastern_case().with_value("pledges", "logistics_double", scope="east")


def test_allies_outside_a_scope_stand_at_what_they_hold() -> None:
    made = targets(eastern_trucks())
    found = last(made, "truck")
    assert found["DEU"] == (60.0, 60.0)
    assert sum(target for _, target in found.values()) + 2 == 60 + 44
    shares = made.shares.filter(pl.col("capability") == "truck")
    assert dict(shares.select("ally", "limit").iter_rows())["DEU"] == "scope"


def test_no_ally_provides_more_than_half_of_what_is_added() -> None:
    case = eastern_trucks().with_value("pledges", "half_at_most", base="addition")
    found = last(targets(case), "truck")
    assert {ally: target - held for ally, (held, target) in found.items()} == {"DEU": 0, "CZE": 11, "LVA": 11}


def test_a_cap_binds_its_scope_alone() -> None:
    case = eastern_case().with_value("pledges", "half_at_most", base="addition", share=10.0)
    everybody = targets(case)
    assert everybody.unassigned.filter(pl.col("capability") == "truck").height
    bound = targets(case.with_value("pledges", "half_at_most", scope="east"))
    assert bound.unassigned.filter(pl.col("capability") == "truck").is_empty()
    added = {ally: target - held for ally, (held, target) in last(bound, "truck").items()}
    # a tenth of 82, in whole lots
    assert max(added["CZE"], added["LVA"]) <= 8
    assert sum(added.values()) == 82


@pytest.mark.parametrize(("required", "kept"), [(12.0, 12.0), (8.0, 8.0), (5.0, 5.0)])
def test_holdings_beyond_a_requirement_are_no_requirement(required: float, kept: float) -> None:
    row = {
        "requirement": "few", "title": "few units", "capability": "gbad_short", "basis": "level",
        "quantity": required, "start_year": 2025, "target_year": 2032, "adopted": True,
    }  # fmt: skip
    case = with_rows(eastern_case(), published_requirements=[row])
    pledges = case["pledges"].filter(pl.col("pledge") != "amd_increase")
    asked = case["published_requirements"].filter(pl.col("capability") == "gbad_short")
    case = case.with_tables({"pledges": pledges, "published_requirements": asked})
    needs = requirements.determine(case, guidance.establish(case)).needs
    short = needs.filter(pl.col("capability") == "gbad_short")
    assert short["required"].to_list()[-1] == required
    found = last(targets(case), "gbad_short")
    assert sum(target for _, target in found.values()) == kept
    if required == 5.0:
        # of 4, 3 and 1 held, five are kept: 2.5, 1.875 and 0.625 by largest remainders
        assert found == {"DEU": (4, 2), "CZE": (3, 2), "LVA": (1, 1)}
