"""The document of `sinews check`: what follows from a plan's case and tables, and what does not."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from sinews.case import Case
from sinews.document import Column, Document, Fact, Items, Section, Table, said
from sinews.verify.plan.findings import Findings
from sinews.verify.plan.verdict import NOT_CHECKED, Verdict

SHOWN = 10
"""Findings of one check that are shown; JSON has all."""


def page(case: Case, verdict: Verdict) -> Document:
    """Return the verdict on a plan as a document.

    Parameters
    ----------
    case
        The case of the plan.
    verdict
        What the check of the plan has come to.
    """
    broken = {name: found for name, found in verdict.found.items() if found}
    schema = {"check": pl.String, "result": pl.String, "rows": pl.Int64, "farthest": pl.String}
    rows = [
        (name, f"BROKEN, {len(found)} times" if found else "holds", found.rows, _nearly(found))
        for name, found in verdict.found.items()
    ]
    table = Table(
        "checks",
        "Every table, from the case and the other tables",
        pl.DataFrame(rows, schema=schema, orient="row"),
        (
            Column("check", "Check"),
            Column("result", "Result"),
            Column("rows", "Rows", "day"),
            Column("farthest", "Apart by, at most"),
        ),
        sortable=False,
    )
    left_out = [Items(verdict.left_out)] if verdict.left_out else []
    sections = [
        *(
            Section(f"broken-{place}", name, (Items((*found[:SHOWN], *_more(found))),))
            for place, (name, found) in enumerate(broken.items(), 1)
        ),
        Section("checks", "What was checked", (table, *left_out)),
        Section("not-checked", "What is not checked", (Items(NOT_CHECKED),)),
    ]
    counts = {
        "hold": Fact(len(verdict.found) - len(broken), "day"),
        "all": Fact(len(verdict.found), "day"),
        "rows": Fact(verdict.rows, "day"),
    }
    sentence = (
        "The plan holds: its {rows} rows follow from its case and from each other, by {all} checks, but for "
        "what is not checked."
        if verdict.holds
        else "The plan does not hold: {hold} of {all} checks hold."
    )
    return Document(
        "check",
        "Does the plan follow from its case?",
        f"Case “{case.settings.name}”",
        case,
        verdict.holds,
        [said(sentence, **counts)],
        sections,
        verdict.as_json(),
    )


def _nearly(found: Findings) -> str:
    return f"{found.farthest:.0e}".replace("e-0", "e-") if found.farthest > 0 else ""


def _more(findings: Sequence[str]) -> list[str]:
    return [f"and {len(findings) - SHOWN} more"] if len(findings) > SHOWN else []
