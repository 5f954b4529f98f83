"""A document on a terminal: the verdict first, then its tables, each laid out so that no word is cut."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from sinews.document import Block, Column, Document, Figure, Heading, Items, KeyFacts, Note, Table

GAP = 2
"""Characters between columns."""


def show(console: Console, document: Document) -> None:
    """Print a document.

    Parameters
    ----------
    console
        Where to print; its width decides which columns are left out, and how a wide table is divided.
    document
        What is printed. Figures and sections that are only explanation stand on its page alone.
    """
    _say(console, document.title, "bold")
    if document.subtitle:
        _say(console, document.subtitle, "dim")
    for sentence in document.sentences:
        _say(console, f"• {sentence}")
    for section in document.sections:
        if not section.aside:
            if section.blocks and not isinstance(section.blocks[0], Table | Figure):
                console.print()
                _say(console, section.title, "bold")
            for block in section.blocks:
                _show_block(console, block)


def _say(console: Console, text: str, style: str = "") -> None:
    """Print prose: by words on a terminal, and on one line where another program reads it."""
    console.print(Text(text, style=style), soft_wrap=not console.is_terminal)


def _show_block(console: Console, block: Block) -> None:
    if isinstance(block, Table):
        if not block.aside:
            console.print()
            _show_table(console, block)
    elif isinstance(block, Note | Heading):
        console.print()
        _say(console, *((block.text,) if isinstance(block, Note) else (block.title, "bold")))
    elif isinstance(block, Items):
        for place, text in enumerate(block.texts, 1):
            _say(console, f"{place}. {text}" if block.ordered else f"• {text}")
    elif isinstance(block, KeyFacts):
        console.print()
        for label, figure in block.pairs:
            _say(console, f"{figure} {label}")


def _show_table(console: Console, table: Table) -> None:
    """Print a table: with all its columns if there is room, else without some, else in parts side by side."""
    if table.nothing:
        _say(console, table.nothing)
        return
    _say(console, table.caption, "bold")
    shown = table.cells(table.first)
    cells = [list(column) for column in zip(*shown, strict=True)]
    heads = [column.title for column in table.columns]
    places = list(range(len(heads)))
    if _widest(heads, cells, places) > console.width:
        heads = [column.short or column.title for column in table.columns]
        places = [place for place, column in enumerate(table.columns) if not column.wide_only]
    for part in _parts(heads, table.columns, cells, places, console.width):
        console.print(_grid(heads, table.columns, cells, part, console.width))
    left_out = table.frame.height - len(shown)
    if left_out > 0:
        console.print(Text(f"and {left_out:,} more", style="dim"))


def _widest(heads: Sequence[str], cells: Sequence[Sequence[str]], places: Sequence[int]) -> int:
    """Return the width at which no cell is broken."""
    return sum(max(map(cell_len, [heads[place], *cells[place]])) + GAP for place in places) + 1


def _narrowest(head: str, cells: Sequence[str], column: Column) -> int:
    """Return the least width of a column at which no word is cut."""
    words = [word for text in [head, *cells] for word in text.split() or [""]]
    whole = cells if column.numeric or column.kind == "key" else []
    return max(map(cell_len, [*words, *whole]), default=0)


def _parts(
    heads: Sequence[str],
    columns: Sequence[Column],
    cells: Sequence[Sequence[str]],
    places: Sequence[int],
    room: int,
) -> Iterator[list[int]]:
    """Yield the columns of each part of a table, so that it fits; each part begins with the first column."""
    needs = {place: _narrowest(heads[place], cells[place], columns[place]) + GAP for place in places}
    part = [places[0]]
    for place in places[1:]:
        if len(part) > 1 and sum(needs[each] for each in [*part, place]) + 1 > room:
            yield part
            part = [places[0]]
        part.append(place)
    yield part


def _grid(
    heads: Sequence[str],
    columns: Sequence[Column],
    cells: Sequence[Sequence[str]],
    part: Sequence[int],
    room: int,
) -> Grid:
    """Return some columns of a table, the room that is left given to the columns of text that want it."""
    widths = {place: _narrowest(heads[place], cells[place], columns[place]) for place in part}
    spare = room - sum(width + GAP for width in widths.values()) - 1
    wanted = {place: max(map(cell_len, [heads[place], *cells[place]])) for place in part}
    for place in sorted(part, key=lambda place: wanted[place] - widths[place]):
        greedy = sum(wanted[each] > widths[each] for each in part)
        more = min(wanted[place] - widths[place], max(spare, 0) // max(greedy, 1))
        widths[place], spare = widths[place] + more, spare - more
    grid = Grid(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), show_edge=False)
    for place in part:
        right = columns[place].numeric
        grid.add_column(
            Text(heads[place]), justify="right" if right else "left", width=widths[place], overflow="fold"
        )
    for row in zip(*(cells[place] for place in part), strict=True):
        grid.add_row(*map(Text, row))
    return grid
