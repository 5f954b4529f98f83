"""Make docs/line-figures.md: what lines build in the baseline's plan, beside what was published of them.

Run it with ``PYTHONPATH=src python tools/line_figures.py``.
"""

from __future__ import annotations

from pathlib import Path

from sinews import open_case, plan
from sinews.verify.line_figures import as_markdown, beside_published, standing_still

PAGE = Path(__file__).parents[1] / "docs" / "line-figures.md"


def main() -> None:
    """Write the page."""
    planned = plan(open_case())
    PAGE.write_text(as_markdown(beside_published(planned), standing_still(planned)), encoding="utf-8")


if __name__ == "__main__":
    main()
