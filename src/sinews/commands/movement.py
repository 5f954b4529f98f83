"""`sinews movement`: whether forces get there in time, what holds them up, and what must be doubled."""

from __future__ import annotations

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
    give_document,
    may_write,
    open_forces,
    progress_of_steps,
)


def export_to_write(path: Path | None) -> Path | None:
    """Return a new folder for the tables, as `sinews.commands.shared.file_to_write` does a file."""
    from sinews.case import check_folder
    from sinews.enablers.movement.export import MARKER

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
            there = f"the case has {', '.join(known)}" if known else "the case has none"
            raise typer.BadParameter(f"{plan} is no defence plan; {there}", param_hint="--plan")
        from sinews.case import held_by_alliance
        from sinews.enablers.movement.page import page
        from sinews.enablers.movement.summary import asked
        from sinews.kept import kept

        held = held_by_alliance(case, forces)
        answer = kept("movement", case, [held, plan, year], lambda: asked(case, held, plan, year, tell), tell)
        document = page(answer)
        if export is not None and may_write(case, str(export), restricted):
            tell("export: CSV and GeoJSON")
            from sinews.enablers.movement.export import write_movement

            write_movement(answer, export)
    give_document(document, json_=json_, report=report, restricted=restricted)
