"""The pages of a plan: every table and chart that its report and its summit pages have is there."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import polars as pl
import pytest

import sinews
from sinews.assessment import Review
from sinews.implementation import Plan
from sinews.present.summary import summarise
from sinews.present.topics import brief as pages
from sinews.present.topics.brief import ALLIANCE, Book
from sinews.present.topics.plan import report
from sinews.present.writers.html import render as as_html
from sinews.readings import Readings

CHARTS = [
    "requirement-by-round", "cost-by-year", "cost-by-group", "money-flow", "core-by-region",
    "spending-shares", "fulfilment", "build-up", "deliveries", "ally-targets", "buyers-flow", "buyers-matrix",
    "bottlenecks-relief",
    "line-schedule", "burden", "rule-slopes",
]  # fmt: skip

REPORT = """
Capabilities that must grow: the year in which the full requirement is first met
    Capability | Today | Required | Met in | Share met in 2041 | Why
What each ally carries from 2027 to 2041, bn USD, 2024 prices
    Ally | Region | Cost, bn | Share of cost | Share of GDP | Cost, % of its GDP | Targets met in 2035
What is not held in the end, and why
    Capability | Year | Enabler | Held | Needed | Verdict | Why
Every need in the last round
    Capability | Year | Enabler | Held | Needed | Required | Holds
To be added under each reading
    Capability | Reading | In public lists | Forming | Counted | Required | To be added
What counts?
    Reading | Main battle tank added | Cost, bn | Met | Tightest bottleneck
Cost of the plan and core defence expenditure by year, bn USD, 2024 prices
    Year | Already on contract | Industry's deliveries to Ukraine | New orders | Expansion of industry
    Shared materials and training | Lines that stand ready | Interest | Operating what is added
    Plan in total | In prices of the year | Committed in the year | % of GDP | Core expenditure
Every capability: what drives the requirement, what is held today, what is required, when it is met
    Capability | Domain | Unit | What drives it | Today | Required | Held in 2041 | Met | Met in | Lowest
The 40 tightest of {limits} limits that bind; the plan's table of bottlenecks has all
    Limit | Kind | From | To | Relief of 1 % wider, % | Worth, m | In words
Where new orders come from
    Ally | Orders, USD bn | Home | Europe | United States | Others
Arms ordered and on contract beside published shares, %
    Who | What | Period | Publisher | Published | Plan | More than ten points off | Why they lie apart
Types in service today and at the end of 2041
    Capability | Types today | Types in 2041 | Most of one ally today | Most of one ally in 2041
    Allies with more types
What is given, and by how much at most it delays the allies' own targets
    What | From | Quantity | Unit | Years | Allies | Shortfall, % | Delay, months
Learning: prices with and without what is built for Ukraine, in closed form from the curves
    Product | For Ukraine | For allies | Year | Price without, % | Price with, % | Saved, m USD
Capacity: what lines build for Ukraine, and what else they could build
    Line | For Ukraine | Idle meanwhile | Used afterwards
How targets were shared out: share of cost against share of GDP, and what limited the targets
    Ally | Share of cost | Share of GDP | Ratio | Targets | to grow | at the cap | not eligible
Published national targets beside ours: level, addition, multiple or people, as published
    Ally | Published target | Published | Ours | Unit | By | Ratio | Source
Stronger, fairer, more lethal: the review's measures by year
    Measure | Dimension | Unit | 2027 | 2030 | 2035 | 2040 | 2041
Burden of each ally in 2041: spending, equipment and fulfilment of targets
    Ally | Core, % of GDP | Equipment, % of core | Targets met | Additional cost, bn
Where money for equipment goes in 2027, as NATO publishes it, by ally, bn
    Ally | Equipment | Outside the case | Plan | Further support to Ukraine | Rest | of it, another basis
    of it, not spent by the plan
How even each rule is, in whole units
    Rule | Gini | Highest | Lowest | Highest / lowest | Envious | Gain | Lose
