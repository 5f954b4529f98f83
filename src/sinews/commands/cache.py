"""`sinews cache`: what is kept of results, and clearing it."""

from __future__ import annotations

from typing import Annotated

import typer

from sinews.commands.shared import JsonFlag, answers, plain, print_json


def cache(
    clear: Annotated[bool, typer.Option("--clear", help="Remove all results that are kept.")] = False,
    json_: JsonFlag = False,
) -> None:
    """Say what is kept of results that take long, where, and how much; or clear it.

    A result is kept under all that it rests on: the code, the case and what was asked. SINEWS_CACHE names
    another folder, or is off; SINEWS_CACHE_LIMIT is the limit in megabytes.
    """
    from sinews import kept
    from sinews.document import wording

    before = kept.clear() if clear else kept.contents()
    if json_:
        told = {
            "folder": None if before.folder is None else str(before.folder),
            "results": before.results,
            "megabytes": before.megabytes,
            "limit": before.limit,
            "cleared": clear,
        }
        print_json(told)
        return
    if before.folder is None:
        words = "Nothing is kept: SINEWS_CACHE is off, or there is no home folder."
    else:
        done = "Removed" if clear else "Kept"
        words = (
            f"{done}: {wording.counted(before.results, 'result')} of {before.megabytes:,.1f} MB in "
            f"{before.folder}; at most "
            f"{before.limit:,.0f} MB are kept, and those used longest ago go first."
        )
    answers().print(plain(words), soft_wrap=True)
