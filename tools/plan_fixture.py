"""Keep a plan folder of this version's format in the tests, so that later versions are tried on it.

Run it before a release, and before `FORMAT` in sinews.implementation.plan is raised:
``PYTHONPATH=src:. python tools/plan_fixture.py``.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.small_case import small_case_with_terms

import sinews
from sinews.implementation.plan import FORMAT

FIXTURES = Path(__file__).parents[1] / "tests" / "formats"

WRITTEN = (2026, 1, 1, 0, 0, 0)
"""Date of all files inside, so that the same plan makes the same archive."""


def main() -> None:
    """Write a plan of the small case as an archive."""
    with TemporaryDirectory() as place:
        folder = Path(place) / "plan"
        sinews.plan(small_case_with_terms()).save(folder)
        kept = sorted(path for path in folder.rglob("*") if path.is_file())
        with zipfile.ZipFile(FIXTURES / f"plan-{FORMAT}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for path in kept:
                entry = zipfile.ZipInfo(str(path.relative_to(folder)), WRITTEN)
                archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    main()
