"""`sinews explain`: why something in a plan is as it is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sinews.commands.shared import (
    ConstraintsOption,
    JsonFlag,
    ReportOption,
    RestrictedOption,
    ally_key,
    give_document,
    open_plan_with,
    progress_of_steps,
)


def explain(
    folder: Annotated[Path, typer.Argument(help="A plan folder.")] = Path("sinews-plan"),
    ally: Annotated[
        str | None, typer.Option(help="Code or name of an ally, such as LVA, Latvia, Lettland.")
    ] = None,
    capability: Annotated[
        str | None, typer.Option(help="With it: key or name of a capability, such as med_role2.")
    ] = None,
    year: Annotated[int | None, typer.Option(help="With them: as things stand at the end of a year.")] = None,
    line: Annotated[str | None, typer.Option(help="Key or name of a production line.")] = None,
    material: Annotated[str | None, typer.Option(help="Key or name of a key material.")] = None,
    support: Annotated[bool, typer.Option("--support", help="Support to Ukraine and what it costs.")] = False,
    constraints: ConstraintsOption = None,
    report: ReportOption = None,
    restricted: RestrictedOption = False,
    json_: JsonFlag = False,
) -> None:
    """Tell why: the chain from the pledge to the delivery, with figures and sources, and what binds."""
    from sinews.present.topics import explain as explanation

    with progress_of_steps() as tell:
        tell("plan: reading")
        plan = open_plan_with(folder, constraints)
        tell("explanation: from the pledge to the delivery")
        known = ally_key(plan.case, ally)
        found = explanation.explain(
            plan, ally=known, capability=capability, year=year, line=line, material=material, support=support
        )
        document = explanation.page(plan, found)
    give_document(document, json_=json_, report=report, restricted=restricted)
