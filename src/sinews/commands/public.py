"""The commands that bring public files into a case: `sinews case import` and `sinews case update`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sinews.commands.shared import (
    JsonFlag,
    case_to_write,
    give_document,
    messages,
    open_case_and_warn,
    plain,
    print_json,
)

if TYPE_CHECKING:
    from sinews.case import Case
    from sinews.case.public import BroughtIn


def import_(
    file: Annotated[Path, typer.Argument(help="The file as it was downloaded.")],
    as_: Annotated[
        str,
        typer.Option("--as", metavar="KIND", help="Whose file it is, or a mapping (.toml) for any other."),
    ],
    into: Annotated[
        str, typer.Option(metavar="CASE", help="The case that the figures go into.")
    ] = "baseline",
    out: Annotated[
        Path | None,
        typer.Option(
            help="The folder or workbook (.xlsx) to write; without it nothing is written.",
            callback=case_to_write,
        ),
    ] = None,
    mix: Annotated[
        bool,
        typer.Option("--mix", help="Let figures of other editions or on another basis stay beside them."),
    ] = False,
    year: Annotated[
        int | None, typer.Option(help="The year of the figures, where the file does not say it.")
    ] = None,
    country: Annotated[str | None, typer.Option(help="The country, where the file does not say it.")] = None,
    unit: Annotated[str | None, typer.Option(help="The unit, where the file does not say it.")] = None,
    json_: JsonFlag = False,
) -> None:
    """Bring a publisher's file into a case: first what would change, then the case with it."""
    from sinews.case.countries import known_countries
    from sinews.case.public import KINDS, bring_in, open_public, parse_mapping

    case = open_case_and_warn(into)
    key = country and (known_countries().key(country) or country)
    with messages().status(f"reading {file.name}"):
        public = open_public(file, year=year, country=key, unit=unit)
        if as_.endswith(".toml"):
            mapping = open_public(as_)
            brought = bring_in(case, public, parse_mapping(mapping.content, mapping.name), mix=mix)
        elif as_ in KINDS:
            brought = bring_in(case, public, as_, mix=mix)
        else:
            raise typer.BadParameter(
                f"{as_}; the kinds are {', '.join(KINDS)}, or a mapping (.toml)", param_hint="--as"
            )
    if as_ in KINDS and KINDS[as_].untested:
        messages().print(f"Untested on a real file: {plain(KINDS[as_].untested)}.")
    if json_:
        print_json({"source": brought.source.key, "notes": list(brought.notes),
                    "differences": brought.differences.to_dicts()})  # fmt: skip
    else:
        _print_changes(file.name, brought)
    if out is not None:
        _write(brought.case, into, out)


def update(
    case: Annotated[str, typer.Argument(metavar="CASE", help="A folder with a case and its mappings.")],
    downloads: Annotated[Path, typer.Argument(help="The folder with the downloaded files.")],
    out: Annotated[
        Path | None,
        typer.Option(help="The folder to write; without it nothing is written.", callback=case_to_write),
    ] = None,
) -> None:
    """Run all mappings that a case keeps (mappings/*.toml) over a folder of downloaded files."""
    from sinews.case.public import MAPPINGS, update_case

    if not downloads.is_dir():
        raise typer.BadParameter(f"{downloads} is no folder", param_hint="DOWNLOADS")
    changed = update_case(open_case_and_warn(case), Path(case) / MAPPINGS, downloads, _print_changes)
    if out is not None:
        _write(changed, case, out)


def _write(case: Case, came_from: str, out: Path) -> None:
    """Write a case as a folder or a workbook; a folder keeps the mappings of the case that it came from."""
    from sinews.case import write_case, write_workbook
    from sinews.case.public import MAPPINGS

    if out.suffix.lower() == ".xlsx":
        write_workbook(case, out)
    else:
        kept = {path.name: path.read_bytes() for path in (Path(came_from) / MAPPINGS).glob("*.toml")}
        write_case(case, out)
        if kept:
            (out / MAPPINGS).mkdir()
        for name, content in kept.items():
            (out / MAPPINGS / name).write_bytes(content)
    messages().print(f"Written to [bold]{plain(out)}[/bold].")


def _print_changes(name: str, brought: BroughtIn) -> None:
    """Print how many figures are new, changed and untouched, and the largest changes."""
    from sinews.present.topics.case import brought_in

    give_document(brought_in(name, brought), json_=False)
    for note in brought.notes:
        messages().print(plain(note), soft_wrap=True)
