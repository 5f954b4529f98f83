"""`sinews endurance`: how long the fight lasts on what is there."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

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


def endurance(
    source: PlanOrCase = "baseline",
    year: YearOption = None,
    intensity: Annotated[
        Literal["low", "medium", "high"], typer.Option(help="Intensity of the campaign.")
    ] = "high",
    paths: Annotated[int, typer.Option(min=10, help="Number of sampled worlds.")] = 500,
    report: ReportOption = None,
    restricted: RestrictedOption = False,
    set_: SetOption = None,
    json_: JsonFlag = False,
) -> None:
    """Say who runs out of what and when, what 30 days cost, and what keeps brigades supplied.

    Exit code 1 if some ally holds less than its target in a class of supply.
    """
    with progress_of_steps() as tell:
        tell("case: reading and checking")
        case, held, capacity = open_forces(source, year, set_)
        from sinews.enablers.supply.answer import asked
        from sinews.enablers.supply.page import page
        from sinews.kept import kept

        answer = kept(
            "endurance", case, [held, year, capacity, intensity, paths],
            lambda: asked(case, held, intensity, year, capacity, paths, tell), tell,
        )  # fmt: skip
        document = page(answer)
    give_document(document, json_=json_, report=report, restricted=restricted)
