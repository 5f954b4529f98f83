"""Make the table of docs/methods/guidance.md: the baseline's plan under each reading of the public texts.

Run it with ``PYTHONPATH=src python tools/readings_table.py``; it plans some twenty times.
"""

from __future__ import annotations

from pathlib import Path

import sinews
from sinews.readings import Readings, readings

PAGE = Path(__file__).parents[1] / "docs" / "methods" / "guidance.md"
HEAD = "| question | reading | brigades | fire units |"


def as_markdown(found: Readings) -> list[str]:
    """Return the rows of the table; a question is named in its first row, the case's own reading starred."""
    added = {
        (row["question"], row["reading"], row["capability"]): row["added"]
        for row in found.added.iter_rows(named=True)
    }
    rows, last = [], None
    for row in found.headlines.iter_rows(named=True):
        key = (row["question"], row["reading"])
        cells = (
            row["question"] if row["question"] != last else "",
            ("* " if row["planned"] else "") + row["reading"],
            f"{added[*key, 'brigades']:,.0f}",
            f"{added[*key, 'gbad']:,.0f}",
            f"{row['cost'] / 1e6:.2f}",
            f"{row['scope_cost'] / 1e6:.2f}",
            f"{row['outside_share']:.0%}".replace("%", " %"),
        )
        rows.append(f"| {' | '.join(cells)} |")
        last = row["question"]
    return rows


def main() -> None:
    """Write the rows in place of those that are there."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    first = next(n for n, line in enumerate(lines) if line.startswith(HEAD)) + 2
    end = next(n for n in range(first, len(lines)) if not lines[n].startswith("|"))
    lines[first:end] = as_markdown(readings(sinews.open_case()))
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
