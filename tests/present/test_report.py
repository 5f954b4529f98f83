from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import vl_convert
from tests.documents import check_document
from tests.present.conftest import HOSTILE

import sinews
from sinews.assessment import Review
from sinews.case import Case
from sinews.document import KeyFacts
from sinews.implementation import Plan
from sinews.implementation.contradictions import SCHEMA
from sinews.present.summary import Summary, summarise
from sinews.present.summary import as_json as summary_as_json
from sinews.present.topics.plan import report
from sinews.present.writers import write
from sinews.present.writers.html import embedded_json, render
from sinews.present.writers.json import as_json, plain

VOID = {"meta", "link", "img", "br", "hr", "input"}


class Page(HTMLParser):
    """The report as a tree of tags: what is opened is closed, and what is said where."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        here = self.open[-1] if self.open else ""
        if here == "script":
            self.scripts.append((self.tags[-1][1], data))
        else:
            self.texts.append((here, data))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    def charts(self) -> dict[str, Any]:
        (text,) = (data for attributes, data in self.scripts if attributes.get("id") == "charts")
        embedded: dict[str, Any] = json.loads(text)
        return embedded


@pytest.fixture(scope="module")
def text(plan: Plan, review: Review, summary: Summary) -> str:
    return render(report(plan, review, summary))


@pytest.fixture(scope="module")
def page(text: str) -> Page:
    return Page(text)


def test_nothing_is_fetched_from_elsewhere(page: Page) -> None:
    for tag, attributes in page.tags:
        for name in ("src", "href", "srcset", "action", "poster", "data"):
            value = attributes.get(name)
            assert value is None or value.startswith("#"), (tag, name, value)
        assert "url(" not in (attributes.get("style") or "")
        assert tag not in {"link", "iframe", "img", "object", "embed", "base"}
    styles = "".join(data for tag, data in page.texts if tag == "style")
    assert styles
    assert not re.search(r"url\(|@import", styles)
    (policy,) = (tag["content"] for tag in page.all("meta") if "http-equiv" in tag)
    assert policy is not None
    assert policy.startswith("default-src 'none';")
    assert "http" not in policy


def test_every_embedded_chart_is_valid_and_has_its_place(page: Page) -> None:
    embedded = page.charts()
    places = [tag["data-chart"] for tag in page.all("div") if "data-chart" in tag]
    assert sorted(str(place) for place in places) == sorted(embedded["specifications"])
    assert len(places) >= 10
    used = set()
    for key, chart in embedded["specifications"].items():
        datasets = {name: embedded["datasets"][name] for name in chart["uses"]}
        used |= set(datasets)
        svg = vl_convert.vegalite_to_svg({**chart["spec"], "datasets": datasets})
        assert svg.startswith("<svg"), key
    assert used == set(embedded["datasets"])


def test_readers_without_eyes_or_scripts_get_text(page: Page) -> None:
    for chart in (tag for tag in page.all("div") if "data-chart" in tag):
        # a picture must hold nothing that can be reached by keys, and each chart has a menu
        assert chart["role"] == "group"
        assert chart["aria-label"]
    assert len(page.all("figure")) == len(page.all("figcaption")) == len(page.all("noscript"))
    assert len(page.all("table")) == len(page.all("caption")) >= 10
    # eleven sections and the terms of the glossary
    assert [tag for tag, _ in page.tags if tag in {"h1", "h2"}] == ["h1", *["h2"] * 12]
    identifiers = [str(attributes["id"]) for _, attributes in page.tags if "id" in attributes]
    assert len(set(identifiers)) == len(identifiers)
    for link in page.all("a"):
        assert str(link["href"])[1:] in identifiers
    for head in page.all("th"):
        assert head["scope"] in {"col", "row"}


def test_it_says_what_the_summary_says(text: str, page: Page, plan: Plan, summary: Summary) -> None:
    words = " ".join(data for _, data in page.texts)
    for name in (*summary.capabilities["name"], *summary.allies["name"]):
        assert name in words
    for bottleneck in plan.bottlenecks["statement"].head(40):
        assert bottleneck in words
    assert summary.case_hash in words
    assert summary.solution.solver in words
    assert len(text.encode()) < 2_000_000


def test_hostile_names_stay_text(hostile_plan: Plan) -> None:
    review = sinews.review(hostile_plan)
    text = render(report(hostile_plan, review, summarise(hostile_plan, review)))
    assert "<script>alert" not in text
    hostile = Page(text)
    words = "".join(data for _, data in hostile.texts)
    assert words.count(HOSTILE) >= 6
    assert len(hostile.all("script")) == 3
    assert HOSTILE in json.dumps(hostile.charts(), ensure_ascii=False).replace('\\"', '"')
    assert all("alert" not in name for _, attributes in hostile.tags for name in attributes)


def test_json_in_a_script_cannot_end_it() -> None:
    value = {"</script><!--": "<&>\u2028\u2029", "ok": [1, None, "é"]}
    text = embedded_json(value)
    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text) == value


def test_the_file_is_complete_or_absent(
    plan: Plan, review: Review, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "report.html"
    write(report(plan, review, summarise(plan, review)), path)
    assert [each.name for each in tmp_path.iterdir()] == ["report.html"]
    before = path.read_bytes()
    assert before.endswith(b"</html>\n")

    def interrupted(unfinished: Path, target: Path) -> Path:
        raise KeyboardInterrupt(f"while {unfinished} became {target}")

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write(report(plan, review, summarise(plan, review)), path)
    assert [each.name for each in tmp_path.iterdir()] == ["report.html"]
    assert path.read_bytes() == before


def test_the_same_plan_makes_the_same_report(text: str, plan: Plan, review: Review, summary: Summary) -> None:
    assert render(report(plan, review, summary)) == text


def test_a_plan_without_bottlenecks_or_orders_has_a_report(plan: Plan, review: Review) -> None:
    empty = {name: plan.tables[name].clear() for name in ("bottlenecks", "orders", "deliveries")}
    costs = (
        pl.col(
            "contracted",
            "support",
            "procurement",
            "expansion",
            "inputs",
            "sustaining",
            "interest",
            "operating",
        )
        * 0.0
    )
    # nothing is missed either: what is missed before anything can be delivered has a reason of its own
    stock = plan.stock.with_columns(shortfall=pl.lit(0.0))
    changed = {"spending": plan.spending.with_columns(costs), "stock": stock}
    idle = replace(plan, tables={**plan.tables, **empty, **changed})
    words = " ".join(data for _, data in Page(render(report(idle, review, summarise(idle, review)))).texts)
    assert "No limit of industry or money binds" in words


def test_a_long_table_of_limits_is_cut_and_says_so(plan: Plan, review: Review) -> None:
    many = pl.concat([plan.bottlenecks.head(1).with_columns(rank=pl.lit(n, pl.Int64)) for n in range(1, 58)])
    crowded = replace(plan, tables={**plan.tables, "bottlenecks": many})
    words = [data for _, data in Page(render(report(crowded, review, summarise(crowded, review)))).texts]
    assert "The 40 tightest of 57 limits that bind; the plan's table of bottlenecks has all" in words
    assert words.count(plan.bottlenecks["statement"][0]) == 40 + 5


def test_the_report_is_the_same_in_every_medium(
    plan: Plan, review: Review, summary: Summary, tmp_path: Path
) -> None:
    check_document(report(plan, review, summary), tmp_path)


def test_report_json_and_tables_have_the_same_figures(plan: Plan, review: Review, summary: Summary) -> None:
    document = report(plan, review, summary)
    tables = {table.key: table.frame for table in document.tables}
    told = as_json(document)
    assert told == plain(summary_as_json(summary))
    for table, rows, columns in (
        (
            "cost",
            "cost",
            ("year", "total", "then_year", "committed", "gdp_share", "procurement"),
        ),
        ("all-allies", "allies", ("name", "total", "share", "gdp_part", "gdp_share")),
        ("every-capability", "capabilities", ("name", "baseline", "required", "stock", "met", "lowest_year")),
        ("provenance", "provenance", ("rows", "published", "assumed")),
        ("groups", "pledge_groups", ("total",)),
    ):
        for column in columns:
            assert tables[table][column].to_list() == [row[column] for row in told[rows]], (table, column)
    core = {row["year"]: row["core"] for row in told["core"]}
    assert dict(tables["cost"].select("year", "core").iter_rows()) == core
    paid = plan.payments["amount"].sum()
    assert told["total_cost"] == pytest.approx(sum(tables["cost"]["total"])) == pytest.approx(paid)
    by_year = tables["allies-by-year"]
    assert sum(by_year[str(year)].sum() for year in plan.case.years) == pytest.approx(told["total_cost"])
    limits = tables["limits"]["statement"].head(5).to_list()
    assert limits == [each["statement"] for each in told["bottlenecks"]]


def test_what_is_met_is_counted_once(plan: Plan, review: Review, summary: Summary) -> None:
    document = report(plan, review, summary)
    grow = pl.col("required") > pl.col("baseline") * (1 + 1e-9)
    leaves = summary.capabilities.filter(grow, ~pl.col("aggregate"))["met_year"]
    met = f"{leaves.count()} of {leaves.len()}"
    assert any(sentence.startswith(f"{met} capabilities that must grow") for sentence in document.sentences)
    (facts,) = (block for block in document.sections[0].blocks if isinstance(block, KeyFacts))
    assert met in [figure for _, figure in facts.pairs]
    says = {figure.key: figure.says for figure in document.figures}
    assert says["fulfilment"] == f"{met} capabilities that must grow are met by 2032"


def test_what_nobody_holds_and_nothing_requires_is_left_out(
    plan: Plan, review: Review, summary: Summary
) -> None:
    last = pl.int_range(pl.len()) == pl.len() - 1
    nothing = pl.when(~last).then(pl.col("baseline", "required", "stock")).otherwise(0.0)
    bare = replace(summary, capabilities=summary.capabilities.with_columns(nothing))
    (table,) = (each for each in report(plan, review, bare).tables if each.key == "every-capability")
    assert table.frame["name"].to_list() == summary.capabilities["name"].to_list()[:-1]


def test_promises_beyond_limits_are_told_by_names(case: Case, plan: Plan, review: Review) -> None:
    promised = pl.DataFrame(
        [
            (
                "supplier_rules", "rule_0/CZE/truck", "kind", 2027, 2030, 0.0333, "product",
                "supplier_rules, rule_0/CZE/truck, kind: by up to 0.0333 product from 2027 to 2030, more "
                "truck is asked of CZE than it may order (unlisted_orders). Remove the rule.",
            )
        ],
        schema=SCHEMA,
        orient="row",
    )  # fmt: skip
    changed = replace(plan, tables={**plan.tables, "contradictions": promised})
    document = report(changed, review, summarise(changed, review))
    (table,) = (each for each in document.tables if each.key == "promised")
    ally = case["allies"].filter(pl.col("ally") == "CZE")["name"].item()
    truck = case["capabilities"].filter(pl.col("capability") == "truck")["name"].item()
    (cells,) = table.cells()
    said = f"More {truck} is asked of {ally} than it may order."
    assert cells == [f"{ally}, {truck}", "2027", "2030", "<0.1", "product", said]
