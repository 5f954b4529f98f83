"""Plan cases with two trees of the sources, and compare every table of the plans by bytes: see tools/same."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PLAN = """
import sys
from pathlib import Path
import sinews
from sinews.case import scenarios
out = Path(sys.argv[1])
for name in sys.argv[2:] or scenarios():
    plan = sinews.plan(sinews.open_case(name))
    folder = out / name
    folder.mkdir(parents=True)
    for table, frame in plan.tables.items():
        (folder / table).write_text(f"{frame.schema}\\n{frame.write_csv()}", encoding="utf-8")
"""
"""Plans the cases named, or all that come along, and writes each table with its types and all its digits."""


def planned(source: Path, out: Path, cases: list[str]) -> dict[str, bytes]:
    """Return the bytes of every table by case and table, as the sources in a folder plan it."""
    print(f"same: planning with {source}", file=sys.stderr)
    environment = {**os.environ, "PYTHONPATH": str(source.resolve())}
    subprocess.run([sys.executable, "-c", PLAN, out, *cases], env=environment, check=True)
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def rows_that_differ(one: bytes, other: bytes) -> str:
    """Return how many lines of two tables differ, in words."""
    lines, others = one.splitlines(), other.splitlines()
    if len(lines) != len(others):
        return f"{len(lines) - 2} rows there, {len(others) - 2} here"
    count = sum(a != b for a, b in zip(lines, others, strict=True))
    return f"{count} of {len(lines) - 2} rows"


def main(scratch: Path, sources: list[Path], cases: list[str]) -> int:
    """Compare the plans of two trees; return the exit code."""
    there, here = (planned(source, scratch / str(place), cases) for place, source in enumerate(sources))
    different = 0
    for table in sorted({*there, *here}):
        if table not in there or table not in here:
            different += 1
            print(f"{table}: only {'there' if table in there else 'here'}")
        elif there[table] != here[table]:
            different += 1
            print(f"{table}: {rows_that_differ(there[table], here[table])} differ")
    plans = len({table.split("/")[0] for table in here})
    print(f"{len(here)} tables of {plans} plans: {different or 'none'} differ")
    return 1 if different or not here else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), [Path(source) for source in sys.argv[2:4]], sys.argv[4:]))
