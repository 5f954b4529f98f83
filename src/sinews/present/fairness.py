"""The fairness report on a terminal and as JSON: who bears what, under which rule, and what contradicts."""

from __future__ import annotations

from dataclasses import asdict

import polars as pl
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sinews.apportionment import ABILITIES, RULES, Comparison, Targets, beside_published
from sinews.case import Case, priced
from sinews.document import wording
from sinews.present.published_targets import figure
from sinews.present.titled import titled_table

RULE_NAMES = {
    "leximin": "Lexicographic min-max",
    "proportional": "Proportional to ability",
    "equal_awards": "Equal awards",
    "equal_losses": "Equal losses",
    "talmud": "Talmud",
    "random_arrival": "Random arrival (Shapley)",
    "status_quo": "As held today",
}
ABILITY_NAMES = {
    "gdp": "GDP",
    "income": "GDP, income-adjusted",
    "headroom": "Headroom to the pledge",
    "spending": "Core spending",
}


def as_json(case: Case, targets: Targets, comparison: Comparison | None) -> dict[str, object]:
    """Return an apportionment, and the comparison of rules if there is one, in a form that JSON can hold."""
    answer: dict[str, object] = {
        "proof": asdict(targets.proof),
        "burdens": targets.burdens.to_dicts(),
        "shares": targets.shares.to_dicts(),
        "unassigned": targets.unassigned.to_dicts(),
        "relief": targets.relief.to_dicts(),
        "published": beside_published(case, targets.targets).to_dicts(),
    }
    if comparison is not None:
        answer["comparison"] = {
            "rule": comparison.rule,
            "ability": comparison.ability,
            "burdens": comparison.burdens.to_dicts(),
            "measures": comparison.measures.to_dicts(),
            "sensitivity": comparison.sensitivity.to_dicts(),
        }
    return answer


def print_apportionment(console: Console, case: Case, targets: Targets) -> None:
    """Print what each ally bears, which limits bind it, what could not be assigned, and the proof."""
    proof = targets.proof
    console.print(Text(f"Rule: {RULES[proof.rule]}", style="bold"))
    console.print(Text(f"Ability to bear cost: {ABILITIES[proof.ability]}"))
    console.print(_burdens(case, targets))
    beside = beside_published(case, targets.targets)
    if beside.height:
        console.print(_published(case, beside))
    for row in targets.relief.iter_rows(named=True):
        console.print(Text(f"• {row['statement']} ({row['rows']})", style="yellow"))
    late = targets.unassigned.filter(pl.col("reason").str.contains("comes later"))
    if late.height:
        console.print(Text(f"• {late.height} yearly targets come later because of the limit on growth."))
    console.print(Text(proof_in_words(targets, case.settings.currency), style="dim"))


def proof_in_words(targets: Targets, currency: str) -> str:
    """Return in a sentence what proves the division, and what rounding did."""
    proof = targets.proof
    largest = targets.burdens["rounding"].abs().max()
    whole = f"Whole units move the costs of allies by {wording.money(_number(largest), currency)} at most."
    if proof.rule != "leximin":
        return whole
    levels = "One level" if proof.levels == 1 else f"{proof.levels} levels"
    return (
        f"{levels} of relative burden, proven lowest to {proof.gap:.0e}; "
        f"no exchange between two allies helps by more than {proof.exchange_gap:.0e}. {whole}"
    )


def print_rules(console: Console, case: Case, comparison: Comparison) -> None:
    """Print the rules side by side: how even each is, and what each ally bears under each."""
    console.print(_measures(comparison))
    console.print(_by_rule(case, comparison))
    console.print(_by_ability(case, comparison))


