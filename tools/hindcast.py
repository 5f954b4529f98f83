"""Make docs/hindcast.md and the table of errors that is shipped: the plan of 2022 beside what happened.

Run it with ``PYTHONPATH=src python tools/hindcast.py``.
"""

from __future__ import annotations

from pathlib import Path

from sinews.verify.hindcast import as_csv, as_markdown, compare, distributions, make_plans

ROOT = Path(__file__).parents[1]


def main() -> None:
    """Write the page and the table."""
    rows = compare(make_plans())
    errors = distributions(rows)
    (ROOT / "docs" / "hindcast.md").write_text(as_markdown(rows, errors), encoding="utf-8")
    table = ROOT / "src" / "sinews" / "verify" / "data" / "hindcast_errors.csv"
    table.write_text(as_csv(errors), encoding="utf-8")


if __name__ == "__main__":
    main()
