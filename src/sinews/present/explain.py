"""Explain one target: the pledge behind it, the rule, the limits, the rounding, what would change it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from sinews import guidance, requirements
from sinews.apportionment import ABILITIES, RULES, Targets, set_targets
from sinews.case import Case, CaseError, Problem
from sinews.implementation import Plan
from sinews.present import wording
from sinews.present.fairness import ABILITY_NAMES, RULE_NAMES

LIMITS = {
    "": "No limit binds: it could be asked for more, or for less.",
    "ineligible": "It may not be asked for this capability by the rule on who is eligible.",
    "no ability": "It has no ability to bear cost by this measure, so that nothing is asked of it.",
    "opt-out": "It has opted out of this capability.",
    "cap": "It is at the cap on what one ally may provide.",
    "growth": "It is at the limit of reasonable challenge on the growth of targets.",
    "personnel": "The crews it can add are all used up, here and elsewhere.",
    "viability": (
        "Its share was below the least quantity of use to an ally that has none, "
        "so that it was dropped, or raised to it."
    ),
    "offer": "Its own offer sets the share.",
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why an ally's target for a capability is what it is.

    Attributes
    ----------
    ally, capability
        Keys.
    figures
        Every figure that the sentences use, by name.
    sentences
        The explanation, one statement each, in order.
    """

    ally: str
    capability: str
    figures: dict[str, Any]
    sentences: tuple[str, ...]

    def __str__(self) -> str:
        """Return the sentences, one a line."""
        return "\n".join(self.sentences)


def explain(plan: Plan, ally: str, capability: str) -> Explanation:
    """Explain an ally's target for a capability.

    Parameters
    ----------
    plan
        The plan, made or opened.
    ally, capability
        Keys, as in the case's tables.

    Returns
    -------
    The explanation, which prints as text.

    Raises
    ------
    CaseError
        If the case has no such ally, or no such capability that is apportioned.

    Examples
    --------
    >>> import sinews
    >>> plan = sinews.plan(sinews.open_case())  # doctest: +SKIP
    >>> print(sinews.explain(plan, ally="LVA", capability="med_role2"))  # doctest: +SKIP
    """
    case = plan.case
    needs = requirements.determine(case, guidance.establish(case))
    targets = set_targets(case, needs)
    _check(targets, "ally", ally)
    _check(targets, "capability", capability)
    share = targets.shares.filter((pl.col("ally") == ally) & (pl.col("capability") == capability)).row(
        0, named=True
    )
    burden = targets.burdens.filter(pl.col("ally") == ally).row(0, named=True)
    need = needs.needs.filter(pl.col("capability") == capability).sort("year").row(-1, named=True)
    facts = case["capabilities"].filter(pl.col("capability") == capability).row(0, named=True)
    cost = targets.costs.filter(pl.col("capability") == capability).row(0, named=True)
    name = str(case["allies"].filter(pl.col("ally") == ally)["name"][0])
    sentences = (
        _target(name, facts, share, need),
        _requirement(case, need),
        _rule(case, targets, name, share, burden),
        _reference(case, cost, facts),
        LIMITS[str(share["limit"])],
        _rounding(share, burden),
        *_changes(case, needs, ally, capability, share),
        *(row["statement"] for row in _relief(targets, capability)),
    )
    figures = {"share": share, "burden": burden, "requirement": need, "cost": cost}
    return Explanation(ally, capability, figures, sentences)


def as_json(explanation: Explanation) -> dict[str, Any]:
    """Return an explanation in a form that JSON can hold."""
    return {
        "ally": explanation.ally,
        "capability": explanation.capability,
        "sentences": list(explanation.sentences),
        "figures": explanation.figures,
    }


def _check(targets: Targets, column: str, key: str) -> None:
    known = targets.shares[column].unique().sort().to_list()
    if key not in known:
        remedy = "known are " + ", ".join(known)
        expected = "an ally" if column == "ally" else "a capability that is apportioned"
        raise CaseError([Problem("shares", None, column, key, expected, remedy)])


