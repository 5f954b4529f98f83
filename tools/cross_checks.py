"""Make docs/cross-checks.md: what others have published, beside the figures of the baseline's plan.

Run it with ``PYTHONPATH=src python tools/cross_checks.py``.
"""

from __future__ import annotations

from pathlib import Path

from sinews import open_case, plan
from sinews.verify.published import as_markdown, compare

PAGE = Path(__file__).parents[1] / "docs" / "cross-checks.md"


def main() -> None:
    """Write the page."""
    PAGE.write_text(as_markdown(compare(plan(open_case()))), encoding="utf-8")


if __name__ == "__main__":
    main()
