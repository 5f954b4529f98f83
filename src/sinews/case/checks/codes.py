"""Checks of codes: currencies of ISO 4217, and countries of ISO 3166-1 where a country is asked for."""

from __future__ import annotations

from sinews.case.catalogue import TABLES
from sinews.case.checks.marking import Frames, marked
from sinews.case.codes import is_country, is_currency
from sinews.case.problems import Problem

_COUNTRY, _CURRENCY = "country", "currency"


def unknown_codes(tables: Frames) -> list[Problem]:
    """Report each code of a currency or a country that none has."""
    problems: list[Problem] = []
    for table in TABLES:
        frame = tables.get(table.name)
        if frame is None or frame.is_empty():
            continue
        for name in (_COUNTRY, _CURRENCY, "iso2"):
            if name not in table.column_names or name not in frame.columns or table.column(name).references:
                continue
            values = frame.get_column(name)
            known = {code: _is_known(name, code) for code in values.drop_nulls().unique().to_list()}
            if all(known.values()):
                continue
            wrong = values.is_in([code for code, is_known in known.items() if not is_known])
            problems += marked(table.name, name, values, wrong, _EXPECTED[name])
    return problems


_EXPECTED = {
    _CURRENCY: "a code of ISO 4217, as EUR; XAA to XZZ are free for invented ones",
    _COUNTRY: "a code of ISO 3166-1 with three letters, as DEU; XAA to XZZ are free for invented ones",
    "iso2": "a code of ISO 3166-1 with two letters, as DE; XA to XZ are free for invented ones",
}


def _is_known(name: str, code: str) -> bool:
    """Return whether a code is known in a column of this name."""
    if name == _CURRENCY:
        return is_currency(code)
    return is_country(code, 2 if name == "iso2" else 3)
