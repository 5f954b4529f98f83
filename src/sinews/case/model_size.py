"""How large a model would be, before it is made: refused above a setting, with what it would need."""

from __future__ import annotations

from sinews.case.problems import CaseError, Problem
from sinews.case.settings import SETTINGS_FILE, Settings

GIB = 2**30


def refuse_too_large(settings: Settings, model: str, needed: float, size: str, tables: str) -> None:
    """Raise CaseError if a model would take more memory than the case's setting ``most_memory`` allows.

    Parameters
    ----------
    settings
        The case's settings.
    model
        What the model is called.
    needed
        The memory that it takes, estimated, in bytes.
    size
        What makes it as large, in words.
    tables
        The tables that decide about that.
    """
    if needed <= settings.most_memory * GIB:
        return
    expected = f"a {model} of at most {settings.most_memory:g} GiB (setting most_memory)"
    remedy = f"leave out rows of {tables}, or set most_memory to {needed / GIB * 1.05:.3g} or more"
    found = f"{needed / GIB:,.3g} GiB for {size}"
    raise CaseError([Problem(SETTINGS_FILE, None, "most_memory", found, expected, remedy)])
