"""Checks of codes: currencies of ISO 4217, and countries of ISO 3166-1 where a country is asked for."""

from __future__ import annotations

import polars as pl

from sinews.case.catalogue import TABLES
from sinews.case.checks.marking import Frames, marked
from sinews.case.codes import is_country, is_currency
from sinews.case.problems import Problem

_COUNTRY, _CURRENCY = "country", "currency"


def unknown_codes(tables: Frames) -> list[Problem]:
    """Report each code of a currency or a country that none has.

    The allies of a case may be invented: their keys are countries, and their codes of two letters are free.
    """
    problems: list[Problem] = []
    invented = _invented(tables.get("allies"))
    for table in TABLES:
        frame = tables.get(table.name)
        if frame is None or frame.is_empty():
            continue
        for name in (_COUNTRY, _CURRENCY, "iso2"):
            if name not in table.column_names or name not in frame.columns or table.column(name).references:
                continue
            values = frame.get_column(name)
            unknown = [code for code in values.drop_nulls().unique().to_list() if not _is_known(name, code)]
            wrong = values.is_in([code for code in unknown if name != _COUNTRY or code not in invented])
            if name == "iso2" and "ally" in frame.columns:
                wrong &= ~frame.get_column("ally").is_in(invented).fill_null(False)
            if not wrong.any():
                continue
            problems += marked(table.name, name, values, wrong, _EXPECTED[name])
    return problems


_EXPECTED = {
    _CURRENCY: "a code of ISO 4217, as EUR; XAA to XZZ are free for invented ones",
    _COUNTRY: "a code of ISO 3166-1 with three letters, as DEU, or an ally; XAA to XZZ are free for others",
    "iso2": "a code of ISO 3166-1 with two letters, as DE; XA to XZ are free for invented ones",
}


def _is_known(name: str, code: str) -> bool:
    """Return whether a code is known in a column of this name."""
    if name == _CURRENCY:
        return is_currency(code)
    return is_country(code, 2 if name == "iso2" else 3)


def _invented(allies: pl.DataFrame | None) -> list[str]:
    """Return the keys of allies that are no countries of this world."""
    if allies is None or "ally" not in allies.columns:
        return []
    return [ally for ally in allies.get_column("ally").drop_nulls().to_list() if not is_country(ally, 3)]
