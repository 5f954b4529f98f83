"""Explanations against the plan's own tables and the case's own rows."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
import vl_convert
from polars.testing import assert_frame_equal
from tests.documents import check_document, on_terminal
from tests.present.test_report import Page
from tests.scoped_case import with_rows
from tests.small_case import small_case

import sinews
from sinews.apportionment import Targets, set_targets
from sinews.case import Case, CaseError, canonical
from sinews.document import wording
from sinews.guidance import establish
from sinews.implementation import Plan
from sinews.present.topics.explain import explain, page
from sinews.present.topics.explain.facts import divided, spans
from sinews.present.topics.explain.material import use_of
from sinews.present.topics.explain.target import target as explain_target
from sinews.present.topics.explain.yearly import people_at_work, year_by_year
from sinews.present.writers import write
from sinews.present.writers.json import as_json
from sinews.requirements import Requirements, determine


def stages(found: object) -> list[str]:
    return [line for line in str(found).splitlines() if not line.startswith(" ")]


def test_a_target_is_told_from_the_pledge_to_the_delivery(plan: Plan) -> None:
    found = explain(plan, ally="DEU", capability="gbad_long", year=2031)
    assert stages(found) == ["Pledge", "Requirement", "Target", "Suppliers", "Order", "Line slot", "Delivery"]
    words = str(found)
    need = plan.requirements.filter(capability="gbad_long", year=2031).row(0, named=True)
    assert "air and missile defence +400 % (amd_increase), by 2032. [assumed: test]" in words
    assert f"{wording.quantity(need['required'])} of long-range air defence (unit: unit) in 2031" in words
    orders = plan.orders.filter((pl.col("ally") == "DEU") & (pl.col("line") == "long_line")).filter(
        pl.col("delivery_year") <= 2031
    )
    assert f"{wording.quantity(float(orders['quantity'].sum()))} x long-range unit (sam_long)" in words
    assert wording.money(float(orders["value"].sum()), "USD") in words
    stock = plan.stock.filter(ally="DEU", capability="gbad_long", year=2031).row(0, named=True)
    assert f"{wording.quantity(stock['closing'])} are held at the end of 2031" in words
    assert f"against a target of {wording.quantity(stock['target'])}" in words
    assert found.figures["stock"].equals(plan.stock.filter(ally="DEU", capability="gbad_long"))


def test_a_target_is_told_from_what_the_plan_keeps(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The case's own rule is applied once, when it is planned; explaining tries the others beside it."""
    plan.save(tmp_path / "plan")
    opened = sinews.open_plan(tmp_path / "plan")
    case = canonical(plan.case)
    targets = set_targets(case, determine(case, establish(case)))
    for each in (plan.apportioned, opened.apportioned):
        assert each.proof == targets.proof
        for name in ("targets", "shares", "unassigned", "burdens", "costs", "relief"):
            assert_frame_equal(getattr(each, name), getattr(targets, name))
        for name in ("levels", "spending_path", "share_caps", "shares"):
            found = getattr(each.requirements.ambition, name)
            assert_frame_equal(found, getattr(targets.requirements.ambition, name))
    asked: list[dict[str, str]] = []

    def noted(case: Case, needs: Requirements, **other: str) -> Targets:
        asked.append(other)
        return set_targets(case, needs, **other)  # type: ignore[arg-type]

    # the module, whose name in the package is that of its function
    monkeypatch.setattr(sys.modules[explain_target.__module__], "set_targets", noted)
    words = str(explain(opened, ally="DEU", capability="gbad_long"))
    assert words == str(explain(plan, ally="DEU", capability="gbad_long"))
    assert asked
    assert {} not in asked


def test_names_do_as_well_as_keys(plan: Plan) -> None:
    by_key = explain(plan, ally="LVA", capability="truck")
    assert str(explain(plan, ally="latvia", capability="Logistics trucks")) == str(by_key)


def test_where_there_is_no_order_it_says_why(plan: Plan) -> None:
    idle = replace(plan, tables={**plan.tables, "orders": plan.orders.clear()})
    words = str(explain(idle, ally="DEU", capability="gbad_long"))
    assert "None for delivery by 2032, although the target is missed." in words
    assert plan.bottlenecks.filter(capability="gbad_long")["statement"][0] in words
    nothing_short = plan.stock.with_columns(shortfall=pl.lit(0.0))
    content = replace(idle, tables={**idle.tables, "stock": nothing_short})
    assert "None is needed" in str(explain(content, ally="DEU", capability="gbad_long"))


