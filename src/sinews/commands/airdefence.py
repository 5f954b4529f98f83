"""`sinews airdefence`: what the units cover, for how long interceptors last, and what it takes."""

from __future__ import annotations

from sinews.commands.shared import (
    JsonFlag,
    PlanOrCase,
    ReportOption,
    RestrictedOption,
    SetOption,
    YearOption,
    give_document,
    open_forces,
    progress_of_steps,
)


def airdefence(
    source: PlanOrCase = "baseline",
    year: YearOption = None,
    report: ReportOption = None,
    restricted: RestrictedOption = False,
    set_: SetOption = None,
    json_: JsonFlag = False,
) -> None:
    """Say what air and missile defence covers, for how long, and what the stated ambition takes.

    Exit code 1 if less is held than the ambition takes.
    """
    with progress_of_steps() as tell:
        tell("case: reading and checking")
        case, held, capacity = open_forces(source, year, set_)
        from sinews.enablers.air_defence.answer import asked
        from sinews.enablers.air_defence.page import page
        from sinews.kept import kept

        answer = kept(
            "airdefence", case, [held, year, capacity],
            lambda: asked(case, held, year, capacity, tell), tell,
        )  # fmt: skip
        document = page(answer)
    give_document(document, json_=json_, report=report, restricted=restricted)
