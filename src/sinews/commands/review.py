"""`sinews review`: would the plan hold, who is ready, who carries it, and what it does for growth."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sinews.commands.shared import (
    JsonFlag,
    ReportOption,
    RestrictedOption,
    give_document,
    messages,
    pages_to_write,
    plain,
    progress_of_parts,
    progress_of_steps,
)

if TYPE_CHECKING:
    import polars as pl

    from sinews.implementation import Plan


def review(
    folder: Annotated[Path, typer.Argument(metavar="PLAN", help="A plan folder.")] = Path("sinews-plan"),
    years: Annotated[
        list[int] | None,
        typer.Option(
            "--year", help="A planning year; may be repeated. Today, 2030, 2035 and 2040 by default."
        ),
    ] = None,
    all_years: Annotated[bool, typer.Option("--all-years", help="All planning years.")] = False,
    stress: Annotated[
        bool, typer.Option("--stress", help="Run the forces of each year through the defence plans.")
    ] = False,
    movement: Annotated[
        bool,
        typer.Option(
            "--movement",
            help="Run the stress test with movement too, which takes most of the time.",
        ),
    ] = False,
    keep: Annotated[
        Path | None,
        typer.Option(
            help="Where each part of the stress test is kept, and taken up again; PLAN/stress by default.",
            callback=pages_to_write,
        ),
    ] = None,
    report: ReportOption = None,
    restricted: RestrictedOption = False,
    json_: JsonFlag = False,
) -> None:
    """Review a plan: scoreboard, readiness by tier, burden, growth, and the stress test.

    Exit code 1 if a force tier is missed or the stress test finds something that does not hold.
    """
    from sinews.document import wording
    from sinews.implementation import open_plan
    from sinews.pipeline import review as review_of
    from sinews.present.topics.review import Answer, page

    plan = open_plan(folder)
    planned = list(plan.case.years)
    chosen = planned if all_years else sorted(set(years or wording.milestones(planned)))
    outside = sorted(set(chosen) - set(planned))
    if outside:
        raise typer.BadParameter(
            f"{outside[0]} is no planning year; the plan has {planned[0]} to {planned[-1]}",
            param_hint="--year",
        )
    tested = None
    if stress or movement or keep is not None:
        tested = _tested(plan, chosen, keep or folder / "stress", move=movement)
    with progress_of_steps() as tell:
        tell("review: fulfilment, burden, readiness, growth")
        reviewed = review_of(plan, chosen, tested)
        document = page(Answer(plan, reviewed, chosen, tested))
    give_document(document, json_=json_, report=report, restricted=restricted)


def _tested(plan: Plan, years: Sequence[int], folder: Path, *, move: bool) -> pl.DataFrame:
    """Run the stress test on all processors; on an interrupt say how to go on."""
    from sinews.assessment.stress import stress_years

    try:
        with progress_of_parts() as progress:
            return stress_years(plan, years, folder, progress, move=move, processes=os.cpu_count() or 1)
    except KeyboardInterrupt:
        messages().print(
            f"What is done is kept in [bold]{plain(folder)}[/bold]: ask again to go on from there."
        )
        raise