@pytest.mark.parametrize("key", ["long_line", "short_line", "lorry_line"])
def test_a_line_is_told_from_the_pledge_to_its_slots(plan: Plan, key: str) -> None:
    found = explain(plan, line=key)
    words = str(found)
    facts = plan.case["lines"].filter(line=key).row(0, named=True)
    delivered = plan.deliveries.filter(pl.col("line") == key)
    by_year = ["Year by year"] if key in plan.case["labour"]["site"] else []
    last = ["Line", "Capacity", "Deliveries", "Materials and trades", *by_year, "Bottleneck"]
    assert stages(found)[-len(last) :] == last
    assert f"{facts['name']} ({key}), {facts['producer']}" in words
    for column, start in (("ordered", "New orders of the plan: "), ("contracted", "On contract already: ")):
        total = float(delivered[column].sum())
        assert (f"{start}{wording.quantity(total)} in" in words) == (total > 0)
    output = plan.tables["lines"].filter(pl.col("line") == key)
    assert f"Over all years it builds {wording.quantity(float(output['output'].sum()))}" in words
    added = max(output["expansion"].to_list())
    assert ("The plan does not expand it" in words) == (added < 1e-6)
    rows = plan.bottlenecks.filter(kind="line", key=key)
    if rows.height:
        assert f"Rank {rows['rank'][0]} of {plan.bottlenecks.height}" in words
        again = found.figures["solved_again"]
        assert again["predicted"] - 1e-6 <= again["after"] <= again["before"] + 1e-6
    else:
        assert "None: more of it would change nothing." in words


def test_a_line_of_long_work_tells_when_it_hands_over() -> None:
    dates = [
        {"ally": "DEU", "line": "long_line", "year": year, "quantity": number, "replaces": 0.0} | founded
        for year, number, founded in (
            (2030, 1.0, {"status": "assumed"}),
            (2028, 2.0, {"status": "published"}),
            (2029, 1.0, {"status": "assumed"}),
        )
    ]
    case = small_case().with_value("contracts", ("DEU", "long_line"), last_year=2030)
    plan = sinews.plan(with_rows(case, milestones=dates))
    told = [line.strip() for line in str(explain(plan, line="long_line")).splitlines()]
    handed_over = [line for line in told if line.startswith("Handed over")]
    assert handed_over == [
        "Handed over to Germany: 2 in 2028. [published: test]",
        "Handed over to Germany: 1 each in 2029 to 2030. [assumed: test]",
    ]
    assert "Handed over" not in str(explain(sinews.plan(case), line="long_line"))


def test_materials_and_trades_of_a_line_say_whether_they_bind(plan: Plan) -> None:
    words = str(explain(plan, line="short_line"))
    assert "rocket motors (motor): 1 each" in words
    assert "fitters in Germany (DEU/fitter): 10 people for one a year" in words
    for kind, key in (("material", "motor"), ("trade", "DEU/fitter")):
        rows = plan.bottlenecks.filter(kind=kind, key=key)
        place = words.index(f"({key})")
        said = words[place : words.index("\n", place)]
        assert ("it does not bind" in said) == rows.is_empty()


def test_the_use_of_a_material_adds_up_to_its_output(plan: Plan) -> None:
    used = use_of(plan, "motor").group_by("year", maintain_order=True).agg(pl.col("used").sum())
    output = plan.tables["materials"].filter(pl.col("material") == "motor").select("year", "output")
    assert dict(used.iter_rows()) == pytest.approx(
        {year: value for year, value in output.iter_rows() if value > 0}, abs=1e-6
    )


def test_the_people_at_work_add_up_to_those_needed(plan: Plan) -> None:
    at_work = people_at_work(plan, "DEU", "fitter")
    sums = at_work.group_by("year", maintain_order=True).agg(pl.col("amount").sum())
    needed = plan.tables["workforce"].filter(country="DEU", trade="fitter").select("year", "needed")
    assert dict(sums.iter_rows()) == pytest.approx(dict(needed.iter_rows()), abs=1e-6)
    assert set(at_work["name"]) == {"short-range line", "rocket motors"}


def test_years_that_read_alike_are_told_together() -> None:
    rows = [(2027, "a", 2.0), (2028, "a", 2.0), (2028, "b", 0.0), (2029, "a", 1.0), (2029, "b", 3.0)]
    rows += [(2030, "a", 1.5), (2030, "a", 0.5)]
    parts = pl.DataFrame(rows, ["year", "name", "amount"], orient="row")
    assert year_by_year(parts) == "2027 to 2028 and 2030 a 2; 2029 b 3 and a 1"
    assert year_by_year(parts.clear()) == "nobody"


