"""`sinews medical`: whether the chain of care keeps the wounded alive, and what would."""

from __future__ import annotations

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
        from sinews.enablers.medical.answer import Answer
        from sinews.enablers.medical.page import page
        from sinews.enablers.medical.summary import assess
        from sinews.kept import kept

        support = kept(
            "medical", case, [held, plan, worlds],
            lambda: assess(case, held, plan=plan, worlds=worlds, progress=tell), tell,
        )  # fmt: skip
        answer = Answer(case, support, year)
        document = page(answer)
    give_document(document, json_=json_, report=report, restricted=restricted)
