"""HTML from plain values: every text that comes in is escaped here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from sinews.document import wording


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: what is read, what it is sorted by, and how far it is met (0..1), for its colour.

    `leads_to` is the key of the section of the page that a link on it leads to.
    """

    text: str
    value: float | None = None
    met: float | None = None
    leads_to: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; `hint` says more about what it holds, `fixed` keeps cells on one line."""

    title: str
    numeric: bool = False
    fixed: bool = False
    hint: str = ""


def head(title: str, policy: str, style: str) -> str:
    """Return how every page begins, up to its body: `policy` is what browsers may fetch and run."""
    return f"""<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Sinews">
<title>{escape(title)} – Sinews</title>
<style>{style}</style>
</head>"""


def number_cell(value: float | None, digits: int = 0) -> Cell:
    """Return a number, sorted by its full precision."""
    return Cell(wording.number(value, digits), value)


def figure_cell(value: float | None) -> Cell:
    """Return a figure of any size."""
    return Cell(wording.figure(value), value)


def quantity_cell(value: float | None) -> Cell:
    """Return a count."""
    return Cell(wording.quantity(value), value)


def met_cell(value: float | None) -> Cell:
    """Return a share that is met, with a bar behind it."""
    return Cell(wording.share(value), value, value)


def paragraph(text: str, kind: str = "") -> str:
    """Return a paragraph of the class `kind`."""
    return f"<p{_class(kind)}>{escape(text)}</p>"


def items(texts: Iterable[str], *, ordered: bool = False) -> str:
    """Return a list, numbered if `ordered`."""
    tag = "ol" if ordered else "ul"
    return f"<{tag}>{''.join(f'<li>{escape(text)}</li>' for text in texts)}</{tag}>"


def section(key: str, title: str, parts: Iterable[str]) -> str:
    """Return a section with its heading; `key` is where links lead."""
    heading = f'<h2 id="{escape(key)}-title">{escape(title)}</h2>'
    return (
        f'<section id="{escape(key)}" aria-labelledby="{escape(key)}-title">\n'
        + "\n".join([heading, *parts])
        + "\n</section>"
    )


def subheading(title: str) -> str:
    """Return a heading within a section."""
    return f"<h3>{escape(title)}</h3>"


def key_figures(pairs: Iterable[tuple[str, str]]) -> str:
    """Return a row of large figures, each with what it is."""
    parts = (f"<div><dt>{escape(label)}</dt><dd>{escape(figure)}</dd></div>" for label, figure in pairs)
    return f'<dl class="key-figures">{"".join(parts)}</dl>'


def figure(key: str, description: str, caption: str) -> str:
    """Return the place of a chart, with what it shows in words and a caption on how to read it."""
    return (
        f'<figure><div class="chart" data-chart="{escape(key)}" role="img" '
        f'aria-label="{escape(description)}">'
        f"<noscript>{escape(description)}</noscript></div>"
        f"<figcaption>{escape(caption)}</figcaption></figure>"
    )


def table(
    caption: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell | str]], *, sortable: bool = True
) -> str:
    """Return a table; the first column heads the rows.

    Parameters
    ----------
    caption
        What the table holds, with units.
    columns
        The columns, from left to right.
    rows
        One cell, or its text, for each column.
    sortable
        Whether readers may sort it by a column.
    """
    heads = "".join(_head(column, sortable=sortable) for column in columns)
    body = "\n".join(
        "<tr>"
        + "".join(_cell(cell, column, place == 0) for place, (cell, column) in enumerate(pairs))
        + "</tr>"
        for pairs in (list(zip(row, columns, strict=True)) for row in rows)
    )
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f"<table{_class('sortable' if sortable else '')}><caption>{escape(caption)}</caption>"
        f"<thead><tr>{heads}</tr></thead>\n<tbody>{body}</tbody></table></div>"
    )


def _head(column: Column, *, sortable: bool) -> str:
    title = escape(column.title)
    hint = f' title="{escape(column.hint)}"' if column.hint else ""
    inner = f'<button type="button">{title}</button>' if sortable else title
    return f'<th scope="col"{_class("number" if column.numeric else "")}{hint}>{inner}</th>'


def _cell(cell: Cell | str, column: Column, heads_row: bool) -> str:
    filled = Cell(cell) if isinstance(cell, str) else cell
    tag, scope = ("th", ' scope="row"') if heads_row else ("td", "")
    value = "" if filled.value is None else f' data-value="{filled.value:.10g}"'
    classes = " ".join(
        name
        for name, holds in (
            ("number", column.numeric),
            ("fixed", column.fixed),
            ("met", filled.met is not None),
        )
        if holds
    )
    text = escape(filled.text)
    if filled.leads_to:
        text = f'<a href="#{escape(filled.leads_to)}">{text}</a>'
    return f"<{tag}{scope}{_class(classes)}{value}>{text}</{tag}>"


def _class(names: str) -> str:
    return f' class="{escape(names)}"' if names else ""
