"""Tables on the terminal: all commands give them the same looks."""

from __future__ import annotations

from collections.abc import Iterable

from rich import box
from rich.table import Table
from rich.text import Text


def titled_table(title: str, *heads: str, numbers: Iterable[str] = ()) -> Table:
    """Return a table without rows: columns of text under `heads`, then columns of `numbers`, flush right."""
    table = Table(title=Text(title), title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)
    for head in heads:
        table.add_column(Text(head))
    for head in numbers:
        table.add_column(Text(head), justify="right")
    return table
