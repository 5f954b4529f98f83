"""A summit page as HTML: one sheet of A4, self-contained, without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from html import escape
from importlib.resources import files

import polars as pl

from sinews.present.brief.content import ALLIANCE, Brief, Facts, Section
from sinews.present.report import markup
from sinews.present.writers.html import policy

CAPTIONS = {
    "spending": "bn a year: spent (bars), budget (line)",
    "targets": "% of targets held: the last year’s (full line), the year’s (broken)",
}
"""What the pictures show."""

FOOT = "Made by Sinews from public figures; “sinews explain” and “sinews case where” tell their sources. Case"
"""The foot of every page; the hash of the case follows."""


def draw(brief: Brief) -> dict[str, str]:
    """Return the pictures of a page as SVG, by the keys of `CAPTIONS`; none for a subject without a plan."""
    import vl_convert

    from sinews.present.charts import brief as charts
    from sinews.present.charts import specification

    path = pl.DataFrame(
        [asdict(year) for year in brief.path], schema_overrides={"of_year": pl.Float64, "of_last": pl.Float64}
    )
    if path["of_last"].drop_nulls().is_empty():
        return {}
    drawn = {"spending": charts.spending_against_budget(path), "targets": charts.targets_held(path)}
    return {key: vl_convert.vegalite_to_svg(specification(chart)) for key, chart in drawn.items()}


def render(brief: Brief, pictures: Mapping[str, str]) -> str:
    """Return a page as HTML.

    Parameters
    ----------
    brief
        Its content.
    pictures
        What `draw` returns for it.
    """
    columns = "\n".join(
        f"<div>{''.join(_section(section, pictures) for section in column)}</div>" for column in brief.columns
    )
    headline = "".join(f"<span>{escape(sentence)}</span> " for sentence in brief.headline)
    return _document(
        brief.name,
        "dense" if brief.subject == ALLIANCE else "",
        f"""<p class="brand">Sinews · summit page</p>
<h1>{escape(brief.name)}</h1>
<p class="subtitle">{escape(brief.subtitle)}</p>
<p class="headline">{headline}</p>
<div class="columns">
{columns}
</div>
{_section(brief.sections[-1], pictures)}
<footer><p>{escape(" ".join(brief.foundation))} {FOOT} {escape(brief.case_hash[:12])}.</p></footer>""",
    )


def render_index(title: str, subtitle: str, rows: Iterable[tuple[str, str, str]], *, pdf: bool) -> str:
    """Return a page that links the pages of all; rows of name, key of the files, headline."""
    links = "\n".join(
        f'<li><a href="{escape(key)}.html">{escape(name)}</a>'
        + (f' (<a href="{escape(key)}.pdf">PDF</a>)' if pdf else "")
        + f": {escape(headline)}</li>"
        for name, key, headline in rows
    )
    body = f"""<h1>{escape(title)}</h1>
<p class="subtitle">{escape(subtitle)}</p>
<ul class="index">
{links}
</ul>"""
    return _document(title, "", body)


def _document(title: str, kind: str, body: str) -> str:
    """Return a page; `kind` is one more class of the sheet: dense where there is more to hold."""
    style = files(__package__).joinpath("brief.css").read_text(encoding="utf-8")
    return f"""{markup.head(title, policy([style]), style)}
<body><main class="{f"sheet {kind}".strip()}">
{body}
</main></body>
</html>
"""


def _section(section: Section, pictures: Mapping[str, str]) -> str:
    parts = [markup.paragraph(sentence) for sentence in section.sentences]
    if section.chart and pictures:
        drawn = "".join(_figure(svg, CAPTIONS[key]) for key, svg in pictures.items())
        parts.append(f'<div class="figures">{drawn}</div>')
    parts += [_table(table) for table in section.tables]
    return markup.section(section.key, section.title, parts)


def _table(table: Facts) -> str:
    columns = [
        markup.Column(column.title, numeric=column.numeric, fixed=column.kind == "span")
        for column in table.columns
    ]
    return markup.table(table.caption, columns, table.cells, sortable=False)


def _figure(svg: str, caption: str) -> str:
    # inside HTML an SVG needs no name space, and the page holds no address at all
    inline = re.sub(r' xmlns(:\w+)?="[^"]*"', "", svg)
    return (
        f'<figure><div role="img" aria-label="{escape(caption)}">{inline}</div>'
        f"<figcaption>{escape(caption)}</figcaption></figure>"
    )
