"""`sinews export`: a plan as a workbook, or as a page of another form."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sinews.commands.shared import (
    RestrictedOption,
    messages,
    one_of,
    page_to_write,
    plain,
    progress_of_steps,
    write_report,
)


def export(
    folder: Annotated[Path, typer.Argument(help="A plan folder.")],
    file: Annotated[
        Path,
        typer.Argument(help="The file to write: .xlsx, .html, .pdf, .md or .json.", callback=page_to_write),
    ],
    currency: Annotated[
        str,
        typer.Option(help="Put what allies pay into this currency, too: EUR, or [bold]national[/bold]."),
    ] = "",
    then_year: Annotated[
        bool, typer.Option("--then-year", help="The same at prices of the year of payment.")
    ] = False,
    per: Annotated[str, typer.Option(metavar="gdp|head", help="The same in % of GDP, or per head.")] = "",
    restricted: RestrictedOption = False,
) -> None:
    """Write a plan as a workbook or a page: all years of every ally, charts, a dictionary of columns."""
    from sinews.implementation import open_plan
    from sinews.pipeline import review
    from sinews.present.money import NATIONAL, PER, Money, with_money
    from sinews.present.summary import summarise
    from sinews.present.topics.plan import report

    one_of(per or None, PER, "--per", "a measure")
    with progress_of_steps() as tell:
        tell("plan: reading")
        plan = open_plan(folder)
        tell("review: what the plan achieves")
        reviewed = review(plan)
        document = report(plan, reviewed, summarise(plan, reviewed))
        money = Money(currency if currency == NATIONAL else currency.upper(), then_year, per)
        if money != Money():
            document = with_money(document, plan, money)
    if not write_report(document, file, restricted):
        raise typer.Exit(2)
    messages().print(f"Written to [bold]{plain(file)}[/bold].")