def test_a_line_and_a_material_say_what_they_work_on_in_each_year(plan: Plan) -> None:
    for found in (explain(plan, line="short_line"), explain(plan, material="motor")):
        words = str(found)
        assert "fitters in Germany, at work: 20" in words
        assert "fitters in Germany, apprentices who start: 20" in words
    assert "Made for: 20" in words


def test_a_material_is_told_with_its_users(plan: Plan) -> None:
    found = explain(plan, material="motor")
    assert stages(found) == ["Material", "Capacity", "Use", "Year by year", "Bottleneck"]
    total = float(use_of(plan, "motor").filter(product="sam_long")["used"].sum())
    assert f"long-range unit {wording.quantity(total)}" in str(found)


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ({"line": "long_lin"}, "did you mean 'long_line'"),
        ({"line": "range line"}, "did you mean"),
        ({"material": "moter"}, "did you mean 'motor'"),
        ({"material": "zzz"}, "known are motor"),
        ({"ally": "Germani", "capability": "truck"}, "did you mean 'Germany'"),
        ({"ally": "DEU", "capability": "trucks"}, "did you mean 'truck'"),
        ({"ally": "DEU", "capability": "truck", "year": 1999}, "2026 to 2032"),
        ({"ally": "DEU"}, "one of: an ally with a capability, a line, a material, support"),
        ({"line": "long_line", "material": "motor"}, "one of"),
        ({}, "one of"),
    ],
)
def test_a_mistake_names_what_is_near(plan: Plan, asked: dict[str, str | int], near: str) -> None:
    with pytest.raises(CaseError, match=re.escape(near)):
        explain(plan, **asked)  # type: ignore[arg-type]  # several kinds of options


def test_json_has_every_statement_with_its_source(plan: Plan) -> None:
    for asked in ({"line": "long_line"}, {"material": "motor"}, {"ally": "CZE", "capability": "truck"}):
        found = sinews.explain(plan, **asked)  # type: ignore[arg-type]  # several kinds of options
        answer = json.loads(json.dumps(as_json(page(plan, found)), allow_nan=False))
        assert answer.items() >= asked.items()
        assert len(answer["statements"]) == len(found.statements)
        assert {statement["source"] for statement in answer["statements"]} == {"", "test"}


@pytest.mark.parametrize(
    ("asked", "pictures"), [({"line": "short_line"}, ["lines"]), ({"material": "motor"}, ["use"]), (None, [])]
)
def test_a_page_has_the_statements_and_the_picture(
    plan: Plan, tmp_path: Path, asked: dict[str, str] | None, pictures: list[str]
) -> None:
    found = explain(plan, **(asked or {"ally": "DEU", "capability": "truck"}))  # type: ignore[arg-type]
    document = page(plan, found)
    check_document(document, tmp_path)
    write(document, tmp_path / "page.html")
    shown = Page((tmp_path / "page.html").read_text(encoding="utf-8"))
    words = " ".join(data for _, data in shown.texts)
    assert all(statement.text in words for statement in found.statements)
    specifications = shown.charts()["specifications"]
    assert list(specifications) == pictures
    for chart in specifications.values():
        datasets = {name: shown.charts()["datasets"][name] for name in chart["uses"]}
        assert vl_convert.vegalite_to_svg({**chart["spec"], "datasets": datasets}).startswith("<svg")


def test_words_for_years_and_shares() -> None:
    assert spans([2031, 2029, 2030, 2034]) == "2029 to 2031 and 2034"
    assert spans([]) == ""
    assert divided([("a", 1.0), ("b", 3.0), ("c", 0.0)]) == "b 3 and a 1"
    assert divided([(str(n), 1.0) for n in range(9)]).endswith("and 3 others 3")
    assert divided([]) == "nobody"


@pytest.mark.parametrize(
    "asked", [{"line": "short_line"}, {"material": "motor"}, {"ally": "DEU", "capability": "gbad_long"}]
)
def test_no_jargon_and_no_key_of_a_capability_is_told(plan: Plan, asked: dict[str, str]) -> None:
    document = page(plan, explain(plan, **asked))  # type: ignore[arg-type]
    assert document.sentences, "the answer comes first"
    told = on_terminal(document)
    for key in ("gbad_long", "gbad_short", "weighted thousandths", "dual", "First-order"):
        assert key not in told
    assert "[assumed: the tests, 2026]" in " ".join(told.split())


def test_things_are_counted_in_words_for_many() -> None:
    words = [
        wording.counted(n, unit)
        for n, unit in ((1, "motor"), (1700, "motor"), (2, "facility"), (3, "aircraft"))
    ]
    assert words == ["1 motor", "1,700 motors", "2 facilities", "3 aircraft"]
