"""Opening a case: the baseline, a scenario, a folder, a workbook or frames."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from os import PathLike
from pathlib import Path
from typing import Any

from sinews.case.bounded import read_bounded, refuse_too_large_together, there
from sinews.case.case import Case
from sinews.case.catalogue import TABLES
from sinews.case.constraints import all_made
from sinews.case.given import case_of_frames
from sinews.case.limits import OVERLAYS, TOML_BYTES
from sinews.case.overlay import OVERLAY_FILE, apply_overlay, is_overlay, read_overlay
from sinews.case.problems import CaseError, Problem, did_you_mean
from sinews.case.raw import READING, Progress, RawCase, assemble
from sinews.case.settings import SETTINGS_FILE, Settings, parse_settings
from sinews.case.sniff import OLD_EXCEL, ZIP
from sinews.case.text import TextTable, read_text
from sinews.case.workbook import is_workbook, read_workbook

BASELINE = "baseline"

_SHOWN = 200
"""Letters of a source that a message repeats."""


def open_case(
    source: str | PathLike[str] | Mapping[str, Any] | None = None, *, progress: Progress | None = None
) -> Case:
    """Return a case, checked.

    Parameters
    ----------
    source
        - None or ``"baseline"``: the baseline case, which comes with the package.
        - The name of a scenario that comes with the package: see `scenarios`.
        - A folder with ``case.toml`` and one CSV file for each table of
          the catalogue. Tables that may be empty need no file.
        - A workbook (.xlsx, .ods) with one sheet for each table, as `write_workbook` writes it.
        - An overlay: a TOML file, or a folder with ``overlay.toml``, that changes another case.
        - Frames of polars, pandas or another library that narwhals knows, by name of the table; with
          the settings as a mapping under ``"settings"``. Tables not given are those of the baseline.
    progress
        Called with what is being read or checked and the share done so far, 0..1.

    Returns
    -------
    Case
        No check of the catalogue or across tables fails. Its `warnings` say what else to look at.

    Raises
    ------
    CaseError
        With every problem of the settings and of all tables; or if it names constraints that no installed
        package offers, or with wrong fields.

    Examples
    --------
    >>> import sinews
    >>> case = sinews.open_case()
    >>> case["allies"].height
    32
    """
    case = _open(source, (), progress)
    all_made(case.settings.constraints)
    return case


def open_kept(folder: Path) -> Case:
    """Return the case of a plan folder, with constraints of packages that may not be here."""
    return _open(folder, (), None)


def scenarios() -> dict[str, str]:
    """Return the titles of the scenarios that come with the package, the baseline first, by name.

    Examples
    --------
    >>> import sinews.case
    >>> "threat_2029" in sinews.case.scenarios()
    True
    """
    titles = {BASELINE: _read_settings_title(files("sinews.case") / BASELINE)}
    return titles | {name: read_overlay(entry).title for name, entry in _shipped().items()}


def _open(
    source: str | PathLike[str] | Mapping[str, Any] | None, above: tuple[str, ...], progress: Progress | None
) -> Case:
    """Return the case, where `above` are the overlays that it is opened for, outermost first."""
    if source is None or source == BASELINE:
        return _read_folder(files("sinews.case") / BASELINE, progress)
    if isinstance(source, Mapping):
        return case_of_frames(source, _open(BASELINE, above, progress))
    path = Path(source)
    shipped = _shipped()
    if not there(path):
        if str(source) in shipped:
            return _overlaid(shipped[str(source)], str(source), None, above, progress)
        raise CaseError([_not_a_case(str(source))])
    if is_overlay(path):
        return _overlaid(path, str(path.resolve()), path, above, progress)
    if path.is_file() and is_workbook(path):
        return read_workbook(path)
    if path.is_dir() and _holds_a_plan(path):
        raise CaseError([_a_plan(path)])
    if path.is_dir():
        return _read_folder(path, progress)
    if path.is_file():
        raise CaseError([_another_file(path)])
    raise CaseError([_not_a_case(str(source))])


def _overlaid(
    entry: Traversable, name: str, path: Path | None, above: tuple[str, ...], progress: Progress | None
) -> Case:
    """Return the case that an overlay makes of the one it extends."""
    if name in above:
        circle = " -> ".join((*above[above.index(name) :], name))
        raise CaseError(
            [
                Problem(
                    name,
                    None,
                    "extends",
                    "",
                    "an overlay that does not extend itself",
                    f"the circle is {circle}",
                )
            ]
        )
    if len(above) >= OVERLAYS:
        expected = f"at most {OVERLAYS} overlays that extend each other in a row"
        raise CaseError([Problem(above[0], None, "extends", "", expected)])
    overlay = read_overlay(entry)
    extended: str | Path = overlay.extends
    if path is not None:
        # a path is meant from where the overlay lies; a name without a file of that name is a shipped case
        beside = (path if path.is_dir() else path.parent) / overlay.extends
        extended = beside if there(beside) else overlay.extends
    return apply_overlay(_open(extended, (*above, name), progress), overlay)


def _read_folder(folder: Traversable, progress: Progress | None) -> Case:
    """Return the case in the folder; raise CaseError with all that is wrong with it."""
    refuse_too_large_together(folder, folder.name)
    settings, problems = _settings(folder)
    texts: dict[str, TextTable] = {}
    for place, table in enumerate(TABLES):
        if progress:
            progress(f"reading {table.name}", READING * place / len(TABLES))
        texts[table.name] = read_text(folder, table.name)
    return assemble(RawCase(settings, tuple(problems), texts), progress)


def _settings(folder: Traversable) -> tuple[Settings | None, list[Problem]]:
    """Return the settings in the folder, or None and what is wrong with them."""
    try:
        return parse_settings(read_bounded(folder / SETTINGS_FILE, TOML_BYTES)), []
    except OSError as error:
        reason = error.strerror or str(error)
        return None, [Problem(SETTINGS_FILE, None, "", "", f"the file {SETTINGS_FILE}", reason)]
    except CaseError as error:
        return None, list(error.problems)


def _read_settings_title(folder: Traversable) -> str:
    """Return the title in a folder's settings."""
    return parse_settings((folder / SETTINGS_FILE).read_bytes()).title


