"""The files of summit pages, made in memory and written as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from sinews.case import OutputError, file_in, replace_file
from sinews.document import Document


def page_files(document: Document, *, pdf: bool) -> dict[str, bytes]:
    """Return the files of a page by name: HTML, and PDF if it is asked for."""
    from sinews.present.writers.html import render
    from sinews.present.writers.pdf import typeset

    files = {f"{document.key}.html": render(document).encode()}
    if pdf:
        files[f"{document.key}.pdf"] = typeset(document)
    return files


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
