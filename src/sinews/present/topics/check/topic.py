"""The document of `sinews check`: which constraints a plan keeps, and where it breaks one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from sinews.case import Case
from sinews.document import Column, Document, Fact, Items, Section, Table, said

SHOWN = 10
"""Findings of one check that are shown; JSON has all."""


def page(case: Case, found: Mapping[str, list[str]], left_out: Sequence[str]) -> Document:
    """Return the answer as a document.

    Parameters
    ----------
    case
        The case of the plan.
    found
        What breaks each check; nothing where it holds.
    left_out
        What could not be checked, in sentences.
    """
    broken = {name: findings for name, findings in found.items() if findings}
    rows = [(name, f"BROKEN, {len(each)} times" if each else "holds") for name, each in found.items()]
    table = Table(
        "checks",
        "Every constraint, from the plan's own tables",
        pl.DataFrame(rows, schema=dict.fromkeys(("check", "result"), pl.String), orient="row"),
        (Column("check", "Check"), Column("result", "Result")),
        sortable=False,
    )
    sections = [
        Section("checks", "What was checked", (table, *([Items(tuple(left_out))] if left_out else [])))
    ]
    sections += [
        Section(f"broken-{place}", name, (Items((*each[:SHOWN], *_more(each))),))
        for place, (name, each) in enumerate(broken.items(), 1)
    ]
    counts = {"hold": Fact(len(found) - len(broken), "day"), "all": Fact(len(found), "day")}
    return Document(
        "check",
        "Does the plan keep its constraints?",
        f"Case “{case.settings.name}”",
        case,
        not broken,
        [said("{hold} of {all} checks hold.", **counts)],
        sections,
        {"holds": not broken, "violations": dict(found)}
        | ({"unchecked": list(left_out)} if left_out else {}),
    )


def _more(findings: Sequence[str]) -> list[str]:
    return [f"and {len(findings) - SHOWN} more"] if len(findings) > SHOWN else []
