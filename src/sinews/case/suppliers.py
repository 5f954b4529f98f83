"""Who operates which products, and which lines are at home where: what rules on suppliers go by."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from sinews.case.case import Case
from sinews.case.derived import derived
from sinews.case.problems import CallError, Problem, did_you_mean


@derived
def operated(case: Case) -> pl.DataFrame:
    """Return product, ally: the types that allies operate or had on order at the start.

    They are those of `operators`, of `fleets` as far as these name a product, and of `contracts`.
    """
    made = case["lines"].select("line", "product")
    fleets = case["fleets"].filter(pl.col("product").is_not_null(), pl.col("active") > 0)
    parts = [
        case["operators"].filter(pl.col("quantity") > 0),
        fleets,
        case["contracts"].filter(pl.col("quantity") > 0).join(made, on="line", maintain_order="left"),
    ]
    return pl.concat([part.select("product", "ally") for part in parts]).unique(maintain_order=True)


@derived
def announced(case: Case) -> pl.DataFrame:
    """Return product, ally: the types that allies have announced, as far as a line builds them."""
    return case["types_announced"].drop_nulls("product").select("product", "ally").unique(maintain_order=True)


@derived
def at_home(case: Case) -> pl.DataFrame:
    """Return line, country, share: where lines are at home, and the part of the work on own orders, 0 to 1.

    What has no country of its own is at home with whoever orders it, and has no row here.
    """
    partners = case["line_partners"].select("line", "country", share=pl.col("share") / 100.0)
    own = case["lines"].drop_nulls("country").select("line", "country", share=pl.lit(1.0))
    # a partner's row says more of the line's own country than that it stands there
    return pl.concat([partners, own]).unique(["line", "country"], keep="first", maintain_order=True)


def without_rules(case: Case, rules: Collection[str]) -> Case:
    """Return a case without some of its rules on suppliers.

    Raises
    ------
    CaseError
        If the case has no such rule.
    """
    known = case["supplier_rules"]["rule"].to_list()
    problems = [
        Problem("supplier_rules", None, "rule", rule, "a rule of the case", did_you_mean(rule, known))
        for rule in rules
        if rule not in known
    ]
    if problems:
        raise CallError(problems)
    kept = case["supplier_rules"].filter(~pl.col("rule").is_in(list(rules)))
    return case.with_table("supplier_rules", kept)
