"""What the pipeline says where the solver has no answer."""

from __future__ import annotations

import pytest

import sinews
from sinews import implementation
from sinews.case import CaseError
from sinews.engines.lp import LpError
from tests.small_case import small_case


def test_the_word_of_a_solver_comes_with_the_figures_to_look_at(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_answer(*_: object, **__: object) -> None:
        raise LpError("the linear programme ended as: Unknown")

    monkeypatch.setattr(implementation, "schedule", no_answer)
    case = small_case().with_value("lines", "long_line", rate=5e7, ceiling=5e7)
    with pytest.raises(CaseError) as caught:
        sinews.plan(case)
    first = caught.value.problems[0]
    assert (first.table, first.row, first.value) == ("lines", 2, "50000000")
    assert first.column in ("rate", "ceiling")
    assert "ended as: Unknown" in first.remedy
    assert len(caught.value.problems) > 1


@pytest.mark.parametrize(
    ("table", "key", "column", "value"),
    [
        ("pledges", "amd_increase", "factor", 1e3),
        ("pledges", "truck_level", "level", 1e9),
        ("inventory", "DEU/truck", "quantity", 1e9),
        ("capabilities", "truck", "lot", 1e-4),
        ("products", "lorry", "yield", 1e-4),
        ("contracts", "DEU/long_line", "quantity", 1e8),
        ("costs", "lorry/procurement", "amount", 1e10),
        ("lines", "lorry_line", "rate", 1e8),
    ],
)
def test_what_is_just_possible_can_be_planned(table: str, key: str, column: str, value: float) -> None:
    plan = sinews.plan(small_case().with_value(table, key, **{column: value}))
    assert plan.solution.status == "optimal"
    assert plan.tables["spending"].fill_nan(None).null_count().sum_horizontal().sum() == 0
