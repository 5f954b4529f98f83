"""Writing a case as a folder that reads back as the same case."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

from sinews.case.case import Case
from sinews.case.datapackage import DATAPACKAGE_FILE, datapackage
from sinews.case.folder import replace_folder
from sinews.case.names import write_csv
from sinews.case.output import told
from sinews.case.settings import SETTINGS_FILE, write_settings


def write_case(case: Case, folder: str | PathLike[str]) -> Path:
    """Write a case as ``case.toml``, ``datapackage.json`` and one CSV file per table; return the folder.

    Numbers are written with as few digits as read back to the same number, so that the case read from
    the folder has the same hash. Text that a spreadsheet would take for a formula stands behind an
    apostrophe, which reading takes off again.

    Parameters
    ----------
    case
        What to write.
    folder
        Where to; an earlier case there is replaced as a whole.

    Raises
    ------
    OutputError
        If the folder holds something else than a case, or cannot be written.
    """
    with told(folder), replace_folder(folder, SETTINGS_FILE) as new:
        fill_with_case(new, case)
    return Path(folder)


def fill_with_case(folder: Path, case: Case) -> None:
    """Write the files of a case into an empty folder, as `write_case` does."""
    (folder / SETTINGS_FILE).write_text(write_settings(case.settings), encoding="utf-8", newline="\n")
    (folder / DATAPACKAGE_FILE).write_text(datapackage(case.settings), encoding="utf-8", newline="\n")
    for name, frame in case.tables.items():
        write_csv(frame, folder / f"{name}.csv")
