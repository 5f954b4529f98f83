"""Tables that no edit has touched are taken apart once in a process: they make up most of each reading."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib.resources.abc import Traversable

import polars as pl
import pytest
from tests.fuzz.checked_once import checked_once

from sinews.case import Case, frames, raw, read, text
from sinews.case.problems import Problem
from sinews.case.raw import Progress
from sinews.case.schema import Table
from sinews.case.text import TextTable

BELOW = "below"
"""The folder of the case that overlays change."""

KEPT = 2_000
"""Tables that are kept, more than there are in all that is altered."""

LARGEST = 200_000
"""Bytes of a file that is kept; larger ones are those that an edit has made so."""


@contextmanager
def kept() -> Iterator[None]:
    """Keep what comes of the bytes of a table while inside; what has other bytes is read as ever.

    Both steps are functions of what they are given and nothing else, so that no reading differs.
    """
    parse, conform = text.parse_text, frames.conform
    parsed = lru_cache(KEPT)(parse)
    typed: dict[int, tuple[pl.DataFrame, tuple[pl.DataFrame, list[Problem]]]] = {}

    def parse_once(content: bytes, table: str) -> TextTable:
        return parsed(content, table) if len(content) <= LARGEST else parse(content, table)

    def conform_once(table: Table, frame: pl.DataFrame) -> tuple[pl.DataFrame, list[Problem]]:
        # a frame that is kept beside its result is the same one whenever its number is
        if id(frame) not in typed or typed[id(frame)][0] is not frame:
            if len(typed) > KEPT:
                typed.clear()
            typed[id(frame)] = frame, conform(table, frame)
        return typed[id(frame)][1]

    folder = read._read_folder
    below: dict[str, Case] = {}

    def folder_once(place: Traversable, progress: Progress | None) -> Case:
        # no edit touches the case below an overlay
        if place.name != BELOW:
            return folder(place, progress)
        if str(place) not in below:
            below[str(place)] = folder(place, progress)
        return below[str(place)]

    with checked_once(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(text, "parse_text", parse_once)
        patch.setattr(raw, "conform", conform_once)
        patch.setattr(read, "_read_folder", folder_once)
        yield
