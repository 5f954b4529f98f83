"""Write the pages of the reference that the product itself knows: commands, tables and settings.

The site is built with them (docs/conf.py calls `write`); they are not kept in the repository, so that they
never say anything else than the code does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from sinews.case.catalogue import TABLES
from sinews.case.catalogue.uses import use_of
from sinews.case.schema import Column, Table
from sinews.case.settings import Settings
from sinews.cli import app


def pages() -> dict[str, str]:
    """Return the Markdown of each page by the name of its file."""
    return {
        "commands.md": commands_page(),
        "tables.md": tables_page(),
        "settings.md": settings_page(),
    }


def write(folder: Path) -> None:
    """Write the pages into a folder; those that would not change keep their date: a quick build."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def commands() -> Iterator[tuple[str, Any]]:
    """Yield every command that does something, with the words that call it, in the order of help."""
    yield from _below("sinews", typer.main.get_command(app))


def commands_page() -> str:
    """Return the page of all commands."""
    parts = [
        "# Commands",
        "Figures go to standard output, progress and messages to standard error. The exit code is 0 when "
        "done, 1 when the answer is no, 2 when the input or the call is wrong.",
    ]
    for name, command in commands():
        parts += [f"## {name}", _sentences(command.help or ""), _sentences(command.epilog or "")]
        arguments = [each for each in command.params if each.param_type_name == "argument"]
        options = [each for each in command.params if each.param_type_name == "option" and not each.hidden]
        if arguments:
            rows = [(f"`{each.name}`", _told(getattr(each, "help", ""))) for each in arguments]
            parts.append(_table(("argument", "what it is"), rows))
        if options:
            named = [
                (", ".join(f"`{each}`" for each in (*option.opts, *option.secondary_opts)), option.help)
                for option in options
            ]
            parts.append(
                _table(("option", "what it does"), [(names, _told(told or "")) for names, told in named])
            )
    return _page(parts)


def tables_page() -> str:
    """Return the page of all tables and columns of a case."""
    parts = [
        "# Tables of a case",
        "A case is a folder with one CSV file for each table, or a workbook with one sheet for each. A "
        "column whose cells may be empty is optional. What a figure does is told by an answer that it "
        "raises, lowers or moves; the tests try each.",
        _table(
            ("table", "a row is"),
            [(f"[{table.name}](#{_anchor(table.name)})", _told(table.description)) for table in TABLES],
        ),
    ]
    for table in TABLES:
        rows = [
            (
                f"`{column.name}`",
                _kind(column),
                _told(column.description),
                _bounds(column),
                _use(table, column),
            )
            for column in table.columns
        ]
        parts += [
            f"({_anchor(table.name)})=\n## {table.name}",
            f"A row is {table.description}. Key: {', '.join(f'`{key}`' for key in table.key)}."
            + (" May be empty." if table.may_be_empty else ""),
            _table(("column", "kind", "what it holds", "values", "what it does"), rows),
        ]
    return _page(parts)


def settings_page() -> str:
    """Return the page of all settings."""
    rows = [
        (
            f"`{name}`",
            _told(field.description or ""),
            "required" if field.is_required() else f"`{field.default!r}`",
        )
        for name, field in Settings.model_fields.items()
    ]
    return _page(
        [
            "# Settings of a case",
            "They stand in `case.toml`, or in the sheet `settings` of a workbook; "
            "`--set settings.NAME=VALUE` changes one for a plan.",
            _table(("setting", "what it is", "unless given"), rows),
        ]
    )


def _below(name: str, command: Any) -> Iterator[tuple[str, TyperCommand]]:
    if not isinstance(command, TyperGroup):
        yield name, command
        return
    with command.make_context(name, [], resilient_parsing=True) as context:
        for each in command.list_commands(context):
            yield from _below(f"{name} {each}", command.get_command(context, each))


def _kind(column: Column) -> str:
    unit = f", {_told(column.unit)}" if column.unit else ""
    return f"{column.kind}{unit}{', optional' if column.optional else ''}"


def _bounds(column: Column) -> str:
    if column.choices:
        return ", ".join(f"`{each}`" for each in column.choices)
    if column.references:
        table, _, name = column.references.partition(".")
        return f"a `{name}` of [{table}](#{_anchor(table)})"
    if column.minimum is None and column.maximum is None:
        return ""
    if column.maximum is None:
        return f"from {column.minimum:g}"
    if column.minimum is None:
        return f"to {column.maximum:g}"
    return f"{column.minimum:g} to {column.maximum:g}"


def _use(table: Table, column: Column) -> str:
    use = use_of(table.name, column.name)
    return "" if use is None else _told(use.told)


def _anchor(table: str) -> str:
    return f"table-{table.replace('_', '-')}"


def _sentences(help_text: str) -> str:
    """Return a help text as Markdown: its marks for unbroken lines gone, examples as a block."""
    paragraphs: list[str] = []
    for block in help_text.replace("\b\n", "\b").split("\n\n"):
        if block.startswith("\b"):
            paragraphs.append(f"```console\n{block.removeprefix(chr(8)).strip()}\n```")
        else:
            paragraphs.append(_told(" ".join(block.split())))
    return "\n\n".join(paragraphs)


def _told(text: str) -> str:
    """Return text as Markdown shows it, in a cell of a table, too; what help shows in bold is set as code."""
    parts = re.split(r"\[/?bold\]", text)
    return "".join(f"`{part}`" if place % 2 else _escaped(part) for place, part in enumerate(parts))


def _escaped(text: str) -> str:
    return re.sub(r"([\\*_<>|$\[\]])", r"\\\1", text)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _page(parts: Sequence[str]) -> str:
    return "\n\n".join(part for part in parts if part) + "\n"
