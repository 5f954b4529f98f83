"""What the commands share: options, where answers and messages go, progress, and what a user points at."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import polars as pl
    from rich.console import Console

    from sinews.case import Case
    from sinews.document import Document
    from sinews.implementation import Plan


def file_to_write(path: Path | None) -> Path | None:
    """Return a file that a command is to write; raise OutputError, before any work, if it cannot."""
    from sinews.case import check_file

    if path is not None:
        check_file(path)
    return path


def page_to_write(path: Path | None) -> Path | None:
    """Return a page that a command is to write, as `file_to_write` does, of one of the forms there are."""
    from sinews.present.writers import checked

    return file_to_write(None if path is None else checked(path))


def pages_to_write(path: Path | None) -> Path | None:
    """Return a folder that files are to be put into beside others, as `file_to_write` does."""
    from sinews.case import check_file

    if path is not None:
        check_file(path / "index.html", parents=True)
    return path


def plan_to_write(path: Path) -> Path:
    """Return a folder that is to become a plan's, as `file_to_write` does."""
    from sinews.case import check_folder
    from sinews.implementation import MANIFEST

    check_folder(path, MANIFEST)
    return path


def case_to_write(path: Path | None) -> Path | None:
    """Return a folder or a workbook that is to become a case, as `file_to_write` does."""
    from sinews.case import SETTINGS_FILE, check_file, check_folder

    if path is not None and path.suffix.lower() == ".xlsx":
        check_file(path)
    elif path is not None:
        check_folder(path, SETTINGS_FILE)
    return path


JsonFlag = Annotated[bool, typer.Option("--json", help="Print the answer as JSON on standard output.")]
SetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="TABLE.KEY.COLUMN=VALUE", help="Change a value of the case; may be repeated."
    ),
]
PlanOrCase = Annotated[
    str,
    typer.Argument(
        metavar="[PLAN|CASE]",
        help="A plan folder, or a case: [bold]baseline[/bold], a scenario, a folder, a workbook, an overlay.",
    ),
]
WithoutRuleOption = Annotated[
    list[str] | None,
    typer.Option(metavar="RULE", help="Plan without this rule on suppliers; may be repeated."),
]
ConstraintsOption = Annotated[
    Path | None,
    typer.Option(
        "--constraints",
        metavar="FILE",
        help="A Python file with families of constraints of your own, in a list CONSTRAINTS; it is run.",
    ),
]
ReportOption = Annotated[
    Path | None,
    typer.Option(
        "--report",
        help="Write a page to this file: .html, .pdf, .md, .xlsx or .json.",
        callback=page_to_write,
    ),
]
RestrictedOption = Annotated[
    bool,
    typer.Option(
        "--restricted", help="Write pages even where figures of restricted sources are behind them."
    ),
]
YearOption = Annotated[
    int | None,
    typer.Option("--year", help="With what the plan has delivered by the end of this year; for plans only."),
]


def open_forces(
    source: str, year: int | None, changes: list[str] | None
) -> tuple[Case, pl.DataFrame, pl.DataFrame | None]:
    """Open a plan or a case, and say what each ally holds and lines can make.

    Parameters
    ----------
    source
        A plan folder, or whatever `sinews.case.open_case` opens.
    year
        A planning year: what the plan holds at its end. None: what is held at the start of the base year.
    changes
        Overrides of the case, as ``--set`` takes them.

    Returns
    -------
    tuple[Case, polars.DataFrame, polars.DataFrame | None]
        The case; ally, capability, quantity (units of the capability); and line, capacity (products a year)
        of a plan in `year`, None without one.

    Raises
    ------
    CaseError, OutputError
        If there is no such plan or case, or a mistake in it.
    typer.BadParameter
        If `year` is no planning year, or given for a case.
    """
    from sinews.case import apply_overrides, holdings
    from sinews.implementation import MANIFEST, open_plan

    if not (Path(source) / MANIFEST).is_file():
        if year is not None:
            raise typer.BadParameter(
                f"{source} is a case; make a plan of it first: sinews plan {source}", param_hint="--year"
            )
        case = apply_overrides(open_case_and_warn(source), changes or [])
        return case, holdings(case).select("ally", "capability", "quantity"), None
    plan = open_plan(source)
    case = apply_overrides(plan.case, changes or [])
    if year is None:
        return case, holdings(case).select("ally", "capability", "quantity"), None
    if year not in plan.case.years:
        years = f"{plan.case.years[0]} to {plan.case.years[-1]}"
        raise typer.BadParameter(f"{year} is no planning year; the plan has {years}", param_hint="--year")
    return case, plan.held(year), plan.line_capacity(year)


def open_plan_with(folder: Path, constraints: Path | None) -> Plan:
    """Open a plan, with the constraints of a file for those that no installed package offers."""
    from sinews.implementation import open_plan, read_constraints, taken

    return open_plan(folder, () if constraints is None else taken(read_constraints(constraints)))


def open_case_and_warn(source: str, progress: Callable[[str, float], None] | None = None) -> Case:
    """Open a case, and print on standard error what a reader should look at although it stops nothing.

    Parameters
    ----------
    source, progress
        As for `sinews.case.open_case`, which tells what it raises, too.
    """
    from sinews.case import open_case, told_restricted

    case = open_case(source, progress=progress)
    restricted = told_restricted(case)
    carried = f"{restricted}; what is made of this case carries them" if restricted else ""
    for warning in filter(None, (*case.warnings, carried)):
        messages().print(f"[yellow]Warning:[/yellow] {plain(warning)}.", soft_wrap=True)
    return case


