"""Every example that is printed is run: in README.md, in the documentation, in docstrings."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import pytest
import typer
from sybil import Example, Sybil
from sybil.parsers.myst import CodeBlockParser, PythonCodeBlockParser
from sybil.parsers.rest import DocTestParser

from sinews.cli import app
from tests.documentation import PAGES, ROOT
from tests.public.books import nato_core

MODULES = [path for path in sorted((ROOT / "src").rglob("*.py")) if ">>> " in path.read_text("utf-8")]

NOTEBOOK = "file_format: mystnb"
"""What a page says whose cells the build of the site runs, in the page's folder."""


def call(arguments: list[str]) -> None:
    """Raise what the command line says of a wrong call, without doing what is asked."""
    command: Any = typer.main.get_command(app)
    context = command.make_context("sinews", list(arguments))
    while hasattr(command, "resolve_command"):
        name, command, rest = command.resolve_command(context, [*context._protected_args, *context.args])
        context = command.make_context(name, rest, parent=context)


def call_each(block: Example) -> None:
    """Raise unless each line that calls Sinews does so with arguments and options that there are."""
    for line in str(block.parsed).replace("\\\n", " ").splitlines():
        words = shlex.split(line.removeprefix("$ "), comments=True)
        if words[:1] == ["sinews"]:
            call(words[1 : words.index("|")] if "|" in words else words[1:])


PARSERS: list[Any] = [
    PythonCodeBlockParser(),
    *(CodeBlockParser(language, call_each) for language in ("sh", "console")),
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_examples_of_a_page_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(page.parent if NOTEBOOK in page.read_text("utf-8") else tmp_path)
    nato_core(tmp_path / "def-exp-2026-en.xlsx")
    for example in Sybil(parsers=PARSERS).parse(page).examples():
        example.evaluate()


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.relative_to(ROOT / "src")))
def test_the_examples_of_a_docstring_run(
    module: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    document = Sybil(parsers=[DocTestParser()]).parse(module)
    assert list(document.examples())
    for example in document.examples():
        example.evaluate()


@pytest.mark.parametrize(
    "line",
    ["sinews plam", "sinews plan --outt x", "sinews case where", "sinews show a b", "sinews plan --out"],
)
def test_a_call_that_does_not_exist_is_found(line: str) -> None:
    with pytest.raises(Exception, match=r"No such|Missing|unexpected|requires"):
        call(shlex.split(line)[1:])
