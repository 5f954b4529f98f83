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
        Section("published", "Published national targets", (published(case, beside),)),
        Section(
            "proof", "What proves the division", (Note(proof_in_words(targets, case.settings.currency)),)
        ),
    ]
    if comparison is not None:
        sections.insert(-1, Section("rules", "The rules side by side", rules(comparison, allies)))
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


def published(case: Case, beside: pl.DataFrame) -> Table:
    """Return published national targets beside ours; `beside` as `beside_published` gives them."""
    allies = dict(case["allies"].select("ally", "name").iter_rows())
    titles = dict(case["sources"].select("source", "title").iter_rows())
    return Table(
        "published",
        "Published national targets beside ours: level, addition, multiple or people, as published",
        beside.with_columns(
            pl.col("source").replace(titles),
            name=pl.col("ally").replace_strict(allies, return_dtype=pl.String),
            told=pl.Series([figure(row) for row in beside.iter_rows(named=True)], dtype=pl.String),
        ),
        (
            Column("name", "Ally"),
            Column("title", "Published target"),
            Column("told", "Published", "key"),
            Column("ours", "Ours", "count", term="capability_target"),
            Column("unit", "Unit"),
            Column("year", "By", "year"),
            Column("ratio", "Ratio", "times", hint="ours / published; 1 is the same"),
            Column("source", "Source", wide_only=True),
        ),
        empty="No published national target is in the case.",
    )


def rules(comparison: Comparison, allies: dict[str, str]) -> tuple[Table, ...]:
    """Return how even each rule is, and what each ally bears under each, and by each measure of ability."""
    measures, used = comparison.measures, comparison.measures["rule"].to_list()
    name, own = (
        pl.col("ally").replace_strict(allies).alias("name"),
        wording.lower(RULE_NAMES[comparison.rule]),
    )
    heads = (Column("name", "Ally"), *(Column(rule, RULE_NAMES[rule], "key") for rule in used))

    def by_rule(key: str, caption: str, cell: pl.Expr) -> Table:
        cells = comparison.burdens.with_columns(cell=cell)
        rows = cells.pivot("rule", index="ally", values="cell", maintain_order=True)
        return Table(key, caption, rows.with_columns(name).sort("name"), heads)

    relative, cost, share = (
        pl.lit(pl.Series([wording.significant(each) for each in comparison.burdens[column] / scale]))
        for column, scale in (("relative", 1), ("cost", 1000), ("gdp_share", 1))
    )
    return (
        Table(
            "measures",
            "How even each rule is, in whole units",
            measures.with_columns(name=pl.col("rule").replace_strict(RULE_NAMES)),
            (
                Column("name", "Rule"),
                Column("gini", "Gini", "times", hint="of relative burden; 0 is alike for all"),
                Column("highest", "Highest", "times", hint="highest relative burden; 1 is the Alliance's"),
                Column("lowest", "Lowest", "times"),
                Column("ratio", "Highest / lowest", "times", "High/low"),
                Column(
                    "envious",
                    "Envious",
                    "day",
                    hint="allies that could hand something to one that bears less",
                ),
                Column("envy", "Envy", "times"),
                Column(
                    "gains", "Gain", "day", hint="allies that bear at least 1 % less than by the rule used"
                ),
                Column("loses", "Lose", "day", hint="allies that bear at least 1 % more"),
            ),
        ),
        by_rule(
            "by-rule",
            "Relative burden (rank) of each ally under each rule; 1 = Alliance",
            pl.format("{} ({})", relative, "rank"),
        ),
        by_rule(
            "cost-by-rule",
            "Life-cycle cost of what each ally adds under each rule, bn (% of a year's GDP; rank by burden)",
            pl.format("{} ({} %; {})", cost, share, "rank"),
        ),
        Table(
            "by-ability",
            f"The same rule ({own}) with other measures of ability, bn",
            comparison.sensitivity.pivot("ability", index="ally", values="cost", maintain_order=True)
            .with_columns(name)
            .sort("name"),
            (
                Column("name", "Ally"),
                *(Column(key, ABILITY_NAMES[key], "bn", status="estimated") for key in ABILITIES),
            ),
        ),
    )
