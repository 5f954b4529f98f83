"""Checks across the tables of supply: each finds what it is for, and nothing in the baseline."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from sinews.case import Case, CaseError
from sinews.case.checks.supply import broken_supply


def test_the_baseline_is_sound(baseline: Case) -> None:
    assert broken_supply(baseline.tables) == []


@pytest.mark.parametrize(
    ("table", "key", "values", "words"),
    [
        (
            "supply_rates",
            "ammo_155/formation/bde_light",
            {"per": "bde_flying"},
            "a value of formations.formation",
        ),
        ("supply_rates", "fuel/system/frigate", {"per": "raft"}, "a value of capabilities.capability"),
        ("supply_rates", "rations/soldier/all", {"per": "bde_light"}, "the word all"),
        ("supply_phases", "high/opening", {"low": 11.0}, "100 % at most together"),
        ("supply_classes", "rations", {"stock_days": None}, "as no capability counts it"),
        ("supply_classes", "rations", {"fill": 80.0}, "no fill without a capability"),
        ("supply_classes", "rations", {"carrier": "fuel"}, "one class alone goes by fuel truck"),
    ],
)
def test_each_fault_is_told(baseline: Case, table: str, key: str, values: dict[str, Any], words: str) -> None:
    with pytest.raises(CaseError, match=words):
        baseline.with_value(table, key, **values)


def test_no_class_replaces_itself(baseline: Case) -> None:
    row = {"supply_class": "fuel", "substitute": "fuel", "rate": 1.0, "source": "sinews_assumption",
           "status": "assumed", "note": None}  # fmt: skip
    with pytest.raises(CaseError, match="another class"):
        baseline.with_table("supply_substitutes", pl.DataFrame([row]))