Life-cycle cost of what each ally adds under each rule, bn (% of a year's GDP; rank by burden)
    Ally | Lexicographic min-max | Proportional to ability | Equal awards | Equal losses | Talmud
    Random arrival (Shapley) | As held today
The same rule (lexicographic min-max) with other measures of ability, bn
    Ally | GDP | GDP, income-adjusted | Headroom to the pledge | Core spending
How the plan was solved
    What | Value
Share of the rows of each table by how well they are founded, %; quantities of zero left out
    Table | Rows | Published | Derived | Estimated | Assumed
Pledges
    Pledge | By | Kind | Amount | From | Until | Status
Publications that the case draws on
    Title | Publisher | Year | Address | Licence
"""
"""Tables of the report: captions, and below each its headings."""

BRIEF = """
Core expenditure promised; what the plan draws of funds for resilience
    Year | Core, % of GDP | Core, bn | Equipment, % | Resilience, m
{name}: money, and targets met in full by the end of the year
    Year | Spent, m | Budget, m | Targets met | of | Part of 2041 held, %
Work of the plan in the {where}, suppliers included; apprentices of the trades followed
    Year | Paid here, m | Value added, m | Jobs | In training
Soldiers of formations that are ready, end of the year
    Ready | 2027 | 2030 | 2035 | 2040 | 2041
Orders to place in 2027, the largest.
    Order | Number | Value, m | Delivered from | Needed from | Because of
Plants whose expansion begins in 2027: output a year today, and what is added
    Expand | For | Today | Add | Opens | Cost, m | Bottleneck no.
"""
"""Tables that the Alliance's summit page and an ally's have."""

OF_ALLIANCE = """
Who carries most of the plan’s cost; burden of what is added relative to ability to pay
    Ally | Cost, bn | Of cost, % | Of GDP, % | Burden
The tightest of {limits}: by how many months one step more a year would bring what is late forward,\
 and what money in the budgets that bind would do as much
    Limit | Binds | Holds back | Step | Months | Worth, bn
At the end of the year
    2027 | 2030 | 2035 | 2040 | 2041
"""
OF_ALLY = """
The dearest of {growing} targets that grow; life-cycle cost
    Capability | Today | Target 2041 | Cost, m
What holds back its targets most: its part of what is missing, and by how many months one step more a\
 year would bring that forward
    Limit | Binds | Holds back | Part, % | Step | Months
"""

PICTURES = ["bn a year: spent (bars), budget (line)", "% of targets held"]
"""How the captions of a summit page's charts begin."""


@pytest.fixture(scope="module")
def plan(baseline_plan: Plan) -> Plan:
    return baseline_plan


@pytest.fixture(scope="module")
def review(plan: Plan) -> Review:
    return sinews.review(plan)


@pytest.fixture(scope="module")
def book(plan: Plan) -> Book:
    return Book.of(plan)


def with_a_round(plan: Plan) -> Plan:
    """The plan, as if two rounds had tested it."""
    row = {"enabler": "medical", "capability": "med_role2", "held": 40.0, "needed": 60.0, "required": 60.0}
    rounds = [
        {"round": 1, "year": 2030, **row, "holds": False, "outcome": "raised", "reason": "for a test"},
        {"round": 2, "year": 2030, **row, "holds": False, "outcome": "cannot", "reason": "for a test"},
    ]
    return replace(plan, tables={**plan.tables, "rounds": pl.DataFrame(rounds)})


def one_reading() -> Readings:
    what = {"question": "What counts?", "reading": "tanks"}
    rest = {"scope_cost": 1.0, "outside_share": 0.1, "met": 3, "growing": 5, "bottleneck": "time"}
    return Readings(
        headlines=pl.DataFrame([{**what, "planned": True, "cost": 1000.0, **rest}]),
        added=pl.DataFrame([{**what, "capability": "tank", "added": 12.0}]),
        met=pl.DataFrame([{**what, "capability": "tank", "met": 1.0}]),
        scope=None,
    )


def shown(page: str) -> dict[str, set[str]]:
    """The captions of the tables on a page, each with its headings."""
    found: dict[str, set[str]] = {}
    for caption, heads in re.findall(r"<caption>(.*?)</caption><thead><tr>(.*?)</tr>", page, re.S):
        titles = {unescape(re.sub("<[^>]+>", "", head)) for head in re.findall(r"<th.*?</th>", heads, re.S)}
        found.setdefault(unescape(caption), set()).update(titles)
    return found


def listed(text: str, **words: object) -> dict[str, set[str]]:
    """The captions and headings of one of the lists above."""
    tables: dict[str, set[str]] = {}
    caption = ""
    for line in text.format_map(words).strip().splitlines():
        if line.startswith("    "):
            tables[caption] |= set(line.strip().split(" | "))
        else:
            caption = line
            tables[caption] = set()
    return tables


def check(page: str, *lists: dict[str, set[str]]) -> None:
    """Check that a page has tables of these captions with these headings."""
    there = shown(page)
    for caption, heads in (pair for each in lists for pair in each.items()):
        assert caption in there
        assert heads <= there[caption], caption


def test_every_table_and_chart_of_the_report_is_there(plan: Plan, review: Review) -> None:
    tested = with_a_round(plan)
    page = as_html(report(tested, review, summarise(tested, review), one_reading()))
    assert set(CHARTS) <= set(re.findall(r'data-chart="([^"]+)"', page))
    check(page, listed(REPORT, limits=plan.bottlenecks.height))


@pytest.mark.parametrize(
    ("subject", "name", "where"), [(ALLIANCE, "All allies", "Alliance"), ("DEU", "Germany", "country")]
)
def test_every_table_and_chart_of_a_summit_page_is_there(
    book: Book, subject: str, name: str, where: str
) -> None:
    page = as_html(pages.page(book, subject))
    page = re.sub(r"; [0-9,]+ more( for USD [0-9.,]+ [a-z]+)?", "", page)
    page = page.replace(" Parts of a unit are work that later orders complete.", "")
    growing = book.shares.filter(pl.col("ally") == subject, pl.col("added") > 0).height
    own = OF_ALLIANCE if subject == ALLIANCE else OF_ALLY
    check(
        page,
        listed(BRIEF, name=name, where=where),
        listed(own, limits=book.plan.bottlenecks.height, growing=growing),
    )
    captions = re.findall(r"<figcaption>(.*?)</figcaption>", page)
    assert [any(caption.startswith(start) for caption in captions) for start in PICTURES] == [True, True]
