"""`sinews brief`: one page for each ally, and one for the Alliance, to take to a summit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sinews.commands.shared import (
    JsonFlag,
    RestrictedOption,
    ally_key,
    answers,
    may_write,
    messages,
    pages_to_write,
    plain,
    print_json,
    progress_of_steps,
)

if TYPE_CHECKING:
    from sinews.document import Document


def brief(
    folder: Annotated[Path, typer.Argument(metavar="PLAN", help="A plan folder.")] = Path("sinews-plan"),
    ally: Annotated[
        str | None, typer.Option(help="Code or name of an ally, such as LVA; the Alliance if not given.")
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="The Alliance, all allies, and an index.")] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Folder for the pages; [bold]sinews-brief[/bold] if not given. Other files stay.",
            callback=pages_to_write,
        ),
    ] = None,
    restricted: RestrictedOption = False,
    no_pdf: Annotated[bool, typer.Option("--no-pdf", help="HTML only.")] = False,
    json_: JsonFlag = False,
) -> None:
    """Write summit pages as HTML and PDF: promises, fair share, path, bottlenecks, jobs, decisions.

    With --json the content is printed, and pages are written only where --out says so.
    """
    if ally is not None and all_:
        raise typer.BadParameter("give either an ally or --all", param_hint="--ally")
    from sinews.implementation import open_plan
    from sinews.present.topics import brief as pages
    from sinews.present.writers.json import as_json

    target = out or (None if json_ else pages_to_write(Path("sinews-brief")))
    with progress_of_steps() as tell:
        tell("plan: reading")
        plan = open_plan(folder)
        named = ally_key(plan.case, ally)
        wanted = (
            pages.subjects(plan) if all_ else [pages.subject_of(plan, named) if named else pages.ALLIANCE]
        )
        book = pages.Book.of(plan, tell)
    found = [pages.page(book, subject) for subject in wanted]
    if target is not None and not may_write(plan.case, str(target), restricted):
        target = None
    if target is not None:
        _write(found, target, pdf=not no_pdf, index=all_)
    if json_:
        print_json([as_json(each) for each in found] if all_ else as_json(found[0]))
    else:
        for sentence in found[0].sentences:
            answers().print(sentence, markup=False, highlight=False)
    if target is not None:
        first = target / ("index.html" if all_ else f"{found[0].key}.html")
        messages().print(
            f"Written to [bold]{plain(target)}[/bold]; open [bold]{plain(first)}[/bold] in a browser."
        )


def _write(found: list[Document], target: Path, *, pdf: bool, index: bool) -> None:
    """Make the files of all pages, with a bar on standard error, and write them."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from sinews.present.topics import brief as pages

    files: dict[str, bytes] = {}
    columns = (
        TextColumn("  pages"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.description}", markup=False),
    )
    with Progress(*columns, console=messages()) as bar:
        task = bar.add_task("", total=len(found))
        for each in found:
            bar.update(task, description=each.title)
            files |= pages.page_files(each, pdf=pdf)
            bar.advance(task)
        bar.update(task, description="")
    if index:
        files |= pages.page_files(pages.index(found, pdf=pdf), pdf=False)
    pages.write_files(target, files)
