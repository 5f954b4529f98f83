"""A plan folder that was altered and signed again: hashes, counts and CSV are right, figures are not."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import polars as pl

from sinews.case.names import write_csv


def sign(folder: Path) -> None:
    """Make what the manifest of a plan folder tells of its tables, and the tables' CSV, fit their Parquet."""
    manifest = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    for name, told in manifest["tables"].items():
        frame = pl.read_parquet(folder / f"{name}.parquet")
        write_csv(frame, folder / f"{name}.csv")
        told["rows"] = frame.height
        told["gaps"] = [column.name for column in frame if column.null_count()]
        told["sha256"] = {
            kind: hashlib.sha256((folder / f"{name}.{kind}").read_bytes()).hexdigest()
            for kind in ("parquet", "csv")
        }
    (folder / "plan.json").write_text(json.dumps(manifest), encoding="utf-8")
