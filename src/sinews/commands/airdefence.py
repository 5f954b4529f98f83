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
        from sinews.case import holdings
        from sinews.enablers import air_defence
        from sinews.enablers.air_defence.answer import Answer
        from sinews.enablers.air_defence.page import page

        tell(f"coverage: {air_defence.told_size(case)}")
        now = holdings(case).select("ally", "capability", "quantity")
        pooled = air_defence.cover(case, held)
        tell("coverage: each ally alone, and all alike")
        national, even = air_defence.cover(case, held, "national"), air_defence.cover(case, held, "even")
        tell("coverage: today, and at either end of the radii")
        today = pooled if year is None else air_defence.cover(case, now)
        low, high = (air_defence.cover(case, held, radius=radius) for radius in ("radius_low", "radius_high"))
        tell("coverage: what more units are worth")
        curve = air_defence.marginal_curve(case, now)
        tell("magazines and saturation")
        depth = air_defence.magazines(case, held, year=year, capacity=capacity)
        curves, saturation = air_defence.magazine_curves(depth), air_defence.saturation(case, held)
        tell("requirement")
        requirement = air_defence.beside(case, air_defence.requirement(case), held)
        answer = Answer(
            case=case,
            year=year,
            national=national,
            pooled=pooled,
            even=even,
            today=today,
            low=low,
            high=high,
            curve=curve,
            magazines=depth,
            saturation=saturation,
            curves=curves,
            exchange=air_defence.cost_exchange(case),
            requirement=requirement,
        )
        document = page(answer)
    give_document(document, json_=json_, report=report, restricted=restricted)
