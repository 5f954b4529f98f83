"""Bringing a case up to date: all mappings that it keeps, run over a folder of downloaded files."""

from __future__ import annotations

from collections.abc import Callable
from fnmatch import fnmatch
from os import PathLike
from pathlib import Path
from typing import Any

from sinews.case.bounded import parse_toml, read_or_refuse
from sinews.case.case import Case
from sinews.case.limits import PUBLIC_BYTES, TOML_BYTES
from sinews.case.problems import CaseError, Problem
from sinews.case.public.bring_in import BroughtIn, bring_in
from sinews.case.public.kinds import KINDS
from sinews.case.public.mapping import Mapping, parse_mapping
from sinews.case.public.publisher import PublicFile

MAPPINGS = "mappings"
"""The folder in a case that keeps its mappings, one TOML file each."""


def update_case(
    case: Case, mappings: str | PathLike[str], downloads: str | PathLike[str],
    told: Callable[[str, BroughtIn], None] | None = None,
) -> Case:  # fmt: skip
    """Return a case with the figures of all downloaded files that one of its mappings is for.

    A mapping with a kind of `KINDS` needs only ``kind`` and ``file`` (a pattern of names), and may say
    ``mix``, ``year``, ``country`` and ``unit``; any other is one for `sinews.case.public.mapping`.

    Parameters
    ----------
    case
        The case to start from.
    mappings
        The folder with the mappings.
    downloads
        The folder with the files; of several that a mapping is for, the last by name counts.
    told
        Called with the name of each file and what it brings, before the next.

    Raises
    ------
    CaseError
        If there is no mapping, or no file for one, or a file cannot be brought in.
    """
    found = sorted(Path(mappings).glob("*.toml"))
    if not found:
        raise CaseError([Problem(str(mappings), None, "", "", "mappings (*.toml) to run")])
    for path in found:
        pattern, kind, options = _mapping(path)
        names = sorted(one for one in Path(downloads).iterdir() if fnmatch(one.name, pattern))
        if not names:
            raise CaseError(
                [Problem(path.name, None, "file", pattern, f"a file of this name in {downloads}")]
            )
        mix = bool(options.pop("mix", False))
        brought = bring_in(
            case,
            PublicFile(read_or_refuse(names[-1], PUBLIC_BYTES), names[-1].name, **options),
            kind,
            mix=mix,
        )
        case = brought.case
        if told is not None:
            told(names[-1].name, brought)
    return case


def _mapping(path: Path) -> tuple[str, str | Mapping, dict[str, Any]]:
    """Return the pattern of a mapping's files, its kind or itself, and what the file does not say."""
    content = read_or_refuse(path, TOML_BYTES)
    values = parse_toml(content, path.name)
    if values.get("kind") in KINDS:
        known = {"kind", "file", "mix", "year", "country", "unit"}
        problems = [
            Problem(path.name, None, key, "", "only " + ", ".join(sorted(known)))
            for key in values
            if key not in known
        ]
        if "file" not in values:
            problems.append(Problem(path.name, None, "file", "", "a pattern of the names of files"))
        if problems:
            raise CaseError(problems)
        return values.pop("file"), values.pop("kind"), values
    mapping = parse_mapping(content, path.name)
    if not mapping.file:
        raise CaseError([Problem(path.name, None, "file", "", "a pattern of the names of files")])
    return mapping.file, mapping, {}
