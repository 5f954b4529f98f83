"""`sinews medical`: whether the chain of care keeps the wounded alive, and what would."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from sinews.commands.shared import (
    JsonFlag,
    PlanOrCase,
    ReportOption,
    RestrictedOption,
    SetOption,
    YearOption,
    give_answer,
    may_write,
    open_forces,
    progress_of_steps,
)


def medical(
    source: PlanOrCase = "baseline",
    year: YearOption = None,
    plan: Annotated[
        str | None, typer.Option(help="One defence plan only, by its key; without pooling among plans.")
    ] = None,
    worlds: Annotated[int, typer.Option(min=10, help="Number of sampled worlds.")] = 50,
    report: ReportOption = None,
    restricted: RestrictedOption = False,
    set_: SetOption = None,
    json_: JsonFlag = False,
) -> None:
    """Say how long the wounded wait, who dies of it, where the chain breaks, and what keeps the timelines.

    Exit code 1 if a defence plan has less of some capability than the least-cost chain that keeps them.
    """
    with progress_of_steps() as tell:
        tell("case: reading and checking")
        case, held, _ = open_forces(source, year, set_)
        from sinews.enablers.medical.summary import assess
        from sinews.present.medical import Answer, as_json, print_medical

        answer = Answer(case, assess(case, held, plan=plan, worlds=worlds, progress=tell), year)
        if report is not None and not may_write(case, str(report), restricted):
            report = None
        if report is not None:
            tell("report: tables and charts")
            from sinews.present.report import write_page
            from sinews.present.report.medical import render_medical

            write_page(render_medical(answer), report)
    give_answer(
        as_json=as_json(answer) if json_ else None,
        show=partial(print_medical, answer=answer),
        report=report,
        holds=answer.holds,
    )
