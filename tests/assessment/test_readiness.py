from __future__ import annotations

import polars as pl
import pytest

from sinews.assessment.readiness import Readiness, readiness
from sinews.case import Case, holdings


@pytest.fixture(scope="module")
def found(case: Case) -> Readiness:
    return readiness(case, holdings(case))


def test_nobody_and_nothing_is_in_two_formations_at_once(case: Case, found: Readiness) -> None:
    """Count people and equipment again from the formations alone."""
    personnel = dict(case["formations"].select("formation", "personnel").iter_rows())
    per = {
        (f, c): q
        for f, c, q in case["establishments"].select("formation", "capability", "quantity").iter_rows()
    }
    used: dict[tuple[str, str, str], float] = {}
    for row in found.formations.iter_rows(named=True):
        takes = {"personnel": personnel[row["formation"]]}
        takes |= {c: q for (f, c), q in per.items() if f == row["formation"]}
        for resource, quantity in takes.items():
            key = (row["ally"], row["tier"], resource)
            used[key] = used.get(key, 0.0) + row["ready"] * quantity
    military = case["personnel"].sort("year").group_by("ally", maintain_order=True).last()
    people = dict(military.select("ally", "military").iter_rows())
    present = dict(case["force_tiers"].select("tier", "present").iter_rows())
    mobilised = dict(case["force_tiers"].select("tier", "mobilised").iter_rows())
    reserve = dict(case["reserves"].select("ally", "reserve").iter_rows())
    stock = {(a, c): q for a, c, q in holdings(case).select("ally", "capability", "quantity").iter_rows()}
    for (ally, tier, resource), quantity in used.items():
        held = (
            1000 * (people.get(ally, 0.0) * present[tier] + reserve[ally] * mobilised[tier])
            if resource == "personnel"
            else stock.get((ally, resource), 0.0)
        )
        assert quantity <= held + 1e-6, (ally, tier, resource)
    for row in found.taken.iter_rows(named=True):
        key = (row["ally"], row["tier"], row["resource"])
        assert row["taken"] == pytest.approx(used.get(key, 0.0), abs=1e-6)


def test_no_more_is_ready_than_held_and_more_is_ready_later(found: Readiness) -> None:
    assert (found.formations["ready"] <= found.formations["held"]).all()
    ready = found.tiers.sort("day")["ready"].to_list()
    assert ready == sorted(ready)
    assert found.tiers["met"].to_list() == (found.tiers["ready"] >= found.tiers["required"]).to_list()


def test_what_is_not_ready_has_a_reason_and_only_that(found: Readiness) -> None:
    for row in found.formations.iter_rows(named=True):
        assert (row["limit"] == "") == (row["ready"] == row["held"])


def test_by_hand(case: Case) -> None:
    """Ten armoured brigades and 300 tanks: 300 x 0.7 / 88 is two; training would give 10 x 0.35, three."""
    held = pl.DataFrame(
        {
            "ally": ["USA"] * 4,
            "capability": ["bde_armoured", "tank", "ifv", "arty_sp"],
            "quantity": [10.0, 300.0, 5000.0, 5000.0],
        }
    )
    rows = readiness(case, held).formations.filter(pl.col("tier") == "tier1").rows(named=True)
    assert [(row["ready"], row["limit"], row["troops"]) for row in rows] == [(2, "tank", 8000.0)]
    starved = readiness(
        case, held, pl.DataFrame({"ally": ["USA"], "formation": ["bde_armoured"], "fill": [0.1]})
    ).formations
    assert starved.filter(pl.col("tier") == "tier1").select("ready", "limit").row(0) == (1, "supply")


def test_the_missing_are_the_soldiers_of_formations_that_are_not_ready(case: Case, found: Readiness) -> None:
    personnel = dict(case["formations"].select("formation", "personnel").iter_rows())
    first = found.shortfalls.row(0, named=True)
    own = found.formations.filter((pl.col("ally") == first["ally"]) & (pl.col("tier") == first["tier"]))
    assert first["missing"] == sum(
        (r["held"] - r["ready"]) * personnel[r["formation"]] for r in own.iter_rows(named=True)
    )
