"""The commands of `sinews case`: make, look at, compare, check and exchange cases."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sinews.commands import public
from sinews.commands.shared import (
    JsonFlag,
    ReportOption,
    RestrictedOption,
    case_to_write,
    file_to_write,
    give_document,
    messages,
    open_case_and_warn,
    plain,
    print_json,
)

if TYPE_CHECKING:
    from sinews.case import Case

app = typer.Typer(
    help="Make, look at, compare and exchange cases: all that a plan is made from.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

app.command(
    name="import",
    epilog="Example: [bold]sinews case import def-exp.xlsx --as nato --into my-case --out new-case[/bold]",
)(public.import_)
app.command(epilog="Example: [bold]sinews case update my-case downloads --out new-case[/bold]")(public.update)

CaseArgument = Annotated[
    str,
    typer.Argument(
        metavar="CASE",
        help="[bold]baseline[/bold], a scenario's name, a folder, a workbook (.xlsx) or an overlay (.toml).",
    ),
]


@app.command(epilog="Example: [bold]sinews case new my-case --from threat_2029[/bold]")
def new(
    folder: Annotated[Path, typer.Argument(help="The folder to make.", callback=case_to_write)],
    from_: Annotated[
        str, typer.Option("--from", metavar="CASE", help="The case to start from.")
    ] = "baseline",
    name: Annotated[str, typer.Option(help="Name of the new case; that of the folder if left out.")] = "",
) -> None:
    """Make a folder with a case of your own, to change in any editor."""
    from sinews.case import write_case

    case = open_case_and_warn(from_).with_settings(name=name or folder.resolve().name)
    write_case(case, folder)
    messages().print(
        f"Written to [bold]{plain(folder)}[/bold]; "
        f"after a change: [bold]sinews case validate {plain(folder)}[/bold]"
    )


@app.command(epilog="Example: [bold]sinews case validate my-case[/bold]")
def validate(case: CaseArgument, json_: JsonFlag = False) -> None:
    """Check every figure; exit code 1 names each problem by table, row and column."""
    from sinews.case import CaseError

    problems: list[dict[str, object]] = []
    report = ""
    opened = None
    try:
        opened = _opened(case)
    except CaseError as error:
        report = str(error)
        names = ("table", "row", "column", "value", "expected", "remedy")
        problems = [{name: getattr(problem, name) for name in names} for problem in error.problems]
    if json_:
        print_json({"case": case, "sound": opened is not None, "problems": problems})
    elif opened is not None:
        rows = sum(frame.height for frame in opened.tables.values())
        typer.echo(f"{case} is sound: {len(opened.tables)} tables, {rows:,} rows, SHA-256 {opened.hash}")
    else:
        typer.echo(report)
    if opened is None:
        raise typer.Exit(1)


@app.command(epilog="Example: [bold]sinews case describe lines[/bold]")
def describe(
    table: Annotated[str, typer.Argument(help="A table; all of them if left out.")] = "",
    case: Annotated[str, typer.Option(metavar="CASE", help="The case whose rows are counted.")] = "baseline",
    report: ReportOption = None,
    restricted: RestrictedOption = False,
    json_: JsonFlag = False,
) -> None:
    """Say what a case holds, or what the columns of a table mean."""
    from sinews.present.topics import case as pages

    give_document(
        pages.columns(table) if table else pages.describe(_opened(case)),
        json_=json_,
        report=report,
        restricted=restricted,
    )


@app.command(epilog="Example: [bold]sinews case diff baseline threat_2029[/bold]")
def diff(
    a: CaseArgument,
    b: CaseArgument,
    report: ReportOption = None,
    restricted: RestrictedOption = False,
    json_: JsonFlag = False,
) -> None:
    """Show every value that differs between two cases, row by row."""
    from sinews.present.topics import case as pages

    give_document(
        pages.diff(_opened(a), _opened(b), (a, b)), json_=json_, report=report, restricted=restricted
    )


@app.command(epilog="Example: [bold]sinews case export baseline baseline.xlsx[/bold]")
def export(
    case: CaseArgument,
    out: Annotated[
        Path, typer.Argument(help="The workbook (.xlsx) or the folder to write.", callback=case_to_write)
    ],
    restricted: Annotated[
        bool,
        typer.Option(
            "--restricted", help="Write figures of restricted sources, too; else they are left out."
        ),
    ] = False,
) -> None:
    """Write a case as an Excel workbook, or as a folder of CSV files."""
    from sinews.case import told_restricted, without_restricted, write_case, write_workbook

    opened = _opened(case)
    told = told_restricted(opened)
    if told and not restricted:
        opened = without_restricted(opened)
        messages().print(
            f"Left out: {plain(told)}; [bold]--restricted[/bold] writes them, too.", soft_wrap=True
        )
    if out.suffix.lower() == ".xlsx":
        write_workbook(opened, out)
    else:
        write_case(opened, out)
    messages().print(f"Written to [bold]{plain(out)}[/bold].")


@app.command(epilog="Example: [bold]sinews case roll baseline --to 2028 --out mine-2028[/bold]")
def roll(
    case: CaseArgument,
    to: Annotated[int, typer.Option("--to", metavar="YEAR", help="The first planning year of the new case.")],
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="The folder to make.")],
) -> None:
    """Let a case begin in a later year: what is due until then has come, what was promised stays."""
    from sinews.case import write_case
    from sinews.rolling import roll as rolled

    new = rolled(_opened(case), to)
    write_case(new, out)
    years = f"{new.settings.base_year}-{new.settings.horizon}"
    messages().print(f"Written to [bold]{out}[/bold], with the planning years {years}.")


@app.command(epilog="Example: [bold]sinews case template empty.xlsx[/bold]")
def template(
    out: Annotated[Path, typer.Argument(help="The workbook (.xlsx) to write.", callback=file_to_write)],
    from_: Annotated[
        str, typer.Option("--from", metavar="CASE", help="Whose settings to enter.")
    ] = "baseline",
) -> None:
    """Write an empty workbook to fill in: a sheet per table, with units, descriptions and lists."""
    from sinews.case import write_template

    write_template(out, _opened(from_).settings)
    messages().print(f"Written to [bold]{plain(out)}[/bold].")


@app.command(epilog="Example: [bold]sinews case sources[/bold]")
def sources(
    case: CaseArgument = "baseline",
    report: ReportOption = None,
    restricted: RestrictedOption = False,
    json_: JsonFlag = False,
) -> None:
    """List the publications of a case, and how many rows rest on each."""
    from sinews.present.topics import case as pages

    give_document(pages.sources(_opened(case)), json_=json_, report=report, restricted=restricted)


@app.command(epilog="Example: [bold]sinews case where inventory DEU/tank[/bold]")
def where(
    table: Annotated[str, typer.Argument(help="The table.")],
    key: Annotated[str, typer.Argument(help="The row's key; slashes between its parts.")],
    case: Annotated[str, typer.Option(metavar="CASE", help="The case to look into.")] = "baseline",
    report: ReportOption = None,
    restricted: RestrictedOption = False,
    json_: JsonFlag = False,
) -> None:
    """Say where a figure comes from, and what rests on it."""
    from sinews.case import where as origin
    from sinews.present.topics import case as pages

    opened = _opened(case)
    give_document(
        pages.where(opened, origin(opened, table, key)), json_=json_, report=report, restricted=restricted
    )


@app.command(epilog="Example: [bold]sinews case scenarios[/bold]")
def scenarios(
    report: ReportOption = None,
    json_: JsonFlag = False,
) -> None:
    """List the scenarios that come with Sinews; `sinews plan NAME` plans one."""
    from sinews.present.topics import case as pages

    give_document(pages.scenarios(), json_=json_, report=report)


@app.command(epilog="Example: [bold]sinews case schema overlay > overlay.schema.json[/bold]")
def schema(
    which: Annotated[
        str, typer.Argument(metavar="settings|overlay", help="The file that the schema is for.")
    ] = "overlay",
) -> None:
    """Print the JSON Schema of case.toml or of an overlay, for editors that complete and check."""
    from sinews.case import overlay_schema, settings_schema

    schemas = {"settings": settings_schema, "overlay": overlay_schema}
    if which not in schemas:
        raise typer.BadParameter("settings or overlay")
    print_json(schemas[which]())


def _opened(case: str) -> Case:
    """Open a case, with a bar on standard error for one that takes its time."""
    from rich.progress import BarColumn, Progress, TextColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
    )
    with Progress(*columns, console=messages(), transient=True) as bar:
        task = bar.add_task(case, total=1.0)
        return open_case_and_warn(
            case, progress=lambda step, share: bar.update(task, description=step, completed=share)
        )
