"""`sinews readings`: what hangs on our readings of the public texts."""

from __future__ import annotations

from typing import Annotated

import typer

from sinews.commands.shared import (
    JsonFlag,
    ReportOption,
    RestrictedOption,
    SetOption,
    give_document,
    open_case_and_warn,
    progress_of_steps,
)


def readings(
    case: Annotated[
        str, typer.Argument(metavar="[CASE]", help="A case: [bold]baseline[/bold], a scenario, a folder.")
    ] = "baseline",
    report: ReportOption = None,
    restricted: RestrictedOption = False,
    set_: SetOption = None,
    json_: JsonFlag = False,
) -> None:
    """Plan a case under each reading of the public texts that is open to debate (about 15 seconds).

    What 293 air-defence units were, which formations count, whom the pledges bind, what half is half of, what
    grows by 400 %, what comes first: the headline under each answer, and what stands in all.
    """
    with progress_of_steps() as tell:
        tell("case: reading and checking")
        from sinews.case import apply_overrides
        from sinews.present.topics.readings import page
        from sinews.readings import readings as plan_each

        opened = apply_overrides(open_case_and_warn(case), set_ or [])
        document = page(opened, plan_each(opened, tell))
    give_document(document, json_=json_, report=report, restricted=restricted)
