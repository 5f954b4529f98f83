"""JSON Schemas of the TOML files of a case, for editors that complete and check; made from the catalogue."""

from __future__ import annotations

from typing import Any

from sinews.case.catalogue import TABLES
from sinews.case.catalogue.uses import use_of
from sinews.case.schema import Column, Kind, Table
from sinews.case.settings import Settings

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def settings_schema() -> dict[str, Any]:
    """Return the JSON Schema of ``case.toml``."""
    return {"$schema": DIALECT, **Settings.model_json_schema(), "title": "case.toml of Sinews"}


def overlay_schema() -> dict[str, Any]:
    """Return the JSON Schema of an overlay's TOML file."""
    settings = Settings.model_json_schema()
    return {
        "$schema": DIALECT,
        "title": "overlay of a case of Sinews",
        "description": "A scenario as the rows of another case that it changes, adds and removes.",
        "type": "object",
        "additionalProperties": False,
        "required": ["extends"],
        "properties": {
            "extends": {"type": "string", "description": "the case below: baseline, a scenario, or a path"},
            "name": {"type": "string", "minLength": 1, "description": "short name; else that of the file"},
            "title": {"type": "string", "description": "what it is, in a line"},
            "why": {"type": "string", "description": "the reason for it, in a paragraph"},
            "settings": {
                "type": "object",
                "description": "new values of settings",
                "additionalProperties": False,
                "properties": settings["properties"],
            },
            "change": _by_table("rows to change, by key; * stands for any text", _changes),
            "add": _by_table("rows to add", _rows),
            "remove": _by_table("keys of rows to remove; * stands for any text", _keys),
        },
        **({"$defs": settings["$defs"]} if "$defs" in settings else {}),
    }


def _by_table(description: str, schema_of: Any) -> dict[str, Any]:
    """Return the schema of an object with a property for each table."""
    return {
        "type": "object",
        "description": description,
        "additionalProperties": False,
        "properties": {
            table.name: {"description": table.description, **schema_of(table)} for table in TABLES
        },
    }


def _changes(table: Table) -> dict[str, Any]:
    """Return the schema of changed rows: by key, new values of any columns."""
    columns = {column.name: _changed_value(table, column) for column in table.columns}
    row = {"type": "object", "additionalProperties": False, "minProperties": 1, "properties": columns}
    return {"type": "object", "propertyNames": _key(table), "additionalProperties": row}


def _rows(table: Table) -> dict[str, Any]:
    """Return the schema of added rows: whole ones."""
    columns = {column.name: _value(table, column) for column in table.columns}
    required = [column.name for column in table.columns if not column.optional]
    row = {"type": "object", "additionalProperties": False, "required": required, "properties": columns}
    return {"type": "array", "items": row}


def _keys(table: Table) -> dict[str, Any]:
    """Return the schema of a list of keys."""
    return {"type": "array", "items": _key(table), "uniqueItems": True}


def _key(table: Table) -> dict[str, Any]:
    """Return the schema of a key as text, its parts with slashes between."""
    return {"type": "string", "minLength": 1, "description": "/".join(table.key)}


def _changed_value(table: Table, column: Column) -> dict[str, Any]:
    """Return the schema of a new value: plain, computed from the old one, or empty text."""
    options = [_value(table, column)]
    if column.kind in (Kind.NUMBER, Kind.INTEGER, Kind.YEAR):
        for word in ("times", "plus"):
            options.append(
                {"type": "object", "additionalProperties": False, "required": [word],
                 "properties": {word: {"type": "number"}}}
            )  # fmt: skip
    if column.optional:
        options.append({"const": "", "description": "empties the cell"})
    return options[0] if len(options) == 1 else {"description": _told(table, column), "anyOf": options}


def _value(table: Table, column: Column) -> dict[str, Any]:
    """Return the schema of a column's value."""
    types = {Kind.TEXT: "string", Kind.NUMBER: "number", Kind.BOOLEAN: "boolean"}
    schema: dict[str, Any] = {"type": types.get(column.kind, "integer"), "description": _told(table, column)}
    if column.minimum is not None:
        schema["minimum"] = column.minimum
    if column.maximum is not None:
        schema["maximum"] = column.maximum
    if column.choices:
        schema["enum"] = [str(choice) for choice in column.choices]
    return schema


def _told(table: Table, column: Column) -> str:
    """Return what a column holds, with its unit, which step reads it and what a rise does."""
    told = f"{column.description} ({column.unit})" if column.unit else column.description
    use = use_of(table.name, column.name)
    return f"{told}; {use.used_by}: {use.told}" if use else told
