"""The files of summit pages, made in memory and written as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from sinews.case import OutputError, file_in, replace_file
from sinews.present.brief.content import ALLIANCE, Brief
from sinews.present.brief.page import draw, render, render_index
from sinews.present.brief.pdf import Typesetter

INDEX = "index.html"


def page_files(brief: Brief, typesetter: Typesetter | None) -> dict[str, bytes]:
    """Return the files of a page by name: HTML, and PDF if there is a typesetter."""
    pictures = draw(brief)
    files = {f"{brief.subject}.html": render(brief, pictures).encode()}
    if typesetter is not None:
        files[f"{brief.subject}.pdf"] = typesetter.typeset(brief, pictures)
    return files


def index_file(briefs: Sequence[Brief], *, pdf: bool) -> dict[str, bytes]:
    """Return the page that links all pages, by its name."""
    rows = [(brief.name, brief.subject, " ".join(brief.headline)) for brief in briefs]
    first = next((brief for brief in briefs if brief.subject == ALLIANCE), briefs[0])
    return {INDEX: render_index("Summit pages", first.subtitle, rows, pdf=pdf).encode()}


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder, which is made if need be; other files in it stay.

    None is ever half there, and none is replaced unless all could be written.

    Raises
    ------
    OutputError
        If they cannot be written.
    """
    if len({name.casefold() for name in files}) < len(files):
        raise OutputError("Two pages would have the same name where capitals do not count; rename an ally.")
    with ExitStack() as together:
        for name, content in files.items():
            together.enter_context(replace_file(file_in(folder, name), parents=True)).write_bytes(content)
