"""The document of `sinews check`: what follows from a plan's case and tables, and what does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from sinews.case import Case
from sinews.document import Column, Document, Fact, Items, Note, Section, Sentence, Table, said
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
    left_out = [Items(verdict.left_out)] if verdict.left_out else []
    sections = [
        *(
            Section(f"broken-{place}", name, (Items((*found[:SHOWN], *_more(found))),))
            for place, (name, found) in enumerate(broken.items(), 1)
        ),
        Section("checks", "What was checked", (_table(verdict), *left_out)),
        Section("not-checked", "What is not checked", (Items(NOT_CHECKED),)),
    ]
    return Document(
        "check",
        "Does the plan follow from its case?",
        f"Case “{case.settings.name}”",
        case,
        verdict.holds,
        _sentences(verdict),
        sections,
        verdict.as_json(),
    )


def with_verdict(document: Document, verdict: Verdict) -> Document:
    """Return the report of a plan with the verdict on it at the end."""
    told = tuple(Note(str(sentence)) for sentence in _sentences(verdict))
    wrong = [words for found in verdict.found.values() for words in found]
    shown = (Items((*wrong[:SHOWN], *_more(wrong))),) if wrong else ()
    how = Note("The command “sinews check” does it again, and tells what is not checked.")
    part = Section("checked", "Does it follow from its case?", (*told, *shown, _table(verdict), how))
    return replace(document, sections=[*document.sections, part])


def _table(verdict: Verdict) -> Table:
    schema = {"check": pl.String, "result": pl.String, "rows": pl.Int64, "farthest": pl.String}
    rows = [
        (name, f"BROKEN, {len(found)} times" if found else "holds", found.rows, _nearly(found))
        for name, found in verdict.found.items()
    ]
    return Table(
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


def _sentences(verdict: Verdict) -> list[Sentence]:
    """Return what has come of it, in a sentence or two."""
    broken = sum(bool(found) for found in verdict.found.values())
    counts = {
        "hold": Fact(len(verdict.found) - broken, "day"),
        "all": Fact(len(verdict.found), "day"),
        "rows": Fact(verdict.rows, "day"),
    }
    sentence = (
        "The plan holds: its {rows} rows follow from its case and from each other, by {all} checks, but for "
        "what is not checked."
        if verdict.holds
        else "The plan does not hold: {hold} of {all} checks hold."
    )
    sentences = [said(sentence, **counts)]
    if verdict.within is not None:
        proved = (
            "Prices of its limits prove that no plan in parts of steps and units, for the same targets at "
        )
        ahead = "the same prices, can come to less: what is in build at the start puts whole units ahead."
        least = "the same prices, can come to less by more than {part} %."
        part = Fact(100.0 * max(verdict.within, 0.0), "percent")
        sentences.append(said(proved + (ahead if verdict.within < 0 else least), part=part))
    return sentences


def _nearly(found: Findings) -> str:
    return f"{found.farthest:.0e}".replace("e-0", "e-") if found.farthest > 0 else ""


def _more(findings: Sequence[str]) -> list[str]:
    return [f"and {len(findings) - SHOWN} more"] if len(findings) > SHOWN else []
