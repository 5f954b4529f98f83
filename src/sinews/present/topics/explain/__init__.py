"""Explain a plan: the chain from the pledge to the delivery, with figures, sources and their status."""

from __future__ import annotations

from sinews.case import CallError, Problem
from sinews.implementation import Plan
from sinews.present.topics.explain.chain import chain
from sinews.present.topics.explain.constraints import constraints
from sinews.present.topics.explain.explanation import Explanation, Statement
from sinews.present.topics.explain.facts import known, names_of, requirement
from sinews.present.topics.explain.line import line as explain_line
from sinews.present.topics.explain.material import material as explain_material
from sinews.present.topics.explain.suppliers import suppliers
from sinews.present.topics.explain.support import support as explain_support
from sinews.present.topics.explain.target import target
from sinews.present.topics.explain.topic import page

__all__ = ["Explanation", "Statement", "explain", "page"]


def explain(
    plan: Plan,
    *,
    ally: str | None = None,
    capability: str | None = None,
    year: int | None = None,
    line: str | None = None,
    material: str | None = None,
    support: bool = False,
) -> Explanation:
    """Explain an ally's capability, a production line, a key material, or support to Ukraine.

    Parameters
    ----------
    plan
        The plan, made or opened.
    ally, capability
        What an ally holds of a capability and is to hold: keys or names, as in the case's tables.
    year
        With them: the year by whose end things are told; the horizon if not given.
    line, material
        A production line or a key material instead: its key or its name. Where it is a bottleneck, the plan
        is solved again with more of it, which takes about as long as planning.
    support
        Support to Ukraine instead: the plan is solved again without it.

    Returns
    -------
    The explanation, which prints as text.

    Raises
    ------
    CaseError
        If the case has no such ally, capability that is apportioned, line or material, or the plan no such
        year; or if none or several of these are asked for.

    Examples
    --------
    >>> import sinews
    >>> plan = sinews.plan(sinews.open_case())  # doctest: +SKIP
    >>> print(sinews.explain(plan, ally="LVA", capability="med_role2", year=2030))  # doctest: +SKIP
    >>> print(sinews.explain(plan, line="patriot_us"))  # doctest: +SKIP
    """
    asked = [ally is not None or capability is not None, line is not None, material is not None, support]
    if sum(asked) != 1 or (ally is None) != (capability is None):
        expected = "one of: an ally with a capability, a line, a material, support"
        raise CallError([Problem("explain", None, "", "", expected)])
    if line is not None:
        return _explanation(plan, *explain_line(plan, line))
    if material is not None:
        return _explanation(plan, *explain_material(plan, material))
    if support:
        return _explanation(plan, *explain_support(plan))
    assert ally is not None
    assert capability is not None
    return _of_ally(plan, ally, capability, plan.case.settings.horizon if year is None else year)


def _of_ally(plan: Plan, ally: str, capability: str, year: int) -> Explanation:
    """Explain an ally's capability, from the pledge to the delivery."""
    case = plan.case
    ally = known("allies", "ally", ally, names_of(case, "allies", "ally"), "an ally")
    apportioned = set(plan.tables["shares"]["capability"])
    names = {
        key: name for key, name in names_of(case, "capabilities", "capability").items() if key in apportioned
    }
    expected = "a capability that is apportioned"
    capability = known("capabilities", "capability", capability, names, expected)
    if year not in case.years:
        planned = f"a planning year, {case.years[0]} to {case.years[-1]}"
        raise CallError([Problem("plan", None, "year", str(year), planned)])
    targets, figures = target(plan, ally, capability)
    built, quantities = chain(plan, ally, capability, year)
    bought, offers = suppliers(plan, ally, capability)
    return _explanation(
        plan,
        {"ally": ally, "capability": capability, "year": str(year)},
        [*requirement(plan, capability, year), *targets, *bought, *built],
        figures | quantities | offers,
    )


def _explanation(
    plan: Plan, subject: dict[str, str], statements: list[Statement], figures: dict[str, object]
) -> Explanation:
    return Explanation(subject, (*statements, *constraints(plan)), figures)
