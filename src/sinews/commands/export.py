"""`sinews export`: a plan as a workbook, or as a page of another form."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sinews.commands.shared import (
    RestrictedOption,
    messages,
    page_to_write,
    plain,
    progress_of_steps,
    write_report,
)


def export(
    folder: Annotated[Path, typer.Argument(help="A plan folder.")],
    file: Annotated[
        Path,
        typer.Argument(help="The file to write: .xlsx, .html, .pdf, .md or .json.", callback=page_to_write),
    ],
    restricted: RestrictedOption = False,
) -> None:
    """Write a plan as a workbook or a page: all years of every ally, charts, a dictionary of columns."""
    from sinews.implementation import open_plan
    from sinews.pipeline import review
    from sinews.present.summary import summarise
    from sinews.present.topics.plan import report

    with progress_of_steps() as tell:
        plan = open_plan(folder)
        tell("review: what the plan achieves")
        reviewed = review(plan)
        document = report(plan, reviewed, summarise(plan, reviewed))
        written = write_report(document, file, restricted, tell)
    if written is None:
        raise typer.Exit(2)
    messages().print(f"Written to [bold]{plain(written)}[/bold].")