def _shipped() -> dict[str, Traversable]:
    """Return the overlays that come with the package by name: a TOML file each, or a folder."""
    entries = sorted((files("sinews.case") / "scenarios").iterdir(), key=lambda entry: entry.name)
    return {
        entry.name.removesuffix(".toml"): entry
        for entry in entries
        if entry.name.endswith(".toml") or entry.joinpath(OVERLAY_FILE).is_file()
    }


def _another_file(path: Path) -> Problem:
    """Return the problem of a file that is no case by itself, with what it is and what to do."""
    with path.open("rb") as file:
        start = file.read(len(OLD_EXCEL))
    if start == OLD_EXCEL:
        found = "a workbook of Excel 97 to 2003"
        remedy = "open it in a spreadsheet program and save it as .xlsx or .ods"
    elif start == ZIP:
        found, remedy = "", "is it a workbook? then give it a name that ends in .xlsx or .ods"
    elif path.suffix.lower() in (".csv", ".tsv", ".txt", ".xls"):
        found = "a single table of text"
        remedy = (
            f"a case is a folder with {SETTINGS_FILE} and one CSV file per table; "
            "a publisher's file is read by: sinews case import"
        )
    else:
        found, remedy = "", "give a folder, a workbook (.xlsx, .ods) or an overlay (.toml)"
    return Problem(path.name, None, "", found, "a case", remedy)


def _holds_a_plan(folder: Path) -> bool:
    """Return whether a folder is one of plans, which have their case in a folder inside."""
    return not (folder / SETTINGS_FILE).exists() and (folder / "case" / SETTINGS_FILE).is_file()


def _a_plan(folder: Path) -> Problem:
    """Return the problem of a plan folder that is taken for a case."""
    return Problem(str(folder), None, "", "a plan folder", "a case", f"its case is {folder / 'case'}")


def _not_a_case(source: str) -> Problem:
    """Return the problem of a source that is none, with names like it."""
    names = [BASELINE, *_shipped()]
    remedy = did_you_mean(source, names) or (
        f"give a folder with {SETTINGS_FILE} and one CSV file per table, a workbook (.xlsx), an overlay "
        f"(.toml, or a folder with {OVERLAY_FILE}), or one of " + ", ".join(repr(name) for name in names)
    )
    return Problem(source[:_SHOWN], None, "", "", "a case", remedy)
