"""The order of the steps, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import polars as pl

from sinews import apportionment, assessment, guidance, implementation, requirements
from sinews.assessment import Review
from sinews.case import Case, CaseError, canonical, in_table_money
from sinews.case.suspects import suspects
from sinews.engines.lp import LpError
from sinews.implementation import Plan, Widened, WithoutSupport

STEPS = (
    "guidance: what was promised",
    "requirements: what is needed",
    "apportionment: who provides what",
    "implementation: what is built, bought and paid",
)


def plan(
    case: Case,
    progress: Callable[[str], None] | None = None,
    *,
    after: Plan | None = None,
    sized: pl.DataFrame | None = None,
    constraints: Iterable[Any] = (),
) -> Plan:
    """Plan a case: steps 1 to 4, from the pledges to orders, deliveries and spending.

    Parameters
    ----------
    case
        The case, as `open_case` returns it.
    progress
        Called with the name of each step as it begins.
    after
        A plan of a case much like this one, say before an edit: the search starts from where its search
        ended, and is several times as quick. The optimum is the same within the plan's gap and the tolerance
        of learned prices; among plans that are equally good it may be another. If the plan does not fit, the
        search starts from nothing; `Plan.solution` says which it was.
    sized
        What enablers need beside what is pledged, columns as `sinews.requirements.SIZED`; see `sinews.hold`.
    constraints
        Families of constraints of your own, as `sinews.implementation.families.family.Family` has them. Those
        that the case names in ``[[constraints]]`` are there in any case.

    Returns
    -------
    The plan. An impossible case yields a plan with its shortfalls, not an error.

    Raises
    ------
    CaseError
        If limits contradict each other; or if the solver finds no optimum, with the figures that lie farthest
        from what is usual.

    Notes
    -----
    Threads may plan at the same time; each gets the plan that it would get alone, to the byte. Whatever ends
    a plan before it is made, an interrupt or a time limit of your own, ends its solver within seconds.

    Examples
    --------
    >>> import sinews
    >>> plan = sinews.plan(sinews.open_case())  # doctest: +SKIP
    >>> plan.bottlenecks.head(5)  # doctest: +SKIP
    >>> edited = plan.case.with_value("pledges", "amd_increase", factor=4)  # doctest: +SKIP
    >>> what_if = sinews.plan(edited, after=plan)  # doctest: +SKIP
    """
    tell = progress or (lambda _: None)
    # neither the order of rows nor the currency and the price year of the answers choose a plan
    own = in_table_money(canonical(case))
    with _suspects_named(case):
        tell(STEPS[0])
        ambition = guidance.establish(own)
        tell(STEPS[1])
        needs = requirements.determine(own, ambition, sized)
        tell(STEPS[2])
        targets = apportionment.set_targets(own, needs)
        tell(STEPS[3])
        made = implementation.schedule(own, targets, after=after, constraints=constraints)
    made = implementation.in_money_of(case, made)
    return made if sized is None else replace(made, tables={**made.tables, "sized": sized})


def widen(plan: Plan, kind: str, key: str, *, more: float, first_year: int) -> Widened | None:
    """Solve a plan again with more of one limit; see `sinews.implementation.widen.widen`."""
    with _suspects_named(plan.case):
        return implementation.widen(
            _in_canonical_order(plan), plan.apportioned, kind, key, more=more, first_year=first_year
        )


def without_support(plan: Plan) -> WithoutSupport:
    """Solve a plan again without support to Ukraine; see `sinews.implementation.widen.without_support`."""
    with _suspects_named(plan.case):
        return implementation.without_support(_in_canonical_order(plan), plan.apportioned)


def review(plan: Plan, years: Iterable[int] | None = None, stress: pl.DataFrame | None = None) -> Review:
    """Review a plan: step 5, in the given planning years or in all of them.

    Parameters
    ----------
    plan
        The plan.
    years
        Planning years of its case.
    stress
        What `sinews.assessment.stress.stress_years` found for them; the scoreboard then tells of safety too.

    Returns
    -------
    Review
        Scoreboard, burden, readiness and growth, a row for each year that was reviewed.

    Raises
    ------
    ValueError
        If a year is not a planning year of the plan's case.
    """
    plan = _in_canonical_order(plan)
    reviewed = [
        assessment.assess(plan.case, plan, year) for year in (plan.case.years if years is None else years)
    ]
    board = [each.scoreboard for each in reviewed]
    growth = assessment.growth(plan) if assessment.has_economy(plan.case) else None
    if growth is not None:
        years_reviewed = pl.concat([each.burden for each in reviewed])["year"].unique().sort()
        board += [assessment.growth_measures(plan, growth, year) for year in years_reviewed]
    if stress is not None:
        board.append(assessment.safer_measures(stress))
    return Review(
        scoreboard=pl.concat(board),
        burden=pl.concat([each.burden for each in reviewed]),
        weight=pl.concat([each.weight for each in reviewed]),
        depth=pl.concat([each.depth for each in reviewed]),
        growth=growth,
        first_year=None if plan.case["core_expenditure"].is_empty() else assessment.first_year(plan),
        tiers=_together([each.tiers for each in reviewed]),
        formations=_together([each.formations for each in reviewed]),
        missing=_together([each.missing for each in reviewed]),
    )


def _in_canonical_order(plan: Plan) -> Plan:
    """Return a plan to compute from: its case keeps the order in which its rows were written otherwise."""
    return replace(plan, case=canonical(plan.case))


@contextmanager
def _suspects_named(case: Case) -> Iterator[None]:
    """Raise what a solver says of a case as an error of the case, with the figures to be looked at."""
    try:
        yield
    except LpError as error:
        raise CaseError(suspects(case, str(error))) from error


def _together(tables: list[pl.DataFrame | None]) -> pl.DataFrame | None:
    """Return the tables of several years as one; None if a year has none."""
    there = [table for table in tables if table is not None]
    return pl.concat(there) if there else None