def _target(name: str, facts: dict[str, Any], share: dict[str, Any], need: dict[str, Any]) -> str:
    held, added = wording.quantity(share["held"]), wording.quantity(share["target"] - share["held"])
    return (
        f"{name} is to hold {wording.quantity(share['target'])} of {facts['name']} (unit: {facts['unit']}) "
        f"by {need['year']}: {held} that it has, and {added} more."
    )


def _requirement(case: Case, need: dict[str, Any]) -> str:
    total = (
        f"The Alliance is required to hold {wording.quantity(need['required'])}, "
        f"against {wording.quantity(need['baseline'])} today"
    )
    if need["driver"] == "pledge":
        title = case["pledges"].filter(pl.col("pledge") == need["pledge"])["title"][0]
        return f"{total}, because of the pledge: {title} ({need['pledge']})."
    if need["driver"] == "published":
        table = case["published_requirements"].filter(pl.col("requirement") == need["requirement"])
        return f"{total}, because of the published requirement: {table['title'][0]} ({need['requirement']})."
    return f"{total}: today's level, which is kept."


def _rule(case: Case, targets: Targets, name: str, share: dict[str, Any], burden: dict[str, Any]) -> str:
    proof = targets.proof
    level = "" if burden["level"] is None else f", level {burden['level']} of {proof.levels}"
    return (
        f"Rule: {RULES[proof.rule]}; ability: {ABILITIES[proof.ability]}. {name} has "
        f"{wording.share(share['ability'], 2)} of the ability of those eligible; all its targets together "
        f"cost it {wording.money(burden['cost'], case.settings.currency)} over their life, "
        f"{wording.number(burden['relative'], 3)} times the Alliance's average in relation to ability{level}."
    )


def _reference(case: Case, cost: dict[str, Any], facts: dict[str, Any]) -> str:
    lot = "unit" if facts["lot"] == 1 else f"lot of {wording.quantity(facts['lot'])}"
    return (
        f"One {lot} costs {wording.money(cost['lot_cost'], case.settings.currency)} over its life "
        f"(reference product: {cost['product'] or 'none'}) and takes {wording.number(cost['crew'])} people."
    )


def _rounding(share: dict[str, Any], burden: dict[str, Any]) -> str:
    before = share["fair_share"] - share["held"]
    moved = share["target"] - share["fair_share"]
    more = "more" if moved > 0 else "less"
    change = "left it as it is" if abs(moved) < 1e-6 else f"made it {wording.number(abs(moved), 3)} {more}"
    package = share["package"]
    together = f" It is provided together with others in the package {package}." if package else ""
    return (
        f"In fractions its part was {wording.number(before, 3)}; whole units {change}. Over all capabilities "
        f"they moved its cost by {wording.money(burden['rounding'])}, where one unit of its dearest share "
        f"costs {wording.money(burden['unit_cost'])}.{together}"
    )


def _changes(
    case: Case, needs: requirements.Requirements, ally: str, capability: str, share: dict[str, Any]
) -> list[str]:
    """Return what the target would be under other rules and measures of ability."""
    rules = {
        rule: _other(set_targets(case, needs, rule=rule), ally, capability)
        for rule in RULES
        if rule != case.settings.rule
    }
    abilities = {
        each: _other(set_targets(case, needs, ability=each), ally, capability)
        for each in ABILITIES
        if each != case.settings.ability
    }
    by_rule = ", ".join(
        f"{RULE_NAMES[rule].lower()} {wording.quantity(target)}" for rule, target in rules.items()
    )
    by_ability = ", ".join(
        f"{ABILITY_NAMES[each]} {wording.quantity(target)}" for each, target in abilities.items()
    )
    kept = wording.quantity(share["target"])
    return [
        f"Under other rules the target of {kept} would be: {by_rule}.",
        f"With ability measured otherwise it would be: {by_ability}.",
    ]


def _other(targets: Targets, ally: str, capability: str) -> float:
    row = targets.shares.filter((pl.col("ally") == ally) & (pl.col("capability") == capability))
    return float(row["target"][0])


def _relief(targets: Targets, capability: str) -> list[dict[str, Any]]:
    return targets.relief.filter(pl.col("capability") == capability).to_dicts()
