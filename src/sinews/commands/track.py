"""`sinews track`: a plan against what newer editions say has happened."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sinews.commands.shared import JsonFlag, ReportOption, RestrictedOption, give_document, open_case_and_warn


def track(
    folder: Annotated[Path, typer.Argument(help="A plan folder.")] = Path("sinews-plan"),
    against: Annotated[
        str,
        typer.Option(
            metavar="CASE", help="A case with newer figures, as [bold]sinews case import[/bold] makes it."
        ),
    ] = "baseline",
    report: ReportOption = None,
    restricted: RestrictedOption = False,
    json_: JsonFlag = False,
) -> None:
    """Compare what was planned for a year with what happened; exit code 1 if anything held is late."""
    from sinews.assessment import track as compare
    from sinews.implementation import open_plan
    from sinews.present.topics.track import page

    plan = open_plan(folder)
    give_document(
        page(plan.case, compare(plan, open_case_and_warn(against))),
        json_=json_,
        report=report,
        restricted=restricted,
    )
