"""Files of publishers as they are downloaded: read by kind into one long form."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

import polars as pl

from sinews.case.bounded import read_or_refuse
from sinews.case.limits import PUBLIC_BYTES
from sinews.case.problems import CallError, Problem, did_you_mean
from sinews.case.public.bring_in import BroughtIn, bring_in
from sinews.case.public.kinds import KINDS
from sinews.case.public.mapping import parse_mapping, read_mapped
from sinews.case.public.publisher import PublicFile
from sinews.case.public.update import MAPPINGS, update_case

__all__ = [
    "KINDS",
    "MAPPINGS",
    "BroughtIn",
    "PublicFile",
    "bring_in",
    "open_public",
    "parse_mapping",
    "read_public",
    "update_case",
]


def read_public(
    path: str | PathLike[str],
    *,
    kind: str,
    year: int | None = None,
    country: str | None = None,
    unit: str | None = None,
) -> pl.DataFrame:
    """Return the figures of a publisher's file in one long form.

    Parameters
    ----------
    path
        The file as it was downloaded.
    kind
        Whose file it is: one of `sinews.case.public.KINDS`, or for any other table a mapping (.toml).
    year, country, unit
        What neither the file nor its name says, where the error asks for it.

    Returns
    -------
    polars.DataFrame
        iso3, year, item, value, unit, flag, as published: units and price years are not converted here.
        ``year`` is a whole number, or text where the publisher dates by days, months or spans of years;
        ``flag`` holds the publisher's marks, separated by semicolons, ``""`` for none.

    Raises
    ------
    CaseError
        If there is no such kind, or the file is of another one: in a sentence that says what to do.

    Examples
    --------
    >>> import sinews
    >>> frame = sinews.read_public("def-exp-2026-en.xlsx", kind="nato")  # doctest: +SKIP
    """
    file = open_public(path, year=year, country=country, unit=unit)
    if kind.endswith(".toml"):
        mapping = open_public(kind)
        return read_mapped(parse_mapping(mapping.content, mapping.name), file)
    if kind not in KINDS:
        remedy = did_you_mean(kind, KINDS) or "the kinds are " + ", ".join(KINDS) + ", or a mapping (.toml)"
        raise CallError([Problem(file.name, None, "", kind, "a kind of public file", remedy)])
    return KINDS[kind].figures(file)


def open_public(
    path: str | PathLike[str], *, year: int | None = None, country: str | None = None, unit: str | None = None
) -> PublicFile:
    """Return a publisher's file; raise CaseError if it cannot be read."""
    return PublicFile(read_or_refuse(Path(path), PUBLIC_BYTES), Path(path).name, year, country, unit)
