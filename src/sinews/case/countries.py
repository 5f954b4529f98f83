"""Names and codes of countries, in several languages and systems of codes, as one key each."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files

import polars as pl

from sinews.case.text import parse_text

_REMARK = re.compile(r"\s*(\*+|\[[^\]]*\]|\([^)]*\))\s*")
_LONGEST_CODE = 3


class Countries:
    """A look-up of countries by the names and codes of the table ``aliases``.

    Codes must be in capitals. Of names, neither capitals nor accents matter, and what stands in brackets or
    behind a star is a remark and not part of the name.

    Parameters
    ----------
    aliases
        alias, country: the table ``aliases`` of a case.
    """

    def __init__(self, aliases: pl.DataFrame) -> None:
        self._codes: dict[str, str] = {}
        self._names: dict[str, str] = {}
        for alias, country in aliases.select("alias", "country").iter_rows():
            if len(alias) <= _LONGEST_CODE and alias.isupper():
                self._codes[alias] = country
            else:
                self._names[_plain(alias)] = country

    def key(self, text: str) -> str | None:
        """Return the ISO 3166-1 alpha-3 code of a name or a code, or None if nobody is known by it.

        Examples
        --------
        >>> from sinews.case.countries import known_countries
        >>> known_countries().key("Türkiye"), known_countries().key("EL"), known_countries().key("Utopia")
        ('TUR', 'GRC', None)
        """
        bare = text.strip()
        return (
            self._codes.get(bare)
            or self._names.get(_plain(bare))
            or self._names.get(_plain(without_remarks(bare)))
        )

    def keys(self, texts: pl.Series) -> pl.Series:
        """Return the code of each name or code, null where nobody is known by it."""
        known = {text: self.key(text) for text in texts.drop_nulls().unique().to_list()}
        return texts.replace_strict(known, default=None, return_dtype=pl.String)


@cache
def known_countries() -> Countries:
    """Return the look-up by the aliases that come with the package."""
    return Countries(_shipped_aliases())


@cache
def iso_codes() -> frozenset[str]:
    """Return the codes of ISO 3166-1, of two and of three letters."""
    aliases = _shipped_aliases().filter(pl.col("kind").str.starts_with("ISO 3166"))
    return frozenset(aliases.get_column("alias"))


def _shipped_aliases() -> pl.DataFrame:
    """Return the table of aliases that comes with the package."""
    content = (files("sinews.case") / "baseline" / "aliases.csv").read_bytes()
    frame = parse_text(content, "aliases").frame
    return frame if frame is not None else pl.DataFrame({"alias": [], "country": [], "kind": []})


def without_remarks(text: str) -> str:
    """Return a name without stars, footnote marks and what stands in brackets."""
    return _REMARK.sub(" ", text).strip()


def _plain(text: str) -> str:
    """Return a name in small letters without accents, with one kind of apostrophe and of blank."""
    folded = unicodedata.normalize("NFKD", text.casefold().replace("\u2019", "'"))
    return " ".join("".join(letter for letter in folded if not unicodedata.combining(letter)).split())
