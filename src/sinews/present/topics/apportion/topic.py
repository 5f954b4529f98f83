"""The document of `sinews apportion`: what each ally bears, which limits bind it, and the rules compared."""

from __future__ import annotations

from dataclasses import asdict

import polars as pl

from sinews.apportionment import ABILITIES, RULES, Comparison, Targets, beside_published
from sinews.case import Case, priced
from sinews.document import Block, Column, Document, Items, Note, Section, Table, said, wording
from sinews.present.published_targets import figure

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


def page(case: Case, targets: Targets, comparison: Comparison | None = None) -> Document:
    """Return an apportionment, and the comparison of rules if there is one, as a document."""
    proof, beside = targets.proof, beside_published(case, targets.targets)
    allies = dict(case["allies"].select("ally", "name").iter_rows())
    data = {
        "proof": asdict(proof),
        "burdens": targets.burdens,
        "shares": targets.shares,
        "unassigned": targets.unassigned,
        "relief": targets.relief,
        "published": beside,
    }
    sections = [
        Section("burdens", "What each ally bears", _bears(case, targets, allies)),
        Section("published", "Published national targets", (_published(beside, allies),)),
        Section(
            "proof", "What proves the division", (Note(proof_in_words(targets, case.settings.currency)),)
        ),
    ]
    if comparison is not None:
        sections.insert(-1, Section("rules", "The rules side by side", _rules(comparison, allies)))
        data["comparison"] = {
            "rule": comparison.rule,
            "ability": comparison.ability,
            "burdens": comparison.burdens,
            "measures": comparison.measures,
            "sensitivity": comparison.sensitivity,
        }
    return Document(
        "apportion",
        "Who provides what?",
        f"Case “{case.settings.name}” · money in {case.settings.currency} at {case.settings.price_year} "
        "prices",
        case,
        targets.relief.is_empty(),
        (
            said("Rule: {rule}.", rule=RULES[proof.rule].rstrip(".")),
            said("Ability to bear cost: {ability}.", ability=ABILITIES[proof.ability].rstrip(".")),
            *(
                said("{words} ({rows})", words=row["statement"], rows=row["rows"])
                for row in targets.relief.iter_rows(named=True)
            ),
        ),
        sections,
        data,
    )


def proof_in_words(targets: Targets, currency: str) -> str:
    """Return in a sentence what proves the division, and what rounding did."""
    proof = targets.proof
    largest = targets.burdens.select(pl.col("rounding").abs().max().fill_null(0.0)).item()
    whole = f"Whole units move the costs of allies by {wording.money(largest, currency, 2)} at most."
    if proof.rule != "leximin":
        return whole
    levels = "One level" if proof.levels == 1 else f"{proof.levels} levels"
    return (
        f"{levels} of relative burden, proven lowest to {proof.gap:.0e}; "
        f"no exchange between two allies helps by more than {proof.exchange_gap:.0e}. {whole}"
    )


def _bears(case: Case, targets: Targets, allies: dict[str, str]) -> tuple[Block, ...]:
    limits = (
        targets.shares.filter(~pl.col("limit").is_in(["", "scope", "ineligible"]))
        .group_by("ally", "limit", maintain_order=True)
        .len()
        .sort("len", "limit", descending=[True, False])
        .group_by("ally", maintain_order=True)
        .agg(pl.format("{} {}", "limit", "len").str.join(", ").alias("limits"))
    )
    gdp = priced(case, "economy").filter(year=case.settings.base_year).select("ally", "gdp")
    rows = (
        targets.burdens.join(limits, on="ally", how="left", maintain_order="left")
        .join(gdp, on="ally", how="left", maintain_order="left")
        .sort("relative", "ally", descending=[True, False])
        .with_columns(
            pl.col("limits").fill_null(""),
            name=pl.col("ally").replace_strict(allies),
            share=pl.when(pl.col("gdp") > 0).then(100 * pl.col("cost") / pl.col("gdp")),
        )
    )
    late = targets.unassigned.filter(pl.col("reason").str.contains("comes later")).height
    notes = [f"{late} yearly targets come later because of the limit on growth."] if late else []
    return (
        Table(
            "burdens",
            "What each ally bears, life-cycle cost of what it adds",
            rows,
            (
                Column("name", "Ally"),
                Column("cost", "Cost, bn", "bn", status="estimated", term="life_cycle_cost"),
                Column("share", "% of a year's GDP", "percent", status="estimated"),
                Column("relative", "Burden, 1 = Alliance", "times", term="relative_burden"),
                Column("level", "Level", "day"),
                Column("limits", "Limits that bind"),
            ),
        ),
        Items(tuple(notes)),
    )


def _published(beside: pl.DataFrame, allies: dict[str, str]) -> Table:
    return Table(
        "published",
        "Published national targets beside ours, in the published figure's own terms",
        beside.with_columns(
            name=pl.col("ally").replace_strict(allies, return_dtype=pl.String),
            what=pl.format("{} ({})", "title", "unit"),
            told=pl.Series([figure(row) for row in beside.iter_rows(named=True)], dtype=pl.String),
        ),
        (
            Column("name", "Ally"),
            Column("what", "Published target"),
            Column("told", "Published", "key"),
            Column("ours", "Ours", "count", term="capability_target"),
            Column("year", "By", "year"),
            Column("ratio", "Ratio", "times"),
        ),
        empty="No published national target is in the case.",
    )


def _rules(comparison: Comparison, allies: dict[str, str]) -> tuple[Block, ...]:
    measures, rules = comparison.measures, comparison.measures["rule"].to_list()
    by_rule = comparison.burdens.with_columns(
        cell=pl.concat_str(
            pl.Series(
                [wording.significant(value) for value in comparison.burdens["relative"]], dtype=pl.String
            ),
            pl.format(" ({})", "rank"),
        )
    )
    name = pl.col("ally").replace_strict(allies).alias("name")
    return (
        Table(
            "measures",
            f"How even each rule is; ability: {ABILITIES[comparison.ability]}",
            measures.with_columns(name=pl.col("rule").replace_strict(RULE_NAMES)),
            (
                Column("name", "Rule"),
                Column("gini", "Gini", "times"),
                Column("highest", "Highest", "times"),
                Column("lowest", "Lowest", "times"),
                Column("ratio", "High/low", "times"),
                Column("envious", "Envious", "day"),
                Column("envy", "Envy", "times"),
                Column("gains", "Gain", "day"),
                Column("loses", "Lose", "day"),
            ),
        ),
        Table(
            "by-rule",
            "Relative burden (rank) of each ally under each rule; 1 = Alliance",
            by_rule.pivot("rule", index="ally", values="cell", maintain_order=True)
            .with_columns(name)
            .sort("name"),
            (Column("name", "Ally"), *(Column(rule, RULE_NAMES[rule], "key") for rule in rules)),
        ),
        Table(
            "by-ability",
            f"Cost by measure of ability, bn; rule: {RULES[comparison.rule]}",
            comparison.sensitivity.pivot("ability", index="ally", values="cost", maintain_order=True)
            .with_columns(name)
            .sort("name"),
            (
                Column("name", "Ally"),
                *(Column(key, ABILITY_NAMES[key], "bn", status="estimated") for key in ABILITIES),
            ),
        ),
    )
