"""Everything that a user can name says what it is: public names, commands, options, tables, columns."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import Any

import pytest
from tools.reference_pages import commands, pages, write

import sinews
from sinews.case.catalogue import TABLES
from sinews.case.settings import Settings
from tests.documentation import MADE, PAGES, ROOT


def told(text: str | None) -> bool:
    """Whether a text says more than a name."""
    return bool(text) and len(str(text).split()) > 1


def members() -> list[tuple[str, Any]]:
    """Return the public names, and the public methods and properties of the public classes."""
    found = [(name, getattr(sinews, name)) for name in sinews.__all__]
    for name, thing in list(found):
        if inspect.isclass(thing):
            found += [
                (f"{name}.{each}", value)
                for each, value in vars(thing).items()
                if not each.startswith("_") and (callable(value) or hasattr(value, "__doc__"))
                if inspect.isfunction(value) or isinstance(value, property)
            ]
    return found


@pytest.mark.parametrize(("name", "thing"), members(), ids=lambda each: each if isinstance(each, str) else "")
def test_every_public_name_says_what_it_is(name: str, thing: Any) -> None:
    assert told(inspect.getdoc(thing))
    if inspect.isfunction(thing) and name in sinews.__all__:
        parts = inspect.getdoc(thing) or ""
        assert "Returns\n" in parts
        for parameter in inspect.signature(thing).parameters:
            assert re.search(rf"^(\w+, )*{parameter}(, \w+)*$", parts, re.MULTILINE), parameter


def test_the_page_of_the_api_has_every_public_name() -> None:
    page = (ROOT / "docs" / "reference" / "api.md").read_text("utf-8")
    assert sorted(re.findall(r"^\.\. auto\w+:: (\w+)$", page, re.MULTILINE)) == sorted(sinews.__all__)


def test_every_command_option_table_column_and_setting_says_what_it_is() -> None:
    for name, command in commands():
        assert told(command.help), name
        for parameter in command.params:
            assert told(getattr(parameter, "help", None)), f"{name} {parameter.name}"
    for table in TABLES:
        assert told(table.description), table.name
        for column in table.columns:
            assert column.description, f"{table.name}.{column.name}"
    for setting, field in Settings.model_fields.items():
        assert told(field.description), setting


def test_the_reference_has_all_of_them(tmp_path: Path) -> None:
    write(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(pages())
    of_commands = (tmp_path / "commands.md").read_text("utf-8")
    for name, command in commands():
        section = of_commands.partition(f"## {name}\n")[2].partition("\n## ")[0]
        for parameter in command.params:
            for option in (parameter.name,) if parameter.param_type_name == "argument" else parameter.opts:
                assert f"`{option}`" in section, f"{name} {option}"
    of_tables = (tmp_path / "tables.md").read_text("utf-8")
    for table in TABLES:
        section = of_tables.partition(f"\n## {table.name}\n")[2].partition("\n## ")[0]
        assert re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE) == list(table.column_names)
    of_settings = (tmp_path / "settings.md").read_text("utf-8")
    assert re.findall(r"^\| `(\w+)` \|", of_settings, re.MULTILINE) == list(Settings.model_fields)


def anchor(heading: str) -> str:
    """Return the anchor of a heading, as the readers of Markdown make it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_link_of_a_page_is_dead(page: Path) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
        if link.startswith(("http:", "https:", "mailto:")):
            continue
        name, _, part = link.partition("#")
        target = page.parent / name if name else page
        assert target.exists(), link
        if part:
            headings = re.findall(r"^#+ (.*)$", target.read_text("utf-8"), re.MULTILINE)
            assert part in map(anchor, headings), link


def test_every_page_is_in_the_site() -> None:
    listed = {
        (index.parent / line).with_suffix(".md").resolve()
        for index in (ROOT / "docs").rglob("*.md")
        for block in re.findall(r"```\{toctree\}\n(.*?)```", index.read_text("utf-8"), re.DOTALL)
        for line in re.findall(r"^(?:.*<)?([\w/.-]+)>?$", block, re.MULTILINE)
    }
    there = {page for page in PAGES if ROOT / "docs" in page.parents}
    assert there - listed == {ROOT / "docs" / "index.md"}
    assert listed - there == {MADE / name for name in pages()}
