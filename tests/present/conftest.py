from __future__ import annotations

import pytest
from tests.small_case import small_case

import sinews
from sinews.assessment import Review
from sinews.case import Case
from sinews.implementation import Plan
from sinews.present.summary import Summary, summarise

HOSTILE = "<script>alert('x')</script>&\"[bold]{relief}"


@pytest.fixture(scope="session")
def case() -> Case:
    return small_case()


@pytest.fixture(scope="session")
def plan(case: Case) -> Plan:
    return sinews.plan(case)


@pytest.fixture(scope="session")
def review(plan: Plan) -> Review:
    return sinews.review(plan)


@pytest.fixture(scope="session")
def summary(plan: Plan, review: Review) -> Summary:
    return summarise(plan, review)


@pytest.fixture(scope="session")
def hostile_case(case: Case) -> Case:
    """The small case with names that would break out of a page, a script, a terminal or a template."""
    return (
        case.with_settings(title=HOSTILE)
        .with_value("allies", "DEU", name=HOSTILE, region=HOSTILE)
        .with_value("capabilities", "gbad_long", name=HOSTILE, unit=HOSTILE)
        .with_value("lines", "long_line", name=HOSTILE)
        .with_value("pledges", "amd_increase", title=HOSTILE)
        .with_value("sources", "test", title=HOSTILE, address=f"https://example.org/{HOSTILE}")
    )


@pytest.fixture(scope="session")
def hostile_plan(hostile_case: Case) -> Plan:
    return sinews.plan(hostile_case)
