"""Summit pages: every figure against the plan's tables, added up here by hand."""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.documents import check_document
from tests.present.conftest import HOSTILE

import sinews
from sinews.apportionment import set_targets
from sinews.case import CaseError, OutputError
from sinews.document import Document, Heading, Note, Section, Table
from sinews.guidance import establish
from sinews.implementation import Plan
from sinews.present.topics.brief import (
    ALLIANCE,
    Book,
    index,
    page,
    page_files,
    subject_of,
    subjects,
    write_files,
)
from sinews.present.writers.html import render
from sinews.present.writers.json import as_json
from sinews.present.writers.pdf import compiler, typeset
from sinews.requirements import SIZED, determine

ELEMENTS = [
    "contracted", "support", "procurement", "introduction", "follow_on", "expansion", "inputs", "sustaining",
    "interest", "operating",
]  # fmt: skip


class Words(HTMLParser):
    """The text, tags and addresses of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@pytest.fixture(scope="module")
def book(plan: Plan) -> Book:
    return Book.of(plan)


@pytest.fixture(scope="module")
def briefs(book: Book, plan: Plan) -> dict[str, Document]:
    return {subject: page(book, subject) for subject in subjects(plan)}


def rows(brief: Document, section: str, table: str | None = None) -> list[dict[str, Any]]:
    """The rows of a table of a page; none if the page does not have it."""
    sections = {each["key"]: each for each in as_json(brief)["sections"]}
    found = sections[section]["tables"].get(table or section)
    return [] if found is None else list(found["rows"])


def sentences(section: Section) -> list[str]:
    return [block.text for block in section.blocks if isinstance(block, Note)]


def of(frame: pl.DataFrame, key: str, subject: str) -> Iterator[dict[str, Any]]:
    """The rows of a subject: of one ally, or all."""
    return (row for row in frame.iter_rows(named=True) if subject in (ALLIANCE, row[key]))


def added(frame: Iterable[dict[str, Any]], *columns: str) -> dict[int, float]:
    total: dict[int, float] = defaultdict(float)
    for row in frame:
        total[row["year"]] += sum(row[column] for column in columns)
    return total


def test_there_is_a_page_of_the_alliance_and_of_every_ally(briefs: dict[str, Document], plan: Plan) -> None:
    assert next(iter(briefs)) == ALLIANCE
    assert set(briefs) == {ALLIANCE, *plan.case["allies"]["ally"]}
    for subject, brief in briefs.items():
        keys = [section.key for section in brief.sections]
        assert keys[:5] == ["promise", "fair_share", "path", "bottlenecks", "jobs"]
        assert {"from_whom", "readiness"} <= set(keys)
        assert keys[-1] == "decide"
        assert len(set(keys)) == len(keys)
        assert ("scoreboard" in keys) == (subject == ALLIANCE)
        assert brief.sentences
        assert all(sentence.endswith(".") for section in brief.sections for sentence in sentences(section))


def test_money_and_targets_are_those_of_the_plan(briefs: dict[str, Document], plan: Plan) -> None:
    last = plan.case.settings.horizon
    for subject, brief in briefs.items():
        spent = added(of(plan.spending, "ally", subject), *ELEMENTS)
        budget = added(
            of(plan.spending, "ally", subject), "equipment_budget", "operating_headroom", "resilience"
        )
        stock = list(of(plan.stock, "ally", subject))
        final = {(r["ally"], r["capability"]): r["target"] for r in stock if r["year"] == last}
        shown = rows(brief, "path")
        assert [row["year"] for row in shown] == [2026, 2030, 2032]
        for row in shown:
            year = row["year"]
            targets = [r for r in stock if r["year"] == year and r["target"] > 0]
            lasting = [r for r in stock if r["year"] == year and final[r["ally"], r["capability"]] > 0]
            parts = [min(r["closing"] / final[r["ally"], r["capability"]], 1.0) for r in lasting]
            assert row["spent"] == pytest.approx(spent[year])
            assert row["budget"] == pytest.approx(budget[year])
            assert row["targets"] == len(targets)
            assert row["met"] == sum(r["closing"] >= 0.995 * r["target"] for r in targets)
            assert row["of_last"] == pytest.approx(100 * sum(parts) / len(parts))
        assert {year["year"]: year["spent"] for year in as_json(brief)["path"]} == pytest.approx(spent)


def test_the_promised_path_is_that_of_the_plan(briefs: dict[str, Document], plan: Plan) -> None:
    path = plan.tables["spending_path"].with_columns(
        equipment=pl.col("core") * pl.col("equipment_share") / 100
    )
    for subject, brief in briefs.items():
        core = added(of(path, "ally", subject), "core")
        gdp = added(of(path, "ally", subject), "gdp")
        equipment = added(of(path, "ally", subject), "equipment")
        drawn = added(of(plan.tables["resilience"], "ally", subject), "drawn")
        found = rows(brief, "promise", "path_of_expenditure")
        assert [row["year"] for row in found] == [2026, 2030, 2032]
        for row in found:
            year = row["year"]
            assert row["core"] == pytest.approx(core[year])
            assert row["core_share"] == pytest.approx(100 * core[year] / gdp[year])
            assert row["equipment_share"] == pytest.approx(100 * equipment[year] / core[year])
            assert row["resilience"] == pytest.approx(drawn[year])
        (budget,) = (s for s in sentences(brief.sections[-1]) if s.startswith("Budget for 2027"))
        assert f"{100 * core[2027] / gdp[2027]:.2f} % of GDP" in budget


def test_fair_shares_are_the_targets_of_the_plan(briefs: dict[str, Document], plan: Plan) -> None:
    targets = set_targets(plan.case, determine(plan.case, establish(plan.case)))
    relative = dict(targets.burdens.select("ally", "relative").iter_rows())
    for subject, brief in briefs.items():
        if subject == ALLIANCE:
            assert len(rows(brief, "fair_share")) == plan.case["allies"].height
            for row in rows(brief, "fair_share"):
                key = subject_of(plan, row["ally"])
                own = sum(added(of(plan.spending, "ally", key), *ELEMENTS).values())
                whole = sum(added(of(plan.spending, "ally", ALLIANCE), *ELEMENTS).values())
                assert row["cost"] == pytest.approx(own)
                assert row["share"] == pytest.approx(100 * own / whole)
                assert row["relative"] == pytest.approx(relative[key])
            continue
        shares = [row for row in of(plan.tables["shares"], "ally", subject) if row["target"] > row["held"]]
        shown = rows(brief, "fair_share")
        costs = sorted((row["cost"] for row in shares), reverse=True)
        assert [row["cost"] for row in shown] == costs[:5]
        names = dict(plan.case["capabilities"].select("name", "capability").iter_rows())
        by_capability = {row["capability"]: row for row in shares}
        for row in shown:
            share = by_capability[names[row["capability"]]]
            assert (row["held"], row["target"]) == (share["held"], share["target"])
        section = next(each for each in brief.sections if each.key == "fair_share")
        assert f"{relative[subject]:.2f} times" in sentences(section)[0]


def test_rules_are_compared_on_what_the_plan_was_made_for(plan: Plan, book: Book) -> None:
    """A plan of the loop has sized needs beside the pledges."""
    sized = pl.DataFrame([("truck", 2032, 300.0, "sized")], schema=SIZED, orient="row")
    raised = sinews.plan(plan.case, sized=sized)
    found = Book.of(raised).comparison
    own = found.burdens.filter(rule=found.rule)
    targets = set_targets(plan.case, determine(plan.case, establish(plan.case), sized))
    expected = dict(targets.burdens.select("ally", "cost").iter_rows())
    assert dict(own.select("ally", "cost").iter_rows()) == pytest.approx(expected)
    before = book.comparison.burdens.filter(rule=found.rule)
    assert sum(own["cost"]) > 1.01 * sum(before["cost"])


def first_orders(plan: Plan, subject: str) -> dict[tuple[str, str], dict[str, float]]:
    found: dict[tuple[str, str], dict[str, float]] = {}
    for row in of(plan.orders, "ally", subject):
        if row["order_year"] != plan.case.settings.base_year:
            continue
        entry = found.setdefault(
            (row["ally"], row["product"]), {"quantity": 0.0, "value": 0.0, "delivered": 9999}
        )
        entry["quantity"] += row["quantity"]
        entry["value"] += row["value"]
        entry["delivered"] = min(entry["delivered"], row["delivery_year"])
    return found


def needed(plan: Plan, ally: str, product: str) -> int | None:
    """The first year in which the target is missed without the orders of the base year, by hand."""
    products = {row["product"]: row for row in plan.case["products"].iter_rows(named=True)}
    capability = products[product]["capability"]
    arriving: dict[int, float] = defaultdict(float)
    for row in of(plan.orders, "ally", ally):
        if row["order_year"] == 2026 and products[row["product"]]["capability"] == capability:
            arriving[row["delivery_year"]] += row["quantity"] * products[row["product"]]["yield"]
    for row in plan.stock.filter(ally=ally, capability=capability).sort("year").iter_rows(named=True):
        without = sum(quantity for year, quantity in arriving.items() if year <= row["year"])
        if row["target"] > row["closing"] - without + 1e-6:
            return int(row["year"])
    return None


def test_orders_to_place_are_those_of_the_plan(briefs: dict[str, Document], plan: Plan) -> None:
    names = dict(plan.case["products"].select("name", "product").iter_rows())
    seen = 0
    for subject, brief in briefs.items():
        orders = first_orders(plan, subject)
        if subject == ALLIANCE:
            total = sum(entry["value"] for entry in orders.values())
            assert sum(row["value"] for row in rows(brief, "decide", "orders")) == pytest.approx(total)
            continue
        shown = rows(brief, "decide", "orders")
        assert len(shown) == min(len(orders), 7)
        for row in shown:
            product = names[row["product"]]
            entry = orders[subject, product]
            assert row["quantity"] == pytest.approx(entry["quantity"])
            assert row["value"] == pytest.approx(entry["value"])
            assert row["delivered"] == entry["delivered"]
            assert row["needed"] == needed(plan, subject, product)
            seen += 1
    assert seen > 3


def test_expansions_and_intake_begin_in_the_base_year(briefs: dict[str, Document], plan: Plan) -> None:
    base_year = plan.case.settings.base_year
    begun = defaultdict(list)
    for table, key in (("lines", "line"), ("materials", "material")):
        for plant in plan.case[table].iter_rows(named=True):
            path = dict(
                plan.tables[table].filter(pl.col(key) == plant[key]).select("year", "expansion").iter_rows()
            )
            opens = base_year + plant["build_time"]
            more = path[opens] - path.get(opens - 1, 0.0)
            if more > 1e-6:
                begun[plant["country"]].append((plant["name"], opens, more, more * plant["expansion_cost"]))
    assert begun
    for subject, brief in briefs.items():
        expected = (
            [each for plants in begun.values() for each in plants] if subject == ALLIANCE else begun[subject]
        )
        shown = [
            (row["plant"], row["opens"], pytest.approx(row["added"]), pytest.approx(row["cost"]))
            for row in rows(brief, "decide", "expansions")
        ]
        assert len(shown) == min(len(expected), 5)
        assert all(each in expected for each in shown)
    for row in plan.tables["workforce"].filter(year=base_year).iter_rows(named=True):
        facts = plan.case["workforce"].filter(country=row["country"], trade=row["trade"]).row(0, named=True)
        words = " ".join(sentences(briefs[row["country"]].sections[-1]))
        more = row["apprentices"] > facts["apprentices"] + 1e-6 or row["recruits"] > 1e-6
        assert (facts["name"] in words) == more


def test_bottlenecks_are_those_of_the_plan(briefs: dict[str, Document], plan: Plan) -> None:
    by_name = {row["name"]: row for row in plan.bottlenecks.iter_rows(named=True)}
    short: dict[tuple[str, str], float] = defaultdict(float)
    for row in plan.stock.iter_rows(named=True):
        short[row["ally"], row["capability"]] += row["shortfall"]
        short[ALLIANCE, row["capability"]] += row["shortfall"]
    ranked = plan.bottlenecks.sort("rank")["name"].to_list()
    assert [row["limit"] for row in rows(briefs[ALLIANCE], "bottlenecks")] == ranked[:6]
    seen = 0
    for subject, brief in briefs.items():
        if subject == ALLIANCE:
            continue
        for row in rows(brief, "bottlenecks"):
            limit = by_name[row["limit"]]
            assert (row["step"], row["months"]) == (limit["step"], limit["months"])
            if not limit["kind"].endswith("budget"):
                part = short[subject, limit["capability"]] / short[ALLIANCE, limit["capability"]]
                assert row["part"] == pytest.approx(100 * part)
                assert part > 0
            seen += 1
    assert seen > 0


def test_what_allies_carry_adds_up_to_the_alliance(briefs: dict[str, Document]) -> None:
    allies = [brief for subject, brief in briefs.items() if subject != ALLIANCE]
    whole = briefs[ALLIANCE]
    for key, table, columns in (
        ("path", "path", ("spent", "budget", "met", "targets")),
        ("promise", "path_of_expenditure", ("core", "resilience")),
    ):
        for column in columns:
            total: dict[int, float] = defaultdict(float)
            for brief in allies:
                for row in rows(brief, key, table):
                    total[row["year"]] += row[column]
            assert total == {row["year"]: pytest.approx(row[column]) for row in rows(whole, key, table)}


def test_the_page_holds_every_figure_and_nothing_from_elsewhere(briefs: dict[str, Document]) -> None:
    for brief in briefs.values():
        text = render(brief)
        read = Words(text)
        words = " ".join(" ".join(read.text).split())
        for block in (each for section in brief.sections for each in section.blocks):
            if isinstance(block, Note | Heading):
                assert (block.text if isinstance(block, Note) else block.title) in words
            if isinstance(block, Table) and not block.nothing:
                assert block.caption in words
                assert all(cell in words for cells in block.cells() for cell in cells)
        assert "://" not in text
        assert not re.search(r"url\(|@import", text)
        for tag, attributes in read.tags:
            assert tag not in {"script", "link", "img", "iframe", "object", "embed", "base", "a"}
            assert not {"src", "href", "xlink:href", "style"} & set(attributes)


@pytest.mark.parametrize("subject", [ALLIANCE, "DEU"])
def test_a_page_is_the_same_in_every_medium(
    briefs: dict[str, Document], subject: str, tmp_path: Path
) -> None:
    check_document(briefs[subject], tmp_path)


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_every_pdf_is_one_page_and_the_same_each_time(briefs: dict[str, Document]) -> None:
    for brief in briefs.values():
        pdf = typeset(brief)
        assert pages_of(pdf) == 1
        assert typeset(brief) == pdf
        assert b"CreationDate" not in pdf


def test_hostile_names_stay_text(hostile_plan: Plan) -> None:
    book = Book.of(hostile_plan)
    briefs = [page(book, subject) for subject in (ALLIANCE, "DEU")]
    for brief in briefs:
        text = render(brief)
        assert "<script>alert" not in text
        assert HOSTILE in "".join(Words(text).text)
        assert all("alert" not in name for _, attributes in Words(text).tags for name in attributes)
        assert pages_of(typeset(brief)) == 1
    assert "<script>alert" not in render(index(briefs, pdf=True))


def test_the_index_leads_to_every_page_and_its_pdf(briefs: dict[str, Document]) -> None:
    linked = re.findall(r'href="([^"]+)"', render(index(list(briefs.values()), pdf=True)))
    assert linked == [f"{key}.{form}" for key in briefs for form in ("html", "pdf")]


def test_an_ally_is_found_by_key_or_name_and_a_wrong_one_by_what_is_near(plan: Plan) -> None:
    assert subject_of(plan, "lva") == subject_of(plan, "Latvia") == "LVA"
    with pytest.raises(CaseError, match="Latvia"):
        subject_of(plan, "Latvai")


def test_an_ally_without_targets_gets_a_page_that_says_so(plan: Plan) -> None:
    tables = {
        name: plan.tables[name].filter(pl.col("ally") != "LVA") for name in ("stock", "orders", "deliveries")
    }
    nothing = {"ledger": plan.tables["ledger"].filter(pl.col("payer") != "LVA")}
    bare = replace(plan, tables={**plan.tables, **tables, **nothing})
    brief = page(Book.of(bare), "LVA")
    assert "has no targets in this plan" in brief.sentences[0]
    assert brief.figures == []
    assert pages_of(page_files(brief, pdf=True)["LVA.pdf"]) == 1


def test_files_are_complete_or_absent(
    briefs: dict[str, Document], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "deep" / "pages"
    files = page_files(briefs["DEU"], pdf=True) | page_files(
        index(list(briefs.values()), pdf=True), pdf=False
    )
    write_files(folder, files)
    assert sorted(each.name for each in folder.iterdir()) == ["DEU.html", "DEU.pdf", "index.html"]

    def full(path: Path, data: bytes) -> int:
        raise OSError(28, f"No space left for {len(data)} bytes of {path.name}")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OutputError, match="No space left"):
        write_files(folder, {"DEU.html": b"half"})
    assert (folder / "DEU.html").read_bytes() == files["DEU.html"]
    assert sorted(each.name for each in folder.iterdir()) == ["DEU.html", "DEU.pdf", "index.html"]


def test_without_the_package_for_pdf_the_error_says_how_to_get_it(
    briefs: dict[str, Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    compiler.cache_clear()
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(OutputError, match=r"pip install 'sinews\[pdf\]'"):
        typeset(briefs["DEU"])


def test_json_holds_figures_in_full(briefs: dict[str, Document]) -> None:
    for brief in briefs.values():
        assert json.loads(json.dumps(as_json(brief), allow_nan=False)) == as_json(brief)
