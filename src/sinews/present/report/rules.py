"""The section of the report that sets the rules of apportionment side by side."""

from __future__ import annotations

import polars as pl

from sinews.apportionment import ABILITIES, RULES, Comparison, Targets, compare_rules
from sinews.document import wording
from sinews.present.charts.fairness import rule_slopes
from sinews.present.report import markup
from sinews.present.report.content import Content, Draft, Part
from sinews.present.report.markup import Cell, Column, number_cell
from sinews.present.topics.apportion.topic import ABILITY_NAMES, RULE_NAMES, proof_in_words


def rules_section(content: Content) -> Part:
    """Return what each ally bears under each rule, how even that is, and what rests on the ability chosen."""
    case = content.plan.case
    targets = content.plan.apportioned
    comparison = compare_rules(case, targets.requirements)
    names = case["allies"].select("ally", "name")
    rules = comparison.measures["rule"].to_list()
    burdens = comparison.burdens.join(names, on="ally").select(
        pl.col("rule").replace_strict(RULE_NAMES), "name", "relative", "rank", cost=pl.col("cost") / 1000
    )
    draft = Draft("rules", "Who bears what, under which rule")
    draft.add(
        markup.paragraph(
            f"Targets follow this rule: {RULES[comparison.rule]}. An ally's burden is the life-cycle cost of "
            f"all that it adds (purchase, and {case.settings.service_life} years of operation with crews, "
            f"discounted), over its ability to bear it: {ABILITIES[comparison.ability]}."
        ),
        markup.paragraph(proof_in_words(targets, case.settings.currency)),
    )
    if burdens.filter(pl.col("rule") == RULE_NAMES[rules[0]], pl.col("relative") > 0).is_empty():
        draft.add(markup.paragraph("Nobody is asked for anything that costs: there is nothing to compare."))
    else:
        draft.draw(
            "rule-slopes",
            rule_slopes(burdens, [RULE_NAMES[rule] for rule in rules]),
            "Allies that a rule asks for nothing are left out under it. Claims of the claims rules are the "
            "most that each ally could be asked for within all limits.",
        )
    draft.add(_measures(comparison), _by_rule(content, comparison), _by_ability(content, comparison))
    draft.add(*_contradictions(targets))
    return draft.finished()


def _measures(comparison: Comparison) -> str:
    return markup.table(
        "How even each rule is, in whole units",
        [
            Column("Rule"),
            Column("Gini", numeric=True, hint="of relative burden; 0 is alike for all"),
            Column("Highest", numeric=True, hint="highest relative burden; 1 is the Alliance's"),
            Column("Lowest", numeric=True),
            Column("Highest / lowest", numeric=True),
            Column("Envious", numeric=True, hint="allies that could hand something to one that bears less"),
            Column("Gain", numeric=True, hint="allies that bear at least 1 % less than under the rule used"),
            Column("Lose", numeric=True, hint="allies that bear at least 1 % more"),
        ],
        [
            [
                RULE_NAMES[row["rule"]],
                *(number_cell(row[name], 3) for name in ("gini", "highest", "lowest", "ratio")),
                *(number_cell(row[name]) for name in ("envious", "gains", "loses")),
            ]
            for row in comparison.measures.iter_rows(named=True)
        ],
    )


def _by_rule(content: Content, comparison: Comparison) -> str:
    rules = comparison.measures["rule"].to_list()
    rows = {(row["ally"], row["rule"]): row for row in comparison.burdens.iter_rows(named=True)}
    return markup.table(
        "Life-cycle cost of what each ally adds under each rule, bn (% of a year's GDP; rank by burden)",
        [Column("Ally"), *(Column(RULE_NAMES[rule], numeric=True) for rule in rules)],
        [
            [
                name,
                *(
                    Cell(
                        f"{wording.number(cell['cost'] / 1000, 1)} "
                        f"({wording.percentage(cell['gdp_share'], 1)}; {cell['rank']})",
                        cell["cost"],
                    )
                    for cell in (rows[ally, rule] for rule in rules)
                ),
            ]
            for ally, name in content.plan.case["allies"].select("ally", "name").sort("name").iter_rows()
        ],
    )


def _by_ability(content: Content, comparison: Comparison) -> str:
    cost = {
        (row["ally"], row["ability"]): row["cost"] for row in comparison.sensitivity.iter_rows(named=True)
    }
    return markup.table(
        f"The same rule ({wording.lower(RULE_NAMES[comparison.rule])}) with other measures of ability, bn",
        [Column("Ally"), *(Column(ABILITY_NAMES[ability], numeric=True) for ability in ABILITIES)],
        [
            [name, *(number_cell(cost[ally, ability] / 1000, 1) for ability in ABILITIES)]
            for ally, name in content.plan.case["allies"].select("ally", "name").sort("name").iter_rows()
        ],
    )


def _contradictions(targets: Targets) -> list[str]:
    if targets.relief.is_empty():
        return []
    statements = (f"{row['statement']} ({row['rows']})" for row in targets.relief.iter_rows(named=True))
    return [markup.subheading("Limits that contradict each other"), markup.items(statements)]
