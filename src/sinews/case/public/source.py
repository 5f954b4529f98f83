"""The publication that the figures of a file come from, as the table of sources tells it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

import polars as pl

from sinews.case.public.publisher import PublicFile


@dataclass(frozen=True, slots=True)
class Source:
    """The publication that figures come from.

    Parameters
    ----------
    key
        Its key in the table of sources: the kind and the edition.
    title, publisher, licence, edition
        As told.
    year
        The last year that the edition names, if any.
    """

    key: str
    title: str
    publisher: str
    licence: str
    edition: str
    year: int | None


def source_of(kind: str, title: str, publisher: str, licence: str, edition: str, file: PublicFile) -> Source:
    """Return the source of a file: its key holds the edition, its title the file and the hash of it."""
    slug = re.sub(r"[^a-z0-9]+", "_", f"{kind} {edition}".lower()).strip("_")
    years = re.findall(r"(?:19|20)\d\d", edition)
    told = f", {edition}" if edition else ""
    digest = hashlib.sha256(file.content).hexdigest()[:16]
    full = f"{title}{told} ({file.name}, SHA-256 {digest})"
    return Source(slug, full, publisher, licence, edition, int(years[-1]) if years else None)


def with_source(sources: pl.DataFrame, source: Source) -> pl.DataFrame:
    """Return the table of sources with one for the file; it takes the place of one of the same edition."""
    row = {
        "source": source.key, "title": source.title, "publisher": source.publisher, "year": source.year,
        "licence": source.licence or None, "visibility": "public",
    }  # fmt: skip
    added = pl.DataFrame([row], schema_overrides={"year": pl.Int64})
    others = sources.filter(pl.col("source") != source.key)
    return pl.concat([others, added], how="diagonal").select(sources.columns)
