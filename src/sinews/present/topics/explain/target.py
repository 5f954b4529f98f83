"""One target: the rule that sets it, the limits, the rounding, what would change it."""

from __future__ import annotations

from typing import Any

import polars as pl

from sinews.apportionment import ABILITIES, RULES, Targets, set_targets
from sinews.case import Case, canonical, in_table_money
from sinews.document import wording
from sinews.implementation import Plan
from sinews.present.topics.apportion.topic import ABILITY_NAMES, RULE_NAMES
from sinews.present.topics.explain.explanation import Statement
from sinews.present.topics.explain.facts import names_of, row_of
from sinews.requirements import Requirements

LIMITS = {
    "": "No limit binds: it could be asked for more, or for less.",
    "scope": "It is not bound: the pledge or requirement behind this speaks of other allies.",
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


def target(plan: Plan, ally: str, capability: str) -> tuple[list[Statement], dict[str, Any]]:
    """Return why an ally's target for a capability is what it is, and the figures of that.

    Parameters
    ----------
    plan
        The plan.
    ally, capability
        Keys, as in the case's tables.
    """
    case = plan.case
    targets = plan.apportioned
    needs = targets.requirements
    share = row_of(targets.shares, ally=ally, capability=capability)
    burden = row_of(targets.burdens, ally=ally)
    need = needs.needs.filter(pl.col("capability") == capability).sort("year").row(-1, named=True)
    facts = row_of(case["capabilities"], capability=capability)
    cost = row_of(targets.costs, capability=capability)
    name = str(case["allies"].filter(pl.col("ally") == ally)["name"][0])
    sentences = (
        _target(name, facts, share, need),
        _rule(case, targets, name, share, burden),
        _reference(case, cost, facts),
        LIMITS[str(share["limit"])],
        _rounding(share, burden, case.settings.currency),
        *_changes(case, needs, ally, capability, share),
        *(row["statement"] for row in _relief(targets, capability)),
    )
    figures = {"share": share, "burden": burden, "requirement": need, "cost": cost}
    return [Statement("Target", sentence) for sentence in sentences], figures


def _target(name: str, facts: dict[str, Any], share: dict[str, Any], need: dict[str, Any]) -> str:
    held, added = wording.quantity(share["held"]), wording.quantity(share["target"] - share["held"])
    return (
        f"{name} is to hold {wording.quantity(share['target'])} of {facts['name']} (unit: {facts['unit']}) "
        f"by {need['year']}: {held} that it has, and {added} more."
    )


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
    product = names_of(case, "products", "product").get(cost["product"] or "", "none")
    lot = "unit" if facts["lot"] == 1 else f"lot of {wording.quantity(facts['lot'])}"
    return (
        f"One {lot} costs {wording.money(cost['lot_cost'], case.settings.currency)} over its life "
        f"(reference product: {product}, the cheapest on the market, whoever may order it) and takes "
        f"{wording.number(cost['crew'])} people."
    )


def _rounding(share: dict[str, Any], burden: dict[str, Any], currency: str) -> str:
    before = share["fair_share"] - share["held"]
    moved = share["target"] - share["fair_share"]
    more = "more" if moved > 0 else "less"
    change = "left it as it is" if abs(moved) < 1e-6 else f"made it {wording.number(abs(moved), 3)} {more}"
    package = share["package"]
    together = f" It is provided together with others in the package {package}." if package else ""
    return (
        f"In fractions its part was {wording.number(before, 3)}; whole units {change}. Over all capabilities "
        f"they moved its cost by {wording.money(burden['rounding'], currency)}, where one unit of its "
        f"dearest share costs {wording.money(burden['unit_cost'], currency)}.{together}"
    )


def _changes(case: Case, needs: Requirements, ally: str, capability: str, share: dict[str, Any]) -> list[str]:
    """Return what the target would be under other rules and measures of ability."""
    # the currency and the price year of the answers choose no target
    own = in_table_money(canonical(case))
    rules = {
        rule: _other(set_targets(own, needs, rule=rule), ally, capability)
        for rule in RULES
        if rule != case.settings.rule
    }
    abilities = {
        each: _other(set_targets(own, needs, ability=each), ally, capability)
        for each in ABILITIES
        if each != case.settings.ability
    }
    by_rule = ", ".join(
        f"{wording.lower(RULE_NAMES[rule])} {wording.quantity(target)}" for rule, target in rules.items()
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
