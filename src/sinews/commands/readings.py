"""`sinews readings`: what hangs on our readings of the public texts."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from sinews.commands.shared import (
    HtmlOption,
    JsonFlag,
    RestrictedOption,
    SetOption,
    give_answer,
    may_write,
    open_case_and_warn,
    progress_of_steps,
)


def readings(
    case: Annotated[
        str, typer.Argument(metavar="[CASE]", help="A case: [bold]baseline[/bold], a scenario, a folder.")
    ] = "baseline",
    report: HtmlOption = None,
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
        from sinews.present.readings import as_json, print_readings
        from sinews.readings import readings as plan_each

        opened = apply_overrides(open_case_and_warn(case), set_ or [])
        found = plan_each(opened, tell)
        if report is not None and not may_write(opened, str(report), restricted):
            report = None
        if report is not None:
            tell("report: the table")
            from sinews.present.report import write_page
            from sinews.present.report.readings_page import render_readings

            write_page(render_readings(opened, found), report)
    give_answer(
        as_json=as_json(opened, found) if json_ else None,
        show=partial(print_readings, case=opened, found=found),
        report=report,
        holds=True,
    )
