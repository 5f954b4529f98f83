"""`sinews rules`: what each rule on suppliers costs, and who buys from whom."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sinews.commands.shared import (
    ConstraintsOption,
    JsonFlag,
    ReportOption,
    RestrictedOption,
    give_document,
    open_plan_with,
    progress_of_steps,
)


def rules(
    folder: Annotated[Path, typer.Argument(help="A plan folder.")] = Path("sinews-plan"),
    rule: Annotated[
        list[str] | None,
        typer.Option(metavar="RULE", help="Price this rule alone; may be repeated. All, if not given."),
    ] = None,
    constraints: ConstraintsOption = None,
    report: ReportOption = None,
    restricted: RestrictedOption = False,
    json_: JsonFlag = False,
) -> None:
    """Price each rule on suppliers in shortfall, money, months and jobs: the plan made again without it.

    Two to three seconds a rule. Beside it: what allies order at home, in Europe and in the United States.
    """
    with progress_of_steps() as tell:
        tell("plan: reading")
        plan = open_plan_with(folder, constraints)
        from sinews.assessment.origins import origins
        from sinews.assessment.trade_shares import trade_shares
        from sinews.present.topics.rules import page
        from sinews.readings import price_rules

        found = price_rules(plan, rule, lambda name: tell(f"without {name}"))
        document = page(plan.case, found, origins(plan), trade_shares(plan))
    give_document(document, json_=json_, report=report, restricted=restricted)
