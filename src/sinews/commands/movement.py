"""`sinews movement`: whether forces get there in time, what holds them up, and what must be doubled."""

from __future__ import annotations

from functools import partial
from pathlib import Path
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


def export_to_write(path: Path | None) -> Path | None:
    """Return a new folder for the tables, as `sinews.commands.shared.file_to_write` does a file."""
    from sinews.case import check_folder
    from sinews.present.movement_export import MARKER

    if path is not None and path.exists():
        raise typer.BadParameter(f"{path} is there already; name a new folder")
    if path is not None:
        check_folder(path, MARKER)
    return path


def movement(
    source: PlanOrCase = "baseline",
    plan: Annotated[
        str | None, typer.Option(help="Move the packages of this defence plan only; all at once by default.")
    ] = None,
    year: YearOption = None,
    report: ReportOption = None,
    restricted: RestrictedOption = False,
    export: Annotated[
        Path | None,
        typer.Option(
            help="Write the tables as CSV and the flows as GeoJSON to this new folder.",
            callback=export_to_write,
        ),
    ] = None,
    set_: SetOption = None,
    json_: JsonFlag = False,
) -> None:
    """Say when the force packages close, what holds them up, and which lift and ways bring them in time.

    Exit code 1 if some package closes after its required day.
    """
    with progress_of_steps() as tell:
        tell("case: reading and checking")
        case, forces, _ = open_forces(source, year, set_)
        known = case["defence_plans"]["plan"].to_list()
        if plan is not None and plan not in known:
            raise typer.BadParameter(
                f"{plan} is no defence plan; the case has {', '.join(known)}", param_hint="--plan"
            )
        from sinews.case import held_by_alliance
        from sinews.enablers import movement as enabler
        from sinews.present.movement import Answer, as_json, print_movement

        held = held_by_alliance(case, forces)
        tell("movement: the packages over the network, day by day")
        outcome = enabler.move(case, held, plan=plan)
        tell("before and after doubling")
        variants = enabler.doublings(case, held, plan, outcome)
        tell("other rules at borders")
        regimes = enabler.regimes(case, held, plan, outcome)
        tell("sizing: the least-cost additions")
        sizing = enabler.size(case, held, plan=plan, known=outcome.known)
        answer = Answer(case, plan, year, outcome, variants, regimes, sizing)
        if report is not None and not may_write(case, str(report), restricted):
            report = None
        if report is not None:
            tell("report: tables and charts")
            from sinews.present.report import write_page
            from sinews.present.report.movement import render_movement

            write_page(render_movement(answer), report)
        if export is not None and may_write(case, str(export), restricted):
            tell("export: CSV and GeoJSON")
            from sinews.present.movement_export import write_movement

            write_movement(answer, export)
    give_answer(
        as_json=as_json(answer) if json_ else None,
        show=partial(print_movement, answer=answer),
        report=report,
        holds=answer.holds,
    )
