"""`sinews glossary`: what the terms mean that the answers count by."""

from __future__ import annotations

from typing import Annotated

import typer

from sinews.commands.shared import JsonFlag, ReportOption, give_document


def glossary(
    words: Annotated[
        str | None, typer.Argument(metavar="[WORDS]", help="Show the terms that have this in them.")
    ] = None,
    report: ReportOption = None,
    json_: JsonFlag = False,
) -> None:
    """Say what each term means here and how it is counted; exit code 1 if no term has the words asked for."""
    from sinews.document.glossary import glossary as terms
    from sinews.present.topics.glossary import page

    asked = (words or "").lower()
    found = [term for term in terms() if asked in term.name.lower() or asked in term.meaning.lower()]
    give_document(page(found), json_=json_, report=report)
