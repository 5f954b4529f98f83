"""`sinews endurance`: how long the fight lasts on what is there."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Literal

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
        from sinews.enablers import supply
        from sinews.present.supply import Answer, as_json, print_endurance

        tell("endurance: stock and production against consumption")
        lasting = supply.assess(case, held, intensity, year=year, capacity=capacity, paths=paths)
        tell("distribution: from depot to brigade")
        distribution = supply.distribute(case, year)
        service = supply.simulate_service(case, distribution, paths=paths)
        requirement, bands = supply.requirement(case), supply.leg_bands(case, year)
        answer = Answer(case, lasting, distribution, service, requirement, bands)
        if report is not None and not may_write(case, str(report), restricted):
            report = None
        if report is not None:
            tell("report: tables and charts")
            from sinews.present.report import write_page
            from sinews.present.report.supply import render_endurance

            write_page(render_endurance(answer), report)
    give_answer(
        as_json=as_json(answer) if json_ else None,
        show=partial(print_endurance, answer=answer),
        report=report,
        holds=answer.holds,
    )
