"""Make docs/cross-checks.md and docs/evidence/netherlands.md: published figures beside the baseline's plan.

Run it with ``PYTHONPATH=src python tools/cross_checks.py``.
"""

from __future__ import annotations

from pathlib import Path

from sinews import open_case, plan
from sinews.verify.published import as_markdown, compare
from sinews.verify.published.evidence import evidence
from sinews.verify.published.netherlands import as_page, beside_dutch

DOCS = Path(__file__).parents[1] / "docs"


def main() -> None:
    """Write the pages."""
    made = plan(open_case())
    (DOCS / "cross-checks.md").write_text(as_markdown(compare(made)), encoding="utf-8")
    dutch = as_page(beside_dutch(evidence(made)))
    (DOCS / "evidence" / "netherlands.md").write_text(dutch, encoding="utf-8")


if __name__ == "__main__":
    main()
