from __future__ import annotations

import pytest

from sinews.case import Case, CaseError, Override, apply_overrides, parse_override


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pledges.amd_increase.factor=4", Override("pledges", "amd_increase", "factor", "4")),
        ("inventory.DEU/tank.quantity=300", Override("inventory", "DEU/tank", "quantity", "300")),
        ("lines.f.16.block.70.rate = 2.5", Override("lines", "f.16.block.70", "rate", "2.5")),
        (
            "sources.nato.address=https://x.org/?a=b.c",
            Override("sources", "nato", "address", "https://x.org/?a=b.c"),
        ),
        ("inventory.DEU/tank.remaining_life=", Override("inventory", "DEU/tank", "remaining_life", None)),
        ("settings.discount_rate=0.05", Override("settings", "", "discount_rate", "0.05")),
    ],
)
def test_an_override_is_read(text: str, expected: Override) -> None:
    assert parse_override(text) == expected


@pytest.mark.parametrize(
    "text", ["", "=", "factor=4", "pledges.factor=4", "pledges.amd.factor", "settings.a.b=1", "..=1"]
)
def test_text_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(CaseError, match=r"expected table\.key\.column=value, or settings\.name=value"):
        parse_override(text)


def test_overrides_are_applied_together(case: Case) -> None:
    changed = apply_overrides(
        case,
        [
            "pledges.amd_increase.factor=4",
            "pledges.amd_increase.target_year=2031",
            "inventory.DEU/truck.quantity=61",
            "inventory.LVA/truck.quantity=6",
            "inventory.LVA/truck.quantity=7",
            "settings.discount_rate=0.05",
        ],
    )
    pledge = changed["pledges"].row(0, named=True)
    assert (pledge["factor"], pledge["target_year"]) == (4.0, 2031)
    assert pledge["note"] == "set by the user: factor 5 -> 4, target_year 2032 -> 2031"
    assert changed["inventory"].get_column("quantity").to_list() == [8.0, 4.0, 61.0, 3.0, 15.0, 1.0, 7.0]
    assert changed.settings.discount_rate == 0.05
    assert apply_overrides(case, []) is case


def test_all_wrong_overrides_are_named_at_once(case: Case) -> None:
    with pytest.raises(CaseError) as caught:
        apply_overrides(
            case,
            [
                "nonsense",
                "pledgs.x.y=1",
                "pledges.amd_increas.factor=4",
                "budgets.DEU.gdp_share=lots",
                "settings.sede=2",
            ],
        )
    report = str(caught.value)
    for words in (
        "'nonsense'",
        "did you mean 'pledges'",
        "'amd_increase'",
        "found 'lots', expected a number",
        "'seed'",
    ):
        assert words in report


def test_values_that_no_case_may_have_are_named_at_once(case: Case) -> None:
    with pytest.raises(CaseError) as caught:
        apply_overrides(
            case, ["budgets.DEU.gdp_share=101", "costs.lorry/operating.amount=-1", "settings.horizon=2033"]
        )
    assert {(problem.table, problem.column) for problem in caught.value.problems} == {
        ("budgets", "gdp_share"),
        ("costs", "amount"),
        ("economy", "ally/year"),
    }
