"""A document as JSON: its data in full precision, and the schema that it keeps to."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import polars as pl

from sinews.document import Document

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def as_json(document: Document) -> Any:
    """Return a document's data in a form that JSON can hold: frames are lists of objects."""
    return plain(document.data)


def plain(value: Any) -> Any:
    """Return values, frames and mappings of them as dictionaries, lists, numbers, texts and None."""
    if isinstance(value, pl.DataFrame):
        return plain(value.to_dicts())
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    # JSON has no number for what has no end or no value
    return None if isinstance(value, float) and not math.isfinite(value) else value


def schema(document: Document) -> dict[str, Any]:
    """Return the JSON Schema of a document's data: its names, and the types of what they name."""
    return {"$schema": DIALECT, "title": document.title} | _schema(document.data)


def _schema(value: Any) -> dict[str, Any]:
    if isinstance(value, pl.DataFrame):
        row = {name: _of_type(dtype) for name, dtype in value.schema.items()}
        return {"type": "array", "items": _closed(row)}
    if isinstance(value, Mapping):
        return _closed({name: _schema(each) for name, each in value.items()})
    if isinstance(value, list | tuple):
        return {"type": "array"}
    types = {bool: "boolean", int: "integer", float: "number", str: "string", type(None): "null"}
    return {"type": [types[type(value)], "null"]} if value is not None else {}


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _of_type(dtype: pl.DataType) -> dict[str, Any]:
    if isinstance(dtype, pl.List):
        return {"type": ["array", "null"]}
    if isinstance(dtype, pl.Struct):
        return {"type": ["object", "null"]}
    name = (
        "boolean" if dtype == pl.Boolean else
        "integer" if dtype.is_integer() else
        "number" if dtype.is_numeric() else
        "string"
    )  # fmt: skip
    return {"type": [name, "null"]}
