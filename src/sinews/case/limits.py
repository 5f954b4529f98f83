"""How large what is read may be: the limits of every reader, in one place."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 2**20

TABLE_BYTES = 256 * MIB
"""Size of one CSV file."""

CASE_BYTES = 512 * MIB
"""Size of all tables of a case or an overlay in a folder together."""

LINE_BYTES = MIB
"""Size of one line of a CSV file."""

CELL_BYTES = 128 * 2**10
"""Size of one cell of text in UTF-8."""

COLUMNS = 1_000
"""Columns of one table, in whatever file."""

CELLS = 20_000_000
"""Cells of one table or sheet; in a sheet, of the rectangle around all that it holds."""

TOML_BYTES = 16 * MIB
"""Size of one file of settings, overlay or mapping."""

TOML_DEPTH = 20
"""How deep lists and tables lie in each other in TOML or JSON."""

OVERLAYS = 50
"""How many overlays may extend each other in a row."""

WORKBOOK_BYTES = 100 * MIB
WORKBOOK_UNPACKED = 500 * MIB
WORKBOOK_RATIO = 200
"""How many times its packed size one part of a workbook may unpack to, if it is larger than a MiB."""

WORKBOOK_PARTS = 10_000
WORKBOOK_MEMORY = 4 * 2**30
"""Address space of the process that reads a workbook, where the system can limit it."""

WORKBOOK_SECONDS = 60
"""Time for which a workbook is read."""

PUBLIC_BYTES = 500 * MIB
"""Size of a publisher's file, and of what it unpacks to."""

MANIFEST_BYTES = 16 * MIB
"""Size of the manifest of a plan folder."""

PARQUET_BYTES = 256 * MIB
"""Size of one table of a plan folder."""

PARQUET_UNPACKED = 512 * MIB
"""Size of what one table of a plan folder unpacks to, and of all its text with each cell written out."""

PARQUET_PAGES = 100_000
"""Pages of one table of a plan folder."""

ENDING_BYTES = 256 * MIB
"""Size of the file with where the search for a plan ended, and of what it unpacks to."""


@dataclass(frozen=True, slots=True)
class Limit:
    """One row of the table of limits: the reader, what is limited, and how far."""

    reader: str
    what: str
    most: str


LIMITS = (
    Limit("any file", "kind", "a regular file: no pipe, device or socket"),
    Limit("case or overlay in a folder", "all tables together", f"{CASE_BYTES // MIB} MiB"),
    Limit("table as CSV", "file", f"{TABLE_BYTES // MIB} MiB"),
    Limit("table as CSV", "line", f"{LINE_BYTES // MIB} MiB"),
    Limit("table as CSV", "cell", f"{CELL_BYTES // 1024} KiB"),
    Limit("table as CSV", "columns", f"{COLUMNS:,}"),
    Limit("table as CSV", "cells", f"{CELLS:,}"),
    Limit("settings, overlay, mapping (TOML)", "file", f"{TOML_BYTES // MIB} MiB"),
    Limit("settings, overlay, mapping (TOML)", "depth", f"{TOML_DEPTH}"),
    Limit("overlays", "in a row", f"{OVERLAYS}"),
    Limit("workbook", "file", f"{WORKBOOK_BYTES // MIB} MiB"),
    Limit("workbook", "unpacked", f"{WORKBOOK_UNPACKED // MIB} MiB in {WORKBOOK_PARTS:,} parts"),
    Limit("workbook", "packing of one part above 1 MiB", f"{WORKBOOK_RATIO} times"),
    Limit("workbook", "cells of a sheet", f"{CELLS:,}"),
    Limit("workbook", "memory, in a process of its own (Linux)", f"{WORKBOOK_MEMORY // 2**30} GiB"),
    Limit("workbook", "time", f"{WORKBOOK_SECONDS} s"),
    Limit("publisher's file", "file, packed and unpacked", f"{PUBLIC_BYTES // MIB} MiB"),
    Limit("manifest of a plan (JSON)", "file", f"{MANIFEST_BYTES // MIB} MiB"),
    Limit("manifest of a plan (JSON)", "depth", f"{TOML_DEPTH}"),
    Limit("table of a plan (Parquet)", "file", f"{PARQUET_BYTES // MIB} MiB"),
    Limit("table of a plan (Parquet)", "columns", f"{COLUMNS:,}, none of lists"),
    Limit("table of a plan (Parquet)", "cells", f"{CELLS:,}"),
    Limit("table of a plan (Parquet)", "cell of text", f"{CELL_BYTES // 1024} KiB"),
    Limit(
        "table of a plan (Parquet)",
        "unpacked, and all its text",
        f"{PARQUET_UNPACKED // MIB} MiB in {PARQUET_PAGES:,} pages",
    ),
    Limit("ending of a plan (NPZ)", "file, packed and unpacked", f"{ENDING_BYTES // MIB} MiB"),
)


def limits_table() -> str:
    """Return the limits as a table in Markdown."""
    rows = [f"| {limit.reader} | {limit.what} | {limit.most} |" for limit in LIMITS]
    return "\n".join(["| what is read | what is limited | at most |", "| --- | --- | --- |", *rows])