def may_write(case: Case, what: str, restricted: bool) -> bool:
    """Return whether pages made of a case may be written; say why not, or what they carry.

    Parameters
    ----------
    case
        The case that they are made of.
    what
        The pages, as the message names them.
    restricted
        Whether they are asked for even where figures of restricted sources are behind them.
    """
    from sinews.case import told_restricted

    told = told_restricted(case)
    if told and not restricted:
        messages().print(
            f"Left out: {plain(what)}. {plain(told)}; [bold]--restricted[/bold] writes it.", soft_wrap=True
        )
    elif told:
        messages().print(
            f"[yellow]Restricted:[/yellow] {plain(what)} carries what follows from it: {plain(told)}.",
            soft_wrap=True,
        )
    return restricted or not told


def one_of(value: str | None, known: Iterable[str], option: str, what: str) -> None:
    """Raise typer.BadParameter if an option has a value that is none of those known."""
    if value is not None and value not in set(known):
        raise typer.BadParameter(f"{value} is not {what}; known are {', '.join(known)}", param_hint=option)


def ally_key(case: Case, text: str | None) -> str | None:
    """Return the key of an ally by its code, its name or any other name or code that the case knows it by.

    Parameters
    ----------
    case
        The case, whose table of aliases goes before the one that comes with the package.
    text
        What the user wrote; what nobody is known by comes back as it is.
    """
    from sinews.case.countries import Countries, known_countries

    if text is None or text in set(case["allies"]["ally"]):
        return text
    return Countries(case["aliases"]).key(text) or known_countries().key(text) or text


def print_json(answer: object) -> None:
    """Print an answer as JSON on standard output; what its encoding may lack is written as escapes."""
    from sinews.case import inert

    ascii_only = not sys.stdout.encoding.lower().startswith("utf")
    told = json.dumps(_finite(answer), indent=2, ensure_ascii=ascii_only, allow_nan=False)
    # hidden characters stand in strings only, where their escapes are the same text
    sys.stdout.write(f"{inert(told)}\n")


def _finite(answer: object) -> object:
    """Return an answer with null for what has no end or no value, which JSON has no numbers for."""
    if isinstance(answer, float):
        return answer if math.isfinite(answer) else None
    if isinstance(answer, dict):
        return {key: _finite(value) for key, value in answer.items()}
    return [_finite(value) for value in answer] if isinstance(answer, list | tuple) else answer


def write_report(document: Document, report: Path, restricted: bool) -> bool:
    """Write a document to a file, in the form that the end of its name asks for, if it may be written.

    Parameters
    ----------
    document
        What is written.
    report
        The file.
    restricted
        Whether it is written even where figures of restricted sources are behind it.

    Returns
    -------
    bool
        Whether it has been written.
    """
    if document.case is not None and not may_write(document.case, str(report), restricted):
        return False
    from sinews.present.writers import write

    with progress_of_steps() as tell:
        tell("report: tables and charts")
        write(document, report)
    return True


def give_document(
    document: Document, *, json_: bool, report: Path | None = None, restricted: bool = False
) -> None:
    """Write a document to a file, if one is named, print it, and end with the exit code of what it says.

    Parameters
    ----------
    document
        The answer.
    json_
        Whether it is printed as JSON, and not for people.
    report, restricted
        As for `write_report`; no file if None.

    Raises
    ------
    typer.Exit
        With exit code 1 if the answer is "no".
    """
    from sinews.present.writers.json import as_json
    from sinews.present.writers.terminal import show

    written = report is not None and write_report(document, report, restricted)
    if json_:
        print_json(as_json(document))
    else:
        show(answers(), document)
    if written:
        messages().print(f"Written to [bold]{plain(report)}[/bold].")
    if document.holds is False:
        raise typer.Exit(1)


def plain(text: object) -> str:
    """Return text for a message with Rich's marks around it, in which its own brackets are no marks."""
    from rich.markup import escape

    return escape(str(text))


def answers(*, markup: bool = False) -> Console:
    """Return the console that answers go to: standard output.

    Parameters
    ----------
    markup
        Whether what is printed has Rich's marks; where names of a case are printed, it must not.
    """
    from sinews.commands.terminal import InertConsole

    return InertConsole(markup=markup, emoji=False)


def messages() -> Console:
    """Return the console of progress and messages: standard error."""
    from sinews.commands.terminal import InertConsole

    return InertConsole(stderr=True, highlight=False, emoji=False)


@contextmanager
def progress_of_parts() -> Iterator[Callable[[int, int, str], None]]:
    """Show a bar of how many parts are done, what was done last, and the time left, on standard error.

    Where that is no terminal, each part that is done is a line.
    """
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    if not messages().is_terminal:
        yield lambda done, total, last: messages().print(plain(f"{done} of {total}: {last}"), soft_wrap=True)
        return
    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(elapsed_when_finished=True),
        TextColumn("{task.description}", markup=False),
    )
    with Progress(*columns, console=messages()) as progress:
        task = progress.add_task("", total=None)

        def tell(done: int, total: int, last: str) -> None:
            progress.update(task, completed=done, total=total, description=last)

        yield tell


@contextmanager
def progress_of_steps() -> Iterator[Callable[[str], None]]:
    """Show each step as it begins, with the time it has taken so far, on standard error.

    Where that is no terminal, each step is a line, printed as it begins.
    """
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    if not messages().is_terminal:
        yield lambda step: messages().print(plain(step), soft_wrap=True)
        return
    columns = (
        SpinnerColumn(finished_text="[green]✓[/green]"),
        TextColumn("{task.description}", markup=False),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=messages()) as progress:

        def tell(step: str) -> None:
            for task in progress.task_ids:
                progress.update(task, total=1, completed=1)
            progress.add_task(step, total=None)

        yield tell
        for task in progress.task_ids:
            progress.update(task, total=1, completed=1)
