"""The descriptor of a case's folder for any tool that reads data packages (Frictionless Data, version 2)."""

from __future__ import annotations

import json
from typing import Any

from sinews.case.catalogue import TABLES
from sinews.case.schema import Column, Kind, Table
from sinews.case.settings import Settings

DATAPACKAGE_FILE = "datapackage.json"
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
TABLE_PROFILE = "https://datapackage.org/profiles/2.0/tableschema.json"

_TYPES = {
    Kind.TEXT: "string",
    Kind.NUMBER: "number",
    Kind.INTEGER: "integer",
    Kind.YEAR: "year",
    Kind.BOOLEAN: "boolean",
}


def datapackage(settings: Settings) -> str:
    """Return the text of a ``datapackage.json`` for the folder of a case.

    Method: Data Package Standard, version 2.0 (https://datapackage.org), with a table schema for each
    file: types, constraints, primary and foreign keys, units as the custom property ``unit``.
    """
    slug = "".join(letter if letter.isalnum() else "-" for letter in settings.name.lower()).strip("-")
    package = {
        "$schema": PROFILE,
        "name": slug or "case",
        "title": settings.title or settings.name,
        "resources": [_resource(table) for table in TABLES],
    }
    return json.dumps(package, indent=2, ensure_ascii=False) + "\n"


def _resource(table: Table) -> dict[str, Any]:
    """Return the description of one file."""
    return {
        "name": table.name,
        "type": "table",
        "path": f"{table.name}.csv",
        "description": table.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "$schema": TABLE_PROFILE,
            "fields": [_field(column) for column in table.columns],
            "missingValues": [""],
            "primaryKey": list(table.key),
            "foreignKeys": [_foreign_key(table, column) for column in table.columns if column.references],
        },
    }


def _field(column: Column) -> dict[str, Any]:
    """Return the description of one column."""
    field: dict[str, Any] = {
        "name": column.name,
        "type": _TYPES[column.kind],
        "description": column.description,
    }
    if column.kind is Kind.BOOLEAN:
        field |= {"trueValues": ["true"], "falseValues": ["false"]}
    if column.unit:
        field["unit"] = column.unit
    constraints: dict[str, Any] = {"required": not column.optional}
    if column.minimum is not None:
        constraints["minimum"] = _bound(column, column.minimum)
    if column.maximum is not None:
        constraints["maximum"] = _bound(column, column.maximum)
    if column.choices:
        constraints["enum"] = [str(choice) for choice in column.choices]
    return {**field, "constraints": constraints}


def _bound(column: Column, bound: float) -> float | int:
    """Return a bound in the column's own type."""
    return bound if column.kind is Kind.NUMBER else int(bound)


def _foreign_key(table: Table, column: Column) -> dict[str, Any]:
    """Return the reference of a column to another file, or to its own."""
    home, _, target = column.references.partition(".")
    reference = {"resource": "" if home == table.name else home, "fields": [target]}
    if home == table.name:
        reference.pop("resource")
    return {"fields": [column.name], "reference": reference}