def _burdens(case: Case, targets: Targets) -> Table:
    limits = (
        targets.shares.filter(~pl.col("limit").is_in(["", "scope", "ineligible"]))
        .group_by("ally", "limit", maintain_order=True)
        .len()
        .sort("len", "limit", descending=[True, False])
        .group_by("ally", maintain_order=True)
        .agg(pl.format("{} {}", "limit", "len").str.join(", ").alias("limits"))
    )
    gdp = _gdp(case)
    rows = targets.burdens.join(limits, on="ally", how="left").sort(
        "relative", "ally", descending=[True, False]
    )
    table = titled_table("What each ally bears, life-cycle cost of what it adds", "Ally")
    for title in ("Cost, bn", "% of a year's GDP", "Burden, 1 = Alliance", "Level"):
        table.add_column(title, justify="right")
    table.add_column("Limits that bind")
    names = dict(case["allies"].select("ally", "name").iter_rows())
    for row in rows.iter_rows(named=True):
        table.add_row(
            Text(names[row["ally"]]),
            wording.number(row["cost"] / 1000, 2),
            wording.number(100 * row["cost"] / gdp[row["ally"]] if gdp[row["ally"]] else None, 2),
            wording.number(row["relative"], 3),
            wording.NOTHING if row["level"] is None else str(row["level"]),
            row["limits"] or "",
        )
    return table


def _published(case: Case, beside: pl.DataFrame) -> Table:
    table = titled_table(
        "Published national targets beside ours, in the published figure's own terms", "Ally"
    )
    table.add_column("Published target")
    for title in ("Published", "Ours", "By", "Ratio"):
        table.add_column(title, justify="right")
    names = dict(case["allies"].select("ally", "name").iter_rows())
    for row in beside.iter_rows(named=True):
        table.add_row(
            Text(names[row["ally"]]),
            Text(f"{row['title']} ({row['unit']})"),
            figure(row),
            wording.quantity(row["ours"]),
            str(row["year"]),
            wording.number(row["ratio"], 2),
        )
    return table


def _measures(comparison: Comparison) -> Table:
    table = titled_table(f"How even each rule is; ability: {ABILITIES[comparison.ability]}", "Rule")
    for title in ("Gini", "Highest", "Lowest", "High/low", "Envious", "Envy", "Gain", "Lose"):
        table.add_column(title, justify="right")
    for row in comparison.measures.iter_rows(named=True):
        table.add_row(
            RULE_NAMES[row["rule"]],
            *(wording.number(row[name], 3) for name in ("gini", "highest", "lowest", "ratio")),
            str(row["envious"]),
            wording.number(row["envy"], 3),
            str(row["gains"]),
            str(row["loses"]),
        )
    return table


def _by_rule(case: Case, comparison: Comparison) -> Table:
    table = titled_table("Relative burden (rank) of each ally under each rule; 1 = Alliance", "Ally")
    rules = comparison.measures["rule"].to_list()
    for rule in rules:
        table.add_column(RULE_NAMES[rule], justify="right")
    cell = {
        (row["ally"], row["rule"]): f"{wording.number(row['relative'], 2)} ({row['rank']})"
        for row in comparison.burdens.iter_rows(named=True)
    }
    for ally, name in case["allies"].select("ally", "name").sort("name").iter_rows():
        table.add_row(Text(name), *(cell[ally, rule] for rule in rules))
    return table


def _by_ability(case: Case, comparison: Comparison) -> Table:
    table = titled_table(f"Cost by measure of ability, bn; rule: {RULES[comparison.rule]}", "Ally")
    for ability in ABILITIES:
        table.add_column(ABILITY_NAMES[ability], justify="right")
    cost = {
        (row["ally"], row["ability"]): row["cost"] for row in comparison.sensitivity.iter_rows(named=True)
    }
    for ally, name in case["allies"].select("ally", "name").sort("name").iter_rows():
        table.add_row(Text(name), *(wording.number(cost[ally, each] / 1000, 1) for each in ABILITIES))
    return table


def _gdp(case: Case) -> dict[str, float]:
    of_year = priced(case, "economy").filter(pl.col("year") == case.settings.base_year)
    return dict(of_year.select("ally", "gdp").iter_rows())


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
