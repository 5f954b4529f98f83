"""The document of `sinews verify`: published worked examples beside what the methods make of them."""

from __future__ import annotations

from dataclasses import asdict

import polars as pl

from sinews.document import Column, Document, Fact, Section, Table, said
from sinews.verify.check import Result


def page(results: list[Result]) -> Document:
    """Return the checks of the methods as a document."""
    passed = sum(result.passed for result in results)
    rows = [
        asdict(result)
        | {"what": f"{result.method}: {result.example}", "passes": "yes" if result.passed else "NO"}
        for result in results
    ]
    table = Table(
        "checks",
        "Worked examples, each with what was published",
        pl.DataFrame(rows),
        (
            Column("what", "Method and example"),
            Column("expected", "Expected", "precise"),
            Column("ours", "Ours", "precise"),
            Column("difference", "Difference", "precise", wide_only=True),
            Column("passes", "Pass"),
            Column("source", "Source"),
        ),
    )
    return Document(
        "verify",
        "Do the methods give what was published?",
        "",
        None,
        passed == len(results),
        [said("{met} of {all} checks pass.", met=Fact(passed, "day"), all=Fact(len(results), "day"))],
        (Section("checks", "The checks", (table,)),),
        {"passed": passed == len(results), "checks": [asdict(result) for result in results]},
    )
