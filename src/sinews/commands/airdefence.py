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
    write_report,
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
        from sinews.case import holdings
        from sinews.enablers import air_defence
        from sinews.enablers.air_defence.answer import Answer
        from sinews.enablers.air_defence.page import page

        tell("coverage, magazines and requirement")
        depth = air_defence.magazines(case, held, year=year, capacity=capacity)
        now = holdings(case).select("ally", "capability", "quantity")
        pooled = air_defence.cover(case, held)
        answer = Answer(
            case=case,
            year=year,
            national=air_defence.cover(case, held, "national"),
            pooled=pooled,
            even=air_defence.cover(case, held, "even"),
            today=pooled if year is None else air_defence.cover(case, now),
            low=air_defence.cover(case, held, radius="radius_low"),
            high=air_defence.cover(case, held, radius="radius_high"),
            curve=air_defence.marginal_curve(case, now),
            magazines=depth,
            saturation=air_defence.saturation(case, held),
            curves=air_defence.magazine_curves(depth),
            exchange=air_defence.cost_exchange(case),
            requirement=air_defence.beside(case, air_defence.requirement(case), held),
        )
        document = page(answer)
        report = write_report(document, report, restricted, tell)
    give_document(document, json_=json_, report=report)
